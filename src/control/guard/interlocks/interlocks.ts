/**
 * Judges a table of rules. A rule whose condition has held for its qualification time raises its fault or inhibits its
 * outputs. Rules are judged from the top; of several that inhibit an output the first gives the reason. What a latched
 * fault takes, and that it is shown, stands in the fault table.
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
  /** The ability that the chair must have for it. */
  readonly needs?: Need;
  /** The pad it is for: a chair without that pad has no such rule. */
  readonly pad?: number;
  /** `unclear` says nothing either way: the qualification time neither goes on nor begins anew. */
  readonly when: (seen: Of) => boolean | 'unclear';
  /** Qualification time: how long the condition must have held; without one it acts at once. */
  readonly forMs?: Milliseconds;
  /** A condition that comes and goes adds up: while it does not hold, the time runs back by this share. Else it begins anew. */
  readonly leaks?: number | ((seen: Of) => number);
  /** Judged by new values alone, and timed by what they speak for, since evidence may pause. */
  readonly byFreshValues?: true;
  /** Each value counts for no more than this. */
  readonly valueMostMs?: Milliseconds;
  /** The chip counts all the while: a value speaks for all the time since the one before. */
  readonly counted?: true;
  /** What was measured, in the unit of the fault or the inhibit. */
  readonly value?: (seen: Of) => number;
}

/** The fault, and the part it is seen on where it is one in particular. */
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

/** A rule as it is judged: with nothing left out, and what it does decided. */
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

/** A code, a name or a number, or how it follows from what was seen. */
function ofSeen<Value extends string | number, Of>(value: Value | ((seen: Of) => Value), seen: Of): Value {
  return typeof value === 'function' ? value(seen) : value;
}

/** A table as one chair has it. */
export interface Qualified {
  /** By their place in the table: the rules whose abilities the chair has. */
  readonly judged: readonly number[];
  /** For how long the condition of each rule has held, in the table's order. */
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
