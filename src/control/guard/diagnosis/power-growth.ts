/**
 * A pad that its element's sensor alone leads has a second witness: the power that holds it. As whoever sits there warms up, it
 * takes less; a sensor that sinks while it goes on following makes it take more and more. So once it is warm it gets no more
 * than it took to be held at first. Where a draught or a back wants more, it becomes a little less warm.
 */
import { heatLimits } from '../../../chair/limits.ts';
import { isTemperature } from '../../../chair/thermistor.ts';
import {
  type Celsius,
  type Joules,
  type Kelvin,
  type Milliseconds,
  minuteMs,
  type Watts,
} from '../../../chair/units.ts';
import type { PadTick } from './supervision.ts';

export interface PowerGrowth {
  /** How long it has been held, and the energy that has taken since it had settled. */
  heldMs: Milliseconds;
  heldJ: Joules;
  /** The most from now on, on the mean; any before it is known. */
  mostW: Watts;
  /** By how much it has had more than that; less than zero, what it has not had. */
  aheadJ: Joules;
  /** Without power for so long. */
  restMs: Milliseconds;
  /** The power is taken away. */
  holds: boolean;
}

export function createPowerGrowth(): PowerGrowth {
  return {
    heldMs: 0,
    heldJ: 0,
    mostW: Number.POSITIVE_INFINITY,
    aheadJ: 0,
    restMs: betweenMs,
    holds: false,
  };
}

/** The heater lets an element cool by 1.5 K between its bursts: no cooler is one that is held. */
const heldFromC: Celsius = heatLimits.elementAloneC - 2;
/** Longer without power it is not held, but cools, or lies in a hot room. */
const betweenMs: Milliseconds = minuteMs;
/** What warmed it is in it after so long; then as much time as several bursts take, since a sensor may be sinking meanwhile. */
const settlesMs: Milliseconds = 30_000;
const learnsMs: Milliseconds = 150_000;
/** A sensor that sinks by 1 K/min meanwhile has warmed the pad besides, by 3 W; who sits there warms up, and takes a tenth less. */
const laterShare = 0.9;
/** A burst, with what leaves an element meanwhile; and what may be left over of one. */
const burstK: Kelvin = 2.8;
const restK: Kelvin = 0.8;
/** What it has not had for so long has left the pad cooler. */
const owedForS = 180;
/** No heat in it is left of what was given so long ago. */
const forgottenMs: Milliseconds = 60 * minuteMs;

/** One tick. `kPerJ`: by how much a nominal element is warmed by a joule. */
export function watchPowerGrowth(
  watch: PowerGrowth,
  { elementC, powerW, dtMs }: Pick<PadTick, 'elementC' | 'powerW' | 'dtMs'>,
  kPerJ: number,
): void {
  watch.restMs = powerW > 0 ? 0 : watch.restMs + dtMs;
  if (watch.restMs >= forgottenMs && watch.heldMs > 0)
    Object.assign(watch, { ...createPowerGrowth(), restMs: watch.restMs });
  const joule = (powerW * dtMs) / 1000;
  if (watch.mostW === Number.POSITIVE_INFINITY) learn(watch, elementC, joule, dtMs);
  else {
    const aheadJ = watch.aheadJ + joule - (watch.mostW * dtMs) / 1000;
    watch.aheadJ = Math.max(-watch.mostW * owedForS, aheadJ);
  }
  watch.holds = watch.aheadJ * kPerJ > (watch.holds ? restK : burstK);
}

function learn(watch: PowerGrowth, elementC: Celsius, joule: Joules, dtMs: Milliseconds): void {
  if (!(isTemperature(elementC) && elementC >= heldFromC && watch.restMs < betweenMs)) return;
  watch.heldMs += dtMs;
  if (watch.heldMs > settlesMs) watch.heldJ += joule;
  if (watch.heldMs >= settlesMs + learnsMs) watch.mostW = (laterShare * 1000 * watch.heldJ) / learnsMs;
}
