/**
 * The tapper: runs and rests in its rhythm, at the duty of its speed. Power comes in a few steps, so that neither supply
 * nor gear is jerked, and is cut at once. Where nothing measures its current it rests long enough between its runs that
 * its guard never has to stop it.
 */
import { at } from '../../chair/assert.ts';
import type { Chair } from '../../chair/chair.ts';
import { type Rhythm, tapsAt } from '../../chair/rhythms.ts';
import type { Duty, Milliseconds } from '../../chair/units.ts';
import type { TapperGoal } from '../goals.ts';
import { createRunBudget, type RunBudget, spendRun } from './run-budget.ts';

/** Null figures: the chair has no tapper. */
interface TapperDrive {
  readonly duties: readonly Duty[];
  /** On or off, with nothing between. */
  readonly switched: boolean;
  readonly budgeted: boolean;
}

export interface Tapper {
  readonly drive: TapperDrive | null;
  rhythm: Rhythm;
  /** Since the rhythm began; it goes on where other work interrupts it for a tick. */
  sinceMs: Milliseconds;
  duty: Duty;
  budget: RunBudget;
  /** The budget is used up: the tapper rests until it may run for a while. */
  resting: boolean;
}

export function createTapper({ tapper }: Chair): Tapper {
  return {
    drive:
      tapper === null
        ? null
        : { duties: tapper.duties, switched: tapper.breakawayDuty === 0, budgeted: !tapper.measured },
    rhythm: 'steady',
    sinceMs: 0,
    duty: 0,
    budget: createRunBudget(),
    resting: false,
  };
}

/** Power rises within this time, which is short beside the shortest beat. */
const riseMs = 80;
/** Reserve in what the guard allows, since values and turns come late. */
const marginMs = 2000;
/** Budget that must be refilled before the tapper goes on. */
const resumeMs = 8000;

/** The duty wanted in this turn, `dtMs` after the last one. */
export function driveTapper(tapper: Tapper, goal: TapperGoal, dtMs: Milliseconds): Duty {
  const { drive, budget } = tapper;
  if (drive === null) return 0;
  spendRun(budget, tapper.duty !== 0, dtMs);
  if (tapper.resting) tapper.resting = budget.leftMs < resumeMs;
  else tapper.resting = drive.budgeted && budget.leftMs < marginMs;
  if (goal.speed === 0 || goal.rhythm !== tapper.rhythm) tapper.sinceMs = 0;
  tapper.rhythm = goal.rhythm;
  const runs = goal.speed > 0 && !tapper.resting && tapsAt(goal.rhythm, tapper.sinceMs);
  if (goal.speed > 0) tapper.sinceMs += dtMs;
  const wanted = runs ? at(drive.duties, goal.speed - 1, 'speed') : 0;
  tapper.duty = drive.switched ? wanted : Math.min(wanted, tapper.duty + (wanted * dtMs) / riseMs);
  return tapper.duty;
}
