/** The invariants of heat, each tick on the plant's truth: how warm and for how long, on which sensors, by which switches. */
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
  /** Nothing could switch it off, and nothing but the thermal cut-off bounds it. */
  exempt: boolean;
  /** Nothing switches it off, whatever else bounds it. */
  unswitched: boolean;
  /** For how long its surface has been above what it may be for long. */
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

/** With each fault that comes or goes. */
export function exemptPads({ bounds, promised, pads }: HeatJudge): void {
  for (const [index, pad] of pads.entries()) {
    pad.exempt =
      padUnstoppable(bounds, pad.name) ||
      (bounds.padsCrossed && promised.padUnseenWhenCrossed[index] === true);
    pad.unswitched = padUnswitched(bounds, pad.name);
  }
}

/** After a tick: the first that is wrong, or null. */
export function judgeHeat(judge: HeatJudge, plant: Plant): HeatFinding | null {
  const heats = heatsAny(judge, plant);
  let invalid = isInvalid(plant.ambientThermometer);
  for (const { thermometer } of plant.pads) if (isInvalid(thermometer)) invalid = true;
  // Heat on a lead that comes and goes is judged by the sum; one spoilt sample a few seconds apart is none.
  judge.invalidMs = invalid && heats ? judge.invalidMs + tickMs : Math.max(0, judge.invalidMs - tickMs / 100);
  let finding: HeatFinding | null = null;
  if (judge.invalidMs > invalidMaxMs + judge.stretchMs)
    finding = { invariant: 'heat without a thermistor', detail: `for ${judge.invalidMs} ms` };
  const { bounds, promised } = judge;
  const tier = bounds.ever ? faultyTier : healthyTier;
  for (let index = 0; index < judge.pads.length; index++) {
    const judged = at(judge.pads, index, 'pad');
    const pad = at(plant.pads, index, 'pad');
    // Crossed with another it gets what that is meant to: told by the sensors there, and judged by how warm it becomes.
    const meant = bounds.padStuck[judged.name] !== true && !bounds.padsCrossed;
    if (promised.padLockedOut[index] === true && pad.watt > 0 && meant)
      finding ??= { invariant: 'heats what is locked out', detail: judged.name };
    const warm = pad.surfaceC > tier.surfaceC;
    judged.warmMs = Math.max(0, judged.warmMs + (warm ? tickMs : -tickMs));
    if (warm || pad.bareSkin.doseMin > tier.doseMin) finding ??= judgeWarm(tier, pad, judged);
  }
  return finding;
}

/** A pad that something could switch off has power. */
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

/** What a fault has heated that is over is still too hot, and is told. */
const hotC = 44;
const hotFaults = faultSetOf('E23');
export function stillHot({ ever }: Bounds, { pads }: Plant): FaultSet {
  return ever && pads.some(({ elementC }) => elementC > hotC) ? hotFaults : 0;
}
