/** Past plans and the next one as blocks in chair time, and the labels of steps. */

import { heatLevels } from '../../../../src/chair/names.ts';
import {
  type KneadStep,
  type Plan,
  type PlanStep,
  type TapStep,
  untilWhen,
} from '../../../../src/program/plan/plan.ts';
import type { ChairView, Chosen, History } from '../../protocol.ts';
import { bandOf } from '../../step-band.ts';

export interface Block {
  readonly step: PlanStep;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The blocks of one run; `ahead`: the run has not begun. */
interface RunBlocks {
  readonly blocks: readonly Block[];
  readonly ahead: boolean;
  /** Index of its plan. */
  readonly plan: number;
}

/**
 * A plan in chair time. Past steps begin when they really began, and future steps follow as planned, so that a preheat that
 * ends early, or a pause, shifts the rest.
 */
function blocksOf(
  plan: Plan,
  zeroMs: number,
  steps: History['runs'][number]['steps'],
  nowMs: number,
  toCome: (step: PlanStep, chosen?: Chosen) => PlanStep,
): Block[] {
  const begun = new Map(steps.map((step) => [step.step, step]));
  let nextMs = zeroMs;
  return plan.steps.map((planned, index) => {
    const ran = begun.get(index);
    const step = toCome(planned, ran);
    const fromMs = ran?.fromMs ?? nextMs;
    nextMs = fromMs + step.endMs - step.startMs;
    // While a step lasts longer than planned, it delays the rest.
    if (index === steps.at(-1)?.step && steps.at(-1)?.toMs === -1) nextMs = Math.max(nextMs, nowMs);
    return { step, fromMs, toMs: fromMs + step.endMs - step.startMs };
  });
}

export interface PlansInput {
  readonly chair: ChairView;
  readonly nowMs: number;
  readonly plans: readonly Plan[];
  /** The plan that would run next; null while none would. */
  readonly next: Plan | null;
  readonly history: History;
  /** The present choices on the remote, for the steps to come. */
  readonly chosen: Chosen;
  /** When the session will end by itself; null while no session runs. */
  readonly endMs: number | null;
  /** The timer, for a run that has not begun. */
  readonly minutes: number;
}

const speedMost = 6;

/** A step with the remote's choices applied: places moved by the spot, every pad at the chosen level, speed shifted. */
function chosenStep(
  step: PlanStep,
  { spotMm, speedShift, heatLevel }: Chosen,
  { pads }: ChairView,
): PlanStep {
  const moved: Record<string, unknown> = { ...step };
  for (const key of ['fromMm', 'toMm', 'lowMm', 'highMm', 'atMm'])
    if (typeof moved[key] === 'number') moved[key] = moved[key] + spotMm;
  if (typeof moved['speed'] === 'number')
    moved['speed'] = Math.min(speedMost, Math.max(1, moved['speed'] + speedShift));
  const level = heatLevels[heatLevel];
  if (level !== undefined) moved['heat'] = Object.fromEntries(pads.map(({ id }) => [id, level]));
  return moved as unknown as PlanStep;
}

export function runBlocks(input: PlansInput): RunBlocks[] {
  const { chair, history, plans, next, nowMs, endMs, minutes } = input;
  const toCome = (step: PlanStep, chosen: Chosen = input.chosen): PlanStep => chosenStep(step, chosen, chair);
  const found: RunBlocks[] = history.runs.flatMap((run) => {
    const plan = plans[run.plan];
    if (plan === undefined) return [];
    const blocks = blocksOf(plan, run.zeroMs, run.steps, nowMs, toCome);
    const cutMs = run.endMs < 0 ? (endMs ?? Number.POSITIVE_INFINITY) : run.endMs;
    return [{ blocks: cutAt(blocks, cutMs), ahead: false, plan: run.plan }];
  });
  const current = history.runs.at(-1);
  if (next !== null && (current === undefined || current.endMs >= 0)) {
    const { homingMs } = chair;
    const startMs = Math.max(homingMs, Math.ceil((nowMs + homingMs / 2) / 30_000) * 30_000);
    found.push({
      blocks: cutAt(blocksOf(next, startMs, [], 0, toCome), startMs + minutes * 60_000),
      ahead: true,
      plan: plans.indexOf(next),
    });
  }
  return found;
}

/** Cuts the blocks off at the end of the run. */
function cutAt(blocks: readonly Block[], endMs: number): Block[] {
  return blocks
    .filter(({ fromMs }) => fromMs < endMs)
    .map((block) => ({ ...block, toMs: Math.min(block.toMs, endMs) }));
}

/** Half the height of a block for a single place. */
const pointMm = 14;

/** Where on the rail a step is drawn, or null. */
export function drawnBandOf(step: PlanStep): readonly [number, number] | null {
  const band = bandOf(step);
  if (band === null || band[0] !== band[1] || step.technique === 'roll') return band;
  return [band[0] - pointMm, band[1] + pointMm];
}

/** A step's labels from the longest to the shortest, and its full description. */
interface StepLabel {
  readonly labels: readonly string[];
  readonly full: string;
}

export function labelOf(step: PlanStep): StepLabel {
  const { technique } = step;
  switch (technique) {
    case 'roll':
      return {
        labels: [`roll, speed ${step.speed}`, 'roll'],
        full: `roll ${step.fromMm} to ${step.toMm} mm, speed ${step.speed}, ${step.width}`,
      };
    case 'knead':
      return {
        labels: [`knead, speed ${step.speed}`, 'knead'],
        full: `knead ${placeOf(step)}, speed ${step.speed}, ${step.direction}`,
      };
    case 'tap':
      return {
        labels: [`tap, ${step.rhythm}`, 'tap'],
        full: `tap ${placeOf(step)}, speed ${step.speed}, ${step.rhythm}`,
      };
    case 'press':
      return { labels: ['press'], full: `press ${step.atMm} mm, ${step.width}` };
    case 'rest':
      return { labels: ['rest'], full: 'rest' };
    case 'preheat':
      return { labels: ['preheat'], full: `preheat, ${untilWhen(step)}` };
  }
}

const placeOf = ({ lowMm, highMm }: KneadStep | TapStep): string =>
  lowMm === highMm ? `${lowMm} mm` : `${lowMm} to ${highMm} mm`;

/** Labels for the arms: their direction while they turn, otherwise their width. */
export function armLabels(step: PlanStep): readonly string[] {
  if (step.technique === 'knead') return [`turning ${step.direction}`, step.direction];
  return 'width' in step ? [step.width] : [];
}
