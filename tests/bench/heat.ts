/**
 * Heat: time to each level and overshoot at the true surface, beside a hysteresis thermostat and a tuned PID on
 * the element, all on the same plant in the same run; the worst of all pads within tolerance; time a tick.
 * `npm run bench -- heat`; the table alone: `npm run bench -- heat --json`.
 */

import { heatLimits } from '../../src/chair/limits.ts';
import { createPower } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { createHeater, driveHeater } from '../../src/control/heat/heater.ts';
import { chair } from '../chair.ts';
import {
  cornerCount,
  cornerPad,
  createHeatBench,
  type HeatResult,
  type Person,
  runHeat,
  stepHeatBench,
} from '../control/heat/run.ts';
import { soonestS } from './heat-bound.ts';
import { createPid, createThermostat } from './heat-peers.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const { levelC } = heatLimits;
const levels = ['low', 'medium', 'high'] as const;
const ambients = [15, 22, 30, 33] as const;

export interface HeatComparison {
  readonly ambientC: number;
  readonly level: (typeof levels)[number];
  readonly person: Person;
  readonly heater: HeatResult;
  readonly thermostat: HeatResult;
  readonly pid: HeatResult;
}

/** Nominal pads, exact thermistors: what the three do with the same pad. */
function compareHeat(person: Person): HeatComparison[] {
  return ambients.flatMap((ambientC) =>
    levels.map((level) => {
      const setup = { ambientC, levelC: levelC[level], person };
      return {
        ambientC,
        level,
        person,
        heater: runHeat(setup),
        thermostat: runHeat({ ...setup, control: createThermostat() }),
        pid: runHeat({ ...setup, control: createPid() }),
      };
    }),
  );
}

/** The worst over every corner of the tolerances, ambient, level, leaning or with nobody in the chair. */
function worstCorner(): { overshootK: number; peakElementC: number; longestAboveS: number } {
  let overshootK = 0;
  let peakElementC = 0;
  let longestAboveS = 0;
  for (const person of ['leaning', 'none'] as const) {
    for (const ambientC of ambients) {
      for (const level of levels) {
        for (let corner = 0; corner < cornerCount; corner++) {
          const run = { ambientC, levelC: levelC[level], person, pad: cornerPad(corner), forS: 700 };
          const result = runHeat(run);
          overshootK = Math.max(overshootK, result.overshootK);
          peakElementC = Math.max(peakElementC, result.peakElementC);
          longestAboveS = Math.max(longestAboveS, result.longestAboveS);
        }
      }
    }
  }
  return { overshootK, peakElementC, longestAboveS };
}

/** Median time of `driveHeater` a tick, ns, with what a holding heater reads replayed to it. */
function nanosecondsPerTick(goalC: number): number {
  const bench = createHeatBench(22, goalC);
  stepHeatBench(bench, 300);
  const readings: number[] = [];
  stepHeatBench(bench, 20, () => readings.push(bench.sensors.pads[0]!.elementC, bench.sensors.ambientC));
  const heater = createHeater(chair);
  const sensors = { ...createSensors(chair), seat: true };
  const wanted = createPower(chair);
  const goal = [goalC, goalC];
  const ticks = 500_000;
  const times: number[] = [];
  for (let round = 0; round < 9; round++) {
    const from = process.hrtime.bigint();
    for (let tick = 0, place = 0; tick < ticks; tick++, place += 2) {
      if (place >= readings.length) place = 0;
      sensors.pads[0]!.elementC = readings[place] as number;
      sensors.pads[1]!.elementC = sensors.pads[0]!.elementC;
      sensors.ambientC = readings[place + 1] as number;
      driveHeater(heater, goal, sensors, wanted, 20);
    }
    times.push(Number(process.hrtime.bigint() - from) / ticks);
  }
  return medianOf(times.slice(2));
}

export function heatRows(): BenchRow[] {
  const rows: BenchRow[] = [];
  for (const person of ['leaning', 'none'] as const) {
    for (const { ambientC, level, heater, thermostat, pid } of compareHeat(person)) {
      const name = `heat ${ambientC} C ${level}${person === 'none' ? ', empty chair' : ''}`;
      rows.push(row(`${name}: time to level (peer thermostat)`, heater.toLevelS, 's', thermostat.toLevelS));
      rows.push(row(`${name}: time to level (peer PID)`, heater.toLevelS, 's', pid.toLevelS));
      const boundS = soonestS(ambientC, levelC[level], person === 'leaning');
      rows.push(row(`${name}: time to level (peer: bound of any control)`, heater.toLevelS, 's', boundS));
      rows.push(row(`${name}: overshoot (peer thermostat)`, heater.overshootK, 'K', thermostat.overshootK));
      rows.push(row(`${name}: overshoot (peer PID)`, heater.overshootK, 'K', pid.overshootK));
    }
  }
  const worst = worstCorner();
  rows.push(
    row('heat, 768 runs with pads 30 % off: worst overshoot (peer: limit)', worst.overshootK, 'K', 0.8),
  );
  rows.push(row('heat, the same: hottest element (peer: limit)', worst.peakElementC, 'C', 57));
  rows.push(row('heat, the same: longest above 43 C (peer: limit)', worst.longestAboveS, 's', 10));
  rows.push(row('heater, holding', nanosecondsPerTick(levelC.medium), 'ns/tick'));
  rows.push(row('heater, off', nanosecondsPerTick(0), 'ns/tick'));
  return rows;
}
