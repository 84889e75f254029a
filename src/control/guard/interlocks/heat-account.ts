/**
 * How much heat there was in the last hour, so that there are at most 30 min in any 60: over sessions, power keys and, as
 * far as it has been kept, restarts. In slices of 5 min; the oldest counts whole until all of it is an hour ago.
 */
import { at } from '../../../chair/assert.ts';
import { type Milliseconds, minuteMs } from '../../../chair/units.ts';

export interface HeatAccount {
  /** Newest first; the first is under way, and has lasted so long. */
  slicesMs: Milliseconds[];
  intoMs: Milliseconds;
  /** All of them. */
  totalMs: Milliseconds;
}

/** What of it outlives a restart. */
export interface KeptHeat {
  readonly slicesMs: readonly Milliseconds[];
  readonly intoMs: Milliseconds;
  /** The wall clock then, ms since 1970; null where the chair had none. */
  readonly wallMs: number | null;
}

const sliceMs = 5 * minuteMs;
/** An hour, and the slice under way. */
export const heatSlices = 13;

export function createHeatAccount(): HeatAccount {
  return { slicesMs: Array.from({ length: heatSlices }, () => 0), intoMs: 0, totalMs: 0 };
}

export function passHeat(account: HeatAccount, heatOn: boolean, dtMs: Milliseconds): void {
  const { slicesMs } = account;
  if (heatOn) addHeat(account, dtMs);
  account.intoMs += dtMs;
  if (account.intoMs < sliceMs) return;
  for (let slice = 0; account.intoMs >= sliceMs && slice < heatSlices; slice++) {
    account.totalMs -= at(slicesMs, heatSlices - 1, 'slice of heat');
    slicesMs.pop();
    slicesMs.unshift(0);
    account.intoMs -= sliceMs;
  }
  account.intoMs %= sliceMs;
}

export function keptHeat({ slicesMs, intoMs }: HeatAccount, wallMs: number | null): KeptHeat {
  return { slicesMs: [...slicesMs], intoMs, wallMs };
}

/** Goes on from what was kept; `lostMs` of heat may have been given since. */
export function restoreHeat(account: HeatAccount, kept: KeptHeat, lostMs: Milliseconds): void {
  const { slicesMs } = kept;
  account.slicesMs = Array.from({ length: heatSlices }, (_, slice) =>
    slice < slicesMs.length ? at(slicesMs, slice, 'slice of heat') : 0,
  );
  account.intoMs = kept.intoMs;
  account.totalMs = account.slicesMs.reduce((sum, slice) => sum + slice, 0);
  if (account.totalMs > 0) addHeat(account, lostMs);
}

function addHeat(account: HeatAccount, forMs: Milliseconds): void {
  account.slicesMs[0] = at(account.slicesMs, 0, 'slice of heat') + forMs;
  account.totalMs += forMs;
}
