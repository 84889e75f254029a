/**
 * The plant: a chair as a physical model, one plain value that holds the true state.
 * `stepPlant` moves it on by one tick under constant power, `sensePlant` gives what the sensors show.
 * The same seed and the same calls give the same plant on every machine; halving the sub-steps changes nothing
 * that matters. It knows nothing of the control room and never protects itself: protection is what is tested on it.
 */
import { assert } from '../../src/chair/assert.ts';
import type { Power } from '../../src/chair/outputs.ts';
import { nextBetween } from '../random.ts';
import { leanOnRollers } from './body.ts';
import { driveThrough } from './drive.ts';
import { isMotorIdle, stepMotor } from './motion.ts';
import type { Motor } from './motor.ts';
import { generatedV } from './motors-supply.ts';
import type { MotorPhysics } from './motorstep.ts';
import { type Pad, padConducts, stepPad } from './pad.ts';
import type { Plant } from './state.ts';
import { stepSurroundings } from './surroundings.ts';
import { stepThermometer } from './thermometer.ts';
import { anyCrossed, crossPower } from './wires.ts';

export { breakPlant, type FaultName, type FaultValue } from './faults.ts';
export { kneaderWidth, sensePlant } from './sense.ts';
export {
  changeAround,
  createPlant,
  defaultPlantOptions,
  keysOf,
  type Plant,
  type PlantOptions,
  padNamed,
  setAmbient,
  setKeys,
  setPerson,
} from './state.ts';

/** Whether a relay's contacts are truly closed under this order, faults included. */
export function padRelayCloses(plant: Plant, { padRelay }: Readonly<Power>): boolean {
  return !plant.figures.has.padRelay || (padRelay && !plant.padRelayOpen) || plant.padRelayWelded;
}

export function motorRelayCloses(plant: Plant, { motorRelay }: Readonly<Power>): boolean {
  return !plant.figures.has.motorRelay || (motorRelay && !plant.motorRelayOpen) || plant.motorRelayWelded;
}

/** Moves the plant on by `stepMs` under constant power; a duty that is not a number drives nothing. */
export function stepPlant(plant: Plant, pins: Power): void {
  const crossed = anyCrossed(plant.wires);
  if (crossed) crossPower(plant.wires, pins, plant.crossed);
  const power = crossed ? plant.crossed : pins;
  const { powered, emergencyStop, figures } = plant;
  const live = powered && !(emergencyStop && figures.stopCuts !== null);
  const motorsPath = live && motorRelayCloses(plant, power);
  driveMotors(plant, power, motorsPath);
  const padPath = (live || (powered && figures.stopCuts === 'motors')) && padRelayCloses(plant, power);
  const startMs = plant.nowMs;
  for (let part = 0; part < plant.substeps; part++) {
    if (part > 0) plant.nowMs = startMs + (part * plant.stepMs) / plant.substeps;
    stepPart(plant, power, padPath);
  }
  plant.motorsV = motorsPath ? plant.supplyV : behindOpenRelay(plant);
  plant.nowMs = startMs + plant.stepMs;
  plant.ambientC = stepSurroundings(plant.around, plant.ambientC, plant.stepMs / 1000);
  stepThermometers(plant);
}

/** The voltage that capacitors and coasting motors leave behind the open relay of the motors. */
function behindOpenRelay({ motorsV, motorsDecay, carriage, kneader, tapper }: Plant): number {
  const fedV = Math.max(generatedV(carriage), generatedV(kneader), tapper === null ? 0 : generatedV(tapper));
  return Math.max(motorsV * motorsDecay, fedV);
}

/** Sets the true duty of each motor: 0 behind an open relay, full behind a shorted bridge. */
function driveMotors(plant: Plant, power: Power, relayClosed: boolean): void {
  const { carriage: carriageMotor, kneader, tapper } = plant;
  const { drivers, stepMs, random } = plant;
  if (tapper !== null) {
    tapper.duty = !relayClosed ? 0 : plant.tapperOn ? 1 : Math.max(0, saneDuty(power.tapperDuty));
    tapper.braked = plant.tapperBrakes;
  }
  carriageMotor.duty = 0;
  kneader.duty = 0;
  carriageMotor.braked = drivers.carriage.brakes;
  kneader.braked = drivers.kneader.brakes;
  // Drivers are stepped behind an open relay too, and without power, when their pins give nothing and contacts open.
  const carriageDuty = driveThrough(drivers.carriage, saneDuty(power.carriageDuty), stepMs, random);
  const kneaderDuty = driveThrough(drivers.kneader, saneDuty(power.kneaderDuty), stepMs, random);
  if (!relayClosed) return;
  if (carriageDuty !== 0) turnPass(plant, carriageDuty > 0 ? 1 : -1);
  carriageMotor.duty = carriageDuty * plant.passFactor;
  kneader.duty = kneaderDuty;
  if (kneader.duty !== 0) plant.kneaderDirection = kneader.duty > 0 ? 1 : -1;
  if (plant.carriageRunaway) carriageMotor.duty = plant.carriageDirection;
  if (plant.kneaderRunaway) kneader.duty = plant.kneaderDirection;
}

/** A pass begins where the carriage is driven the other way; each pass differs a little in speed. */
function turnPass(plant: Plant, direction: number): void {
  const { passSpread } = plant.figures;
  if (direction !== plant.carriageDirection && passSpread > 0)
    plant.passFactor = 1 + nextBetween(plant.random, -passSpread, passSpread);
  plant.carriageDirection = direction;
}

/** Within -1..1; not a number gives 0. Kept so short that V8 always inlines it and boxes no number. */
export function saneDuty(duty: number): number {
  return duty >= -1 && duty <= 1 ? duty : nearestDuty(duty);
}

function nearestDuty(duty: number): number {
  return duty > 1 ? 1 : duty < -1 ? -1 : 0;
}

function stepThermometers(plant: Plant): void {
  const seconds = plant.stepMs / 1000;
  for (const { thermometer, surfaceThermometer } of plant.pads) {
    stepThermometer(thermometer, plant.detachedDecay, seconds);
    if (surfaceThermometer !== null) stepThermometer(surfaceThermometer, plant.detachedDecay, seconds);
  }
}

function stepPart(plant: Plant, power: Power, padPath: boolean): void {
  const { figures, pads, carriage: carriageMotor, kneader } = plant;
  let siemens = 0;
  for (let index = 0; index < pads.length; index++) {
    const pad = pads[index] as Pad;
    pad.conducts = padPath && (power.padsOn[index] === true || pad.fetShorted) && padConducts(pad);
    if (pad.conducts) siemens += pad.siemens;
  }

  // Pads are resistors across the terminals: source and pads together act as a source of lower voltage and resistance.
  const tapperA = stepTapper(plant);
  const sourceV = (plant.powered ? plant.sourceV : 0) - tapperA * figures.sourceOhm;
  const divider = siemens === 0 ? 1 : 1 / (1 + figures.sourceOhm * siemens);
  const openV = sourceV * divider;
  const sourceOhm = figures.sourceOhm * divider;
  let partV = openV;
  let endV = openV;

  const carriageRests = carriageMotor.duty === 0 && isMotorIdle(carriageMotor);
  const kneaderRests = kneader.duty === 0 && isMotorIdle(kneader);
  if (!(carriageRests && kneaderRests)) {
    if (plant.leaning) {
      leanOnRollers(plant.personKg, figures.firmness, figures.load, carriageMotor, kneader);
    } else {
      carriageMotor.loadA = 0;
      kneader.loadA = 0;
    }
    // Each motor's mean draw lowers the other's voltage; its own draw acts through the resistance behind its bridge.
    const carriageDuty = carriageMotor.duty;
    const kneaderDuty = kneader.duty;
    carriageMotor.sourceOhm = carriageDuty * carriageDuty * sourceOhm;
    kneader.sourceOhm = kneaderDuty * kneaderDuty * sourceOhm;
    carriageMotor.openVolts = carriageDuty * (openV - sourceOhm * kneaderDuty * kneader.currentA);
    carriageMotor.meanA = 0;
    if (carriageMotor.openVolts !== 0) expectDraw(carriageMotor);
    kneader.openVolts = kneaderDuty * (openV - sourceOhm * carriageDuty * carriageMotor.meanA);
    kneader.meanA = 0;
    if (kneader.openVolts !== 0) expectDraw(kneader);
    carriageMotor.openVolts = carriageDuty * (openV - sourceOhm * kneaderDuty * kneader.meanA);

    if (!carriageRests) {
      stepCarriage(plant);
      kneader.openVolts = kneaderDuty * (openV - sourceOhm * carriageDuty * carriageMotor.meanA);
    }
    if (!kneaderRests) stepKneader(plant);
    partV = openV - sourceOhm * (carriageDuty * carriageMotor.meanA + kneaderDuty * kneader.meanA);
    endV = openV - sourceOhm * (carriageDuty * carriageMotor.currentA + kneaderDuty * kneader.currentA);
  }

  const squareV = partV * partV;
  for (let index = 0; index < pads.length; index++) {
    const pad = pads[index] as Pad;
    pad.watt = pad.conducts ? squareV * pad.siemens : 0;
    pad.currentA = pad.conducts ? endV * pad.siemens : 0;
    stepPad(pad, plant.around);
  }
  plant.padsA = endV * siemens;
  const padsMeanA = partV * siemens;
  plant.padsFilteredA = padsMeanA + (plant.padsFilteredA - padsMeanA) * plant.padsFilterDecay;
  assert(!Number.isNaN(endV), 'The supply of the plant is a number, and so is all that it comes from.');
  // A dead supply does not go negative: current that a motor still feeds back decays in its diodes.
  plant.supplyV = endV > 0 ? endV : 0;
}

/** Sets the mean current that a motor driven through its bridge will draw in the sub-step, to second order. */
function expectDraw(motor: Motor): void {
  const { speed, openVolts } = motor;
  const physics: MotorPhysics = speed < 0 ? motor.backward : motor.forward;
  const quickA = (openVolts - physics.voltPerSpeed * speed) / (physics.ohm + motor.sourceOhm);
  if (openVolts > 0 ? quickA <= 0 : quickA >= 0) return;
  if (speed === 0) {
    motor.meanA = quickA;
    return;
  }
  const settlesA = speed > 0 ? motor.frictionA + motor.loadA : -(motor.frictionA + motor.loadA);
  const step = speed > 0 ? motor.forwardStep : motor.backwardStep;
  motor.meanA = settlesA + (quickA - settlesA) * step.meanShare;
}

/**
 * Steps the tapper and returns its mean draw from the supply. It is a small load, so the others' draw is neglected for
 * it, and its own draw lowers the source's voltage: without a tapper the other sums stay exactly as they are.
 */
function stepTapper({ tapper, powered, sourceV, figures }: Plant): number {
  if (tapper === null || (tapper.duty === 0 && isMotorIdle(tapper))) return 0;
  const { duty } = tapper;
  tapper.loadA = 0;
  tapper.sourceOhm = duty * duty * figures.sourceOhm;
  tapper.openVolts = powered ? duty * sourceV : 0;
  tapper.meanA = 0;
  if (tapper.openVolts !== 0) expectDraw(tapper);
  stepMotor(tapper);
  return duty * tapper.meanA;
}

function stepKneader(plant: Plant): void {
  const { kneader } = plant;
  stepMotor(kneader);
  plant.kneaderTurns = kneader.position;
  plant.kneaderTurnsPerMin = kneader.speed * 60;
  plant.kneaderA = kneader.currentA;
  plant.kneaderTurnsMade = kneader.travelled;
}

function stepCarriage(plant: Plant): void {
  const motor = plant.carriage;
  const { railMm } = plant.figures;
  const fromMm = motor.position;
  stepMotor(motor);
  const toMm = motor.position;
  plant.carriageMm = toMm;
  plant.carriageMmPerS = motor.speed;
  plant.carriageA = motor.currentA;
  if (plant.figures.coupledMmPerTurn > 0) turnHeads(plant, toMm - fromMm);
  if (fromMm >= railMm !== toMm >= railMm) {
    plant.limitTopChangedMs = whenPassed(plant, fromMm, toMm, railMm);
  }
  if (fromMm <= 0 !== toMm <= 0) plant.limitBottomChangedMs = whenPassed(plant, fromMm, toMm, 0);
}

/** Heads that one motor turns together with the carriage. */
function turnHeads(plant: Plant, byMm: number): void {
  const { coupledMmPerTurn } = plant.figures;
  plant.kneaderTurns += byMm / coupledMmPerTurn;
  plant.kneaderTurnsMade += Math.abs(byMm) / coupledMmPerTurn;
  plant.kneaderTurnsPerMin = (plant.carriageMmPerS * 60) / coupledMmPerTurn;
}

/** When the carriage passed a place, by linear interpolation: within a sub-step the speed hardly changes. */
function whenPassed(plant: Plant, fromMm: number, toMm: number, placeMm: number): number {
  return plant.nowMs + ((plant.stepMs / plant.substeps) * (placeMm - fromMm)) / (toMm - fromMm);
}
