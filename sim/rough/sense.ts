/** What the sensors show in a rough world: `sensePlant`, changed by each kind of roughness that is on. */
import type { Sensors } from '../../src/chair/sensors.ts';
import type { ScaledName } from '../../src/chair/wiring.ts';
import { sensePlant } from '../plant/sense.ts';
import type { Plant } from '../plant/state.ts';
import { ratedSteps, type Thermometer } from '../plant/thermometer.ts';
import { nextBetween, nextInt32, nextShare } from '../random.ts';
import { roughEdges } from './edges.ts';
import { surroundPads } from './heat.ts';
import { nextNormal } from './streams.ts';
import { firstThermistor, note, type World } from './world.ts';

/** By channel; that of the voltage behind the motors' relay is the last of all. */
const scaled = [
  ['carriageA', 'carriage-current'],
  ['kneaderA', 'kneader-current'],
  ['padsA', 'pads-current'],
  ['supplyV', 'supply'],
  ['tapperA', 'tapper-current'],
  ['motorsV', 'motors-supply'],
] as const satisfies readonly (readonly [keyof Sensors, ScaledName])[];
/** For each channel, which of the currents it is; -1 for none. The tapper's is the last: a seed means the same as ever on a chair without it. */
const currentOf: readonly number[] = [0, 1, 2, -1, 3];
const tapper = 3;

const surfaceMeters = ({ pads }: Plant): readonly Thermometer[] =>
  pads.flatMap(({ surfaceThermometer: meter }) => (meter === null ? [] : [meter]));

/** Sets the chair's thermometers, and draws the parts that they are made of. Called once, when the chair is put together. */
export function fitParts(world: World, plant: Plant): void {
  const { ambientThermometer, pads } = plant;
  world.meters = [ambientThermometer, ...pads.map(({ thermometer }) => thermometer), ...surfaceMeters(plant)];
  if (world.parts === null) return;
  const { random } = world.parts;
  const atSurface = surfaceMeters(plant);
  for (const meter of world.meters) {
    meter.own = {
      ohmAt25C: meter.rating.ohmAt25C,
      beta: meter.rating.betaK * (1 + nextBetween(random, -0.01, 0.01)),
      leadOhm: nextBetween(random, 0, 100),
      contact: nextBetween(random, atSurface.includes(meter) ? 0.97 : 0.9, 1),
      selfHeatK: nextBetween(random, 0, 0.3),
    };
    meter.part = meter.own;
  }
}

/** Like `sensePlant`, once a step of the plant; without a world, the same. */
export function senseChair(world: World | null, plant: Plant, sensors: Sensors): void {
  if (world === null) {
    sensePlant(plant, sensors);
    return;
  }
  surroundPads(world, plant);
  const turns = plant.kneaderTurns;
  plant.kneaderTurns += camOffset(world, plant);
  drawSteps(world, plant);
  let channel = firstThermistor;
  for (const meter of world.meters) meter.noiseSteps = world.steps[channel++] ?? 0;
  sensePlant(plant, sensors);
  plant.kneaderTurns = turns;
  watchParts(world, plant.nowMs);
  scaleAnalog(world, plant, sensors);
  roughEdges(world, plant, sensors);
  bounceContacts(world, plant, sensors);
}

/** By how much the cam sensors see the arms displaced. Drawn for each eighth of a turn, which holds one edge. */
function camOffset({ camJitter: jitter }: World, plant: Plant): number {
  if (jitter === null) return 0;
  const cell = Math.floor(plant.kneaderTurns * 8);
  if (cell !== jitter.cell) {
    jitter.cell = cell;
    jitter.by = nextBetween(jitter.random, -jitter.most, jitter.most);
    note(jitter, plant.nowMs);
  }
  return jitter.by;
}

/** Draws what noise and hum add to each channel in this tick. */
function drawSteps({ noise, hum, currentNoise, steps, unitsPerStep }: World, { nowMs }: Plant): void {
  const angle = hum === null ? 0 : (2 * Math.PI * hum.hz * nowMs) / 1000;
  let louder = 0;
  for (let channel = 0; channel < steps.length; channel++) {
    const ofNoise = noise === null ? 0 : noise.rmsSteps * nextNormal(noise.random);
    const ofHum = hum === null ? 0 : hum.amplitude * Math.sin(angle + (hum.phases[channel] ?? 0));
    const current = currentOf[channel] ?? -1;
    const isCurrent = current === tapper ? unitsPerStep['tapper-current'] > 0 : current >= 0;
    const ofCurrent =
      currentNoise === null || !isCurrent ? 0 : currentNoise.rmsSteps * nextNormal(currentNoise.random);
    steps[channel] = ofNoise + ofHum + ofCurrent;
    // Half a step changes the count by one in most ticks.
    if (noise !== null && Math.abs(ofNoise) > 0.5) note(noise, nowMs);
    louder = Math.max(louder, Math.abs(ofHum));
    if (currentNoise !== null && Math.abs(ofCurrent) > 0.5) note(currentNoise, nowMs);
  }
  if (hum !== null && louder > hum.amplitude / 2) note(hum, nowMs);
}

function watchParts({ parts, meters }: World, nowMs: number): void {
  if (parts === null) return;
  for (const meter of meters) {
    if (Math.abs(ratedSteps(meter, meter.measuredC) - meter.steps) >= 1) note(parts, nowMs);
  }
}

/** Currents and supply as the converter gets them: none reads below zero. What no sensor measures is left alone. */
function scaleAnalog(world: World, plant: Plant, sensors: Sensors): void {
  const { unitsPerStep, steps, reference, currentGain, currentOffset } = world;
  const { nowMs } = plant;
  const senses = { supply: unitsPerStep.supply > 0, motors: unitsPerStep['motors-supply'] > 0 };
  if (senses.supply || senses.motors) seeSupply(world, plant, sensors, senses);
  for (const [index, [name, line]] of scaled.entries()) {
    const perStep = unitsPerStep[line];
    if (perStep === 0) continue;
    const channel = line === 'motors-supply' ? steps.length - 1 : index;
    let value: number = sensors[name];
    const current = currentOf[channel] ?? -1;
    if (current >= 0) {
      const gain = 1 + (currentGain?.by[current] ?? 0);
      const offset = currentOffset?.by[current] ?? 0;
      if (currentGain !== null && Math.abs(value * (gain - 1)) > perStep) note(currentGain, nowMs);
      if (currentOffset !== null && Math.abs(offset) > perStep / 2) note(currentOffset, nowMs);
      value = value * gain + offset;
    }
    if (reference !== null) {
      if (Math.abs(value * reference.share) > perStep / 2) note(reference, nowMs);
      value /= 1 + reference.share;
    }
    value += (steps[channel] ?? 0) * perStep;
    const readings: Record<string, unknown> & Record<typeof name, number> = sensors as never;
    readings[name] = value > 0 ? value : 0;
  }
}

/** Where the supply is measured, and whether its ripple and its dips are seen there. */
interface Senses {
  readonly supply: boolean;
  readonly motors: boolean;
}

function seeSupply({ ripple, dips }: World, plant: Plant, sensors: Sensors, senses: Senses): void {
  const { nowMs } = plant;
  // Behind the motors' relay only while it is closed: then the plant has the same voltage there.
  const behind = senses.motors && sensors.motorsV > 0 && plant.motorsV === plant.supplyV;
  if (ripple !== null && plant.supplyV > 0) {
    const volts = ripple.amplitude * Math.sin((2 * Math.PI * ripple.hz * nowMs) / 1000);
    if (senses.supply) {
      sensors.padsA *= 1 + volts / sensors.supplyV;
      sensors.supplyV += volts;
    }
    if (behind) sensors.motorsV += volts;
    if (senses.supply || behind) note(ripple, nowMs);
  }
  if (dips === null) return;
  const taps = plant.tapper !== null && plant.tapper.duty !== 0;
  const driven = (plant.carriage.duty !== 0 ? 1 : 0) | (plant.kneader.duty !== 0 ? 2 : 0) | (taps ? 4 : 0);
  if ((driven & ~dips.driven) !== 0) {
    const lastsMs = nextBetween(dips.random, 1, Math.max(1, dips.longestMs));
    // The order that starts a motor comes at any time between two readings; half of the dips begin right at one.
    const met = nextShare(dips.random) < 0.5;
    const inMs = nextBetween(dips.random, 0, 20);
    dips.fromMs = met ? nowMs : nowMs + inMs;
    dips.untilMs = dips.fromMs + lastsMs;
  }
  dips.driven = driven;
  if (nowMs < dips.fromMs || nowMs >= dips.untilMs) return;
  if (senses.supply) sensors.supplyV = Math.max(0, sensors.supplyV - dips.volts);
  if (behind) sensors.motorsV = Math.max(0, sensors.motorsV - dips.volts);
  if (senses.supply || behind) note(dips, nowMs);
}

const keysFrom = 4;

/** A contact that has just changed bounces and shows either level. */
function bounceContacts({ bounce }: World, plant: Plant, sensors: Sensors): void {
  if (bounce === null) return;
  const { nowMs, stepMs } = plant;
  const levels =
    (sensors.limitTop ? 1 : 0) |
    (sensors.limitBottom ? 2 : 0) |
    (sensors.seat ? 4 : 0) |
    (sensors.emergencyStop ? 8 : 0) |
    (sensors.keys << keysFrom);
  const changed = bounce.levels < 0 ? 0 : levels ^ bounce.levels;
  bounce.levels = levels;
  if (changed !== 0) {
    const lastsMs = nextBetween(bounce.random, 1, Math.max(1, bounce.longestMs));
    bounce.bits = nowMs < bounce.untilMs ? bounce.bits | changed : changed;
    // The contact changed at some time since the last reading; half of them so recently that they still bounce.
    const justNow = nextShare(bounce.random) < 0.5;
    const sinceMs = nextBetween(bounce.random, 0, justNow ? Math.min(stepMs, lastsMs) : stepMs);
    bounce.untilMs = nowMs - sinceMs + lastsMs;
  }
  if (nowMs >= bounce.untilMs) return;
  const shown = levels ^ (bounce.bits & nextInt32(bounce.random));
  if (shown === levels) return;
  sensors.limitTop = (shown & 1) !== 0;
  sensors.limitBottom = (shown & 2) !== 0;
  sensors.seat = (shown & 4) !== 0;
  sensors.emergencyStop = (shown & 8) !== 0;
  sensors.keys = shown >> keysFrom;
  note(bounce, nowMs);
}
