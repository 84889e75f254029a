/** Looking back: fetches the recorded moment that `lookMs` names, one at a time, the newest wish first. */
import type { Moment } from '../protocol.ts';
import { change, onFrame, page, say } from './store.ts';
import { ask } from './wire.ts';

export function startLook(): void {
  let asking = false;
  let shownMs: number | null = null;
  let shownBench = 0;
  const fetchMoment = async (): Promise<void> => {
    if (
      asking ||
      page.lookMs === null ||
      (page.lookMs === shownMs && page.bench === shownBench && page.look !== null)
    )
      return;
    asking = true;
    const wantedMs = page.lookMs;
    try {
      const look = await ask<Moment | null>({ q: 'moment', atMs: wantedMs });
      if (look !== null && page.lookMs !== null) {
        for (const name of ['targetMm', 'lumbarTargetC', 'sacralTargetC'] as const) look[name] ??= Number.NaN;
        shownMs = wantedMs;
        shownBench = page.bench;
        change({ look });
      } else if (look === null) {
        say('bad', 'That moment is not recorded.');
        change({ lookMs: null, look: null });
      }
    } catch (error) {
      say('bad', (error as Error).message);
      change({ lookMs: null, look: null });
    } finally {
      asking = false;
    }
    if (page.lookMs !== wantedMs) void fetchMoment();
  };
  onFrame(() => void fetchMoment());
}
