/**
 * The S-shaped ramp of a motor's duty: so that motors never jump. From rest to full duty the
 * first third bends up, the second is straight, the last bends over. Smaller changes take less time. It must
 * never overshoot what is wanted, and a change towards less power acts in the same tick.
 */
import { tickMs } from '../../chair/limits.ts';
import type { Duty, Milliseconds } from '../../chair/units.ts';

interface RampFigures {
  /** The straight third is 1.5 times as steep as the mean: full duty = mean slope x ramp time. Duty per tick. */
  readonly steepest: Duty;
  /** The bend: the slope grows from nothing to the steepest within a third of the ramp. Duty per tick, per tick. */
  readonly bend: Duty;
}

/** Figures of a ramp that takes `rampMs` from rest to full duty. */
export function rampFigures(rampMs: Milliseconds): RampFigures {
  const rampTicks = rampMs / tickMs;
  const steepest = 1.5 / rampTicks;
  return { steepest, bend: steepest / (rampTicks / 3) };
}

export interface Ramp {
  readonly figures: RampFigures;
  duty: Duty;
  /** Size of the last change, duty per tick; never negative. */
  step: Duty;
  rising: boolean;
}

export function createRamp(figures: RampFigures): Ramp {
  return { figures, duty: 0, step: 0, rising: false };
}

/**
 * Power off without a ramp. Also called where the power given was withheld: the next tick then knows that nothing
 * drove the motor, and power comes back along the ramp.
 */
export function dropRamp(ramp: Ramp): void {
  ramp.duty = 0;
  ramp.step = 0;
}

/** After missed turns, power rises by at most this many ticks of the ramp at once: motors never jump. */
const ticksMost = 3;

/** One turn towards the wanted duty, `dtMs` after the last one; gives the duty of this turn. */
export function stepRamp(ramp: Ramp, wanted: Duty, dtMs: Milliseconds): Duty {
  const passed = dtMs / tickMs;
  const ticks = Math.abs(wanted) > Math.abs(ramp.duty) ? Math.min(ticksMost, passed) : passed;
  for (let left = ticks; left > 1; left--) stepTick(ramp, wanted);
  return stepTick(ramp, wanted);
}

function stepTick(ramp: Ramp, wanted: Duty): Duty {
  const { bend, steepest } = ramp.figures;
  const away = wanted - ramp.duty;
  if (away === 0) {
    ramp.step = 0;
    return wanted;
  }
  const rising = away > 0;
  const rest = rising ? away : -away;
  if (rest <= bend) {
    // What is left is less than one step of the bend: there.
    ramp.duty = wanted;
    ramp.step = 0;
    return wanted;
  }
  if (rising !== ramp.rising) {
    ramp.rising = rising;
    ramp.step = 0;
  }
  // The largest step from which steps that shrink by one bend each still end at the wanted duty.
  const braking = (Math.sqrt(bend * bend + 8 * bend * rest) - bend) / 2;
  let step = ramp.step + bend;
  if (step > steepest) step = steepest;
  if (step > braking) step = braking;
  ramp.step = step;
  ramp.duty += rising ? step : -step;
  return ramp.duty;
}

/**
 * One turn towards `size` in `direction`, or to rest where size is 0. A motor that turns or is driven the other
 * way (`turning`, -1, 0 or 1) first ramps to zero and stands; one that is to move gets at least what makes it break away.
 */
export function driveRamp(
  ramp: Ramp,
  direction: number,
  size: Duty,
  leastToMove: Duty,
  turning: number,
  dtMs: Milliseconds,
): Duty {
  if (!(size > 0) || turning === -direction || ramp.duty * direction < 0) return stepRamp(ramp, 0, dtMs);
  const least = size < leastToMove ? leastToMove : size;
  // A heavy person or a low supply may ask for more than there is.
  const enough = least > 1 ? 1 : least;
  return stepRamp(ramp, enough * direction, dtMs);
}
