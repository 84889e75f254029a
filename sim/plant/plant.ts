/**
 * The plant: the reference chair as a physical model. One plain value that says the truth about itself;
 * `stepPlant` carries it on by one tick under constant power, `sensePlant` shows what the sensors show.
 * The same seed and the same calls give the same plant on every machine; halving the sub-steps changes nothing
 * that matters. It knows nothing of the control room and never protects itself: that is what is tested on it.
 */
import { type KeyName, keyBit } from '../../src/chair/names.ts';
import type { Power } from '../../src/chair/outputs.ts';
import { referenceChair } from '../../src/chair/specification.ts';
import { createRandom, nextBetween, type Random } from '../random.ts';
import { carriageLoadA, kneaderLoadA } from './body.ts';
import { isMotorIdle, stepMotor } from './motion.ts';
import { createMotor, type Motor } from './motor.ts';
import type { MotorPhysics } from './motorstep.ts';
import { createPad, nominalPad, type Pad, type PadFactors, padConducts, stepPad } from './pad.ts';
import {
  carriageBreakawayA,
  carriageDown,
  carriageFrictionA,
  carriageUp,
  kneaderBreakawayA,
  kneaderFrictionA,
  kneaderTurning,
} from './physics.ts';
import { createThermometer, detachedTauS, stepThermometer, type Thermometer } from './thermometer.ts';

const { supply, carriage } = referenceChair;

export interface PlantOptions {
  seed: number;
  ambientC: number;
  /** 0 = nobody. Somebody sits leaning back. */
  personKg: number;
  pads: { lumbar: PadFactors; sacral: PadFactors };
  stepMs: number;
  /** Parts a step is solved in; more of them change next to nothing. */
  substeps: number;
  /** Where things stand at first; drawn from the seed where left out. */
  carriageMm?: number;
  kneaderTurns?: number;
  /** Thermistors differ from the rating by at most this share, drawn from the seed. */
  partsTolerance: number;
}

export interface Plant {
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
  /** Both pads together. */
  padsA: number;
  /** At the chair's supply terminals, before the emergency stop's contact. */
  supplyV: number;
  ambientC: number;
  personKg: number;
  /** The person's back touches pads and rollers. */
  leaning: boolean;
  /** Keys the person holds down, one bit a key. */
  keys: number;

  readonly lumbar: Pad;
  readonly sacral: Pad;
  readonly carriage: Motor;
  readonly kneader: Motor;
  readonly lumbarThermometer: Thermometer;
  readonly sacralThermometer: Thermometer;
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
  carriageRunaway: boolean;
  kneaderRunaway: boolean;
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
}

export const defaultPlantOptions: PlantOptions = {
  seed: 1,
  ambientC: 22,
  personKg: 75,
  pads: { lumbar: nominalPad, sacral: nominalPad },
  stepMs: referenceChair.tickMs,
  substeps: 1,
  partsTolerance: 0.01,
};

/** Long ago: no switch is bouncing. */
const neverMs = -1000;
/** The kneader turns without end. */
const endless = 1e9;

export function createPlant(given: Partial<PlantOptions> = {}): Plant {
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
  const kneaderTurns = options.kneaderTurns ?? drawnTurns;
  return {
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
    ambientC,
    personKg: options.personKg,
    leaning: options.personKg > 0,
    keys: 0,
    lumbar: createPad(options.pads.lumbar, ambientC, stepS),
    sacral: createPad(options.pads.sacral, ambientC, stepS),
    carriage: createMotor({
      position: carriageMm,
      edgesPerUnit: 1 / carriage.edgeMm,
      lowEnd: -carriage.stopBeyondMm,
      highEnd: carriage.railMm + carriage.stopBeyondMm,
      frictionA: carriageFrictionA,
      breakawayA: carriageBreakawayA,
      forward: carriageUp,
      backward: carriageDown,
      stepS,
    }),
    kneader: createMotor({
      position: kneaderTurns,
      edgesPerUnit: 1,
      lowEnd: -endless,
      highEnd: endless,
      frictionA: kneaderFrictionA,
      breakawayA: kneaderBreakawayA,
      forward: kneaderTurning,
      backward: kneaderTurning,
      stepS,
    }),
    lumbarThermometer: createThermometer(ambientC, tolerance()),
    sacralThermometer: createThermometer(ambientC, tolerance()),
    ambientThermometer: createThermometer(ambientC, tolerance()),
    padsFilteredA: 0,
    limitTopChangedMs: neverMs,
    limitBottomChangedMs: neverMs,
    carriageDirection: 1,
    kneaderDirection: 1,
    padsFilterDecay: Math.exp(-(stepS * 1000) / referenceChair.currentFilterMs),
    detachedDecay: Math.exp(-stepMs / 1000 / detachedTauS),
    sourceV: supply.nominalV,
    powered: true,
    emergencyStop: false,
    padRelayWelded: false,
    padRelayOpen: false,
    motorRelayWelded: false,
    motorRelayOpen: false,
    carriageRunaway: false,
    kneaderRunaway: false,
    limitTopStuck: false,
    limitTopOpen: false,
    limitBottomStuck: false,
    limitBottomOpen: false,
    camHeld: false,
    camBits: 0,
    camOpenBits: 0,
    seatEmpty: false,
    stuckKeys: 0,
  };
}

/** Carries the plant on by `stepMs` under constant power; what is not a number drives nothing. */
export function stepPlant(plant: Plant, power: Power): void {
  const live = plant.powered && !plant.emergencyStop;
  let carriageDuty = 0;
  let kneaderDuty = 0;
  if (live && ((power.motorRelay && !plant.motorRelayOpen) || plant.motorRelayWelded)) {
    carriageDuty = saneDuty(power.carriageDuty);
    kneaderDuty = saneDuty(power.kneaderDuty);
    if (carriageDuty !== 0) plant.carriageDirection = carriageDuty > 0 ? 1 : -1;
    if (kneaderDuty !== 0) plant.kneaderDirection = kneaderDuty > 0 ? 1 : -1;
    if (plant.carriageRunaway) carriageDuty = plant.carriageDirection;
    if (plant.kneaderRunaway) kneaderDuty = plant.kneaderDirection;
  }
  const padPath = live && ((power.padRelay && !plant.padRelayOpen) || plant.padRelayWelded);
  const lumbarOn = power.lumbarOn;
  const sacralOn = power.sacralOn;
  for (let part = 0; part < plant.substeps; part++) {
    stepPart(plant, carriageDuty, kneaderDuty, padPath && lumbarOn, padPath && sacralOn, padPath);
  }
  plant.nowMs += plant.stepMs;
  stepThermometers(plant);
}

/** Within -1..1; what is not a number drives nothing. */
export function saneDuty(duty: number): number {
  if (duty > 1) return 1;
  if (duty >= -1) return duty;
  return duty < -1 ? -1 : 0;
}

function stepThermometers(plant: Plant): void {
  const { lumbarThermometer: lumbar, sacralThermometer: sacral } = plant;
  const seconds = plant.stepMs / 1000;
  if (lumbar.detached || lumbar.drifting) stepThermometer(lumbar, plant.detachedDecay, seconds);
  if (sacral.detached || sacral.drifting) stepThermometer(sacral, plant.detachedDecay, seconds);
}

function stepPart(
  plant: Plant,
  carriageDuty: number,
  kneaderDuty: number,
  lumbarOn: boolean,
  sacralOn: boolean,
  padPath: boolean,
): void {
  const { lumbar, sacral, carriage: carriageMotor, kneader } = plant;
  const lumbarConducts = padPath && padConducts(lumbar, lumbarOn);
  const sacralConducts = padPath && padConducts(sacral, sacralOn);
  const siemens = (lumbarConducts ? lumbar.siemens : 0) + (sacralConducts ? sacral.siemens : 0);

  // Pads are resistors across the terminals: source and pads together are a softer source of a lower voltage.
  const sourceV = plant.powered ? plant.sourceV : 0;
  const divider = siemens === 0 ? 1 : 1 / (1 + supply.sourceOhm * siemens);
  const openV = sourceV * divider;
  const sourceOhm = supply.sourceOhm * divider;
  let partV = openV;
  let endV = openV;

  const carriageRests = carriageDuty === 0 && isMotorIdle(carriageMotor);
  const kneaderRests = kneaderDuty === 0 && isMotorIdle(kneader);
  if (!(carriageRests && kneaderRests)) {
    const halfS = carriageMotor.forwardStep.seconds / 2;
    const carriageMiddleMm = carriageMotor.position + carriageMotor.speed * halfS;
    const kg = plant.leaning ? plant.personKg : 0;
    carriageMotor.loadA = carriageRests || kg === 0 ? 0 : carriageLoadA(kg, carriageMiddleMm);
    kneader.loadA =
      kneaderRests || kg === 0
        ? 0
        : kneaderLoadA(kg, carriageMiddleMm, kneader.position + kneader.speed * halfS);
    // Each motor lowers the other's voltage by its mean draw, and its own by the resistance behind its bridge.
    const kneaderDrawA = kneaderDuty * kneader.currentA;
    supplyMotor(carriageMotor, carriageDuty, openV - sourceOhm * kneaderDrawA, sourceOhm);
    supplyMotor(kneader, kneaderDuty, openV - sourceOhm * carriageDuty * carriageMotor.meanA, sourceOhm);
    carriageMotor.openVolts = carriageDuty * (openV - sourceOhm * kneaderDuty * kneader.meanA);

    if (!carriageRests) {
      stepCarriage(plant);
      kneader.openVolts = kneaderDuty * (openV - sourceOhm * carriageDuty * carriageMotor.meanA);
    }
    if (!kneaderRests) {
      stepMotor(kneader);
      plant.kneaderTurns = kneader.position;
      plant.kneaderTurnsPerMin = kneader.speed * 60;
      plant.kneaderA = kneader.currentA;
      plant.kneaderTurnsMade = kneader.travelled;
    }
    partV = openV - sourceOhm * (carriageDuty * carriageMotor.meanA + kneaderDuty * kneader.meanA);
    endV = openV - sourceOhm * (carriageDuty * carriageMotor.currentA + kneaderDuty * kneader.currentA);
  }

  const squareV = partV * partV;
  stepPad(lumbar, lumbarConducts ? squareV * lumbar.siemens : 0, plant.ambientC, plant.leaning);
  stepPad(sacral, sacralConducts ? squareV * sacral.siemens : 0, plant.ambientC, plant.leaning);
  lumbar.currentA = lumbarConducts ? endV * lumbar.siemens : 0;
  sacral.currentA = sacralConducts ? endV * sacral.siemens : 0;
  plant.padsA = endV * siemens;
  const padsMeanA = partV * siemens;
  plant.padsFilteredA = padsMeanA + (plant.padsFilteredA - padsMeanA) * plant.padsFilterDecay;
  plant.supplyV = endV;
}

/** Puts a motor behind its bridge at the terminals, and its expected mean draw, right to second order. */
function supplyMotor(motor: Motor, duty: number, terminalV: number, sourceOhm: number): void {
  motor.openVolts = duty * terminalV;
  motor.sourceOhm = duty * duty * sourceOhm;
  motor.meanA = 0;
  if (duty === 0) return;
  const { speed } = motor;
  const physics: MotorPhysics = speed < 0 ? motor.backward : motor.forward;
  const quickA = (motor.openVolts - physics.voltPerSpeed * speed) / (physics.ohm + motor.sourceOhm);
  if (duty > 0 ? quickA <= 0 : quickA >= 0) return;
  if (speed === 0) {
    motor.meanA = quickA;
    return;
  }
  const settlesA = speed > 0 ? motor.frictionA + motor.loadA : -(motor.frictionA + motor.loadA);
  const step = speed > 0 ? motor.forwardStep : motor.backwardStep;
  motor.meanA = settlesA + (quickA - settlesA) * step.meanShare;
}

function stepCarriage(plant: Plant): void {
  const motor = plant.carriage;
  const fromMm = motor.position;
  stepMotor(motor);
  const toMm = motor.position;
  plant.carriageMm = toMm;
  plant.carriageMmPerS = motor.speed;
  plant.carriageA = motor.currentA;
  if (fromMm >= carriage.railMm !== toMm >= carriage.railMm) {
    plant.limitTopChangedMs = whenPassed(plant, fromMm, toMm, carriage.railMm);
  }
  if (fromMm <= 0 !== toMm <= 0) plant.limitBottomChangedMs = whenPassed(plant, fromMm, toMm, 0);
}

/** Within a step the speed hardly changes, so the time of passing a place is found on a straight line. */
function whenPassed(plant: Plant, fromMm: number, toMm: number, placeMm: number): number {
  return plant.nowMs + (plant.stepMs * (placeMm - fromMm)) / (toMm - fromMm);
}

/** Somebody sits down (leaning back unless said otherwise), or with 0 kg gets up. */
export function setPerson(plant: Plant, kg: number, leaning: boolean = kg > 0): void {
  if (!(kg >= 0 && kg <= 200)) throw new Error(`a person of ${kg} kg: 0 to 200`);
  plant.personKg = kg;
  plant.leaning = leaning && kg > 0;
}

export function setAmbient(plant: Plant, ambientC: number): void {
  plant.ambientC = ambientC;
}

/** What the person holds down now, one bit a key. */
export function setKeys(plant: Plant, bits: number): void {
  plant.keys = bits;
}

export function keysOf(names: readonly KeyName[]): number {
  return names.reduce((bits, name) => bits | keyBit(name), 0);
}
