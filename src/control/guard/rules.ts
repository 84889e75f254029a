/**
 * Why power is held back: every rule of the guard stage by name, so that the page can show "heat is off
 * because: seat empty, 12 s". Rules that are faults come from the fault table; the others are limits that
 * are no failure. A rule's index is what `Guard.holds` carries; 0 means nothing holds the output.
 */
import type { FaultAction, FaultCode } from '../../chair/faults.ts';
import { faultCodes, faultIndex, faults } from '../../chair/faults.ts';

/** Limits that take power away without being a fault. */
const limits = {
  'stop key': { says: 'the stop key is down, or its stop has not been let go of', unit: 's' },
  'seat empty': { says: 'nobody sits in the chair', unit: 's' },
  paused: { says: 'the session is paused', unit: 's' },
  'no session': { says: 'the chair is not in a state that needs this power', unit: 's' },
  'session over': { says: 'the session has lasted its 30 min', unit: 's' },
  'heat time over': { says: 'the heat has been on for its 30 min', unit: 's' },
  'same spot': { says: 'one spot has been worked for its 90 s', unit: 's' },
  'limit switch': { says: 'the carriage stands at the end of its rail', unit: 'mm' },
  reversal: { says: 'the motor must coast before it turns round', unit: 'ms' },
  'surface warm': {
    says: 'the surface would become warmer than 43 C, or than its lower limit in a room above 33 C',
    unit: 'C',
  },
  'reading in doubt': { says: 'a reading is not believed and is being checked', unit: '' },
  probe: { says: 'the power rests shortly to see whether the thermistor follows', unit: 's' },
  'thermistor failed': {
    says: 'its thermistor has failed; the pad must be without power for 20 min and then show the room',
    unit: 's',
  },
  'pads unknown': { says: 'one pad at a time, until it is known what each of them draws', unit: '' },
  'controller off': { says: 'the controller has switched everything off by itself', unit: '' },
  'order unfit': { says: 'the order was not a number', unit: '' },
} as const;
export type LimitName = keyof typeof limits;
export type RuleName = FaultCode | LimitName;

export interface Rule {
  readonly name: RuleName | 'none';
  readonly says: string;
  readonly unit: string;
  /** The fault it is, or null for a limit. */
  readonly code: FaultCode | null;
}

const limitNames = Object.keys(limits) as readonly LimitName[];

export const rules: readonly Rule[] = [
  { name: 'none', says: '', unit: '', code: null },
  ...faultCodes.map((code) => ({ name: code, says: faults[code].title, unit: faults[code].unit, code })),
  ...limitNames.map((name) => ({ name, ...limits[name], code: null })),
];

/** The index of a rule in `rules`; of a fault it is one more than its place in the fault table. */
export function ruleOf(name: RuleName): number {
  return rules.findIndex((rule) => rule.name === name);
}

/** Outputs as bits, for saying which of them a rule takes away. */
export const part = { carriage: 1, kneader: 2, lumbar: 4, sacral: 8, padRelay: 16, motorRelay: 32 } as const;
export const motorParts = part.carriage | part.kneader | part.motorRelay;
export const heatParts = part.lumbar | part.sacral | part.padRelay;
export const allParts = motorParts | heatParts;

const actionParts: Readonly<Record<FaultAction, number>> = {
  'all off': allParts,
  'heat off': heatParts,
  'motors off': motorParts,
  shown: 0,
};

/** What each fault takes away at once, by fault index. */
export const faultTakes: readonly number[] = faultCodes.map((code) => actionParts[faults[code].did]);

/** One bit for each fault that latches. */
export const latchedMask = faultCodes.reduce(
  (mask, code) => (faults[code].latched ? mask | (1 << faultIndex(code)) : mask),
  0,
);
