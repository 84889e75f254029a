/** Checks that need the whole program: how many steps come out, how long it lasts, how long each spot is worked. */

import type { PlanningFigures } from '../../chair/chair.ts';
import { sessionLimits } from '../../chair/limits.ts';
import type { Millimetres, Milliseconds } from '../../chair/units.ts';
import { formatDuration } from '../../codec/durations.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import { countSteps, planProgram } from '../plan/planner.ts';
import { type Overworked, overworkedSpots, spotByCounts, spotByTime } from '../plan/spots.ts';
import type { Draft } from './build.ts';
import type { Finding, NoteFinding } from './problems.ts';
import { formatLimits } from './program.ts';

const { programMinMs, programMaxMs, spotMaxMs, spotClearsMs } = sessionLimits;

export function checkLimits(draft: Draft, chair: PlanningFigures): Finding[] {
  const count = countSteps(draft.program.steps);
  if (count > formatLimits.stepsMax) {
    const message = `${count} steps come out`;
    const hint = `at most ${formatLimits.stepsMax}; repeat less often`;
    return [{ path: ['steps'], at: 'value', code: 'P32', message, hint }];
  }
  const plan = planProgram(draft.program, chair);
  const findings = checkLength(plan.plannedMs, draft.complete);
  // Spots are judged only up to the longest program, which also bounds the work of judging them.
  const steps = plan.steps.filter((step) => step.startMs < programMaxMs);
  const seen = new Set<string>();
  for (const overworked of overworkedSpots({ ...plan, steps }, chair, spotByCounts(landingMmOf(chair)))) {
    const finding = overworkedFinding(overworked);
    const key = finding.path.join('.');
    if (!seen.has(key)) findings.push(finding);
    seen.add(key);
  }
  return findings;
}

/** A carriage that lands less exactly than this does not get a program refused: see `restedSpots`. */
const wellMm: Millimetres = 4;
const landingMmOf = ({ carriage }: PlanningFigures): Millimetres => Math.min(carriage.landingMm, wellMm);

/**
 * Notes on spots that are worked for too long only because the carriage lands less exactly, or its place is known by
 * time: on such a chair the arms open, or rest, before the step's time is over.
 */
export function restedSpots(plan: Plan, chair: PlanningFigures, byTime: boolean): NoteFinding[] {
  const found = new Map<string, NoteFinding>();
  const { landingMm, bouncesMm } = chair.carriage;
  const rule = byTime ? spotByTime(chair) : spotByCounts(landingMm + bouncesMm);
  const bounces = bouncesMm === 0 ? '' : `, and a count that bounces is ${bouncesMm} mm more`;
  const why = byTime
    ? 'this chair knows its place by time alone'
    : `the carriage lands within ${landingMm} mm${bounces}`;
  for (const overworked of overworkedSpots(plan, chair, rule)) {
    const { path, at, message } = overworkedFinding(overworked);
    const stops = overworked.step.technique === 'tap' ? 'tapper rests' : `arms ${byTime ? 'rest' : 'open'}`;
    const hint = `after ${formatDuration(rule.mostMs)} the ${stops}, until the spot may be worked anew: ${why}`;
    if (!found.has(path.join('.'))) found.set(path.join('.'), { path, at, code: 'N08', message, hint });
  }
  return [...found.values()];
}

function checkLength(plannedMs: Milliseconds, complete: boolean): Finding[] {
  const common = { path: ['steps'], at: 'value', code: 'P33' } as const;
  const allowed = `a program lasts from ${formatDuration(programMinMs)} to ${formatDuration(programMaxMs)}`;
  if (plannedMs > programMaxMs) {
    const lasts = formatDuration(Math.ceil(plannedMs / 1000) * 1000);
    const over = formatDuration(Math.ceil((plannedMs - programMaxMs) / 1000) * 1000);
    return [{ ...common, message: `the program lasts ${lasts}`, hint: `${allowed}: ${over} too long` }];
  }
  if (complete && plannedMs < programMinMs) {
    const lasts = formatDuration(Math.floor(plannedMs / 1000) * 1000);
    const short = formatDuration(Math.ceil((programMinMs - plannedMs) / 1000) * 1000);
    return [{ ...common, message: `the program lasts ${lasts}`, hint: `${allowed}: ${short} too short` }];
  }
  return [];
}

function overworkedFinding({ step, spotMm, workedMs }: Overworked): Finding {
  const worked = formatDuration(Math.ceil(workedMs / 1000) * 1000);
  return {
    path: settingPath(step),
    at: 'value',
    code: 'P34',
    message: `the spot round ${Math.round(spotMm)} mm is worked for ${worked} without a break`,
    hint: `at most ${formatDuration(spotMaxMs)}, then ${formatDuration(spotClearsMs)} elsewhere, rolling or resting`,
  };
}

/**
 * Path in the file of the setting that gives a plan's step its time. Rounds of a repeat are left out: they are not in
 * the file.
 */
function settingPath(step: PlanStep): Path {
  const path: (string | number)[] = [];
  step.path.split('.').forEach((number, level) => {
    if (level % 2 === 0) path.push('steps', Number(number) - 1);
  });
  const setting =
    step.technique === 'press' ? 'hold' : step.technique === 'knead' && step.turns !== null ? 'turns' : 'for';
  return [...path, step.technique, setting];
}
