/** What of the hour's heat outlives a restart: it is 30 min in any 60 over sessions, power keys and, as far as kept, restarts. */
import { at } from '../../chair/assert.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { heatSlices } from './interlocks/clock.ts';
import { addToTotal, type RollingTotal } from './timers.ts';

export interface KeptHeat {
  readonly slicesMs: readonly Milliseconds[];
  readonly intoMs: Milliseconds;
  /** The wall clock then, ms since 1970; null where the chair had none. */
  readonly wallMs: number | null;
}

export function keptHeat({ slicesMs, intoMs }: RollingTotal, wallMs: number | null): KeptHeat {
  return { slicesMs: [...slicesMs], intoMs, wallMs };
}

/** Goes on from what was kept; `lostMs` of heat may have been given since. */
export function restoreHeat(account: RollingTotal, kept: KeptHeat, lostMs: Milliseconds): void {
  const { slicesMs } = kept;
  account.slicesMs = Array.from({ length: heatSlices }, (_, slice) =>
    slice < slicesMs.length ? at(slicesMs, slice, 'slice of heat') : 0,
  );
  account.intoMs = kept.intoMs;
  account.totalMs = account.slicesMs.reduce((sum, slice) => sum + slice, 0);
  if (account.totalMs > 0) addToTotal(account, lostMs);
}
