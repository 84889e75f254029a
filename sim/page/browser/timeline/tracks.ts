/** The tracks between lanes and charts, one row each on the same time axis: outputs, keys, signs, sensors, holds, link. */
import type { TrackRuns, TrackView } from '../../protocol.ts';
import { query } from '../connection.ts';
import { chair, page } from '../state.ts';
import { columnMs } from './columns.ts';
import { escaped } from './lanes.ts';
import { gutterPx, plotWidth, rightPx, type View } from './view.ts';

const rowPx = 16;
/** Shortest time between queries; longer where a long time is in view. */
const leastMs = 200;

/** The shown tracks that this chair has. */
function shownTracks(): { readonly view: TrackView; readonly tall: number }[] {
  return page.tracks.flatMap(({ id, tall }) => {
    const view = chair().tracks.find((one) => one.id === id);
    return view === undefined ? [] : [{ view, tall }];
  });
}

export function tracksHeight(): number {
  return shownTracks().reduce((sum, { tall }) => sum + tall * rowPx, 0);
}

export interface Tracks {
  /** Queries the tracks in view, when due. */
  request(view: View): void;
  svg(view: View, widthPx: number): string;
  /** Times at which a shown switch changes. */
  edges(): readonly number[];
}

export function createTracks(arrived: () => void): Tracks {
  let runs: readonly TrackRuns[] = [];
  let widthMs = 1;
  let endMs = 0;
  let asked = '';
  let askedAtMs = 0;
  let asking = false;
  const request = (view: View): void => {
    const ids = shownTracks().map(({ view: { id } }) => id);
    const ticks = Math.max(1, Math.round(columnMs() / chair().tickMs));
    const width = ticks * chair().tickMs;
    const first = Math.max(0, Math.floor(view.fromMs / width));
    const last = Math.floor(Math.min(view.toMs, page.nowMs) / width);
    const key = [page.workspaceNumber, ticks, first, last, page.running ? '' : page.nowMs, ...ids].join();
    const wallMs = performance.now();
    const restMs = Math.max(leastMs, (view.toMs - view.fromMs) / 4000);
    if (asking || key === asked || last < first || ids.length === 0 || !page.connected) return;
    if (page.running && wallMs - askedAtMs < restMs) return;
    [asking, asked, askedAtMs] = [true, key, wallMs];
    const { nowMs } = page;
    void query<TrackRuns[]>({ q: 'tracks', ids, ticks, first, count: last - first + 1 })
      .then((answer) => {
        [runs, widthMs, endMs] = [answer, width, Math.min((last + 1) * width, nowMs)];
      })
      // It is queried again as soon as anything changes.
      .catch(() => {})
      .finally(() => {
        asking = false;
        arrived();
      });
  };
  return {
    request,
    svg: (view, widthPx) => tracksSvg(runs, widthMs, endMs, view, widthPx),
    edges: () => runs.flatMap(({ at }) => at.slice(1).map((column) => column * widthMs)),
  };
}

function tracksSvg(
  runs: readonly TrackRuns[],
  widthMs: number,
  endMs: number,
  view: View,
  widthPx: number,
): string {
  const x = (ms: number): number => {
    const share = (ms - view.fromMs) / (view.toMs - view.fromMs);
    return gutterPx + Math.min(1, Math.max(0, share)) * plotWidth(widthPx);
  };
  let top = 0;
  const rows = shownTracks().map(({ view: track, tall }) => {
    const height = tall * rowPx;
    const found = runs.find(({ id }) => id === track.id);
    const parts = (found?.at ?? []).map((column, index) => {
      const left = x(column * widthMs);
      const next = found?.at[index + 1];
      const wide = Math.max(0.5, x(next === undefined ? endMs : next * widthMs) - left);
      return partSvg(track, found?.values[index] ?? null, left, wide, top, height);
    });
    const squeezed = track.name.length > 11 ? ' textLength="60" lengthAdjust="spacingAndGlyphs"' : '';
    const row =
      `<g class="track" data-track="${track.id}"><title>${escaped(track.name)}</title>` +
      `<rect class="lane" x="${gutterPx}" y="${top + 1}" width="${Math.max(0, widthPx - gutterPx - rightPx)}" height="${height - 2}"/>` +
      `<text class="lane-name" x="${gutterPx - 6}" y="${top + height / 2 + 4}" text-anchor="end"${squeezed}>${escaped(track.name)}</text>` +
      `${parts.join('')}</g>`;
    top += height;
    return row;
  });
  return rows.join('');
}

function partSvg(
  { kind, most = 1, group }: TrackView,
  value: string | number | null,
  left: number,
  wide: number,
  top: number,
  height: number,
): string {
  const share = kind === 'number' ? Math.min(1, Number(value ?? 0) / most) : 1;
  if (value === 0 || value === '' || share === 0) return '';
  const tall = (height - 4) * share;
  const kindOf = value === null ? 'mixed' : group;
  const said = kind === 'text' && typeof value === 'string' && wide > value.length * 6 + 6 ? value : '';
  return (
    `<rect class="t-${kindOf}" x="${left.toFixed(1)}" y="${(top + height - 2 - tall).toFixed(1)}" width="${wide.toFixed(1)}" height="${tall.toFixed(1)}">` +
    `<title>${escaped(String(value ?? 'several'))}</title></rect>` +
    (said === ''
      ? ''
      : `<text x="${(left + 3).toFixed(1)}" y="${top + height / 2 + 4}">${escaped(said)}</text>`)
  );
}
