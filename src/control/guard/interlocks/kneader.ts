/** How the arms turn: the cam shows narrow, medium, wide, medium in each turn. */
import { at } from '../../../chair/assert.ts';
import { camBits, type Sensors } from '../../../chair/sensors.ts';
import type { KneaderLimits } from '../limits.ts';
import type { Drive } from './orders.ts';

export interface KneaderWatch {
  started: boolean;
  /** Cam sensors of this tick: 1 narrow, 2 medium, 4 wide; those that came on in it, and whether any changed. */
  cams: number;
  rising: number;
  moved: boolean;
  direction: number;
  /** The sensor that came on last. */
  last: number;
  /** Sensors passed since each was last seen: narrow, medium, wide. */
  without: number[];
}

export function createKneaderWatch(): KneaderWatch {
  return { started: false, cams: 0, rising: 0, moved: false, direction: 1, last: 0, without: [0, 0, 0] };
}

/** Fresh values, and how the arms were driven meanwhile. */
export function watchKneader(
  watch: KneaderWatch,
  sensors: Sensors,
  { duty }: Drive,
  { breakawayDuty }: KneaderLimits,
): void {
  const cams = camBits(sensors);
  const changed = cams ^ watch.cams;
  watch.moved = changed !== 0;
  watch.rising = watch.started ? changed & cams : 0;
  watch.cams = cams;
  watch.started = true;
  const direction = Math.sign(duty);
  // Less does not turn them: the test of the switches pulses either way.
  if (direction !== watch.direction && Math.abs(duty) >= breakawayDuty) {
    // Turned round between two sensors they may meet the same one again: the count starts anew.
    watch.direction = direction;
    watch.without.fill(0);
    watch.last = 0;
  }
  // One that comes on again trembles on its rim.
  if (watch.rising === 0 || watch.rising === watch.last) return;
  watch.last = watch.rising;
  for (let sensor = 0; sensor < watch.without.length; sensor++) {
    const seen = (watch.rising & (1 << sensor)) !== 0;
    watch.without[sensor] = seen ? 0 : at(watch.without, sensor, 'cam sensor') + 1;
  }
}
