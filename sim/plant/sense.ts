/**
 * What the chair's sensors show of the plant. Fills the snapshot in place, except `link`, which belongs to
 * the board in between. Each call draws the converters' noise, so a plant is sensed once a tick.
 */
import { type Width, widths } from '../../src/chair/names.ts';
import type { PadSensors, Sensors } from '../../src/chair/sensors.ts';
import { celsiusOfCount } from '../../src/chair/thermistor.ts';
import type { Amperes, Celsius } from '../../src/chair/units.ts';
import { nextInt32, nextShare } from '../random.ts';
import type { Motor } from './motor.ts';
import type { Pad } from './pad.ts';
import type { Plant } from './state.ts';
import { readCount, type Thermometer } from './thermometer.ts';
import { anyCrossed, crossSensors } from './wires.ts';

function readPad(meter: Thermometer, trueC: Celsius, roomC: Celsius, chance: number): Celsius {
  meter.measuredC = trueC;
  meter.roomC = roomC;
  return celsiusOfCount(meter.curve, readCount(meter, chance));
}

export function sensePlant(plant: Plant, sensors: Sensors): void {
  // Ten bits of noise for each converter, one bit for each limit switch that is bouncing.
  const bits = nextInt32(plant.random);
  const { pads, ambientThermometer, ambientC } = plant;
  const { has } = plant.figures;
  ambientThermometer.measuredC = ambientC;
  ambientThermometer.roomC = ambientC;
  const surfaceBits = nextInt32(plant.random);
  const swapped = plant.wires.thermistors;
  for (let index = 0; index < pads.length; index++) {
    const { thermometer, surfaceThermometer } = pads[index] as Pad;
    const measured = pads[swapped ? pads.length - 1 - index : index] as Pad;
    const sensed = sensors.pads[index] as PadSensors;
    const elementC = readPad(thermometer, measured.elementC, ambientC, bits >> (10 * index));
    if (has.elements[index] === true) sensed.elementC = elementC;
    if (surfaceThermometer === null) continue;
    sensed.surfaceC = readPad(surfaceThermometer, measured.surfaceC, ambientC, surfaceBits >> (10 * index));
  }
  const roomC = celsiusOfCount(ambientThermometer.curve, readCount(ambientThermometer, bits >> 20));
  if (has.ambient) sensors.ambientC = roomC;
  if (has.edges) sensors.carriageEdges = plant.carriage.edges;
  senseLimits(plant, sensors, bits);

  const cam = (plant.camHeld ? plant.camBits : camBitsOf(plant)) & ~plant.camOpenBits & has.cams;
  sensors.camNarrow = (cam & 1) !== 0;
  sensors.camMedium = (cam & 2) !== 0;
  sensors.camWide = (cam & 4) !== 0;

  if (has.carriageA) sensors.carriageA = drawnA(plant.carriage);
  if (has.kneaderA) sensors.kneaderA = drawnA(plant.kneader);
  if (has.padsA) sensors.padsA = plant.padsFilteredA;
  if (plant.tapper !== null && plant.tapperMeasured) sensors.tapperA = drawnA(plant.tapper);
  if (has.supplyV) sensors.supplyV = plant.supplyV;
  if (has.motorsV) sensors.motorsV = plant.motorsSenseOpen ? 0 : plant.motorsV;
  sensors.seat = has.seat && plant.personKg > 0 && !plant.seatEmpty;
  sensors.emergencyStop = has.emergencyStop && plant.emergencyStop;
  sensors.keys = (plant.keys | plant.stuckKeys) & has.keys;
  if (plant.currentOpenBits !== 0) openCurrents(plant.currentOpenBits, sensors);
  const floating = plant.floatingBits | (openBits(plant) & plant.figures.unheldBits);
  if (floating !== 0) floatInputs(plant, floating, sensors);
  if (anyCrossed(plant.wires)) crossSensors(plant.wires, sensors);
}

/** The sensor is in the supply line: current that a braked motor drives through its own bridge does not pass it. */
const drawnA = ({ braked, duty, filteredA }: Motor): Amperes => (braked && duty === 0 ? 0 : filteredA);

/** A switch in the middle of the rail is closed within this distance of its place (chosen). */
const middleHalfMm = 4;

/** `bits` are random: one decides what each bouncing switch shows. */
function senseLimits(plant: Plant, sensors: Sensors, bits: number): void {
  const { carriageMm, figures } = plant;
  const { limitTop, limitBottom, limitMiddleMm } = figures.has;
  sensors.limitTop =
    limitTop &&
    (plant.limitTopStuck ||
      (!plant.limitTopOpen &&
        limitShows(plant, carriageMm >= figures.railMm, plant.limitTopChangedMs, bits < 0)));
  sensors.limitBottom =
    limitBottom &&
    (plant.limitBottomStuck ||
      (!plant.limitBottomOpen &&
        limitShows(plant, carriageMm <= 0, plant.limitBottomChangedMs, (bits & 0x40000000) !== 0)));
  sensors.limitMiddle = limitMiddleMm !== null && Math.abs(carriageMm - limitMiddleMm) <= middleHalfMm;
}

function openCurrents(bits: number, sensors: Sensors): void {
  if ((bits & 1) !== 0) sensors.carriageA = 0;
  if ((bits & 2) !== 0) sensors.kneaderA = 0;
  if ((bits & 4) !== 0) sensors.padsA = 0;
  if ((bits & 8) !== 0) sensors.tapperA = 0;
}

/** A broken wire without a pull picks up the mains, a little off the rate of 50 ticks a second, and some noise. */
export const aerialHz = 50.3;
const aerialNoise = 0.1;

/** Inputs whose wire is broken, as bits of `floatingBits`. */
function openBits({ camOpenBits, limitTopOpen, limitBottomOpen }: Plant): number {
  return camOpenBits | (limitTopOpen ? 8 : 0) | (limitBottomOpen ? 16 : 0);
}

function floatInputs({ nowMs, random }: Plant, bits: number, sensors: Sensors): void {
  const mains = Math.sin((2 * Math.PI * aerialHz * nowMs) / 1000) > 0;
  const shows = (bit: number, level: boolean): boolean =>
    (bits & bit) === 0 ? level : nextShare(random) < aerialNoise !== mains;
  sensors.camNarrow = shows(1, sensors.camNarrow);
  sensors.camMedium = shows(2, sensors.camMedium);
  sensors.camWide = shows(4, sensors.camWide);
  sensors.limitTop = shows(8, sensors.limitTop);
  sensors.limitBottom = shows(16, sensors.limitBottom);
  sensors.seat = shows(32, sensors.seat);
}

/** A switch that has just changed bounces and shows either level. */
function limitShows(plant: Plant, closed: boolean, changedMs: number, chance: boolean): boolean {
  return plant.nowMs - changedMs < plant.figures.limitBounceMs ? chance : closed;
}

/** A cam sensor's bit in `camBitsOf`. */
export function camBitOf(width: Width): number {
  return 1 << widths.indexOf(width);
}

/** The true width of the arms: that whose cam sensor would see the cam, or between two. */
export function kneaderWidth(plant: Plant): Width | 'between' {
  const bits = camBitsOf(plant);
  return bits === 1 ? 'narrow' : bits === 2 ? 'medium' : bits === 4 ? 'wide' : 'between';
}

/** Which cam sensors see the cam: bits narrow 1, medium 2, wide 4. */
export function camBitsOf({ kneaderTurns, figures }: Plant): number {
  const { cams } = figures;
  const phase = kneaderTurns - Math.floor(kneaderTurns);
  for (let index = 0; index < cams.length; index++) {
    const cam = cams[index] as Plant['figures']['cams'][number];
    const away = phase - cam.atTurns;
    if (away < cam.halfTurns && away > -cam.halfTurns) return cam.bit;
  }
  return 0;
}
