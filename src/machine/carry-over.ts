/**
 * The guard's accounts of heat and of runs, carried over a restart: at most a minute of each is lost with the power, and that minute
 * is taken as given. How long the chair was off is known by the wall clock alone, which may jump: heat goes by it, since the sensors watch that as
 * well; for runs, which nothing else watches, and without a clock no time has passed. Where what was kept cannot be read, or the disk takes nothing from the start, so that it may have taken nothing before it, runs are taken as full. The
 * spot that was worked last is not kept at all: wherever the arms begin within 15 s of a start, it may be there.
 */
import { at } from '../chair/assert.ts';
import { type Milliseconds, minuteMs } from '../chair/units.ts';
import {
  type KeptAccounts,
  lastingAccounts,
  restoreAccounts,
  takeRunsAsFull,
  takeSpotAsWorked,
} from '../control/guard/accounts.ts';
import type { Guard } from '../control/guard/guard.ts';
import { passTime, type RollingTotal } from '../control/guard/timers.ts';

export interface CarryOver {
  readonly accounts: readonly RollingTotal[];
  /** One of them. */
  readonly heat: RollingTotal;
  /** The least of each since it was kept. */
  readonly leastMs: Milliseconds[];
  /** When the clock said that they were kept, until they have been caught up with. */
  sinceWallMs: number | null;
  keptAtMs: Milliseconds;
  /** The disk has taken something since the start; or nothing at first, so that what it took before is in doubt. */
  written: boolean;
  doubted: boolean;
}

const everyMs = minuteMs;
/** What could not be kept is tried again so soon. */
const againMs: Milliseconds = 10_000;

/**
 * `known`: what was kept could be read, and what is kept from now on will be; `first`: there has been no start before,
 * as far as the disk knows.
 */
export function openCarryOver(guard: Guard, kept: KeptAccounts, known: boolean, first: boolean): CarryOver {
  restoreAccounts(guard, kept, everyMs);
  if (!known) takeRunsAsFull(guard);
  if (!(known && first)) takeSpotAsWorked(guard);
  const accounts = lastingAccounts(guard);
  return {
    accounts,
    heat: guard.counts.clock.heat,
    leastMs: accounts.map(({ totalMs }) => totalMs),
    sinceWallMs: kept.wallMs,
    keptAtMs: Number.NEGATIVE_INFINITY,
    written: false,
    doubted: false,
  };
}

/** A write has ended; `lost`: it was to keep the accounts, and they have not been. */
export function noteWrite(
  carryOver: CarryOver,
  guard: Guard,
  written: boolean,
  lost: boolean,
  nowMs: Milliseconds,
): void {
  if (!(written || carryOver.written || carryOver.doubted)) {
    takeRunsAsFull(guard);
    takeSpotAsWorked(guard);
    carryOver.doubted = true;
  }
  carryOver.written ||= written;
  if (!lost) return;
  carryOver.leastMs.fill(-1);
  carryOver.keptAtMs = nowMs - everyMs + againMs;
}

/**
 * Once a turn: whether the accounts are to be kept now. One that begins is kept at once, else it would be forgotten whole,
 * and one that is empty once more, for a chair without a clock.
 */
export function isKeepDue(carryOver: CarryOver, nowMs: Milliseconds, wallMs: number | null): boolean {
  const { accounts, heat, leastMs } = carryOver;
  if (carryOver.sinceWallMs !== null && wallMs !== null) {
    const offMs = Math.max(0, wallMs - carryOver.sinceWallMs);
    passTime(heat, false, offMs);
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
