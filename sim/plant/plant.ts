/**
 * The plant: the reference chair as a physical model. One plain value that says the truth about itself;
 * `stepPlant` carries it on by one tick under constant power, `sensePlant` shows what the sensors show.
 * The same seed and the same calls give the same plant on every machine; halving the sub-steps changes nothing
 * that matters. It knows nothing of the control room and never protects itself: that is what is tested on it.
 */
import type { Power } from '../../src/chair/outputs.ts';
import { referenceChair } from '../../src/chair/specification.ts';
import { carriageLoadA, kneaderLoadA } from './body.ts';
import { isMotorIdle, stepMotor } from './motion.ts';
import type { Motor } from './motor.ts';
import type { MotorPhysics } from './motorstep.ts';
import { padConducts, stepPad } from './pad.ts';
import type { Plant } from './state.ts';
import { stepThermometer } from './thermometer.ts';

export { breakPlant, type FaultName, type FaultValue } from './faults.ts';
export { sensePlant } from './sense.ts';
export {
  createPlant,
  defaultPlantOptions,
  keysOf,
  type Plant,
  type PlantOptions,
  setAmbient,
  setKeys,
  setPerson,
} from './state.ts';

const { supply, carriage } = referenceChair;

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
  const lumbarOn = padPath && (power.lumbarOn || plant.lumbar.fetShorted);
  const sacralOn = padPath && (power.sacralOn || plant.sacral.fetShorted);
  const endMs = plant.nowMs + plant.stepMs;
  const partMs = plant.stepMs / plant.substeps;
  for (let part = 0; part < plant.substeps; part++) {
    stepPart(plant, carriageDuty, kneaderDuty, lumbarOn, sacralOn, partMs);
    plant.nowMs += partMs;
  }
  plant.nowMs = endMs;
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
  partMs: number,
): void {
  const { lumbar, sacral, carriage: carriageMotor, kneader } = plant;
  const lumbarConducts = lumbarOn && padConducts(lumbar);
  const sacralConducts = sacralOn && padConducts(sacral);
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
      stepCarriage(plant, partMs);
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

function stepCarriage(plant: Plant, partMs: number): void {
  const motor = plant.carriage;
  const fromMm = motor.position;
  stepMotor(motor);
  const toMm = motor.position;
  plant.carriageMm = toMm;
  plant.carriageMmPerS = motor.speed;
  plant.carriageA = motor.currentA;
  // Within a part of a step the speed hardly changes: the time of passing a limit is found on a straight line.
  if (fromMm >= carriage.railMm !== toMm >= carriage.railMm) {
    plant.limitTopChangedMs = plant.nowMs + (partMs * (carriage.railMm - fromMm)) / (toMm - fromMm);
  }
  if (fromMm <= 0 !== toMm <= 0)
    plant.limitBottomChangedMs = plant.nowMs + (partMs * (0 - fromMm)) / (toMm - fromMm);
}
