/** Judges the invariants of heat each tick, on the plant's true state: how warm, how long, with which sensors and switches. */
import { at } from '../../src/chair/assert.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { type FaultSet, faultSetOf } from '../../src/chair/fault-set.ts';
import { tickMs } from '../../src/chair/limits.ts';
import type { Celsius, Milliseconds } from '../../src/chair/units.ts';
import type { Pad } from '../plant/pad.ts';
import type { Plant } from '../plant/plant.ts';
import type { Thermometer } from '../plant/thermometer.ts';
import { type Bounds, padUnstoppable, padUnswitched } from './bounds.ts';
import type { InvariantName } from './invariants.ts';
import type { SafetyCase } from './safety-case.ts';
import { faultyTier, healthyTier, type Tier, tierMs } from './tiers.ts';

interface PadJudge {
  readonly name: string;
  readonly cutOffC: Celsius | null;
  /** Not judged by its surface: nothing but the thermal cut-off bounds it, or it is crossed and nothing could show that. */
  exempt: boolean;
  /** No switch can turn it off, whatever else bounds it. */
  unswitched: boolean;
  /** How long its surface has been above the tier's limit, less the time below it. */
  warmMs: Milliseconds;
}

export interface HeatJudge {
  readonly bounds: Bounds;
  readonly promised: SafetyCase;
  readonly pads: readonly PadJudge[];
  stretchMs: Milliseconds;
  invalidMs: Milliseconds;
}

interface HeatFinding {
  readonly invariant: InvariantName;
  readonly detail: string;
}

const invalidMaxMs = 150;

export function createHeatJudge({ pads }: Chair, bounds: Bounds, promised: SafetyCase): HeatJudge {
  return {
    bounds,
    promised,
    pads: pads.map(({ name, cutOffC }) => ({ name, cutOffC, exempt: false, unswitched: false, warmMs: 0 })),
    stretchMs: 0,
    invalidMs: 0,
  };
}

/** Called with each fault that comes or goes. */
export function exemptPads({ bounds, promised, pads }: HeatJudge): void {
  for (const [index, pad] of pads.entries()) {
    pad.exempt =
      padUnstoppable(bounds, pad.name) ||
      (bounds.padsCrossed && promised.padUnseenWhenCrossed[index] === true);
    pad.unswitched = padUnswitched(bounds, pad.name);
  }
}

/** Judges a tick: the first finding, or null. */
export function judgeHeat(judge: HeatJudge, plant: Plant): HeatFinding | null {
  const heats = heatsAny(judge, plant);
  let invalid = isInvalid(plant.ambientThermometer);
  for (const { thermometer } of plant.pads) if (isInvalid(thermometer)) invalid = true;
  // Heating while a lead comes and goes is summed up; single bad samples a few seconds apart leak away.
  judge.invalidMs = invalid && heats ? judge.invalidMs + tickMs : Math.max(0, judge.invalidMs - tickMs / 100);
  let finding: HeatFinding | null = null;
  if (judge.invalidMs > invalidMaxMs + judge.stretchMs)
    finding = { invariant: 'heat without a thermistor', detail: `for ${judge.invalidMs} ms` };
  const { bounds, promised } = judge;
  const tier = bounds.ever ? faultyTier : healthyTier;
  for (let index = 0; index < judge.pads.length; index++) {
    const judged = at(judge.pads, index, 'pad');
    const pad = at(plant.pads, index, 'pad');
    // A crossed pad gets the other pad's power: the sensors there report that, and it is judged by how warm it becomes.
    const meant = bounds.padStuck[judged.name] !== true && !bounds.padsCrossed;
    if (promised.padLockedOut[index] === true && pad.watt > 0 && meant)
      finding ??= { invariant: 'heats what is locked out', detail: judged.name };
    const warm = pad.surfaceC > tier.surfaceC;
    judged.warmMs = Math.max(0, judged.warmMs + (warm ? tickMs : -tickMs));
    if (warm || pad.bareSkin.doseMin > tier.doseMin) finding ??= judgeWarm(tier, pad, judged);
  }
  return finding;
}

/** Whether a pad has power that a switch could still turn off. */
export function heatsAny({ pads }: HeatJudge, plant: Plant): boolean {
  for (let index = 0; index < pads.length; index++) {
    if (at(plant.pads, index, 'pad').watt > 0 && !at(pads, index, 'pad').unswitched) return true;
  }
  return false;
}

function isInvalid(meter: Thermometer): boolean {
  return meter.open || meter.short;
}

function judgeWarm(
  { warm, doseMin }: Tier,
  pad: Pad,
  { name, cutOffC, exempt, warmMs }: PadJudge,
): HeatFinding | null {
  const detail = `${name}, surface ${pad.surfaceC.toFixed(2)} C, element ${pad.elementC.toFixed(2)} C`;
  if (exempt) {
    const melts = cutOffC !== null && pad.elementC > cutOffC + 1;
    return melts ? { invariant: 'element above its cut-off', detail } : null;
  }
  if (warmMs > tierMs) return { invariant: warm, detail };
  return pad.bareSkin.doseMin > doseMin
    ? { invariant: 'dose of bare skin', detail: `${name}, ${pad.bareSkin.doseMin.toFixed(1)} min CEM43` }
    : null;
}

/** After a fault is gone, what it heated may still be too hot, and is reported. */
const hotC = 44;
const hotFaults = faultSetOf('E23');
export function stillHot({ ever }: Bounds, { pads }: Plant): FaultSet {
  return ever && pads.some(({ elementC }) => elementC > hotC) ? hotFaults : 0;
}
