/**
 * Does a reading do what heat allows? The element's change over seconds is held against the energy given and the heat lost,
 * for every pad within tolerance and whatever lies on it; the surface's against what can flow into and out of it.
 */
import { at } from '../../../chair/assert.ts';
import type { Celsius, Joules, Kelvin } from '../../../chair/units.ts';
import type { PadLimits } from '../limits.ts';

/** Steps of 100 ms, oldest first: readings of element and surface, the energy given until then, and the heat it may have lost. */
export interface Balance {
  elementC: Celsius[];
  surfaceC: Celsius[];
  joule: Joules[];
  leastLostK: Kelvin[];
  mostLostK: Kelvin[];
}

export function createBalance(): Balance {
  return { elementC: [], surfaceC: [], joule: [], leastLostK: [], mostLostK: [] };
}

/** Readings are missing: what came before does not lead to what comes after. */
export function breakBalance(balance: Balance): void {
  for (const list of Object.values(balance)) list.length = 0;
}

/** A leap shows at once, a reading that stands still while it is heated in a while. */
const shortSteps = 20;
const longSteps = 160;
/** What converter noise makes of a change. */
const noiseK = 0.8;
/** Air at the pads is cooler than the room's by no more, and warmer under a cover by no more. */
const airCoolerK = 10;
const airWarmerK = 16;

export interface BalanceStep {
  readonly elementC: Celsius;
  readonly surfaceC: Celsius;
  readonly ambientC: Celsius;
  /** Given in this step. */
  readonly joule: Joules;
  readonly stepS: number;
}

/** One step: by how many kelvin a change cannot be, 0 where it can. */
export function unbalancedK(balance: Balance, pad: PadLimits, step: BalanceStep): Kelvin {
  const { elementC, surfaceC, ambientC, stepS } = step;
  const { flows } = pad;
  const toSurfaceK = elementC - surfaceC;
  const most =
    flows.most.surface * Math.max(0, toSurfaceK) +
    flows.most.air * Math.max(0, elementC - ambientC + airCoolerK);
  const least = flows.least.surface * toSurfaceK + flows.least.air * (elementC - ambientC - airWarmerK);
  balance.elementC.push(elementC);
  balance.surfaceC.push(surfaceC);
  balance.joule.push(last(balance.joule) + step.joule);
  balance.mostLostK.push(last(balance.mostLostK) + most * stepS);
  balance.leastLostK.push(last(balance.leastLostK) + Math.min(least, most) * stepS);
  if (balance.joule.length > longSteps + 1) for (const list of Object.values(balance)) list.shift();
  return (
    elementMissK(balance, flows, shortSteps) ||
    elementMissK(balance, flows, longSteps) ||
    surfaceLeapK(balance, pad, step)
  );
}

const last = (list: readonly number[]): number => list.at(-1) ?? 0;

function changeOver(list: readonly number[], steps: number): number {
  return at(list, list.length - 1, 'step') - at(list, list.length - 1 - steps, 'step');
}

function elementMissK(balance: Balance, { leastPerJ, mostPerJ }: PadLimits['flows'], steps: number): Kelvin {
  if (balance.joule.length <= steps) return 0;
  const givenJ = changeOver(balance.joule, steps);
  const leastK = givenJ * leastPerJ - changeOver(balance.mostLostK, steps);
  const mostK = givenJ * mostPerJ - changeOver(balance.leastLostK, steps);
  return beyond(changeOver(balance.elementC, steps), leastK, mostK);
}

function surfaceLeapK(
  balance: Balance,
  { flows }: PadLimits,
  { elementC, ambientC, stepS }: BalanceStep,
): Kelvin {
  if (balance.joule.length <= shortSteps) return 0;
  const seconds = shortSteps * stepS;
  const changeK = changeOver(balance.surfaceC, shortSteps);
  const surfaceC = last(balance.surfaceC);
  const warmestK = Math.max(0, elementC - surfaceC, elementC - surfaceC + changeK);
  const coolestK = Math.max(0, surfaceC - ambientC, surfaceC - changeK - ambientC) + airCoolerK;
  return beyond(changeK, -seconds * flows.surfacePerK * coolestK, seconds * flows.surfacePerK * warmestK);
}

/** How far outside the two, and the noise, a change is; 0 inside. */
function beyond(changeK: Kelvin, leastK: Kelvin, mostK: Kelvin): Kelvin {
  if (changeK < leastK - noiseK) return changeK - leastK;
  return changeK > mostK + noiseK ? changeK - mostK : 0;
}
