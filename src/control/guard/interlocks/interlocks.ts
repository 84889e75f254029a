/** Judges the table of rules: a generic qualifier, and what a rule that has qualified does. */
import { at } from '../../../chair/assert.ts';
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
  for (const index of judged) {
    const rule = at(rules, index, 'rule');
    const { clock, link } = seen.counts;
    if (rule.onEvidence && !link.fresh) continue;
    const holds = rule.when(seen);
    const dtMs = rule.onEvidence ? link.evidenceMs : clock.dtMs;
    if (holds === false) {
      const leaks = typeof rule.leaks === 'function' ? rule.leaks(seen) : rule.leaks;
      const leaves = leaks === undefined ? 0 : at(qualified, index, 'rule') - dtMs * leaks;
      qualified[index] = Math.max(0, leaves);
      continue;
    }
    const heldMs = at(qualified, index, 'rule') + (holds === true ? dtMs : 0);
    qualified[index] = heldMs;
    if (heldMs >= rule.forMs) act(rule, seen, register);
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
