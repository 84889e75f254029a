/** Judges the table of rules: a generic qualifier, and what a rule that has qualified does. */
import { assert, at } from '../../../chair/assert.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { GuardLimits } from '../limits.ts';
import { type FaultRegister, inhibit, raise, show } from '../register.ts';
import { type Rule, readingFault, rules, thermistors } from './rules.ts';
import type { Seen } from './seen.ts';

/** For how long the condition of each rule has held, in the table's order. */
export type Qualified = Milliseconds[];

export function createQualified(): Qualified {
  return rules.map(() => 0);
}

/** A rule as it is judged: what the table leaves out, filled in. */
interface Judged {
  readonly rule: Rule;
  readonly when: Rule['when'];
  readonly forMs: Milliseconds;
  readonly leaks: NonNullable<Rule['leaks']> | null;
  readonly onEvidence: boolean;
}

const table: readonly Judged[] = rules.map((rule) => {
  const { when, forMs, leaks = null, onEvidence = false } = rule;
  return { rule, when, forMs, leaks, onEvidence };
});

/** The rules of a chair by their place in the table: those whose abilities it has. */
export function rulesOf({ has, pads }: GuardLimits): number[] {
  return [...rules.keys()].filter((index) => {
    const { needs, pad } = at(rules, index, 'rule');
    return (needs === null || has[needs]) && (pad === undefined || pad < pads.length);
  });
}

export function judgeInterlocks(
  qualified: Qualified,
  judged: readonly number[],
  seen: Seen,
  register: FaultRegister,
): void {
  const { clock, link } = seen.counts;
  for (const index of judged) {
    const judgedRule = table[index];
    const beforeMs = qualified[index];
    assert(judgedRule !== undefined && beforeMs !== undefined, 'A rule of a chair stands in the table.');
    const { rule, when, forMs, leaks, onEvidence } = judgedRule;
    if (onEvidence && !link.fresh) continue;
    const holds = when(seen);
    const dtMs = onEvidence ? link.evidenceMs : clock.dtMs;
    if (holds === false) {
      const share = typeof leaks === 'function' ? leaks(seen) : leaks;
      qualified[index] = share === null ? 0 : Math.max(0, beforeMs - dtMs * share);
      continue;
    }
    const heldMs = beforeMs + (holds === true ? dtMs : 0);
    qualified[index] = heldMs;
    if (heldMs >= forMs) act(rule, seen, register);
  }
  remember(seen);
}

function act({ does, value }: Rule, seen: Seen, register: FaultRegister): void {
  const { nowMs } = seen.counts.clock;
  if ('inhibits' in does) {
    inhibit(register, does.outputs, does.inhibits, value(seen));
  } else if ('shows' in does) {
    show(register, does.shows, value(seen), 0, nowMs);
  } else {
    const code = typeof does.raises === 'function' ? does.raises(seen) : does.raises;
    const partNumber = typeof does.part === 'function' ? does.part(seen) : does.part;
    raise(register, code, value(seen), partNumber, nowMs);
  }
}

/** What the rules of the next tick have to know of this one. */
function remember(seen: Seen): void {
  const { counts, limits } = seen;
  if (!limits.has.heat) return;
  for (const thermistor of thermistors) {
    if (thermistor.pad !== undefined && thermistor.pad >= limits.pads.length) continue;
    const celsius = thermistor.readC(seen);
    const code = readingFault(thermistor, celsius);
    if (code === null) continue;
    counts.doubt = { code, part: thermistor.part, celsius, atMs: counts.clock.nowMs };
  }
}
