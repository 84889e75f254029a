/** Do the cam's sensors fit together? Each turn shows all of them, in the order of the way it goes, and never two at once. */
import { at } from '../../../chair/assert.ts';
import { part } from '../../../chair/parts.ts';
import { type Duty, type Milliseconds, minuteMs } from '../../../chair/units.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { KneaderLimits } from '../limits.ts';
import { type FaultRegister, raise } from '../register.ts';
import { heldFor } from '../timers.ts';

export interface CamWatch {
  direction: number;
  /** The sensor that came on last. */
  last: number;
  /** Sensors passed since each was last seen: narrow, medium, wide. */
  without: number[];
  /** How often each may have passed between two values since then. */
  hidden: number[];
  /** Since the last sensor came, two values were so far apart that one may have come and gone between them. */
  gap: boolean;
  /** Running, those that came in the order of the other way. */
  backwards: number;
  bothMs: Milliseconds;
}

export function createCamWatch(): CamWatch {
  return {
    direction: 1,
    last: 0,
    without: [0, 0, 0],
    hidden: [0, 0, 0],
    gap: false,
    backwards: 0,
    bothMs: 0,
  };
}

/** Two sensors lie 90 degrees apart and are active for 40: never both, but for a reading between two ticks. */
const bothMaxMs = 60;
const bothLeak = 1 / 25;

/** More than a turn: one sensor that is missed, once or always, looks like the other way only every other time. */
const backwardsMax = 4;

/** A sensor that a late look may have missed is looked for twice more, about a turn each time; then it is missing all the same. */
const hiddenMost = 2;

/** Fresh values. */
export function watchCamSensors(watch: CamWatch, { counts, limits }: Seen, register: FaultRegister): void {
  const { cams, risen } = counts.cam;
  const both = (cams & (cams - 1)) !== 0;
  watch.bothMs = heldFor(both, watch.bothMs, counts.evidence.forMs, bothLeak);
  if (both && watch.bothMs >= bothMaxMs) raise(register, 'E43', cams, part.kneader);
  if (counts.evidence.sinceMs * limits.kneader.fullTurnsPerMin >= limits.kneader.pastTurns * minuteMs)
    watch.gap = true;
  noteDirection(watch, counts.evidence.drives.kneader.duty, limits.kneader.breakawayDuty);
  if (risen === 0) return;
  noteOrder(watch, risen, limits.kneader);
  if (watch.backwards >= backwardsMax) raise(register, 'E43', watch.backwards, part.kneader);
  notePassed(watch, risen);
  for (const [sensor, passed] of watch.without.entries()) {
    if (passed >= at(limits.kneader.withoutMost, sensor, 'cam sensor'))
      raise(register, 'E43', passed, part.narrow + sensor);
  }
}

/** Turned round between two sensors it may meet the same one again: the count starts anew. */
function noteDirection(watch: CamWatch, duty: Duty, breakawayDuty: Duty): void {
  const direction = Math.sign(duty);
  // Less does not turn it: the test of the switches pulses either way.
  if (direction === watch.direction || Math.abs(duty) < breakawayDuty) return;
  watch.direction = direction;
  watch.without.fill(0);
  watch.hidden.fill(0);
  watch.backwards = 0;
  watch.last = 0;
}

/** A motor, or two sensors, connected the wrong way round: the arms turn against the order. */
function noteOrder(watch: CamWatch, risen: number, { onlyInwards, onlyOutwards }: KneaderLimits): void {
  const sensor = singleBits.indexOf(watch.last);
  if (sensor < 0) return;
  const [right, wrong] = watch.direction > 0 ? [onlyInwards, onlyOutwards] : [onlyOutwards, onlyInwards];
  if ((at(wrong, sensor, 'cam sensor') & risen) !== 0) watch.backwards++;
  else if ((at(right, sensor, 'cam sensor') & risen) !== 0) watch.backwards = 0;
}

const singleBits: readonly number[] = [1, 2, 4];

function notePassed(watch: CamWatch, risen: number): void {
  // One that comes on again trembles on its rim.
  if (risen === watch.last) return;
  watch.last = risen;
  for (const [sensor, passed] of watch.without.entries()) {
    const hidden = at(watch.hidden, sensor, 'cam sensor');
    const seen = (risen & (1 << sensor)) !== 0;
    const excused = watch.gap && hidden < hiddenMost;
    watch.hidden[sensor] = seen ? 0 : excused ? hidden + 1 : hidden;
    watch.without[sensor] = seen ? 0 : excused ? passed - 1 : passed + 1;
  }
  watch.gap = false;
}
