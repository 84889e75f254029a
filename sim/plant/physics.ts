/**
 * The figures of the motors that the chair's ratings do not give directly, derived from them.
 */
import type { Chair, Supply, TapperFigures } from '../../src/chair/chair.ts';
import { createMotorPhysics, type MotorPhysics } from './motorstep.ts';

/** A motor: what it does one way and the other, and the currents that friction takes. */
interface DrivePhysics {
  readonly forward: MotorPhysics;
  readonly backward: MotorPhysics;
  /** Standing, duty d gives stall current x d; so friction that stops a motor at duty d is this current. */
  readonly frictionA: number;
  readonly breakawayA: number;
}

/** Inductance over resistance of small brushed motors (chosen). */
const electricalS = 0.0005;
/** Coast from full speed up, nobody in the chair: so far inside its rating (chosen; of 4-8 mm down it comes out as 7.8). */
const coastUpShare = 0.55;

/** No motor is lighter than its own winding lets it be: one that stops on the spot is given some way. */
const quickest = (ohm: number, voltPerUnit: number): number => (0.9 * ohm) / (4 * electricalS * voltPerUnit);

/** A motor stalls at this current at full duty and nominal voltage. */
const ohmOfStall = (supply: Supply, stallA: number) => supply.nominalV / stallA;

/** Running free at full duty, the friction current also lowers the supply. */
function voltPerSpeed(supply: Supply, stallA: number, frictionA: number, fullSpeed: number): number {
  const bridgeV = supply.nominalV - supply.sourceOhm * frictionA;
  return (bridgeV - ohmOfStall(supply, stallA) * frictionA) / fullSpeed;
}

/**
 * Up and down differ in full speed but not in friction duty, which is what brushes set for one direction do:
 * the motor constant itself differs, and with it, by the same share, the force of an ampere.
 */
export function carriagePhysics({ supply, carriage, currentFilterMs }: Chair): DrivePhysics {
  const { stallA, fullSpeedUpMmPerS, fullSpeedDownMmPerS, coastMm } = carriage;
  const coastUpMm = coastMm.min + coastUpShare * (coastMm.max - coastMm.min);
  const frictionA = carriage.frictionDuty * stallA;
  const upV = voltPerSpeed(supply, stallA, frictionA, fullSpeedUpMmPerS);
  const upPerA = fullSpeedUpMmPerS ** 2 / (2 * coastUpMm) / frictionA;
  const direction = (fullSpeed: number): MotorPhysics => {
    const thisV = voltPerSpeed(supply, stallA, frictionA, fullSpeed);
    // No farther than its rating, however much faster it is this way.
    const leastPerA = fullSpeed ** 2 / (2 * coastMm.max) / frictionA;
    const perA = Math.max((upPerA * thisV) / upV, leastPerA);
    return createMotorPhysics(
      ohmOfStall(supply, stallA),
      electricalS,
      thisV,
      Math.min(perA, quickest(ohmOfStall(supply, stallA), thisV)),
      currentFilterMs / 1000,
    );
  };
  return {
    forward: direction(fullSpeedUpMmPerS),
    backward: direction(fullSpeedDownMmPerS),
    frictionA,
    breakawayA: carriage.breakawayDuty * stallA,
  };
}

/** Turns and turns a second; both directions alike. */
export function kneaderPhysics({ supply, kneader, currentFilterMs }: Chair): DrivePhysics {
  const { stallA } = kneader;
  const frictionA = kneader.frictionDuty * stallA;
  // It coasts to a stand from its fastest speed within the time the gear asks for before a reversal.
  const coastS = kneader.reversalMs / 1000;
  const fastest = Math.max(...kneader.speedsTurnsPerMin) / 60;
  const turnV = voltPerSpeed(supply, stallA, frictionA, kneader.fullTurnsPerMin / 60);
  const turning = createMotorPhysics(
    ohmOfStall(supply, stallA),
    electricalS,
    turnV,
    Math.min(fastest / coastS / frictionA, quickest(ohmOfStall(supply, stallA), turnV)),
    currentFilterMs / 1000,
  );
  return { forward: turning, backward: turning, frictionA, breakawayA: kneader.breakawayDuty * stallA };
}

/** Taps a second at full duty (chosen: makers' charts of tapping begin at 250 and end at 700 a minute). */
const fullTapsPerS = 12;
/** A light eccentric: from full speed to a stand. */
const tapperCoastS = 0.12;

/** Its running current at full duty is that of friction; standing at its breakaway duty it draws no less. */
export function tapperPhysics(
  supply: Supply,
  { breakawayDuty, runningA, stallA }: TapperFigures,
  currentFilterMs: number,
): DrivePhysics {
  const frictionA = (runningA.min + runningA.max) / 2;
  const tapV = voltPerSpeed(supply, stallA, frictionA, fullTapsPerS);
  const turning = createMotorPhysics(
    ohmOfStall(supply, stallA),
    electricalS,
    tapV,
    Math.min(fullTapsPerS / tapperCoastS / frictionA, quickest(ohmOfStall(supply, stallA), tapV)),
    currentFilterMs / 1000,
  );
  const breakawayA = Math.max(frictionA, breakawayDuty * stallA * 0.9);
  return { forward: turning, backward: turning, frictionA, breakawayA };
}
