/** Judges the table of rules: the one qualifier of all, and what a rule that has qualified does. */
import { assert, at } from '../../../chair/assert.ts';
import { part } from '../../../chair/parts.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { GuardLimits } from '../limits.ts';
import { type FaultRegister, inhibit, raise, show } from '../register.ts';
import { heldFor } from '../timers.ts';
import type { Seen } from './counts.ts';
import { type Rule, rules } from './rules.ts';
import { noteDoubt } from './thermistors.ts';

/** For how long the condition of each rule has held, in the table's order. */
export type Qualified = Milliseconds[];

export function createQualified(): Qualified {
  return rules.map(() => 0);
}

/** The table as it is judged: what its rules leave out is filled in. */
const table = rules.map((rule) => {
  const { when, forMs = 0, leaks, onEvidence = null } = rule;
  const valueMostMs = onEvidence === true ? Number.POSITIVE_INFINITY : onEvidence;
  return { rule, when, forMs, leaks, valueMostMs };
});

/** The rules of a chair by their place in the table: those whose abilities it has. */
export function rulesOf({ has, pads }: GuardLimits): number[] {
  return [...rules.keys()].filter((index) => {
    const { needs, pad } = at(rules, index, 'rule');
    return (needs === undefined || has[needs]) && (pad === undefined || pad < pads.length);
  });
}

export function judgeInterlocks(
  qualified: Qualified,
  judged: readonly number[],
  seen: Seen,
  register: FaultRegister,
): void {
  const { clock, evidence, doubt } = seen.counts;
  for (const index of judged) {
    const row = table[index];
    const beforeMs = qualified[index];
    assert(row !== undefined && beforeMs !== undefined, 'A rule of a chair stands in the table.');
    const { rule, when, forMs, leaks, valueMostMs } = row;
    if (valueMostMs !== null && !evidence.fresh) continue;
    const holds = when(seen);
    let heldMs = beforeMs;
    if (holds !== 'unclear') {
      const share = typeof leaks === 'function' ? leaks(seen) : leaks;
      const passedMs = valueMostMs === null ? clock.dtMs : Math.min(valueMostMs, evidence.forMs);
      heldMs = heldFor(holds, heldMs, passedMs, share);
      qualified[index] = heldMs;
    }
    if (holds !== false && heldMs >= forMs) act(rule, seen, register);
  }
  if (seen.limits.has.heat) noteDoubt(doubt, seen.sensors, seen.limits.pads.length, clock.nowMs);
}

/** A code, a name or a number, or how it follows from what was seen. */
function ofSeen<Of extends string | number>(of: Of | ((seen: Seen) => Of), seen: Seen): Of {
  return typeof of === 'function' ? of(seen) : of;
}

function act(rule: Rule, seen: Seen, register: FaultRegister): void {
  const { nowMs } = seen.counts.clock;
  const value = rule.value === undefined ? 0 : rule.value(seen);
  if ('inhibits' in rule) inhibit(register, rule.outputs, ofSeen(rule.inhibits, seen), value);
  else if ('shows' in rule) show(register, rule.shows, value, 0, nowMs);
  else raise(register, ofSeen(rule.raises, seen), value, ofSeen(rule.part ?? part.none, seen), nowMs);
}
