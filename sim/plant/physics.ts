/**
 * Figures of the motors that the chair's ratings do not give directly, derived from these ratings.
 */
import type { Chair, Supply, TapperFigures } from '../../src/chair/chair.ts';
import { createMotorPhysics, type MotorPhysics } from './motorstep.ts';

/** A motor in both directions, and the currents that friction takes. */
interface DrivePhysics {
  readonly forward: MotorPhysics;
  readonly backward: MotorPhysics;
  /** At standstill, duty d gives stall current x d; friction that stops a motor at duty d is this current. */
  readonly frictionA: number;
  readonly breakawayA: number;
}

/** Inductance over resistance of small brushed motors (chosen). */
const electricalS = 0.0005;
/** Share of its rated range at which the coast from full speed up lies, seat empty (chosen; down it comes out as 7.8 mm of 4-8). */
const coastUpShare = 0.55;

/** Most acceleration per ampere that the winding's time constant allows: a motor rated to stop on the spot is given some coast. */
const quickest = (ohm: number, voltPerUnit: number): number => (0.9 * ohm) / (4 * electricalS * voltPerUnit);

/** A motor stalls at this current at full duty and nominal voltage. */
const ohmOfStall = (supply: Supply, stallA: number) => supply.nominalV / stallA;

/** Running free at full duty, the friction current also lowers the supply. */
function voltPerSpeed(supply: Supply, stallA: number, frictionA: number, fullSpeed: number): number {
  const bridgeV = supply.nominalV - supply.sourceOhm * frictionA;
  return (bridgeV - ohmOfStall(supply, stallA) * frictionA) / fullSpeed;
}

/**
 * Up and down differ in full speed but not in friction duty, as with brushes set for one direction:
 * the motor constant itself differs, and the force per ampere by the same share.
 */
export function carriagePhysics({ supply, carriage, currentFilterMs }: Chair): DrivePhysics {
  const { stallA, fullSpeedUpMmPerS, fullSpeedDownMmPerS, coastMm } = carriage;
  const coastUpMm = coastMm.min + coastUpShare * (coastMm.max - coastMm.min);
  const frictionA = carriage.frictionDuty * stallA;
  const upV = voltPerSpeed(supply, stallA, frictionA, fullSpeedUpMmPerS);
  const upPerA = fullSpeedUpMmPerS ** 2 / (2 * coastUpMm) / frictionA;
  const direction = (fullSpeed: number): MotorPhysics => {
    const thisV = voltPerSpeed(supply, stallA, frictionA, fullSpeed);
    // The coast stays within its rating, however much faster the carriage is this way.
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
  // The kneader coasts from its fastest speed to a stop within the rest that the gear needs before a reversal.
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
/** A light eccentric: time to coast from full speed to a stop. */
const tapperCoastS = 0.12;

/** Friction takes the running current at full duty; breaking away takes at least that, else 0.9 of the current at breakaway duty. */
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
