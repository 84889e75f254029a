/** Do the cam's sensors fit together? They show narrow, medium, wide, medium in each turn, and never two at once. */
import { at } from '../../../chair/assert.ts';
import { part } from '../../../chair/parts.ts';
import type { Duty, Milliseconds } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import { type FaultRegister, raise } from '../register.ts';
import { heldFor } from '../timers.ts';

export interface CamWatch {
  direction: number;
  /** The sensor that came on last. */
  last: number;
  /** Sensors passed since each was last seen: narrow, medium, wide. */
  without: number[];
  bothMs: Milliseconds;
}

export function createCamWatch(): CamWatch {
  return { direction: 1, last: 0, without: [0, 0, 0], bothMs: 0 };
}

/** Two sensors lie 90 degrees apart and are active for 40: never both, but for a reading between two ticks. */
const bothMaxMs = 60;
const bothLeak = 1 / 25;

/** Fresh values. */
export function watchCamSensors(watch: CamWatch, { counts, limits }: Seen, register: FaultRegister): void {
  const { cams, risen } = counts.cam;
  const { nowMs } = counts.clock;
  const both = (cams & (cams - 1)) !== 0;
  watch.bothMs = heldFor(both, watch.bothMs, counts.evidence.forMs, bothLeak);
  if (both && watch.bothMs >= bothMaxMs) raise(register, 'E43', cams, part.kneader, nowMs);
  noteDirection(watch, counts.motors.kneader.drive.duty, limits.kneader.breakawayDuty);
  if (risen === 0) return;
  notePassed(watch, risen);
  for (const [sensor, passed] of watch.without.entries()) {
    if (passed >= at(limits.kneader.withoutMost, sensor, 'cam sensor'))
      raise(register, 'E43', passed, part.narrow + sensor, nowMs);
  }
}

/** Turned round between two sensors it may meet the same one again: the count starts anew. */
function noteDirection(watch: CamWatch, duty: Duty, breakawayDuty: Duty): void {
  const direction = Math.sign(duty);
  // Less does not turn it: the test of the switches pulses either way.
  if (direction === watch.direction || Math.abs(duty) < breakawayDuty) return;
  watch.direction = direction;
  watch.without.fill(0);
  watch.last = 0;
}

function notePassed(watch: CamWatch, risen: number): void {
  // One that comes on again trembles on its rim.
  if (risen === watch.last) return;
  watch.last = risen;
  for (const [sensor, passed] of watch.without.entries()) {
    watch.without[sensor] = (risen & (1 << sensor)) === 0 ? passed + 1 : 0;
  }
}
