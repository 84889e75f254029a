/** Queries of the timeline to the recording apart from columns: the tracks in view, and measurements between two times. */
import type { Chair } from '../../../src/chair/chair.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { channelNames, type Measures, type Query, type TrackRuns } from '../protocol.ts';
import { type Recording, rawTickAt } from './recording.ts';
import { type Track, tracksOf } from './tracks.ts';

/** Most columns in one query; no page shows more. */
const columnsMost = 8192;

type TracksQuery = Extract<Query, { q: 'tracks' }>;

interface Open {
  readonly track: Track;
  readonly runs: TrackRuns;
  column: number;
  value: string | number | null;
}

/** Each track's value per column, where it changes. If a column holds several values: the greatest of a number, otherwise null. */
export function trackRuns(recording: Recording, chair: Chair, query: TracksQuery): TrackRuns[] {
  const { ids, ticks, first, count } = query;
  const sane = ticks >= 1 && first >= 0 && count >= 1 && count <= columnsMost;
  if (!sane || ![ticks, first, count].every(Number.isSafeInteger)) return [];
  const open = tracksOf(chair)
    .filter(({ id }) => ids.includes(id))
    .map((track): Open => ({ track, runs: { id: track.id, at: [], values: [] }, column: -1, value: '' }));
  const end = Math.min((first + count) * ticks, recording.end);
  for (let tick = Math.max(first * ticks, recording.first); tick < end; tick++) {
    const found = rawTickAt(recording, tick);
    if (found === null) continue;
    const column = Math.floor(tick / ticks);
    for (const one of open) take(one, column, one.track.read(found.codes, found.values));
  }
  for (const one of open) close(one);
  return open.map(({ runs }) => runs);
}

function take(one: Open, column: number, value: string | number): void {
  if (column !== one.column) {
    close(one);
    one.column = column;
    one.value = value;
  } else if (value !== one.value) {
    one.value = one.track.kind === 'number' ? Math.max(Number(one.value), Number(value)) : null;
  }
}

function close({ runs, column, value }: Open): void {
  if (column < 0 || (runs.values.length > 0 && runs.values.at(-1) === value)) return;
  runs.at.push(column);
  runs.values.push(value);
}

/** Minimum, mean and maximum of every channel, and edges and share of every switch, over the ticks between two times. */
export function measureBetween(recording: Recording, chair: Chair, aMs: number, bMs: number): Measures {
  const from = Math.max(recording.first, Math.round(Math.min(aMs, bMs) / tickMs));
  const to = Math.min(recording.end, Math.round(Math.max(aMs, bMs) / tickMs));
  const channels = channelNames.map((name) => ({
    name,
    count: 0,
    sum: 0,
    min: 0,
    max: 0,
    first: 0,
    last: 0,
  }));
  const switches = tracksOf(chair)
    .filter(({ kind }) => kind === 'switch')
    .map((track) => ({ track, edges: 0, rises: 0, on: 0, last: -1 }));
  for (let tick = from; tick < to; tick++) {
    const found = rawTickAt(recording, tick);
    if (found === null) continue;
    channels.forEach((channel, index) => {
      const value = found.values[index] ?? Number.NaN;
      if (Number.isNaN(value)) return;
      if (channel.count === 0) Object.assign(channel, { min: value, max: value, first: value });
      channel.count++;
      channel.sum += value;
      channel.min = Math.min(channel.min, value);
      channel.max = Math.max(channel.max, value);
      channel.last = value;
    });
    for (const one of switches) {
      const value = Number(one.track.read(found.codes, found.values));
      if (one.last >= 0 && value !== one.last) one.edges++;
      if (one.last === 0 && value === 1) one.rises++;
      one.on += value;
      one.last = value;
    }
  }
  const ticks = to - from;
  const seconds = (ticks * tickMs) / 1000;
  return {
    values: channels
      .filter(({ count }) => count > 0)
      .map(({ name, count, sum, min, max, first, last }) => ({
        name,
        min,
        mean: sum / count,
        max,
        change: last - first,
      })),
    switches: switches
      .filter(({ edges, on }) => edges > 0 || on > 0)
      .map(({ track: { id, name }, edges, rises, on }) => ({
        id,
        name,
        edges,
        share: on / Math.max(1, ticks),
        hz: seconds > 0 ? rises / seconds : 0,
      })),
  };
}
