/**
 * Judges a table of rules. A rule whose condition has held for its qualification time raises or shows its fault, or inhibits
 * its outputs. Rules are judged from the top; if several inhibit one output, the first gives the reason. Which outputs a
 * fault takes, and whether it latches, stands in the fault table.
 */
import { at } from '../../../chair/assert.ts';
import type { FaultCode } from '../../../chair/faults.ts';
import { part } from '../../../chair/parts.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import type { GuardLimits, Need } from '../limits.ts';
import type { InhibitName } from '../reasons.ts';
import { type FaultRegister, inhibit, raise, show } from '../register.ts';
import { heldFor } from '../timers.ts';
import type { Seen } from './counts.ts';

export type Rule<Of extends Seen = Seen> = Condition<Of> & (Raises<Of> | Shows | Inhibits);

interface Condition<Of> {
  readonly name: string;
  /** The ability that the chair must have for this rule. */
  readonly needs?: Need;
  /** The pad it is for: a chair without that pad has no such rule. */
  readonly pad?: number;
  /** `unclear` is evidence neither way: the time that counts towards `forMs` stands still. */
  readonly when: (seen: Of) => boolean | 'unclear';
  /** Qualification time: how long the condition must have held. Without one the rule acts at once. */
  readonly forMs?: Milliseconds;
  /**
   * How fast the time held runs back while the condition does not hold (1: as fast as it grows), so that a condition that
   * comes and goes adds up. Without `leaks` the time restarts from 0.
   */
  readonly leaks?: number | ((seen: Of) => number);
  /** Judged only when new values come, and timed by the time that they cover, since values may stop coming for a while. */
  readonly byFreshValues?: true;
  /** New values count for at most this much time. */
  readonly valueMostMs?: Milliseconds;
  /** For what the chip counts continuously: new values cover all the time since those before. */
  readonly counted?: true;
  /** What was measured, in the unit of the fault or the inhibit. */
  readonly value?: (seen: Of) => number;
}

/** The fault, and the part it is seen on if there is one in particular. */
export interface Raises<Of> {
  readonly raises: FaultCode | ((seen: Of) => FaultCode);
  readonly part?: number | ((seen: Of) => number);
}

interface Shows {
  readonly shows: FaultCode;
}

interface Inhibits {
  readonly inhibits: InhibitName | ((seen: Seen) => InhibitName);
  readonly outputs: number;
}

/** A rule prepared for judging: defaults filled in, and its action as one function. */
interface Judged<Of extends Seen> {
  readonly needs: Need | null;
  readonly pad: number | null;
  readonly when: (seen: Of) => boolean | 'unclear';
  readonly forMs: Milliseconds;
  readonly leaks: number | ((seen: Of) => number) | undefined;
  readonly byFreshValues: boolean;
  readonly valueMostMs: Milliseconds;
  readonly counted: boolean;
  readonly act: (seen: Of, register: FaultRegister) => void;
}

type RuleTable<Of extends Seen = Seen> = readonly Judged<Of>[];

export function tableOf<Of extends Seen>(rules: readonly Rule<Of>[]): RuleTable<Of> {
  return rules.map((rule) => {
    const { needs = null, pad = null, when, forMs = 0, leaks, byFreshValues = false } = rule;
    const { valueMostMs = Number.POSITIVE_INFINITY, counted = false } = rule;
    return { needs, pad, when, forMs, leaks, byFreshValues, valueMostMs, counted, act: actOf(rule) };
  });
}

function actOf<Of extends Seen>(rule: Rule<Of>): (seen: Of, register: FaultRegister) => void {
  const { value = () => 0 } = rule;
  if ('inhibits' in rule) {
    const { inhibits, outputs } = rule;
    return (seen, register) => inhibit(register, outputs, ofSeen(inhibits, seen), value(seen));
  }
  if ('shows' in rule) return (seen, register) => show(register, rule.shows, value(seen), part.none);
  const { raises, part: on = part.none } = rule;
  return (seen, register) => raise(register, ofSeen(raises, seen), value(seen), ofSeen(on, seen));
}

/** The value of a column that is either fixed or a function of what was seen. */
function ofSeen<Value extends string | number, Of>(value: Value | ((seen: Of) => Value), seen: Of): Value {
  return typeof value === 'function' ? value(seen) : value;
}

/** The state of a rule table for one chair. */
export interface Qualified {
  /** Indices in the table of the rules whose ability and pad the chair has. */
  readonly judged: readonly number[];
  /** How long the condition of each rule has held, in the table's order. */
  readonly heldMs: Milliseconds[];
}

export function createQualified<Of extends Seen>(
  table: RuleTable<Of>,
  { has, pads }: GuardLimits,
): Qualified {
  const isOf = ({ needs, pad }: Judged<Of>) =>
    (needs === null || has[needs]) && (pad === null || pad < pads.length);
  return {
    judged: [...table.keys()].filter((index) => isOf(at(table, index, 'rule'))),
    heldMs: table.map(() => 0),
  };
}

export function judge<Of extends Seen>(
  table: RuleTable<Of>,
  { judged, heldMs }: Qualified,
  seen: Of,
  register: FaultRegister,
): void {
  const { clock, evidence } = seen.counts;
  for (const index of judged) {
    const { byFreshValues, counted, when, forMs, leaks, valueMostMs, act } = at(table, index, 'rule');
    if (byFreshValues && !evidence.fresh) continue;
    const holds = when(seen);
    let ms = at(heldMs, index, 'rule');
    if (holds !== 'unclear') {
      const spokenMs = Math.min(valueMostMs, counted ? evidence.countedMs : evidence.forMs);
      const passedMs = byFreshValues ? spokenMs : clock.dtMs;
      const share = typeof leaks === 'function' ? leaks(seen) : leaks;
      ms = heldFor(holds, ms, passedMs, share);
      heldMs[index] = ms;
    }
    if (holds !== false && ms >= forMs) act(seen, register);
  }
}
