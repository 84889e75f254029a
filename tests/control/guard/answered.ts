/** Orders that are given and answered to tick after tick, for a watch that is looked at by itself. */
import { tickMs } from '../../../src/chair/limits.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import type { Sensors } from '../../../src/chair/sensors.ts';
import type { Seen } from '../../../src/control/guard/interlocks/counts.ts';
import { keepOrder, noteValues } from '../../../src/control/guard/interlocks/evidence.ts';
import { createRegister } from '../../../src/control/guard/register.ts';
import { chair } from '../../chair.ts';
import { createSeen } from './rig.ts';

type Watch = (seen: Seen, register: ReturnType<typeof createRegister>) => void;

export function createAnswered(watch: Watch, own: Partial<Seen> = {}) {
  const seen = createSeen(own);
  const register = createRegister();
  const { counts, sensors } = seen;
  let nowMs = 1000;
  return {
    seen,
    register,
    /**
     * So many ticks in which this is ordered; from the second one on values answer to it. `shown` is what they say,
     * `apartMs` how long after those before they come.
     */
    order(ordered: Partial<Power>, shown: Partial<Sensors> = {}, ticks = 1, apartMs = tickMs): void {
      Object.assign(sensors, shown);
      for (let tick = 0; tick < ticks; tick++) {
        nowMs += apartMs;
        Object.assign(counts.clock, { nowMs, dtMs: apartMs });
        noteValues(counts.evidence, sensors.link, nowMs, apartMs);
        watch(seen, register);
        keepOrder(counts.evidence, { ...createPower(chair), ...ordered }, nowMs);
      }
    },
  };
}
