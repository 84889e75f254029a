/**
 * Brings one pad's surface to its level and holds it: a cascade. The outer loop says where the element should be, from the
 * surface and how fast it moves; the inner one gives the power for that. See docs/heat.md for the tuning.
 */
import type { PadFigures } from '../../chair/chair.ts';
import { clamp } from '../../chair/clamp.ts';
import { heatLimits } from '../../chair/limits.ts';
import type { Celsius, Duty } from '../../chair/units.ts';
import { heatStepS } from './step.ts';

export interface SurfaceControl {
  /** K/s of the surface for each kelvin by which the element is warmer than the one that would hold it: nominal. */
  readonly surfacePerK: number;
  /** False until the first readings. */
  known: boolean;
  /** Filtered; and how fast the surface moves. */
  elementC: Celsius;
  surfaceC: Celsius;
  ratePerS: number;
  /** Where the element is sent. */
  elementGoalC: Celsius;
  /** Power that has held the element lately. */
  holdDuty: Duty;
  /** Steps into the dither's period. */
  ditherStep: number;
}

export function createSurfaceControl(pad: PadFigures): SurfaceControl {
  return {
    surfacePerK: pad.elementSurfaceWPerK / pad.surfaceJPerK,
    known: false,
    elementC: 0,
    surfaceC: 0,
    ratePerS: 0,
    elementGoalC: 0,
    holdDuty: 0,
    ditherStep: 0,
  };
}

/** Time constants of the filters: converter noise against lag. */
const elementFilterS = 1;
const surfaceFilterS = 6;
/** Of an alpha-beta filter with both poles there. */
const pole = 1 - heatStepS / surfaceFilterS;
const followSurface = 1 - pole * pole;
const followRatePerS = (1 - pole) ** 2 / heatStepS;

/** One step: readings are means over it. */
export function observeSurface(control: SurfaceControl, elementC: Celsius, surfaceC: Celsius): void {
  if (!control.known) {
    control.known = true;
    control.elementC = elementC;
    control.surfaceC = surfaceC;
    control.ratePerS = 0;
  }
  control.elementC += (elementC - control.elementC) * (heatStepS / elementFilterS);
  const missK = surfaceC - (control.surfaceC + control.ratePerS * heatStepS);
  control.surfaceC += control.ratePerS * heatStepS + followSurface * missK;
  control.ratePerS += followRatePerS * missK;
}

/** The outer loop: K of element for each K the surface lacks. */
const surfaceGain = 6;
/** The inner loop: duty for each K the element lacks, and how fast the holding duty follows. */
const elementGain = 0.3;
const holdGainPerS = 0.01;
/**
 * Held still nothing would show whether the sensors live; so the element is led up and down by so much, and the surface
 * follows by some hundredths of a kelvin.
 */
const ditherK = 1;
const ditherSteps = 40 / heatStepS;

/** The duty of the next step. An element is never asked to be warmer than its limit. */
export function driveSurface(control: SurfaceControl, targetC: Celsius): Duty {
  const lacksK = targetC - control.surfaceC;
  // The element at which the surface would stay where it is.
  const restingC = control.elementC - control.ratePerS / control.surfacePerK;
  control.ditherStep = (control.ditherStep + 1) % ditherSteps;
  const dither = control.ditherStep < ditherSteps / 2 ? ditherK : -ditherK;
  const wantedC = restingC + surfaceGain * lacksK;
  control.elementGoalC = Math.min(heatLimits.elementHoldC - ditherK, wantedC) + dither;
  return driveElement(control);
}

/** The same for a pad whose surface nobody measures: the element is held where no cover can make the surface too warm. */
export function driveElementAlone(control: SurfaceControl, elementGoalC: Celsius): Duty {
  control.elementGoalC = elementGoalC;
  return driveElement(control);
}

function driveElement(control: SurfaceControl): Duty {
  const lacksK = control.elementGoalC - control.elementC;
  const duty = control.holdDuty + elementGain * lacksK;
  // At full power or none there is nothing to learn.
  if (duty > 0 && duty < 1) {
    control.holdDuty = clamp(control.holdDuty + holdGainPerS * heatStepS * lacksK, 0, 1);
  }
  return clamp(duty, 0, 1);
}
