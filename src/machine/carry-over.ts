/**
 * The guard's accounts of heat and of runs, carried over a restart: at most a minute of each is lost with the power, and that minute
 * is taken as given. How long the chair was off is known by the wall clock alone; without one, no time has passed.
 */
import { at } from '../chair/assert.ts';
import { type Milliseconds, minuteMs } from '../chair/units.ts';
import { type KeptAccounts, lastingAccounts, restoreAccounts } from '../control/guard/accounts.ts';
import type { Guard } from '../control/guard/guard.ts';
import { passTime, type RollingTotal } from '../control/guard/timers.ts';

export interface CarryOver {
  readonly accounts: readonly RollingTotal[];
  /** The least of each since it was kept. */
  readonly leastMs: Milliseconds[];
  /** When the clock said that they were kept, until they have been caught up with. */
  sinceWallMs: number | null;
  keptAtMs: Milliseconds;
}

const everyMs = minuteMs;

export function openCarryOver(guard: Guard, kept: KeptAccounts): CarryOver {
  restoreAccounts(guard, kept, everyMs);
  const accounts = lastingAccounts(guard);
  return {
    accounts,
    leastMs: accounts.map(({ totalMs }) => totalMs),
    sinceWallMs: kept.wallMs,
    keptAtMs: Number.NEGATIVE_INFINITY,
  };
}

/**
 * Once a turn: whether the accounts are to be kept now. One that begins is kept at once, else it would be forgotten whole,
 * and one that is empty once more, for a chair without a clock.
 */
export function isKeepDue(carryOver: CarryOver, nowMs: Milliseconds, wallMs: number | null): boolean {
  const { accounts, leastMs } = carryOver;
  if (carryOver.sinceWallMs !== null && wallMs !== null) {
    const offMs = Math.max(0, wallMs - carryOver.sinceWallMs);
    for (const account of accounts) passTime(account, false, offMs);
    carryOver.sinceWallMs = null;
  }
  const late = nowMs - carryOver.keptAtMs >= everyMs;
  let due = false;
  for (let index = 0; index < accounts.length; index++) {
    const { totalMs } = at(accounts, index, 'account');
    const least = at(leastMs, index, 'account');
    due ||= (totalMs > least && (late || least === 0)) || (totalMs === 0 && least > 0);
    if (totalMs < least) leastMs[index] = totalMs;
  }
  if (!due) return false;
  carryOver.keptAtMs = nowMs;
  for (let index = 0; index < accounts.length; index++)
    leastMs[index] = at(accounts, index, 'account').totalMs;
  return true;
}
