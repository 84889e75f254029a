/**
 * The figures of the motors that the chair's ratings do not give directly, derived from them.
 */
import { referenceChair } from '../../src/chair/specification.ts';
import { createMotorPhysics, type MotorPhysics } from './motorstep.ts';

const { supply, carriage, kneader, currentFilterMs } = referenceChair;

/** Inductance over resistance of small brushed motors (chosen). */
const electricalS = 0.0005;

/** A motor stalls at this current at full duty and 24 V. */
const ohmOfStall = (stallA: number) => supply.nominalV / stallA;

/** Running free at full duty, the friction current also lowers the supply. */
function voltPerSpeed(stallA: number, frictionA: number, fullSpeed: number): number {
  const bridgeV = supply.nominalV - supply.sourceOhm * frictionA;
  return (bridgeV - ohmOfStall(stallA) * frictionA) / fullSpeed;
}

/** Standing, duty d gives stallA x d; so friction that stops a motor at duty d is this current. */
export const carriageFrictionA = carriage.frictionDuty * carriage.stallA;
export const carriageBreakawayA = carriage.breakawayDuty * carriage.stallA;
export const kneaderFrictionA = kneader.frictionDuty * kneader.stallA;
export const kneaderBreakawayA = kneader.breakawayDuty * kneader.stallA;

/** Coast from full speed up, nobody in the chair (chosen inside the rating of 4-8 mm; down it comes out as 7.8). */
const coastUpMm = 6.2;
/** The kneader coasts to a stand from its fastest speed within the time the gear asks for before a reversal. */
const kneaderCoastS = kneader.reversalMs / 1000;
const kneaderFastest = Math.max(...kneader.speedsTurnsPerMin) / 60;

/**
 * Up and down differ in full speed but not in friction duty, which is what brushes set for one direction do:
 * the motor constant itself differs, and with it, by the same share, the force of an ampere.
 */
function carriageDirection(fullSpeed: number): MotorPhysics {
  const upV = voltPerSpeed(carriage.stallA, carriageFrictionA, carriage.fullSpeedUpMmPerS);
  const thisV = voltPerSpeed(carriage.stallA, carriageFrictionA, fullSpeed);
  const upPerA = carriage.fullSpeedUpMmPerS ** 2 / (2 * coastUpMm) / carriageFrictionA;
  return createMotorPhysics(
    ohmOfStall(carriage.stallA),
    electricalS,
    thisV,
    (upPerA * thisV) / upV,
    currentFilterMs / 1000,
  );
}

export const carriageUp: MotorPhysics = carriageDirection(carriage.fullSpeedUpMmPerS);
export const carriageDown: MotorPhysics = carriageDirection(carriage.fullSpeedDownMmPerS);

/** Turns and turns a second; both directions alike. */
export const kneaderTurning: MotorPhysics = createMotorPhysics(
  ohmOfStall(kneader.stallA),
  electricalS,
  voltPerSpeed(kneader.stallA, kneaderFrictionA, kneader.fullTurnsPerMin / 60),
  kneaderFastest / kneaderCoastS / kneaderFrictionA,
  currentFilterMs / 1000,
);
