/**
 * Heat: time to each level, overshoot and hold at the true surface, beside a thermostat and a tuned PI, all on the same plant
 * in the same run, with both sensors and with the element's alone; the worst of pads within tolerance; time a tick.
 * `npm run bench -- heat`; the table alone: `npm run bench -- heat --json`.
 */

import { heatLimits } from '../../src/chair/limits.ts';
import { createPower } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { createHeater, driveHeater } from '../../src/control/heat/heater.ts';
import { chair } from '../chair.ts';
import {
  canReach,
  cornerCount,
  cornerPad,
  createHeatBench,
  elementOnlyChair,
  type HeatResult,
  runHeat,
  stepHeatBench,
} from '../control/heat/run.ts';
import { createPid, createThermostat, type Equipment } from './heat-peers.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const { levelC } = heatLimits;
const levels = ['low', 'medium', 'high'] as const;
const ambients = [15, 22, 30] as const;

/** The worst over the corners of the tolerances that can reach the level at all. */
function worstCorner(): { runs: number; overshootK: number; peakElementC: number; longestAboveS: number } {
  const worst = { runs: 0, overshootK: 0, peakElementC: 0, longestAboveS: 0 };
  for (const ambientC of ambients) {
    for (const level of levels) {
      for (let corner = 0; corner < cornerCount; corner++) {
        const pad = cornerPad(corner);
        if (!canReach(pad, ambientC, levelC[level])) continue;
        const result = runHeat({ ambientC, levelC: levelC[level], pad, forS: 700 });
        worst.runs++;
        worst.overshootK = Math.max(worst.overshootK, result.overshootK);
        worst.peakElementC = Math.max(worst.peakElementC, result.peakElementC);
        worst.longestAboveS = Math.max(worst.longestAboveS, result.longestAboveS);
      }
    }
  }
  return worst;
}

/** Median time of `driveHeater` a tick, ns, with what a holding heater reads replayed to it. */
function nanosecondsPerTick(goalC: number): number {
  const bench = createHeatBench(22, goalC);
  stepHeatBench(bench, 300);
  const readings: number[] = [];
  stepHeatBench(bench, 20, () =>
    readings.push(bench.sensors.pads[0]!.elementC, bench.sensors.pads[0]!.surfaceC),
  );
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
      for (const pad of sensors.pads) {
        pad.elementC = readings[place] as number;
        pad.surfaceC = readings[place + 1] as number;
      }
      driveHeater(heater, goal, sensors, wanted, 20);
    }
    times.push(Number(process.hrtime.bigint() - from) / ticks);
  }
  return medianOf(times.slice(2));
}

const holdK = ({ holdLowK, holdHighK }: HeatResult): number => Math.max(-holdLowK, holdHighK);

/** Nominal pads, exact thermistors: what the three do with the same pad. */
function besidePeers(equipment: Equipment): BenchRow[] {
  const built = equipment === 'both sensors' ? chair : elementOnlyChair;
  return ambients.flatMap((ambientC) =>
    (equipment === 'both sensors' ? levels : (['low'] as const)).flatMap((level) => {
      const setup = { ambientC, levelC: levelC[level], chair: built };
      const heater = runHeat(setup);
      const thermostat = runHeat({ ...setup, control: createThermostat(equipment) });
      const pid = runHeat({ ...setup, control: createPid(equipment) });
      const name = `heat ${ambientC} C ${level}, ${equipment}`;
      return [
        row(`${name}: time to level (peer thermostat)`, heater.toLevelS, 's', thermostat.toLevelS),
        row(`${name}: time to level (peer PI)`, heater.toLevelS, 's', pid.toLevelS),
        row(`${name}: overshoot (peer thermostat)`, heater.overshootK, 'K', thermostat.overshootK),
        row(`${name}: overshoot (peer PI)`, heater.overshootK, 'K', pid.overshootK),
        row(`${name}: furthest off while held (peer thermostat)`, holdK(heater), 'K', holdK(thermostat)),
        row(`${name}: furthest off while held (peer PI)`, holdK(heater), 'K', holdK(pid)),
      ];
    }),
  );
}

export function heatRows(): BenchRow[] {
  const worst = worstCorner();
  const name = `heat, ${worst.runs} runs with pads 30 % off`;
  return [
    ...besidePeers('both sensors'),
    ...besidePeers('element alone'),
    row(`${name}: worst overshoot (peer: limit)`, worst.overshootK, 'K', 0.8),
    row(`${name}: hottest element (peer: limit)`, worst.peakElementC, 'C', heatLimits.elementHoldC),
    row(`${name}: longest above 43 C (peer: limit)`, worst.longestAboveS, 's', 10),
    row('heater, holding', nanosecondsPerTick(levelC.medium), 'ns/tick'),
    row('heater, off', nanosecondsPerTick(0), 'ns/tick'),
  ];
}
