/**
 * The kneader: stalled, turning without a cam edge, a cam sensor that stays out or on. The cam shows narrow,
 * medium, wide, medium in each turn.
 */
import { faultIndex } from '../../chair/faults.ts';
import { tickMs } from '../../chair/limits.ts';
import { camBits, type Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import type { Duty } from '../../chair/units.ts';
import { deadA } from './bridges.ts';
import { stallBaseA, stallMaxMs, stallPerDutyA } from './carriage.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { raise } from './ledger.ts';

const { kneader } = referenceChair;

export interface KneaderWatch {
  started: boolean;
  /** Cam sensors of the tick before: 1 narrow, 2 medium, 4 wide. */
  cams: number;
  direction: number;
  stallMs: number;
  blindMs: number;
  overlapMs: number;
  /** Sensors passed since each was last seen: narrow, medium, wide. */
  without: number[];
}

export function createKneaderWatch(): KneaderWatch {
  return { started: false, cams: 0, direction: 1, stallMs: 0, blindMs: 0, overlapMs: 0, without: [0, 0, 0] };
}

/** What the arms did meanwhile nobody has seen: the cam's order is counted anew. */
export function breakKneader(watch: KneaderWatch): void {
  watch.started = false;
  watch.without[0] = 0;
  watch.without[1] = 0;
  watch.without[2] = 0;
}

/** Driven without any cam edge for so long is no motion (limit). */
const blindMaxMs = 2000 - tickMs;
/** Two sensors lie 90 degrees apart and are active for 40: never both, but for a reading between two ticks. */
const overlapMaxMs = 60;
/** In two turns without narrow or wide six others pass, without medium four. */
const withoutMax = [6, 4, 6];

const stalled = faultIndex('E41');
const noCurrent = faultIndex('E36');
const camMissing = faultIndex('E43');
const firstCamPart = 8;

/** `duty` is what the last tick allowed. */
export function watchKneader(
  watch: KneaderWatch,
  sensors: Sensors,
  duty: Duty,
  clock: Clock,
  ledger: Ledger,
): void {
  const dtMs = clock.dtMs;
  const cams = camBits(sensors);
  const changed = cams ^ watch.cams;
  const rising = watch.started ? changed & cams : 0;
  watch.cams = cams;
  watch.started = true;

  if ((cams & (cams - 1)) === 0) {
    watch.overlapMs = 0;
  } else {
    watch.overlapMs += dtMs;
    if (watch.overlapMs >= overlapMaxMs) raise(ledger, camMissing, cams, 5, clock.nowMs);
  }
  if (rising !== 0) passCam(watch, rising, clock, ledger);

  if (duty === 0) {
    watch.stallMs = 0;
    watch.blindMs = 0;
    return;
  }
  const direction = Math.sign(duty);
  const size = Math.abs(duty);
  // Less does not turn them: the proof of the switches pulses either way.
  if (direction !== watch.direction && size >= kneader.breakawayDuty) {
    // Turned round between two sensors it may meet the same one again; the count starts anew.
    watch.direction = direction;
    watch.without[0] = 0;
    watch.without[1] = 0;
    watch.without[2] = 0;
  }
  const stallA = stallBaseA + stallPerDutyA * size;
  watch.stallMs = sensors.kneaderA <= stallA ? 0 : watch.stallMs + dtMs;
  if (watch.stallMs >= stallMaxMs) raise(ledger, stalled, sensors.kneaderA, 5, clock.nowMs);

  watch.blindMs = changed !== 0 ? 0 : size >= kneader.breakawayDuty ? watch.blindMs + dtMs : watch.blindMs;
  if (watch.blindMs >= blindMaxMs) {
    raise(ledger, sensors.kneaderA < deadA ? noCurrent : stalled, sensors.kneaderA, 5, clock.nowMs);
  }
}

function passCam(watch: KneaderWatch, rising: number, clock: Clock, ledger: Ledger): void {
  for (let sensor = 0; sensor < 3; sensor++) {
    const seen = (rising & (1 << sensor)) !== 0;
    const passed = seen ? 0 : (watch.without[sensor] ?? 0) + 1;
    watch.without[sensor] = passed;
    if (passed >= (withoutMax[sensor] ?? 0)) {
      raise(ledger, camMissing, passed, firstCamPart + sensor, clock.nowMs);
    }
  }
}
