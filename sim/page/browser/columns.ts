/**
 * The stretch of the recording that is in view, as lows and highs a column: asked from the server when the view moves,
 * continued as time goes on, bounded in memory however long the recording is.
 */
import { referenceChair } from '../../../src/chair/specification.ts';
import { type ChannelName, channelNames, columnHeadInts } from '../protocol.ts';
import { page } from './store.ts';
import { askColumns, onBytes } from './wire.ts';

const { tickMs } = referenceChair;
const channelCount = channelNames.length;

/** Columns kept; a view has at most a quarter of it. */
const capacity = 8192;
/** No answer for so long: it was lost, and is asked again. */
const patienceMs = 2000;

interface Store {
  bench: number;
  /** Ticks a column, a power of two. */
  ticks: number;
  /** Column of the first place in the arrays; columns [first, end) are filled. */
  base: number;
  first: number;
  end: number;
  /** Columns before this one cannot change any more. */
  settled: number;
  readonly lows: readonly Float32Array[];
  readonly highs: readonly Float32Array[];
}

function createStore(): Store {
  return {
    bench: -1,
    ticks: 0,
    base: 0,
    first: 0,
    end: 0,
    settled: 0,
    lows: channelNames.map(() => new Float32Array(capacity)),
    highs: channelNames.map(() => new Float32Array(capacity)),
  };
}

const store = createStore();
const asked = { id: -1, atMs: 0, nowMs: 0, sinceMs: 0 };
let arrived: () => void = () => {};
/** How long answers take, for the curious and for tests. */
const answerTimes = { lastMs: 0, worstMs: 0 };

export interface View {
  readonly fromMs: number;
  readonly toMs: number;
  readonly widthPx: number;
}

function ticksFor(view: View): number {
  const perPixel = (view.toMs - view.fromMs) / tickMs / Math.max(1, view.widthPx);
  let ticks = 1;
  while (ticks < perPixel) ticks *= 2;
  return ticks;
}

/** Milliseconds of one column, as the view is drawn now. */
export function columnMs(): number {
  return Math.max(1, store.ticks) * tickMs;
}

/** Asks for what the view still misses; one question at a time. */
export function wantColumns(view: View): void {
  const wallMs = performance.now();
  if (!page.connected || (asked.id >= 0 && wallMs - asked.atMs < patienceMs)) return;
  const ticks = ticksFor(view);
  const width = ticks * tickMs;
  const last = Math.floor(page.nowMs / width);
  const from = Math.max(0, Math.floor(view.fromMs / width));
  const to = Math.min(Math.ceil(view.toMs / width), last + 1);
  if (to <= from) return;
  const same = store.bench === page.bench && store.ticks === ticks && from <= store.end && to >= store.first;
  const margin = Math.ceil((to - from) / 2);
  if (!same) question(ticks, Math.max(0, from - margin), Math.min(last + 1, to + margin));
  else if (from < store.first) question(ticks, Math.max(0, from - margin), store.first);
  else if (to > store.settled && last > store.settled)
    question(ticks, store.settled, Math.min(last + 1, to + margin));
  else if (to > store.end) question(ticks, store.end, to);
}

function question(ticks: number, first: number, end: number): void {
  asked.atMs = performance.now();
  asked.nowMs = page.nowMs;
  asked.id = askColumns(page.bench, ticks, first, Math.min(end - first, capacity / 2));
}

export function startColumns(onArrival: () => void): void {
  arrived = onArrival;
  onBytes(take);
}

function take(bytes: ArrayBuffer): void {
  const [id, bench, ticks, first, count] = new Int32Array(bytes, 0, columnHeadInts) as unknown as number[];
  if (id !== asked.id) return;
  asked.id = -1;
  answerTimes.lastMs = performance.now() - asked.atMs;
  answerTimes.worstMs = Math.max(answerTimes.worstMs, answerTimes.lastMs);
  if (count === undefined || count === 0 || bench !== page.bench) return;
  const joins =
    store.bench === bench && store.ticks === ticks && first! <= store.end && first! + count >= store.first;
  if (!joins) Object.assign(store, { bench, ticks, base: first, first, end: first, settled: first });
  makeRoom(first!, first! + count);
  const values = new Float32Array(bytes, columnHeadInts * 4);
  for (let channel = 0; channel < channelCount; channel++) {
    const at = channel * count * 2;
    store.lows[channel]!.set(values.subarray(at, at + count), first! - store.base);
    store.highs[channel]!.set(values.subarray(at + count, at + count * 2), first! - store.base);
  }
  store.first = Math.min(store.first, first!);
  store.end = Math.max(store.end, first! + count);
  const settledNow = Math.floor(asked.nowMs / (ticks! * tickMs));
  if (first! <= store.settled) store.settled = Math.max(store.settled, Math.min(first! + count, settledNow));
  arrived();
}

/** Moves the arrays so that columns [first, end) have a place; what falls out at the far end is forgotten. */
function makeRoom(first: number, end: number): void {
  if (first >= store.base && end <= store.base + capacity) return;
  const base = first < store.base ? first : end - capacity;
  const keepFirst = Math.max(store.first, base);
  const keepEnd = Math.min(store.end, base + capacity);
  if (keepEnd > keepFirst) {
    for (const array of [...store.lows, ...store.highs]) {
      array.copyWithin(keepFirst - base, keepFirst - store.base, keepEnd - store.base);
    }
    store.first = keepFirst;
    store.end = keepEnd;
  } else {
    store.first = first;
    store.end = first;
  }
  store.settled = Math.min(Math.max(store.settled, store.first), store.end);
  store.base = base;
}

export interface Points {
  /** Two points a column, low then high; the last column ends at now. */
  count: number;
  readonly ms: number[];
  readonly values: Record<ChannelName, (number | null)[]>;
}

const points: Points = {
  count: 0,
  ms: [],
  values: Object.fromEntries(channelNames.map((name) => [name, []])) as unknown as Points['values'],
};

/** What is known of the view, ready to be drawn. The same arrays are filled each time. */
export function pointsIn(view: View): Points {
  const width = columnMs();
  const from = Math.max(store.first, Math.floor(view.fromMs / width) - 1);
  const to = Math.min(store.end, Math.ceil(view.toMs / width) + 1);
  const columns = store.bench === page.bench ? Math.max(0, to - from) : 0;
  points.count = columns * 2;
  points.ms.length = points.count;
  for (let column = 0; column < columns; column++) {
    const ms = Math.min((from + column + 0.5) * width, page.nowMs);
    points.ms[column * 2] = ms;
    points.ms[column * 2 + 1] = ms;
  }
  for (let channel = 0; channel < channelCount; channel++) {
    const out = points.values[channelNames[channel]!];
    const lows = store.lows[channel]!;
    const highs = store.highs[channel]!;
    out.length = points.count;
    for (let column = 0; column < columns; column++) {
      const low = lows[from + column - store.base]!;
      const high = highs[from + column - store.base]!;
      // Rising or falling, the line goes on from the nearer end.
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
  if (store.bench !== page.bench || column < store.first || column >= store.end) return Number.NaN;
  const index = channelNames.indexOf(channel);
  return (store.lows[index]![column - store.base]! + store.highs[index]![column - store.base]!) / 2;
}
