/** Judges the table of rules: a generic qualifier, and what a rule that has qualified does. */
import { at } from '../../../chair/assert.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import { type FaultRegister, inhibit, raise, show } from '../register.ts';
import { type Rule, readingFault, rules, thermistors } from './rules.ts';
import type { Seen } from './seen.ts';

/** For how long the condition of each rule has held, in the table's order. */
export type Qualified = Milliseconds[];

export function createQualified(): Qualified {
  return rules.map(() => 0);
}

export function judgeInterlocks(qualified: Qualified, seen: Seen, register: FaultRegister): void {
  const { has } = seen.limits;
  const pads = seen.limits.pads.length;
  for (let index = 0; index < rules.length; index++) {
    const rule = at(rules, index, 'rule');
    if (rule.pad !== undefined && rule.pad >= pads) continue;
    if (rule.needs !== null && !has[rule.needs]) continue;
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
  for (const thermistor of thermistors) {
    if (thermistor.pad !== undefined && thermistor.pad >= limits.pads.length) continue;
    const celsius = thermistor.readC(seen);
    const code = readingFault(thermistor, celsius);
    if (code === null) continue;
    counts.doubt = { code, part: thermistor.part, celsius, atMs: counts.clock.nowMs };
  }
}
