/** What the physical model costs: one tick of plant and sensors, over fifteen minutes as a session has them. */

import { createModelBoard, readBoard, writeBoard } from '../../sim/boards/model.ts';
import { createPlant, sensePlant, stepPlant } from '../../sim/plant/plant.ts';
import { createOutputs, type Outputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { chair as lumbar1 } from '../chair.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const ticks = 45_000;
const warmUps = 5;
const rounds = 15;

/** Each minute: strokes for a half, kneading for a quarter, a press for the rest; heat all the time. */
function sessionPower(tick: number, power: Outputs): void {
  const inMinute = tick % 3000;
  const stroke = Math.floor(inMinute / 375) % 2 === 0 ? 1 : -1;
  const inStroke = (inMinute % 375) / 375;
  const ramp = Math.min(1, 12 * inStroke, 12 * (1 - inStroke));
  power.carriageDuty = inMinute < 1500 ? stroke * (0.55 * ramp + 0.01 * Math.sin(tick)) : 0;
  power.kneaderDuty = inMinute >= 1500 && inMinute < 2250 ? 0.5 + 0.01 * Math.cos(tick) : 0;
  power.padsOn[0] = tick % 5 < 2;
  power.padsOn[1] = (tick + 2) % 7 < 3;
  power.padRelay = true;
  power.motorRelay = true;
}

function nanosecondsPerTick(step: (power: Outputs) => void): number {
  const power = createOutputs(lumbar1);
  const begun = process.hrtime.bigint();
  for (let tick = 0; tick < ticks; tick++) {
    sessionPower(tick, power);
    step(power);
  }
  return Number(process.hrtime.bigint() - begun) / ticks;
}

function medianOfRounds(prepare: () => (power: Outputs) => void): number {
  for (let round = 0; round < warmUps; round++) nanosecondsPerTick(prepare());
  return medianOf(Array.from({ length: rounds }, () => nanosecondsPerTick(prepare())));
}

export function plantRows(): BenchRow[] {
  const nothing = medianOfRounds(() => () => {});
  const plant = medianOfRounds(() => {
    const chair = createPlant(lumbar1, { carriageMm: 400 });
    const sensors = createSensors(lumbar1);
    return (power) => {
      stepPlant(chair, power);
      sensePlant(chair, sensors);
    };
  });
  const board = medianOfRounds(() => {
    const chair = createModelBoard(lumbar1, { carriageMm: 400 });
    const sensors = createSensors(lumbar1);
    return (power) => {
      readBoard(chair, sensors);
      writeBoard(chair, power);
    };
  });
  return [
    row('plant and sensors, a tick', plant - nothing, 'ns'),
    row('model board, a tick', board - nothing, 'ns'),
  ];
}
