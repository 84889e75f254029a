/**
 * Brings one pad's surface to its level and holds it: a cascade. The outer loop sets the element's temperature, from the surface
 * and its rate; the inner one gives the power for that. See docs/heat.md for the tuning.
 */
import type { PadFigures } from '../../chair/chair.ts';
import { clamp } from '../../chair/clamp.ts';
import { elementAnyContactC, elementShareOf, elementUnderCoverC, heatLimits } from '../../chair/limits.ts';
import type { Celsius, Duty, Kelvin } from '../../chair/units.ts';
import { track } from '../tracker.ts';
import { heatStepS } from './step.ts';

export interface SurfaceControl {
  /** Nominal rate of the surface, K/s, for each kelvin of the element above the temperature that would hold the surface. */
  readonly surfacePerK: number;
  /** The surface sensor is fixed, so that it can be relied on; else the element must be as cool as a surface may be. */
  readonly fixed: boolean;
  readonly readsLowK: PadFigures['readsLowK'];
  /** The element's share of the pad's heat capacity. */
  readonly elementShare: number;
  /** The highest temperature to which the element is led. */
  elementMostC: Celsius;
  /** False until the first readings. */
  known: boolean;
  /** Filtered readings, and the rate of the surface in K/s. */
  elementC: Celsius;
  surfaceC: Celsius;
  ratePerS: number;
  /** The element's temperature at which the surface would stay as it is; filtered. */
  restingC: Celsius;
  /** The temperature to which the element is led now. */
  elementGoalC: Celsius;
  /** Power that has held the element lately. */
  holdDuty: Duty;
  /** Steps into the dither's period. */
  ditherStep: number;
  /** An element that stands for its surface is on its way up. */
  rises: boolean;
}

/** The element is led to its limit less this, for the error of a thermistor and the overshoot of the loop. */
const elementMarginK = 0.3;

export function createSurfaceControl(pad: PadFigures): SurfaceControl {
  return {
    surfacePerK: pad.elementSurfaceWPerK / pad.surfaceJPerK,
    fixed: pad.surfaceFixed,
    readsLowK: pad.readsLowK,
    elementShare: elementShareOf(pad),
    elementMostC: pad.surfaceFixed ? heatLimits.elementHoldC - elementMarginK : 0,
    known: false,
    elementC: 0,
    surfaceC: 0,
    ratePerS: 0,
    restingC: 0,
    elementGoalC: 0,
    holdDuty: 0,
    ditherStep: 0,
    rises: true,
  };
}

/** Time constants of the filters: a compromise between converter noise and lag. */
const elementFilterS = 0.5;
const surfaceFilterS = 6;
const restingFilterS = 10;

/** One step: readings are means over it. */
export function observeSurface(control: SurfaceControl, elementC: Celsius, surfaceC: Celsius): void {
  if (!control.known) {
    control.known = true;
    control.elementC = elementC;
    control.surfaceC = surfaceC;
    control.ratePerS = 0;
    control.restingC = elementC;
  }
  control.elementC += (elementC - control.elementC) * (heatStepS / elementFilterS);
  track(control, surfaceC, heatStepS, surfaceFilterS);
  const restingC = control.elementC - control.ratePerS / control.surfacePerK;
  control.restingC += (restingC - control.restingC) * (heatStepS / restingFilterS);
}

/** The outer loop: K of the element, above what would hold the surface, for each K the surface lacks. */
const surfaceGain = 5;
/**
 * Farther from the level, the element must still be able to come down in time: it cools by at most some tenth of a kelvin a
 * second, so its lead may grow only with the root of what the surface lacks. K of element squared for each K.
 */
const landingK = 24;
/** The inner loop: duty for each K the element lacks, and how fast the holding duty follows. */
const elementGain = 0.3;
const holdGainPerS = 0.01;
/**
 * Dither: at a held level nothing would show whether the sensors are alive, so the element is led up and down by this much, and
 * the surface follows by some hundredths of a kelvin. On the way up, where the power falls as evenly as losses may rise, the
 * dither is smaller; near the level it goes down alone, since up would add to the overshoot. At the element's limit it swings
 * below that.
 */
const atLevel = { upK: 1.5, swingK: 3 } as const;
const onTheWay = { upK: 0.5, swingK: 1 } as const;
const nearLevel = { upK: 0, swingK: 0.7 } as const;
const nearK = 2;
/** Least swing of an element at its limit, where it may stay for long. */
const atLimitK = 1.2;
const ditherSteps = 40 / heatStepS;

/** Each turn: how warm the element may be in this room. */
export function limitElement(control: SurfaceControl, ambientC: Celsius): void {
  const { fixed, surfaceC, elementShare, readsLowK } = control;
  const mostC = fixed
    ? Math.min(
        heatLimits.elementHoldC,
        elementUnderCoverC(surfaceC + readsLowK.surface, ambientC, elementShare),
      )
    : elementAnyContactC(ambientC) - readsLowK.element;
  control.elementMostC = mostC - elementMarginK;
}

/** The duty of the next step. An element is never asked to be warmer than its limit. */
export function driveSurface(control: SurfaceControl, targetC: Celsius): Duty {
  const lacksK = targetC - control.surfaceC;
  control.ditherStep = (control.ditherStep + 1) % ditherSteps;
  const holds = Math.abs(lacksK) < heatLimits.reachedK;
  const { upK, swingK } = holds ? atLevel : lacksK > nearK ? onTheWay : nearLevel;
  const aheadC = control.restingC + aheadOf(lacksK) + upK;
  const downK = aheadC < control.elementMostC ? swingK : Math.max(swingK, atLimitK);
  const mostC = Math.min(control.elementMostC, aheadC);
  control.elementGoalC = control.ditherStep < ditherSteps / 2 ? mostC : mostC - downK;
  return driveElement(control, holds);
}

/** Lead of the element: a straight line near the level, a root farther away, with a smooth transition. */
function aheadOf(lacksK: Kelvin): number {
  const straightK = landingK / surfaceGain ** 2;
  if (lacksK <= straightK) return surfaceGain * lacksK;
  return Math.sqrt(landingK * (2 * lacksK - straightK));
}

/**
 * A pad without a surface sensor: its element is led to where no cover can make the surface too warm, and left without power
 * until it has cooled by this much. Held there by a few watts it would not show whether its sensor is alive; power in bursts
 * does, however small its mean.
 */
const burstK = 1.5;
const arrivedK = 0.25;

export function driveElementAlone(control: SurfaceControl, mostC: Celsius): Duty {
  control.elementGoalC = mostC;
  if (control.elementC >= mostC - arrivedK) control.rises = false;
  if (control.elementC <= mostC - burstK) control.rises = true;
  return control.rises ? driveElement(control, false) : 0;
}

function driveElement(control: SurfaceControl, holds: boolean): Duty {
  const lacksK = control.elementGoalC - control.elementC;
  const duty = control.holdDuty + elementGain * lacksK;
  // On the way, at full power or none, there is nothing to learn.
  if (holds || (duty > 0 && duty < 1)) {
    control.holdDuty = clamp(control.holdDuty + holdGainPerS * heatStepS * lacksK, -0.5, 1);
  }
  return clamp(duty, 0, 1);
}
