/** Plausibility check of the cam's sensors: each turn shows all of them, in the order of its direction, and never two at once. */
import { at } from '../../../chair/assert.ts';
import { part } from '../../../chair/parts.ts';
import { isMany } from '../../../chair/sensors.ts';
import { type Duty, type Milliseconds, minuteMs } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { KneaderLimits } from '../limits.ts';
import { type FaultRegister, raise } from '../register.ts';
import { heldFor } from '../timers.ts';

export interface CamWatch {
  direction: number;
  /** The sensor that came on last. */
  last: number;
  /** How many others have passed since each sensor was last seen, weighted by what that proves: narrow, medium, wide. */
  without: number[];
  /** How much it proves, 0 to 1, that no other has come since the last sensor; and the same of the stretch before that one. */
  proves: number;
  proved: number;
  /** Sensors in a row that came in the order of the other direction, weighted in the same way. */
  backwards: number;
  bothMs: Milliseconds;
}

export function createCamWatch(): CamWatch {
  return {
    direction: 1,
    last: 0,
    without: [0, 0, 0],
    proves: 1,
    proved: 1,
    backwards: 0,
    bothMs: 0,
  };
}

/** Two sensors lie 90 degrees apart and are active for 40: never both, except in a reading between two ticks. */
const bothMaxMs = 60;
const bothLeak = 1 / 25;

/** More than a turn: a sensor that is missed, once or always, looks like the other direction only every other time. */
const backwardsMax = 4;

/** One healthy sensor in this many may be missed in all the turns in which it is looked for. */
const missedMost = 1_000_000;

/** Fresh values. */
export function watchCamSensors(watch: CamWatch, { counts, limits }: Seen, register: FaultRegister): void {
  const { cams, risen } = counts.cam;
  const both = isMany(cams);
  watch.bothMs = heldFor(both, watch.bothMs, counts.evidence.forMs, bothLeak);
  if (both && watch.bothMs >= bothMaxMs) raise(register, 'E43', cams, part.kneader);
  watch.proves = Math.min(watch.proves, provesOf(counts.evidence.sinceMs, limits.kneader));
  noteDirection(watch, counts.evidence.drives.kneader.duty, limits.kneader.breakawayDuty);
  if (risen === 0) return;
  noteOrder(watch, risen, limits.kneader);
  if (watch.backwards >= backwardsMax) raise(register, 'E43', Math.floor(watch.backwards), part.kneader);
  notePassed(watch, risen);
  for (const [sensor, passed] of watch.without.entries()) {
    if (passed >= at(limits.kneader.withoutMost, sensor, 'cam sensor'))
      raise(register, 'E43', Math.floor(passed), part.narrow + sensor);
  }
}

/**
 * How much it proves that a sensor has not come between two values: 1 where a sensor shows for longer than they are apart.
 * Otherwise they miss a healthy one in a share of its turns, and it is looked for in so many turns that hardly one in
 * `missedMost` is missed in all of them. (Where none can be missed, it is looked for in two.)
 */
function provesOf(sinceMs: Milliseconds, { fullTurnsPerMin, shownTurns }: KneaderLimits): number {
  const turns = (sinceMs * fullTurnsPerMin) / minuteMs;
  if (turns <= shownTurns) return 1;
  const lookedFor = Math.log(missedMost) / -Math.log(1 - shownTurns / turns);
  return Math.min(1, 2 / lookedFor);
}

/** Arms reversed between two sensors may meet the same one again: the counts start anew. */
function noteDirection(watch: CamWatch, duty: Duty, breakawayDuty: Duty): void {
  const direction = Math.sign(duty);
  // Less duty does not turn the arms: the switch-off-path test pulses in both directions.
  if (direction === watch.direction || Math.abs(duty) < breakawayDuty) return;
  watch.direction = direction;
  watch.without.fill(0);
  watch.backwards = 0;
  watch.last = 0;
}

/** A motor, or two sensors, connected the wrong way round: the arms turn against the order. */
function noteOrder(watch: CamWatch, risen: number, { onlyInwards, onlyOutwards }: KneaderLimits): void {
  const sensor = singleBits.indexOf(watch.last);
  if (sensor < 0) return;
  const [right, wrong] = watch.direction > 0 ? [onlyInwards, onlyOutwards] : [onlyOutwards, onlyInwards];
  if ((at(wrong, sensor, 'cam sensor') & risen) !== 0) watch.backwards += watch.proves;
  else if ((at(right, sensor, 'cam sensor') & risen) !== 0) watch.backwards = 0;
}

const singleBits: readonly number[] = [1, 2, 4];

function notePassed(watch: CamWatch, risen: number): void {
  // A sensor that comes on again trembles on its rim.
  if (risen === watch.last) return;
  watch.last = risen;
  // A sensor is due once in two passes, and may have been missed before this one or before the last: the weaker proof counts.
  const proves = Math.min(watch.proves, watch.proved);
  for (const [sensor, passed] of watch.without.entries())
    watch.without[sensor] = (risen & (1 << sensor)) === 0 ? passed + proves : 0;
  watch.proved = watch.proves;
  watch.proves = 1;
}
