/**
 * The guard's accounts of heat and of motor runs, carried over a restart. At most a minute of each is lost with the power, and that
 * minute counts as used. How long the chair was off is known from the wall clock only, which may jump: heat cools by it, since sensors
 * watch heat as well; for runs, which nothing else watches, and without a clock, no time passes. Runs count as full if the kept
 * accounts cannot be read, or if the first write after the start fails, so that earlier ones may have failed too. The spot worked
 * last is not kept: for 15 s after a start it may be wherever the arms begin.
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
  /** The account of heat, one of `accounts`. */
  readonly heat: RollingTotal;
  /** The lowest total of each account since it was kept. */
  readonly leastMs: Milliseconds[];
  /** Wall clock when the accounts were kept; null once the time since then has been passed to them. */
  sinceWallMs: number | null;
  keptAtMs: Milliseconds;
  /** A write has succeeded since the start; or the first one failed, so that earlier writes are in doubt. */
  written: boolean;
  doubted: boolean;
}

const everyMs = minuteMs;
/** A failed write is tried again after this time. */
const againMs: Milliseconds = 10_000;

/**
 * `known`: the kept accounts could be read, and later ones will be readable; `first`: as far as the disk knows, this is the
 * first start.
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

/** A write has ended; `lost`: it was to keep the accounts and failed. */
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
 * Called once a turn: whether the accounts are to be kept now. An account that begins is kept at once, or all of it would be
 * lost; so is one that is empty again, for a chair without a clock.
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
