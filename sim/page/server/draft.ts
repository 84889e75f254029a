/** Checks a text of the editor without applying it: its problems, its plan, and its differences from the flashed program. */
import { flowText } from '../../../src/codec/plain-map.ts';
import { fitProgramText } from '../../../src/program/language/check.ts';
import type { Program } from '../../../src/program/language/program.ts';
import { canonicalProgram } from '../../../src/program/package/canonical.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import type { CheckedText } from '../answers.ts';
import type { SimulationSession } from './simulation-session.ts';
import { endOf, stepPlaces } from './step-progress.ts';

export function lookAtText({ library, workspace }: SimulationSession, id: string, text: string): CheckedText {
  const { chair } = library;
  // Texts longer than any program are refused by the checker itself.
  const { program, problems } = fitProgramText(text, `${id}.yaml`, chair, chair.abilities);
  if (program === null) return { problems, plan: null, steps: [], flashed: null };
  const plan = planProgram(program, chair);
  const placeOf = stepPlaces(text);
  const flashed = workspace.simulation.machine.service.loaded.find((one) => one.id === program.id)?.program;
  return {
    problems,
    plan,
    steps: plan.steps.map((step) => ({ ends: endOf(step), place: placeOf(step.path) })),
    flashed: flashed == null ? null : { version: flashed.version, changes: changes(flashed, program) },
  };
}

/** Removed and added lines. Comments, the order of keys and explicit defaults make no difference. */
export function changes(from: Program, to: Program): string[] {
  const [before, after] = [linesOf(from), linesOf(to)];
  // For each pair of remaining lines: the length of their longest common subsequence.
  const common = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let one = before.length - 1; one >= 0; one--)
    for (let other = after.length - 1; other >= 0; other--)
      common[one]![other] =
        before[one] === after[other]
          ? common[one + 1]![other + 1]! + 1
          : Math.max(common[one + 1]![other]!, common[one]![other + 1]!);
  const found: string[] = [];
  let [one, other] = [0, 0];
  while (one < before.length || other < after.length) {
    if (one < before.length && other < after.length && before[one] === after[other]) {
      one++;
      other++;
    } else if (other >= after.length || (common[one + 1]?.[other] ?? -1) >= common[one]![other + 1]!)
      found.push(`− ${before[one++]}`);
    else found.push(`+ ${after[other++]}`);
  }
  return found;
}

function linesOf(program: Program): string[] {
  const { steps, ...head } = canonicalProgram(program);
  return [
    ...Object.entries(head).map(([key, value]) => `${key}: ${flowText(value)}`),
    ...(steps as unknown[]).flatMap((step) => stepLines(step as Record<string, unknown>, '')),
  ];
}

/** The lines of a step; repeated steps have lines of their own, indented further. */
function stepLines(step: Record<string, unknown>, indent: string): string[] {
  const { steps, ...own } = step;
  const [line] = Object.entries(own).map(([key, value]) => `${indent}- ${key}: ${flowText(value)}`);
  const inner = Array.isArray(steps) ? steps : [];
  return [line ?? '', ...inner.flatMap((one) => stepLines(one, `${indent}  `))];
}
