/**
 * How well the motors do on the plant: landings, speeds, stops, homing, parking, widths, over seeds, persons
 * and moves, each figure the worst of the campaign, measured on the plant's truth; and what a tick costs.
 */

import { betweenPlacesMmPerS } from '../../src/chair/kinematics.ts';
import { widths } from '../../src/chair/names.ts';
import { camBits } from '../../src/chair/sensors.ts';
import { driveCarriage } from '../../src/control/motion/carriage.ts';
import { driveKneader } from '../../src/control/motion/kneader.ts';
import { chair } from '../chair.ts';
import {
  bring,
  createRig,
  go,
  home,
  knead,
  order,
  type Rig,
  run,
  runUntil,
  tickS,
} from '../control/motion/rig.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const { carriage: rail, kneader: arms } = chair;
const persons = [0, 75, 120];
const seeds = [1, 2, 3, 4, 5, 6];

interface Worst {
  landingMm: number;
  estimateMm: number;
  nearSpeed: number;
  allotmentS: number;
  stopS: number;
  stopMm: number;
  homingUnknownS: number;
  homingKnownS: number;
  parkingS: number;
  widthS: number;
  widthMisses: number;
}

export function motionRows(): BenchRow[] {
  const worst: Worst = {
    landingMm: 0,
    estimateMm: 0,
    nearSpeed: 0,
    allotmentS: Number.NEGATIVE_INFINITY,
    stopS: 0,
    stopMm: 0,
    homingUnknownS: 0,
    homingKnownS: 0,
    parkingS: 0,
    widthS: 0,
    widthMisses: 0,
  };
  for (const personKg of persons) {
    for (const seed of seeds) campaign(worst, createRig({ personKg, seed }), seed);
    const far = createRig({ personKg, seed: 1, carriageMm: rail.railMm });
    worst.homingUnknownS = Math.max(worst.homingUnknownS, home(far));
  }
  return [
    row('landing error, worst', worst.landingMm, 'mm'),
    row('position estimate error while moving, worst', worst.estimateMm, 'mm'),
    row('speed 3 mm before the target, worst', worst.nearSpeed, 'mm/s'),
    row('travel beyond d / 25 mm/s (3 s allotted), worst', worst.allotmentS, 's'),
    row('stop to standing still, worst', worst.stopS, 's'),
    row('stop distance, worst', worst.stopMm, 'mm'),
    row('homing, position unknown, worst', worst.homingUnknownS, 's'),
    row('homing, position known, worst', worst.homingKnownS, 's'),
    row('parking run from the lower end, worst', worst.parkingS, 's'),
    row('arms to a width, worst', worst.widthS, 's'),
    row('arms stood outside the window', worst.widthMisses, 'of all'),
    ...speedRows(),
    ...turnRows(),
    ...costRows(),
  ];
}

function campaign(worst: Worst, rig: Rig, seed: number): void {
  const { plant, carriage } = rig;
  worst.homingUnknownS = Math.max(worst.homingUnknownS, home(rig));
  const watch = () => {
    worst.estimateMm = Math.max(worst.estimateMm, Math.abs(plant.carriageMm - carriage.positionMm));
  };
  const land = (targetMm: number, speed: number) => {
    const wayMm = Math.abs(targetMm - plant.carriageMm);
    const seconds = go(rig, targetMm, speed, () => {
      watch();
      const restMm = Math.abs(plant.carriageMm - targetMm);
      if (restMm < 3) worst.nearSpeed = Math.max(worst.nearSpeed, Math.abs(plant.carriageMmPerS));
    });
    if (speed === betweenPlacesMmPerS) {
      worst.allotmentS = Math.max(worst.allotmentS, seconds - wayMm / rail.travelMmPerS);
    }
    run(rig, 0.2);
    worst.landingMm = Math.max(worst.landingMm, Math.abs(plant.carriageMm - targetMm));
  };
  for (const targetMm of [60, 774, 20, 330, 318, 306, 294, 282, 270, 258, 150 + seed, 480 + 7 * seed]) {
    land(targetMm, betweenPlacesMmPerS);
  }
  for (const speed of rail.speedsMmPerS) {
    land(330, speed);
    land(60, speed);
    order(rig, 500, speed);
    run(rig, 1.5 + 0.1 * seed);
    const fromMm = plant.carriageMm;
    rig.goals.carriage.kind = 'stop';
    worst.stopS = Math.max(worst.stopS, standing(rig));
    worst.stopMm = Math.max(worst.stopMm, Math.abs(plant.carriageMm - fromMm));
    run(rig, 0.5);
  }
  for (const width of [...widths, ...widths]) {
    for (const turnsPerMin of [0, ...arms.speedsTurnsPerMin]) {
      knead(rig, turnsPerMin, seed & 1 ? 1 : -1);
      run(rig, 1 + 0.13 * seed);
      worst.widthS = Math.max(worst.widthS, bring(rig, width));
      run(rig, 0.2);
      if (rig.kneader.width !== width || !rig.sensors[sensorOf[width]]) worst.widthMisses++;
    }
  }
  land(774, betweenPlacesMmPerS);
  worst.homingKnownS = Math.max(worst.homingKnownS, home(rig));
  rig.goals.carriage.kind = 'top';
  const upS = runUntil(rig, 60, () => carriage.arrived);
  worst.parkingS = Math.max(
    worst.parkingS,
    upS + go(rig, rail.railMm - rail.parkBackMm, betweenPlacesMmPerS),
  );
}

const sensorOf = { narrow: 'camNarrow', medium: 'camMedium', wide: 'camWide' } as const;

function standing(rig: Rig): number {
  return runUntil(rig, 2, () => rig.plant.carriageMmPerS === 0);
}

/** Mean of the true speed between the ends of a pass, where it is to be held, over the wanted one. */
function speedRows(): BenchRow[] {
  return rail.speedsMmPerS.map((wanted, index) => {
    let worst = 0;
    for (const personKg of persons) {
      const rig = createRig({ personKg });
      home(rig);
      go(rig, 60, betweenPlacesMmPerS);
      for (const targetMm of [330, 60]) {
        let entered = 0;
        let left = 0;
        let ticks = 0;
        let enteredMm = 0;
        let leftMm = 0;
        go(rig, targetMm, wanted, () => {
          ticks++;
          const { carriageMm } = rig.plant;
          if (carriageMm < 90 || carriageMm > 300) return;
          if (entered === 0) {
            entered = ticks;
            enteredMm = carriageMm;
          }
          left = ticks;
          leftMm = carriageMm;
        });
        const mean = Math.abs(leftMm - enteredMm) / ((left - entered) * tickS);
        worst = Math.max(worst, Math.abs(mean / wanted - 1));
      }
    }
    return row(`carriage speed ${index + 1} (${wanted} mm/s), mean off by at most`, 100 * worst, '%');
  });
}

function turnRows(): BenchRow[] {
  return arms.speedsTurnsPerMin.map((wanted, index) => {
    let worst = 0;
    let countOff = 0;
    for (const personKg of persons) {
      for (const direction of [1, -1]) {
        const rig = createRig({ personKg });
        knead(rig, wanted, direction);
        run(rig, 8);
        const before = rig.plant.kneaderTurnsMade;
        run(rig, 30);
        worst = Math.max(worst, Math.abs((rig.plant.kneaderTurnsMade - before) / (wanted / 2) - 1));
        countOff = Math.max(countOff, Math.abs(rig.kneader.turns - rig.plant.kneaderTurnsMade));
      }
    }
    return row(
      `kneader speed ${index + 1} (${wanted}/min), mean off by at most (count ${countOff.toFixed(2)})`,
      100 * worst,
      '%',
    );
  });
}

/** Nanoseconds a tick of both controllers, moving and standing, on sensors recorded beforehand. */
function costRows(): BenchRow[] {
  const rig = createRig({ personKg: 75 });
  home(rig);
  const count = 20_000;
  const edges = new Int32Array(count);
  const cams = new Uint8Array(count);
  const targets = new Int32Array(count);
  let up = true;
  order(rig, 330, 14);
  knead(rig, 32, 1);
  for (let i = 0; i < count; i++) {
    run(rig, tickS);
    if (rig.carriage.arrived) {
      up = !up;
      order(rig, up ? 330 : 60, 14);
    }
    edges[i] = rig.sensors.carriageEdges;
    cams[i] = camBits(rig.sensors);
    targets[i] = rig.goals.carriage.targetMm;
  }
  const { sensors, goals, carriage, kneader } = rig;
  let sum = 0;
  const time = (moving: boolean) => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) {
      if (moving) {
        const cam = cams[i] as number;
        sensors.carriageEdges = edges[i] as number;
        sensors.camNarrow = (cam & 1) !== 0;
        sensors.camMedium = (cam & 2) !== 0;
        sensors.camWide = (cam & 4) !== 0;
        goals.carriage.targetMm = targets[i] as number;
      }
      sum +=
        driveCarriage(carriage, goals.carriage, sensors, 20) +
        driveKneader(kneader, goals.kneader, sensors, 20);
    }
    return Number(process.hrtime.bigint() - start) / count;
  };
  const nsOf = (moving: boolean) => medianOf(Array.from({ length: 15 }, () => time(moving)).slice(5));
  const moving = nsOf(true);
  goals.carriage.kind = 'stop';
  goals.kneader.kind = 'stop';
  const resting = nsOf(false);
  if (Number.isNaN(sum)) throw new Error('a duty that is no number');
  return [
    row('cost of carriage and kneader, moving', moving, 'ns a tick'),
    row('cost of carriage and kneader, at rest', resting, 'ns a tick'),
  ];
}
