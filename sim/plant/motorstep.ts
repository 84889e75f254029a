/**
 * A brushed DC motor with a gear, solved exactly over any stretch of time in which nothing changes abruptly.
 *
 * In the direction of motion, with current j, speed u, bridge voltage W and Coulomb friction given as the
 * current C that overcomes it:   L dj/dt = W - R j - k u     du/dt = a (j - C)     dx/dt = u
 * and the current sensor's filter   T df/dt = |j| - f.   All of it is linear, so each stretch is one small
 * matrix (of exponentials of its length) times the state; only abrupt changes have to be searched for (events.ts).
 */

/** One direction of one motor. A unit of way is a millimetre for the carriage, a turn for the kneader. */
export interface MotorPhysics {
  /** Winding resistance R, ohm, and its inverse. */
  ohm: number;
  perOhm: number;
  /** Inductance over resistance, s. */
  electricalS: number;
  /** k: back-EMF, volts at one unit a second; and its inverse. */
  voltPerSpeed: number;
  speedPerVolt: number;
  /** a: units a second squared for each ampere. */
  speedPerAmpereSecond: number;
  /** The current sensor's filter T, s. */
  filterS: number;
  /** The two rates (1/s, negative) of the electrical-mechanical system: about -1/mechanical and -1/electrical. */
  slowRate: number;
  fastRate: number;
}

export function createMotorPhysics(
  ohm: number,
  electricalS: number,
  voltPerSpeed: number,
  speedPerAmpereSecond: number,
  filterS: number,
): MotorPhysics {
  const henry = ohm * electricalS;
  const damping = 1 / electricalS;
  const root = Math.sqrt(damping * damping - (4 * speedPerAmpereSecond * voltPerSpeed) / henry);
  if (!(root > 0)) throw new Error('a motor whose electrical side is slower than its mechanical side');
  return {
    ohm,
    perOhm: 1 / ohm,
    electricalS,
    voltPerSpeed,
    speedPerVolt: 1 / voltPerSpeed,
    speedPerAmpereSecond,
    filterS,
    slowRate: (root - damping) / 2,
    fastRate: (-root - damping) / 2,
  };
}

/** The factors that move the state on by `seconds`. A name is the result, then what the factor is multiplied with. */
export interface MotorStep {
  seconds: number;
  /** Conducting: deviations of current (j) and speed (u) from where they would settle. */
  currentOfJ: number;
  currentOfU: number;
  speedOfJ: number;
  speedOfU: number;
  wayOfJ: number;
  wayOfU: number;
  filterOfJ: number;
  filterOfU: number;
  /** Share of a filtered current that is left at the end. */
  filterDecay: number;
  /** Current alone, winding closed through the diodes or held still: share left, and what it leaves in the filter. */
  currentDecay: number;
  filterOfDecay: number;
  /** Coasting: what a decaying current still adds to speed and way. */
  coastSpeedOfJ: number;
  coastWayOfJ: number;
  /** Mean over the stretch of a deviation that decays with the mechanical time constant. */
  meanShare: number;
}

export function createMotorStep(): MotorStep {
  return {
    seconds: 0,
    currentOfJ: 0,
    currentOfU: 0,
    speedOfJ: 0,
    speedOfU: 0,
    wayOfJ: 0,
    wayOfU: 0,
    filterOfJ: 0,
    filterOfU: 0,
    filterDecay: 0,
    currentDecay: 0,
    filterOfDecay: 0,
    coastSpeedOfJ: 0,
    coastWayOfJ: 0,
    meanShare: 0,
  };
}

export function fillMotorStep(step: MotorStep, physics: MotorPhysics, seconds: number): void {
  const { slowRate, fastRate, electricalS, filterS, voltPerSpeed, speedPerAmpereSecond } = physics;
  const slow1 = Math.expm1(slowRate * seconds);
  const fast1 = Math.expm1(fastRate * seconds);
  const slow = 1 + slow1;
  const fast = 1 + fast1;
  const difference = slowRate - fastRate;
  const backEmf = -voltPerSpeed / (physics.ohm * electricalS);
  step.seconds = seconds;
  step.currentOfJ = (slowRate * slow - fastRate * fast) / difference;
  step.currentOfU = (backEmf * (slow1 - fast1)) / difference;
  step.speedOfJ = (speedPerAmpereSecond * (slow1 - fast1)) / difference;
  step.speedOfU = (slowRate * fast - fastRate * slow) / difference;
  const slowSum = slow1 / slowRate;
  const fastSum = fast1 / fastRate;
  step.wayOfJ = (speedPerAmpereSecond * (slowSum - fastSum)) / difference;
  step.wayOfU = (slowRate * fastSum - fastRate * slowSum) / difference;

  const filter1 = Math.expm1(-seconds / filterS);
  const slowTrail = (slow1 - filter1) / (1 + slowRate * filterS);
  const fastTrail = (fast1 - filter1) / (1 + fastRate * filterS);
  step.filterDecay = 1 + filter1;
  step.filterOfJ = (slowRate * slowTrail - fastRate * fastTrail) / difference;
  step.filterOfU = (backEmf * (slowTrail - fastTrail)) / difference;

  const decay1 = Math.expm1(-seconds / electricalS);
  step.currentDecay = 1 + decay1;
  step.filterOfDecay = (decay1 - filter1) / (1 - filterS / electricalS);
  step.coastSpeedOfJ = -speedPerAmpereSecond * electricalS * decay1;
  step.coastWayOfJ = speedPerAmpereSecond * electricalS * (seconds + electricalS * decay1);
  step.meanShare = seconds > 0 ? slowSum / seconds : 1;
}
