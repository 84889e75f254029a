/**
 * The plant's state as one plain value: the true state of the simulated chair and everything that is broken in it.
 * plant.ts moves it on.
 */

import { at } from '../../src/chair/assert.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { type KeyName, keyBit, type MotorName } from '../../src/chair/names.ts';
import { createPower, type Power } from '../../src/chair/outputs.ts';
import { createRandom, nextBetween, type Random } from '../random.ts';
import { createDriver, type Driver } from './drive.ts';
import { type PlantFigures, plantFigures } from './figures.ts';
import { createMotor, type Motor } from './motor.ts';
import { motorsDecayOf } from './motors-supply.ts';
import { createPad, nominalPad, type Pad, type PadFactors } from './pad.ts';
import { carriagePhysics, kneaderPhysics, tapperPhysics } from './physics.ts';
import {
  type Change,
  changeSurroundings,
  createSurroundings,
  lean,
  type Surroundings,
} from './surroundings.ts';
import { createThermometer, detachedTauS, type Thermometer } from './thermometer.ts';
import { createWires, type Wires } from './wires.ts';

export interface PlantOptions {
  seed: number;
  ambientC: number;
  /** 0 = nobody. Somebody sits leaning back. */
  personKg: number;
  /** By name; a pad left out is as rated. */
  pads: Readonly<Record<string, PadFactors>>;
  stepMs: number;
  /** Parts in which a step is solved; more parts change next to nothing. */
  substeps: number;
  /** Initial positions; drawn from the seed if left out. */
  carriageMm?: number;
  kneaderTurns?: number;
  /** Thermistors differ from the rating by at most this share, drawn from the seed. */
  partsTolerance: number;
}

export interface Plant {
  readonly figures: PlantFigures;
  /** Time since the start. */
  nowMs: number;
  readonly stepMs: number;
  readonly substeps: number;
  readonly random: Random;

  // The truth, as of the end of the last step.
  carriageMm: number;
  /** Up positive. */
  carriageMmPerS: number;
  /** Through the winding, sign of the drive. */
  carriageA: number;
  /** Signed: inwards counts up, outwards down; whole = arms narrow, a half = wide. */
  kneaderTurns: number;
  kneaderTurnsPerMin: number;
  kneaderA: number;
  /** Turns made since the start, whichever way. */
  kneaderTurnsMade: number;
  /** All pads together. */
  padsA: number;
  /** At the chair's supply terminals, before the emergency stop's contact. */
  supplyV: number;
  /** Behind the motors' relay. */
  motorsV: number;
  ambientC: number;
  personKg: number;
  /** The person's back touches pads and rollers. */
  leaning: boolean;
  /** What surrounds the pads. */
  readonly around: Surroundings;
  /** Keys the person holds down, one bit a key. */
  keys: number;

  /** In the chair's order. */
  readonly pads: readonly Pad[];
  readonly carriage: Motor;
  readonly kneader: Motor;
  readonly drivers: Readonly<Record<MotorName, Driver>>;
  /** Speed of this pass of the carriage, 1 = the mean. */
  passFactor: number;
  /** Null where the chair has none. Its way is in turns of its eccentric: one turn is a tap. */
  readonly tapper: Motor | null;
  readonly tapperMeasured: boolean;
  /** Its driver shorts it at rest. */
  readonly tapperBrakes: boolean;
  readonly ambientThermometer: Thermometer;
  padsFilteredA: number;
  /** When each limit switch last changed; it bounces for a while after. */
  limitTopChangedMs: number;
  limitBottomChangedMs: number;
  /** Sign of the last drive given to each motor: a shorted bridge drives on that way. */
  carriageDirection: number;
  kneaderDirection: number;
  readonly padsFilterDecay: number;
  readonly detachedDecay: number;
  readonly motorsDecay: number;

  // What is broken; see faults.ts.
  /** What the mains adapter gives without load. */
  sourceV: number;
  /** The supply is there at all. */
  powered: boolean;
  emergencyStop: boolean;
  padRelayWelded: boolean;
  padRelayOpen: boolean;
  motorRelayWelded: boolean;
  motorRelayOpen: boolean;
  /** The wire from the divider behind the motors' relay is broken. */
  motorsSenseOpen: boolean;
  carriageRunaway: boolean;
  kneaderRunaway: boolean;
  tapperOn: boolean;
  limitTopStuck: boolean;
  limitTopOpen: boolean;
  limitBottomStuck: boolean;
  limitBottomOpen: boolean;
  /** The cam's sensors hold what they showed last, which is kept here as bits narrow 1, medium 2, wide 4. */
  camHeld: boolean;
  camBits: number;
  /** Bits of the cam sensors that never show anything. */
  camOpenBits: number;
  seatEmpty: boolean;
  stuckKeys: number;
  /** Inputs that float, see `floatingBit`; current sensors whose plug is out: carriage 1, kneader 2, pads 4, tapper 8. */
  floatingBits: number;
  currentOpenBits: number;
  readonly wires: Wires;
  /** What the parts get where wires are crossed. */
  readonly crossed: Power;
}

export const defaultPlantOptions: PlantOptions = {
  seed: 1,
  ambientC: 22,
  personKg: 75,
  pads: {},
  stepMs: tickMs,
  substeps: 1,
  partsTolerance: 0.01,
};

/** Edge pitch of a chair whose carriage has no edge sensor: nothing reads these edges. */
const uncountedMm = 2;
/** Long before the start: no switch is bouncing. */
const neverMs = -1000;
/** Kneader and tapper turn without end stops. */
const endless = 1e9;

export function createPlant(chair: Chair, given: Partial<PlantOptions> = {}): Plant {
  const { carriage, supply } = chair;
  const options = { ...defaultPlantOptions, ...given };
  const { stepMs, substeps, ambientC, partsTolerance } = options;
  if (!(Number.isInteger(substeps) && substeps >= 1)) throw new Error(`substeps ${substeps}: 1, 2, 3, ...`);
  if (!(stepMs > 0)) throw new Error(`stepMs ${stepMs}: above 0`);
  const stepS = stepMs / substeps / 1000;
  const random = createRandom(options.seed);
  // Always drawn, in this order, so that giving a start position does not change the parts.
  const drawnMm = nextBetween(random, 0, carriage.railMm);
  const drawnTurns = nextBetween(random, 0, 1);
  const tolerance = () => 1 + nextBetween(random, -partsTolerance, partsTolerance);
  const carriageMm = options.carriageMm ?? drawnMm;
  const around = createSurroundings(ambientC);
  lean(around, options.personKg > 0);
  const kneaderTurns = options.kneaderTurns ?? drawnTurns;
  return {
    figures: plantFigures(chair, options.seed),
    nowMs: 0,
    stepMs,
    substeps,
    random,
    carriageMm,
    carriageMmPerS: 0,
    carriageA: 0,
    kneaderTurns,
    kneaderTurnsPerMin: 0,
    kneaderA: 0,
    kneaderTurnsMade: 0,
    padsA: 0,
    supplyV: supply.nominalV,
    motorsV: 0,
    ambientC,
    personKg: options.personKg,
    leaning: options.personKg > 0,
    around,
    keys: 0,
    pads: chair.pads.map((pad, index) => {
      const { element, surface } = at(chair.wiring.pads, index, 'pad');
      const thermometers = {
        element: createThermometer(ambientC, tolerance(), element ?? undefined),
        surface: surface === null ? null : createThermometer(ambientC, tolerance(), surface),
      };
      return createPad(pad, options.pads[pad.name] ?? nominalPad, thermometers, ambientC, stepS);
    }),
    carriage: createMotor({
      position: carriageMm,
      edgesPerUnit: 1 / (carriage.edgeMm ?? uncountedMm),
      lowEnd: -carriage.stopBeyondMm,
      highEnd: carriage.railMm + carriage.stopBeyondMm,
      ...carriagePhysics(chair),
      stepS,
    }),
    kneader: createMotor({
      position: kneaderTurns,
      edgesPerUnit: 1,
      lowEnd: -endless,
      highEnd: endless,
      ...kneaderPhysics(chair),
      stepS,
    }),
    drivers: {
      carriage: createDriver(chair.wiring.motors.carriage),
      kneader: createDriver(chair.wiring.motors.kneader),
    },
    passFactor: 1,
    tapper:
      chair.tapper === null
        ? null
        : createMotor({
            position: 0,
            edgesPerUnit: 1,
            lowEnd: -endless,
            highEnd: endless,
            ...tapperPhysics(chair.supply, chair.tapper, chair.currentFilterMs),
            stepS,
          }),
    tapperMeasured: chair.tapper?.measured === true,
    tapperBrakes: chair.wiring.motors.tapper?.atRest === 'brake',
    ambientThermometer: createThermometer(ambientC, tolerance(), chair.wiring.ambient ?? undefined),
    padsFilteredA: 0,
    limitTopChangedMs: neverMs,
    limitBottomChangedMs: neverMs,
    carriageDirection: 1,
    kneaderDirection: 1,
    padsFilterDecay: Math.exp(-(stepS * 1000) / chair.currentFilterMs),
    detachedDecay: Math.exp(-stepMs / 1000 / detachedTauS),
    motorsDecay: motorsDecayOf(stepMs),
    sourceV: supply.nominalV,
    powered: true,
    emergencyStop: false,
    padRelayWelded: false,
    padRelayOpen: false,
    motorRelayWelded: false,
    motorRelayOpen: false,
    motorsSenseOpen: false,
    carriageRunaway: false,
    kneaderRunaway: false,
    tapperOn: false,
    limitTopStuck: false,
    limitTopOpen: false,
    limitBottomStuck: false,
    limitBottomOpen: false,
    camHeld: false,
    camBits: 0,
    camOpenBits: 0,
    seatEmpty: false,
    stuckKeys: 0,
    floatingBits: 0,
    currentOpenBits: 0,
    wires: createWires(),
    crossed: createPower(chair),
  };
}

/** The pad of this name. Throws where the chair has none. */
export function padNamed({ pads }: Plant, name: string): Pad {
  const pad = pads.find((each) => each.name === name);
  if (pad === undefined) throw new Error(`this chair has no ${name} pad`);
  return pad;
}

/** Somebody sits down (leaning back unless said otherwise), or with 0 kg gets up. */
export function setPerson(plant: Plant, kg: number, leaning: boolean = kg > 0): void {
  if (!(kg >= 0 && kg <= 200)) throw new Error(`a person of ${kg} kg: 0 to 200`);
  plant.personKg = kg;
  plant.leaning = leaning && kg > 0;
  lean(plant.around, plant.leaning);
}

export function changeAround(plant: Plant, change: Change): void {
  changeSurroundings(plant.around, change, plant.ambientC, plant.leaning);
}

/** Sets the room's temperature at once. */
export function setAmbient(plant: Plant, ambientC: number): void {
  plant.ambientC = ambientC;
  plant.around.roomToC = ambientC;
  plant.around.airC = ambientC + plant.around.coverK;
}

/** What the person holds down now, one bit a key. */
export function setKeys(plant: Plant, bits: number): void {
  plant.keys = bits;
}

export function keysOf(names: readonly KeyName[]): number {
  return names.reduce((bits, name) => bits | keyBit(name), 0);
}
