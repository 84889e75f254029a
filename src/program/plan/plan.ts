/**
 * The plan: a program unrolled into steps on a time axis. This is all the control room knows of programs.
 * Plain data, immutable; times in ms from the program's first step, positions in mm without spot offset.
 */
import type { Direction, Speed, Technique, Width } from '../../chair/names.ts';
import type { Rhythm } from '../../chair/rhythms.ts';
import type { PadLevels } from '../language/program.ts';

export interface Plan {
  readonly program: string;
  readonly name: string;
  readonly version: number;
  readonly about: string;
  readonly plannedMs: number;
  readonly steps: readonly PlanStep[];
}

interface StepCommon {
  /** `3.2.1` = step, round, inner step; counts every entry of the file's `steps`, from 1. */
  readonly path: string;
  readonly technique: Technique;
  /** The step lasts `endMs - startMs` within one tick, whatever happens. */
  readonly exact: boolean;
  readonly startMs: number;
  readonly endMs: number;
  /** Heat in force during the step: the program's heat and all `heat:` changes before it. */
  readonly heat: PadLevels;
}

export interface RollStep extends StepCommon {
  readonly technique: 'roll';
  /** Points; `fromMm` may lie above `toMm`. The carriage first goes to `fromMm`, then rolls back and forth. */
  readonly fromMm: number;
  readonly toMm: number;
  readonly speed: Speed;
  readonly width: Width;
  /** One-way passes after which the step ends, or null where it has a set time. */
  readonly passes: number | null;
}

export interface KneadStep extends StepCommon {
  readonly technique: 'knead';
  /** Kneading at a point has lowMm = highMm; through a band it hops from lowMm to highMm and back. */
  readonly lowMm: number;
  readonly highMm: number;
  readonly speed: Speed;
  readonly direction: Direction;
  /** Turns of the arms after which the step ends, or null where it has a set time. */
  readonly turns: number | null;
}

export interface PressStep extends StepCommon {
  readonly technique: 'press';
  readonly atMm: number;
  readonly width: Width;
  /** Counted from arrival; the time allotted for getting there is `endMs - startMs - holdMs`. */
  readonly holdMs: number;
}

export interface TapStep extends StepCommon {
  readonly technique: 'tap';
  /** As in `KneadStep`. */
  readonly lowMm: number;
  readonly highMm: number;
  readonly speed: Speed;
  readonly rhythm: Rhythm;
}

export interface RestStep extends StepCommon {
  readonly technique: 'rest';
}

export interface PreheatStep extends StepCommon {
  readonly technique: 'preheat';
}

/**
 * What ends a preheat step early. It is planned at its full time all the same; where every pad is off there is nothing
 * to wait for.
 */
export const untilWhen = ({ heat }: PreheatStep): string =>
  Object.values(heat).some((level) => level !== 'off') ? 'until warm' : 'no heat, over at once';

export type PlanStep = RollStep | KneadStep | PressStep | TapStep | RestStep | PreheatStep;
