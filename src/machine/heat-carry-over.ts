/**
 * The guard's account of heat, carried over a restart: at most a minute of it is lost with the power, and that minute is taken as given. How
 * long the chair was off is known by the wall clock alone; without one, no time has passed.
 */
import { type Milliseconds, minuteMs } from '../chair/units.ts';
import { type KeptHeat, keptHeat, restoreHeat } from '../control/guard/heat-account.ts';
import { passTime, type RollingTotal } from '../control/guard/timers.ts';
import type { Control } from '../control/tick.ts';

export interface HeatCarryOver {
  /** When the clock said that the account was kept, until it has been caught up with. */
  sinceWallMs: number | null;
  keptTotalMs: Milliseconds;
  keptAtMs: Milliseconds;
}

const everyMs = minuteMs;
const accountOf = ({ guard }: Control): RollingTotal => guard.counts.clock.heat;

export function openHeatCarryOver(control: Control, kept: KeptHeat): HeatCarryOver {
  const account = accountOf(control);
  restoreHeat(account, kept, everyMs);
  return {
    sinceWallMs: kept.wallMs,
    keptTotalMs: account.totalMs,
    keptAtMs: Number.NEGATIVE_INFINITY,
  };
}

/** Once a turn: whether the account is to be kept now. */
export function isHeatKeepDue(
  carryOver: HeatCarryOver,
  control: Control,
  nowMs: Milliseconds,
  wallMs: number | null,
): boolean {
  const account = accountOf(control);
  if (carryOver.sinceWallMs !== null && wallMs !== null) {
    passTime(account, false, Math.max(0, wallMs - carryOver.sinceWallMs));
    carryOver.sinceWallMs = null;
  }
  carryOver.keptTotalMs = Math.min(carryOver.keptTotalMs, account.totalMs);
  if (account.totalMs === carryOver.keptTotalMs || nowMs - carryOver.keptAtMs < everyMs) return false;
  carryOver.keptTotalMs = account.totalMs;
  carryOver.keptAtMs = nowMs;
  return true;
}

/** The account as it stands. */
export const heatNow = (control: Control, wallMs: number | null): KeptHeat =>
  keptHeat(accountOf(control), wallMs);
