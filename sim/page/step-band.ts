/** Where on the rail a step of a plan works. */
import type { PlanStep } from '../../src/program/plan/plan.ts';

/** From its lowest to its highest place, mm; both the same where it works at one place, null where it works nowhere. */
export function bandOf(step: PlanStep): readonly [number, number] | null {
  switch (step.technique) {
    case 'roll':
      return [Math.min(step.fromMm, step.toMm), Math.max(step.fromMm, step.toMm)];
    case 'knead':
    case 'tap':
      return [step.lowMm, step.highMm];
    case 'press':
      return [step.atMm, step.atMm];
    case 'rest':
    case 'preheat':
      return null;
  }
}
