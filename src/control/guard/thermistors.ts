/**
 * Readings that cannot be: a thermistor open, shorted or no number, an element at its trip. Heat rests on the
 * first such reading; the fault latches on the third, so that one spoilt sample is no fault.
 */
import { faultIndex } from '../../chair/faults.ts';
import { heatLimits } from '../../chair/limits.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { thermistorRange } from '../../chair/thermistor.ts';
import { tripNumber } from '../../chair/trips.ts';
import type { Celsius } from '../../chair/units.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { hold, raise } from './ledger.ts';
import { heatParts, ruleOf } from './rules.ts';

const { openBelowC, shortAboveC } = thermistorRange;

export interface ThermistorWatch {
  /** How long each reading has been bad: lumbar, sacral, ambient. */
  badMs: number[];
  /** What the last bad reading meant: its fault, -1 before the first, its part, its value, and when it came. */
  doubted: number;
  doubtedPart: number;
  doubtedC: Celsius;
  doubtedAtMs: number;
}

export function createThermistorWatch(): ThermistorWatch {
  return { badMs: [0, 0, 0], doubted: -1, doubtedPart: 0, doubtedC: 0, doubtedAtMs: 0 };
}

const noTripC = Number.POSITIVE_INFINITY;
/** The controller has judged a thermistor itself; a reading of so short before tells which, and how. */
const controllerTrip = tripNumber('thermistor');
const doubtedLatelyMs = 200;
/** Three readings. */
const badMaxMs = 60;

const open = faultIndex('E21');
const short = faultIndex('E22');
const hot = faultIndex('E23');
const doubt = ruleOf('reading in doubt');

export function watchThermistors(
  watch: ThermistorWatch,
  sensors: Sensors,
  clock: Clock,
  ledger: Ledger,
): void {
  const { lumbarC, sacralC, ambientC } = sensors;
  if (sensors.link.trip === controllerTrip) explainTrip(watch, clock, ledger);
  watchReading(watch, 0, lumbarC, heatLimits.elementTripC, clock, ledger);
  watchReading(watch, 1, sacralC, heatLimits.elementTripC, clock, ledger);
  // Away from the pads there is nothing that could trip.
  watchReading(watch, 2, ambientC, noTripC, clock, ledger);
}

function watchReading(
  watch: ThermistorWatch,
  which: number,
  readingC: Celsius,
  tripC: Celsius,
  clock: Clock,
  ledger: Ledger,
): void {
  if (readingC >= openBelowC && readingC <= shortAboveC && readingC < tripC) {
    watch.badMs[which] = 0;
    return;
  }
  const badMs = (watch.badMs[which] ?? 0) + clock.dtMs;
  watch.badMs[which] = badMs;
  hold(ledger, heatParts, doubt, readingC);
  const index = readingC > shortAboveC ? short : readingC >= tripC ? hot : open;
  watch.doubted = index;
  watch.doubtedPart = which + 1;
  watch.doubtedC = readingC;
  watch.doubtedAtMs = clock.nowMs;
  if (badMs < badMaxMs) return;
  raise(ledger, index, readingC, which + 1, clock.nowMs);
}

/** The controller believes a bad reading sooner than the host does: then it was none that is only spoilt. */
function explainTrip(watch: ThermistorWatch, clock: Clock, ledger: Ledger): void {
  if (watch.doubted < 0 || clock.nowMs - watch.doubtedAtMs > doubtedLatelyMs || ledger.faults !== 0) return;
  // In a chair that is off a trip is no fault; switching on arms the controller anew.
  if (clock.state === 'off') return;
  raise(ledger, watch.doubted, watch.doubtedC, watch.doubtedPart, clock.nowMs);
}
