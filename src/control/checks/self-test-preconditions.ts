/** What keeps the self-test from driving a part: a fault that takes the part's power, or a controller that is off. */
import { at } from '../../chair/assert.ts';
import { codesIn, union } from '../../chair/fault-set.ts';
import { type FaultCode, faultIndex, faults } from '../../chair/faults.ts';
import { heatParts, motorParts, padPart } from '../../chair/parts.ts';
import { tripReasons } from '../../chair/trips.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { type FaultRegister, faultTakes } from '../guard/register.ts';
import { padRowsOf, rowOf, type SelfTestName } from './self-test-limits.ts';

export type Phase =
  | 'look'
  | 'find bottom'
  | 'go up'
  | 'find top'
  | 'go down'
  | 'turn in'
  | 'turn out'
  | 'tap'
  | 'warm pads'
  | 'done';

/** A controller that is off for this long will not arm: the request to arm is repeated for 300 ms only. */
export const armWithinMs: Milliseconds = 500;

/** What each phase measures; `rowsOfPhase` adds the rows of the pads. */
const rowsOf: Readonly<Record<Phase, readonly SelfTestName[]>> = {
  look: [],
  'find bottom': ['lower limit found'],
  'go up': ['carriage up', 'carriage up, current'],
  'find top': ['upper limit found'],
  'go down': ['carriage down', 'carriage down, current'],
  'turn in': ['arms inwards', 'arms inwards, current'],
  'turn out': ['arms outwards', 'arms outwards, current', 'cam sensors seen'],
  tap: ['tapper, current'],
  'warm pads': [],
  done: [],
};

export function rowsOfPhase(phase: Phase, pad: number): readonly number[] {
  if (phase === 'warm pads') {
    const { warm, current } = padRowsOf(pad);
    return [warm, current];
  }
  return rowsOf[phase].map((name) => rowOf[name]);
}

function partsOf(phase: Phase, pad: number): number {
  if (phase === 'look' || phase === 'done') return 0;
  return phase === 'warm pads' ? heatParts & ((1 << padPart(pad)) | ~allPads) : motorParts;
}

const allPads = (1 << padPart(0)) | (1 << padPart(1));

export interface Preconditions {
  readonly register: FaultRegister;
  /** Why the controller is off, once it has been off for `armWithinMs` and so is no longer arming; else 0. */
  readonly trip: number;
}

/** Why a phase cannot be run now, or empty. */
export function blockedBy(phase: Phase, pad: number, { register, trip }: Preconditions): string {
  const parts = partsOf(phase, pad);
  if (parts === 0) return '';
  const active = codesIn(union(register.faults, register.shown));
  const takes = (code: FaultCode) => (at(faultTakes, faultIndex(code), 'fault') & parts) !== 0;
  const code = active.find(takes);
  if (code !== undefined) return `${code} ${faults[code].title}`;
  return trip === 0 ? '' : `the controller does not arm (${tripReasons[trip]?.name ?? `reason ${trip}`})`;
}
