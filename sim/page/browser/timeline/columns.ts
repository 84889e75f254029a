/**
 * The part of the recording in view, as lows and highs per column: queried from the server when the view moves, continued as
 * time goes on, and bounded in memory however long the recording is.
 */
import { type ChannelName, channelNames, columnHeadInts } from '../../protocol.ts';
import { onBytes, sendColumnsQuery } from '../connection.ts';
import { chair, page } from '../state.ts';
import type { View } from './view.ts';

const channelCount = channelNames.length;

/** Columns kept in memory; a view has at most a quarter of them. */
const capacity = 8192;
/** After this time an answer counts as lost, and the query is sent again. */
const answerTimeoutMs = 2000;

interface ColumnCache {
  workspace: number;
  /** Ticks per column, a power of two. */
  ticks: number;
  /** Column at index 0 of the arrays; columns [first, end) are filled. */
  base: number;
  first: number;
  end: number;
  /** Columns before this one cannot change any more. */
  settled: number;
  /** Chair time up to which the newest column was read. */
  readToMs: number;
  readonly lows: readonly Float32Array[];
  readonly highs: readonly Float32Array[];
}

const cache: ColumnCache = {
  workspace: -1,
  ticks: 0,
  base: 0,
  first: 0,
  end: 0,
  settled: 0,
  readToMs: 0,
  lows: channelNames.map(() => new Float32Array(capacity)),
  highs: channelNames.map(() => new Float32Array(capacity)),
};
const pending = { id: -1, nowMs: 0 };
let arrived: () => void = () => {};

function ticksFor(view: View): number {
  const perPixel = (view.toMs - view.fromMs) / chair().tickMs / Math.max(1, view.widthPx);
  let ticks = 1;
  while (ticks < perPixel) ticks *= 2;
  return ticks;
}

/** Milliseconds per column in the current view. */
export function columnMs(): number {
  return Math.max(1, cache.ticks) * chair().tickMs;
}

/** Queries the columns that the view lacks; one query at a time. */
export function requestColumns(view: View): void {
  if (!page.connected || pending.id >= 0) return;
  const ticks = ticksFor(view);
  const width = ticks * chair().tickMs;
  const last = Math.floor(page.nowMs / width);
  const from = Math.max(0, Math.floor(view.fromMs / width));
  const to = Math.min(Math.ceil(view.toMs / width), last + 1);
  if (to <= from) return;
  const { first, end, settled } = cache;
  const same =
    cache.workspace === page.workspaceNumber && cache.ticks === ticks && from <= end && to >= first;
  const margin = Math.ceil((to - from) / 2);
  // While paused, the last column is read once more, so that it extends to now.
  const behind = page.running ? last > settled : last > settled || cache.readToMs < page.nowMs;
  if (!same) sendQuery(ticks, Math.max(0, from - margin), Math.min(last + 1, to + margin));
  else if (from < first) sendQuery(ticks, Math.max(0, from - margin), first);
  else if (to > settled && behind) sendQuery(ticks, settled, Math.min(last + 1, to + margin));
  else if (to > end) sendQuery(ticks, end, to);
}

function sendQuery(ticks: number, first: number, end: number): void {
  pending.nowMs = page.nowMs;
  const count = Math.min(end - first, capacity / 2);
  const id = sendColumnsQuery(page.workspaceNumber, ticks, first, count);
  pending.id = id;
  setTimeout(() => {
    if (pending.id !== id) return;
    pending.id = -1;
    arrived();
  }, answerTimeoutMs);
}

/** `onArrival` is called when further columns have arrived. */
export function startColumns(onArrival: () => void): void {
  arrived = onArrival;
  onBytes(take);
}

function take(bytes: ArrayBuffer): void {
  const [id, workspace, ticks, first, count] = new Int32Array(
    bytes,
    0,
    columnHeadInts,
  ) as unknown as number[];
  if (id !== pending.id) return;
  pending.id = -1;
  if (count === undefined || count === 0 || workspace !== page.workspaceNumber) {
    // The answer is for another workspace. If this one is paused, no later frame would query again, so it is redrawn now.
    arrived();
    return;
  }
  const joins =
    cache.workspace === workspace &&
    cache.ticks === ticks &&
    first! <= cache.end &&
    first! + count >= cache.first;
  if (!joins)
    Object.assign(cache, { workspace, ticks, base: first, first, end: first, settled: first, readToMs: 0 });
  makeRoom(first!, first! + count);
  const values = new Float32Array(bytes, columnHeadInts * 4);
  for (let channel = 0; channel < channelCount; channel++) {
    const at = channel * count * 2;
    cache.lows[channel]!.set(values.subarray(at, at + count), first! - cache.base);
    cache.highs[channel]!.set(values.subarray(at + count, at + count * 2), first! - cache.base);
  }
  cache.first = Math.min(cache.first, first!);
  cache.end = Math.max(cache.end, first! + count);
  const settledNow = Math.floor(pending.nowMs / (ticks! * chair().tickMs));
  if (first! <= cache.settled) cache.settled = Math.max(cache.settled, Math.min(first! + count, settledNow));
  if (first! + count > settledNow) cache.readToMs = pending.nowMs;
  arrived();
}

/** Shifts the arrays so that columns [first, end) fit; columns that fall out at the far end are dropped. */
function makeRoom(first: number, end: number): void {
  if (first >= cache.base && end <= cache.base + capacity) return;
  const base = first < cache.base ? first : end - capacity;
  const keepFirst = Math.max(cache.first, base);
  const keepEnd = Math.min(cache.end, base + capacity);
  if (keepEnd > keepFirst) {
    for (const array of [...cache.lows, ...cache.highs]) {
      array.copyWithin(keepFirst - base, keepFirst - cache.base, keepEnd - cache.base);
    }
    cache.first = keepFirst;
    cache.end = keepEnd;
  } else {
    cache.first = first;
    cache.end = first;
  }
  cache.settled = Math.min(Math.max(cache.settled, cache.first), cache.end);
  cache.base = base;
}

export interface Points {
  /** Two points per column, its low and high; the last column ends at now. */
  count: number;
  readonly ms: number[];
  readonly values: Record<ChannelName, (number | null)[]>;
}

const points: Points = {
  count: 0,
  ms: [],
  values: Object.fromEntries(channelNames.map((name) => [name, []])) as unknown as Points['values'],
};

/** The known points of the view, ready to be drawn. The same arrays are reused each time. */
export function pointsIn(view: View): Points {
  const width = columnMs();
  const from = Math.max(cache.first, Math.floor(view.fromMs / width) - 1);
  const to = Math.min(cache.end, Math.ceil(view.toMs / width) + 1);
  const columns = cache.workspace === page.workspaceNumber ? Math.max(0, to - from) : 0;
  points.count = columns * 2;
  points.ms.length = points.count;
  for (let column = 0; column < columns; column++) {
    const middleMs = Math.min((from + column + 0.5) * width, page.nowMs);
    points.ms[column * 2] = middleMs;
    // The newest column is drawn to its end, which is now.
    points.ms[column * 2 + 1] = (from + column + 1) * width > page.nowMs ? page.nowMs : middleMs;
  }
  for (let channel = 0; channel < channelCount; channel++) {
    const out = points.values[channelNames[channel]!];
    const lows = cache.lows[channel]!;
    const highs = cache.highs[channel]!;
    out.length = points.count;
    for (let column = 0; column < columns; column++) {
      const low = lows[from + column - cache.base]!;
      const high = highs[from + column - cache.base]!;
      // The line continues with whichever of low and high is nearer to the point before.
      const before = column === 0 ? low : (out[column * 2 - 1] ?? low);
      const risingFirst = Math.abs(before - low) <= Math.abs(before - high);
      out[column * 2] = Number.isNaN(low) ? null : risingFirst ? low : high;
      out[column * 2 + 1] = Number.isNaN(high) ? null : risingFirst ? high : low;
    }
  }
  return points;
}

/** The channel's value near a time, or NaN. */
export function valueNear(channel: ChannelName, ms: number): number {
  const column = Math.floor(ms / columnMs());
  if (cache.workspace !== page.workspaceNumber || column < cache.first || column >= cache.end)
    return Number.NaN;
  const index = channelNames.indexOf(channel);
  return (cache.lows[index]![column - cache.base]! + cache.highs[index]![column - cache.base]!) / 2;
}
