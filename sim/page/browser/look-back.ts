/** Looking back: fetches the recorded moment at `lookBackMs`, one query at a time, always for the newest request. */
import { type Moment, mayBeNone } from '../protocol.ts';
import { query } from './connection.ts';
import { onFrame } from './frames.ts';
import { change, notify, page } from './state.ts';

export function startLookBack(): void {
  let asking = false;
  let shownMs: number | null = null;
  let shownWorkspace = 0;
  const fetchMoment = async (): Promise<void> => {
    if (
      asking ||
      page.lookBackMs === null ||
      (page.lookBackMs === shownMs && page.workspaceNumber === shownWorkspace && page.lookBack !== null)
    )
      return;
    asking = true;
    const wantedMs = page.lookBackMs;
    try {
      const lookBack = await query<Moment | null>({ q: 'moment', atMs: wantedMs });
      if (lookBack !== null && page.lookBackMs !== null) {
        for (const name of mayBeNone) lookBack[name] ??= Number.NaN;
        shownMs = wantedMs;
        shownWorkspace = page.workspaceNumber;
        change({ lookBack });
      } else if (lookBack === null) {
        notify('bad', 'That moment is not recorded.');
        change({ lookBackMs: null, lookBack: null });
      }
    } catch (error) {
      notify('bad', (error as Error).message);
      change({ lookBackMs: null, lookBack: null });
    } finally {
      asking = false;
    }
    if (page.lookBackMs !== wantedMs) void fetchMoment();
  };
  onFrame(() => void fetchMoment());
}
