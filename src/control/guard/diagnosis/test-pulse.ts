/**
 * The test pulse: while a pad is held back its element cools and its surface with it. A reading that follows is alive, one that
 * stands still all the while is dead. What lies on the pad can move a living reading either way, so a reading that moves
 * otherwise than expected proves nothing.
 */
import type { Celsius, Kelvin, Milliseconds } from '../../../chair/units.ts';
import type { Answer } from './follower.ts';

export interface TestPulse {
  runs: boolean;
  /** The surface's sensor has been in doubt, and not been proved since. */
  surfaceDoubted: boolean;
  ms: Milliseconds;
  /** How long of the test the element has been in doubt, and therefore without power. */
  restMs: Milliseconds;
  /** Both readings when the test began. */
  fromElementC: Celsius;
  fromSurfaceC: Celsius;
  /** How far a nominal surface would have moved since, and the band of that. */
  predictedK: Kelvin;
  predicted: Band;
  /** The bands the readings have kept to, smoothed. */
  element: Band;
  surface: Band;
}

interface Band {
  smoothed: number;
  from: number;
  to: number;
}

const bandAt = (value: number): Band => ({ smoothed: value, from: value, to: value });

export function createTestPulse(): TestPulse {
  return {
    runs: false,
    surfaceDoubted: false,
    ms: 0,
    restMs: 0,
    fromElementC: 0,
    fromSurfaceC: 0,
    predictedK: 0,
    predicted: bandAt(0),
    element: bandAt(0),
    surface: bandAt(0),
  };
}

export function beginTest(test: TestPulse, elementC: Celsius, surfaceC: Celsius): void {
  test.runs = true;
  test.surfaceDoubted = false;
  test.ms = 0;
  test.restMs = 0;
  test.fromElementC = elementC;
  test.fromSurfaceC = surfaceC;
  test.predictedK = 0;
  test.predicted = bandAt(0);
  test.element = bandAt(elementC);
  test.surface = bandAt(surfaceC);
}

/** The element rests from now on. */
export function beginRest(test: TestPulse): void {
  test.restMs = 0;
  test.element = bandAt(test.element.smoothed);
}

/** Smooths converter noise: the smoothed reading of a dead sensor keeps to some hundredths of a kelvin. */
const smoothS = 1;

/** One step. `surface` is how a nominal surface answers to its element. */
export function stepTest(
  test: TestPulse,
  surface: Answer,
  elementC: Celsius,
  surfaceC: Celsius,
  stepS: number,
): void {
  test.ms += stepS * 1000;
  test.restMs += stepS * 1000;
  test.predictedK +=
    stepS * (surface.perCause * (elementC - test.fromElementC) - test.predictedK / surface.tauS);
  widen(test.predicted, test.predictedK, 1);
  widen(test.element, elementC, stepS / smoothS);
  widen(test.surface, surfaceC, stepS / smoothS);
}

function widen(band: Band, value: number, share: number): void {
  band.smoothed += (value - band.smoothed) * share;
  band.from = Math.min(band.from, band.smoothed);
  band.to = Math.max(band.to, band.smoothed);
}

const widthOf = ({ from, to }: Band): number => to - from;

/** For a proof, the element has cooled by this much, and the surface has followed by this share of what a nominal one would have. */
const cooledLeastK = 2;
const predictedLeastK = 0.25;
const answerShare = 0.35;

export function surfaceAnswered({
  element,
  surface,
  predictedK,
  fromElementC,
  fromSurfaceC,
}: TestPulse): boolean {
  const fellK = fromSurfaceC - surface.smoothed;
  return (
    fromElementC - element.smoothed >= cooledLeastK &&
    predictedK <= -predictedLeastK &&
    fellK >= answerShare * -predictedK
  );
}

/** A dead surface sensor should have moved by this much by now, and has kept to this narrow a band. */
const shouldMoveK = 2;
const deadBandK = 0.2;

export const isSurfaceDead = ({ predicted, surface }: TestPulse): boolean =>
  widthOf(predicted) >= shouldMoveK && widthOf(surface) < deadBandK;

/**
 * After this long without power, an element that was warmer than anybody who leans on it has cooled by more than this. A cooler one
 * may stay where it is, by what a person gives and a cold room takes.
 */
const elementRestMs = 85_000;
const elementDeadBandK = 0.3;
const warmestBodyC = 38;

/** The element began warmer than its surface, as one in contact is, and has cooled by more than a dead sensor: the surface may answer yet. */
export const mayAnswer = ({ element, fromElementC, fromSurfaceC }: TestPulse): boolean =>
  fromElementC >= fromSurfaceC && element.to - element.smoothed >= elementDeadBandK;

export const isElementDead = ({ restMs, element, fromElementC }: TestPulse): boolean =>
  restMs >= elementRestMs && fromElementC >= warmestBodyC && widthOf(element) < elementDeadBandK;
