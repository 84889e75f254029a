/** What a rule or a model may look at: the readings, the orders, and what the guard has counted by itself. */
import type { Power } from '../../../chair/outputs.ts';
import type { Sensors } from '../../../chair/sensors.ts';
import type { GuardLimits } from '../limits.ts';
import type { FaultRegister } from '../register.ts';
import type { Counts } from './counts.ts';

export interface Seen {
  readonly limits: GuardLimits;
  readonly sensors: Sensors;
  /** What the stages above want now, made fit. */
  readonly wanted: Readonly<Power>;
  readonly wantedFit: boolean;
  /** What the last tick allowed. Readings may answer to earlier orders: see `counts.drives` and `ordersWithin`. */
  readonly given: Readonly<Power>;
  readonly counts: Counts;
  /** What has been found until now, by the rules above too. */
  readonly register: Readonly<FaultRegister>;
}
