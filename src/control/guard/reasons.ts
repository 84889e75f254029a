/**
 * Why power is held back, by name, so that the page can show "heat is off because: seat empty, 12 s". A reason is a
 * fault of the fault table or an inhibit, which is no failure. Its index is what the register's `holds` carries; 0 is none.
 */
import { assert } from '../../chair/assert.ts';
import type { FaultCode } from '../../chair/faults.ts';
import { faultCodes, faults } from '../../chair/faults.ts';

/** What takes power away without being a fault. */
const inhibits = {
  'stop key': { says: 'the stop key is down, or its stop has not been let go of', unit: 's' },
  'seat empty': { says: 'nobody sits in the chair', unit: 's' },
  paused: { says: 'the session is paused', unit: 's' },
  'no session': { says: 'the chair is not in a state that needs this power', unit: 's' },
  'session over': { says: 'the session has lasted its time', unit: 's' },
  'heat time over': { says: 'the heat has been on for 30 of the last 60 min', unit: 's' },
  'same spot': { says: 'one spot has been worked for its time', unit: 's' },
  'limit switch': { says: 'the carriage stands at the end of its rail', unit: 'mm' },
  'tapper cools': { says: 'the tapper has run for 2 min of the last 3', unit: 's' },
  reversal: { says: 'the motor must coast before it turns round', unit: 'ms' },
  'not earned': { says: 'nothing on this chair would keep the pad from burning', unit: '' },
  'surface warm': { says: 'the surface would become warmer than it may', unit: 'C' },
  'one sensor': {
    says: 'the surface might become warmer than it may: the pad has one sensor, which may read too low by now',
    unit: 'C',
  },
  'reading in doubt': { says: 'a reading is not believed and is being checked', unit: '' },
  probe: { says: 'the pad is held back until its sensors have shown that they follow it', unit: 's' },
  'pads unknown': { says: 'one pad at a time, until it is known what each of them draws', unit: '' },
  'controller off': { says: 'the controller has switched everything off by itself', unit: '' },
  'kneader cools': { says: 'the kneader has run for 2 min of the last 3', unit: 's' },
  'open end': { says: 'the end ahead has no switch, and the carriage keeps clear of it', unit: 'mm' },
  'order unfit': { says: 'the order was not a number', unit: '' },
} as const;
export type InhibitName = keyof typeof inhibits;
export type ReasonName = FaultCode | InhibitName;

interface Reason {
  readonly name: ReasonName | 'none';
  readonly says: string;
  readonly unit: string;
  /** The fault it is, or null for an inhibit. */
  readonly code: FaultCode | null;
}

const inhibitNames = Object.keys(inhibits) as readonly InhibitName[];

export const reasons: readonly Reason[] = [
  { name: 'none', says: '', unit: '', code: null },
  ...faultCodes.map((code) => ({ name: code, says: faults[code].title, unit: faults[code].unit, code })),
  ...inhibitNames.map((name) => ({ name, ...inhibits[name], code: null })),
];

const numbers = new Map(reasons.map((reason, index) => [reason.name, index]));

/** The index of a reason in `reasons`; of a fault it is one more than its place in the fault table. */
export function reasonOf(name: ReasonName): number {
  const number = numbers.get(name);
  assert(number !== undefined, 'a reason has its number');
  return number;
}
