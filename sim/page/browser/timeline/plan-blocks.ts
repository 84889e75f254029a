/** The plans that ran, and the one to come, as blocks in chair time; and what a step is called on the timeline. */
import type { KneadStep, Plan, PlanStep, TapStep } from '../../../../src/program/plan/plan.ts';
import type { ChairView, History } from '../../protocol.ts';

export interface Block {
  readonly step: PlanStep;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Blocks of one run; `ahead`: it has not begun. */
interface RunBlocks {
  readonly blocks: readonly Block[];
  readonly ahead: boolean;
}

/**
 * A plan in chair time. Each step begins where it really began; those to come follow as planned, so that an early end
 * of a preheat or a pause moves the rest along instead of leaving it behind.
 */
function blocksOf(
  plan: Plan,
  zeroMs: number,
  steps: History['runs'][number]['steps'],
  nowMs: number,
): Block[] {
  const begun = new Map(steps.map((step) => [step.step, step.fromMs]));
  let nextMs = zeroMs;
  return plan.steps.map((step, index) => {
    const fromMs = begun.get(index) ?? nextMs;
    nextMs = fromMs + step.endMs - step.startMs;
    // A step that lasts longer than planned pushes the rest along while it lasts.
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
}

export function runBlocks({ chair, history, plans, next, nowMs }: PlansInput): RunBlocks[] {
  const found: RunBlocks[] = history.runs.flatMap((run) => {
    const plan = plans[run.plan];
    if (plan === undefined) return [];
    const blocks = blocksOf(plan, run.zeroMs, run.steps, nowMs);
    return [{ blocks: run.endMs < 0 ? blocks : cutAt(blocks, run.endMs), ahead: false }];
  });
  const current = history.runs.at(-1);
  if (next !== null && (current === undefined || current.endMs >= 0)) {
    const { homingMs } = chair;
    const startMs = Math.max(homingMs, Math.ceil((nowMs + homingMs / 2) / 30_000) * 30_000);
    found.push({ blocks: blocksOf(next, startMs, [], 0), ahead: true });
  }
  return found;
}

/** What was cut short ends where it was cut. */
function cutAt(blocks: readonly Block[], endMs: number): Block[] {
  return blocks
    .filter(({ fromMs }) => fromMs < endMs)
    .map((block) => ({ ...block, toMs: Math.min(block.toMs, endMs) }));
}

/** Half the height of a block that stands for one place. */
const pointMm = 14;

/** Where on the rail a step is, or null. */
export function bandOf(step: PlanStep): readonly [number, number] | null {
  switch (step.technique) {
    case 'roll':
      return [Math.min(step.fromMm, step.toMm), Math.max(step.fromMm, step.toMm)];
    case 'knead':
    case 'tap':
      return step.lowMm === step.highMm
        ? [step.lowMm - pointMm, step.highMm + pointMm]
        : [step.lowMm, step.highMm];
    case 'press':
      return [step.atMm - pointMm, step.atMm + pointMm];
    case 'rest':
    case 'preheat':
      return null;
  }
}

/** A step's label from the longest to the shortest, and the whole of it. */
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
      return { labels: ['preheat'], full: 'preheat until warm' };
  }
}

const placeOf = ({ lowMm, highMm }: KneadStep | TapStep): string =>
  lowMm === highMm ? `${lowMm} mm` : `${lowMm} to ${highMm} mm`;

/** What the arms do: a direction while they turn, else how wide they stand. */
export function armLabels(step: PlanStep): readonly string[] {
  if (step.technique === 'knead') return [`turning ${step.direction}`, step.direction];
  return 'width' in step ? [step.width] : [];
}
