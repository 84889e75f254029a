/**
 * The guard's accounts that outlive a restart: heat, 30 min in any 60, and the runs of a motor whose stall nothing would
 * notice, 2 min in any 3. They hold across sessions, power keys and, as far as they were kept, restarts.
 */
import { at } from '../../chair/assert.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { Guard } from './guard.ts';
import { runMaxMs } from './interlocks/motors.ts';
import { takeAnywhereAsWorked } from './interlocks/spot.ts';
import { forgetCold } from './interlocks/sunk.ts';
import { addToTotal, type RollingTotal } from './timers.ts';

export interface KeptTotal {
  readonly slicesMs: readonly Milliseconds[];
  readonly intoMs: Milliseconds;
}

/** The account of heat is at the top level. */
export interface KeptAccounts extends KeptTotal {
  readonly runs: Readonly<Partial<Record<RunsInTurns, KeptTotal>>>;
  /** The wall clock then, ms since 1970; null where the chair had none. */
  readonly wallMs: number | null;
}

/** Motors whose stall, on some chairs, nothing would notice. */
export const runsInTurns = ['kneader', 'tapper'] as const;
type RunsInTurns = (typeof runsInTurns)[number];

/** The accounts that this chair's guard goes by. */
export function lastingAccounts({ counts, limits }: Guard): readonly RollingTotal[] {
  return [counts.clock.heat, ...motorsIn(limits).map((motor) => counts.motors[motor].runs)];
}

export function keptAccounts({ counts, limits }: Guard, wallMs: number | null): KeptAccounts {
  const runs = motorsIn(limits).map((motor) => [motor, keptTotal(counts.motors[motor].runs)]);
  return { ...keptTotal(counts.clock.heat), runs: Object.fromEntries(runs), wallMs };
}

/** Continues from what was kept; up to `lostMs` of heat, or of a run, may have been given since, and is added. */
export function restoreAccounts({ counts, limits }: Guard, kept: KeptAccounts, lostMs: Milliseconds): void {
  restoreTotal(counts.clock.heat, kept, lostMs);
  if (counts.clock.heat.totalMs > 0) counts.sunk.forEach(forgetCold);
  for (const motor of motorsIn(limits)) {
    const runs = kept.runs[motor];
    if (runs !== undefined) restoreTotal(counts.motors[motor].runs, runs, lostMs);
  }
}

/** How long those motors have run of late is unknown: taken as all that they may. */
export function takeRunsAsFull({ counts, limits }: Guard): void {
  for (const motor of motorsIn(limits)) {
    const { runs } = counts.motors[motor];
    addToTotal(runs, Math.max(0, runMaxMs - runs.totalMs));
  }
}

/** The chair may have worked a spot before this start, and which one is not kept. */
export function takeSpotAsWorked({ counts, limits }: Guard): void {
  takeAnywhereAsWorked(counts.spot, limits.carriage);
}

const motorsIn = ({ has }: Guard['limits']): readonly RunsInTurns[] =>
  runsInTurns.filter((motor) => has[`${motor} in turns`]);

const keptTotal = ({ slicesMs, intoMs }: RollingTotal): KeptTotal => ({ slicesMs: [...slicesMs], intoMs });

function restoreTotal(account: RollingTotal, { slicesMs, intoMs }: KeptTotal, lostMs: Milliseconds): void {
  account.slicesMs = account.slicesMs.map((_, slice) =>
    slice < slicesMs.length ? at(slicesMs, slice, 'slice of an account') : 0,
  );
  account.intoMs = Math.min(intoMs, account.sliceMs);
  account.totalMs = account.slicesMs.reduce((sum, slice) => sum + slice, 0);
  if (account.totalMs > 0) addToTotal(account, lostMs);
}
