/** Draws the timeline, only when a pixel of it has changed. The lines for now, pointer and cursors move independently. */
import type { ChannelName } from '../../protocol.ts';
import { clock, fixed } from '../format.ts';
import { onFrame, onSlowFrame, pictureWanted } from '../frames.ts';
import { chair, page } from '../state.ts';
import { type Charts, createCharts, drawCharts, headsPx } from './charts.ts';
import { columnMs, pointsIn, requestColumns, startColumns, valueNear } from './columns.ts';
import { listen } from './gestures.ts';
import { lanesHeightOf, lanesSvg } from './lanes.ts';
import type { Strip } from './strips.ts';
import { createTracks, type Tracks, tracksHeight } from './tracks.ts';
import { gutterPx, hoverMs, plotWidth, type View, viewNow } from './view.ts';

/** Least height of a strip's chart; a chart with several lines close together needs more. */
const stripLeastPx = 43;
const believedLeastPx = 79;
const leastPx = (): number => (page.belief ? believedLeastPx : stripLeastPx);

interface Plot {
  readonly root: HTMLElement;
  readonly strips: readonly Strip[];
  readonly svg: SVGSVGElement;
  readonly tracksSvg: SVGSVGElement;
  readonly holders: readonly HTMLElement[];
  charts: Charts | null;
  widthPx: number;
  heightPx: number;
  theme: string;
  /** Key of what the last picture was drawn from. */
  drawn: string;
  drawnHistory: unknown;
  stale: boolean;
  svgText: string;
  tracksText: string;
  /** Height of the tracks between lanes and charts. */
  tracksPx: number;
}

/** Starts drawing; returns a function that stops it. */
export function startPlot(root: HTMLElement, strips: readonly Strip[]): () => void {
  const plot: Plot = {
    root,
    strips,
    svg: root.querySelector<SVGSVGElement>('.lanes')!,
    tracksSvg: root.querySelector<SVGSVGElement>('.tracks')!,
    holders: [...root.querySelectorAll<HTMLElement>('.strip')],
    charts: null,
    widthPx: 0,
    heightPx: 0,
    theme: '',
    drawn: '',
    drawnHistory: null,
    stale: true,
    svgText: '',
    tracksText: '',
    tracksPx: 0,
  };
  const tracks = createTracks(() => redraw());
  const moveLines = lineMover(root);
  const draw = (): void => {
    if (plot.widthPx === 0) return;
    const view = viewNow(plotWidth(plot.widthPx));
    requestColumns(view);
    tracks.request(view);
    moveLines(view, plot.widthPx);
    if (isStale(plot, view)) drawPicture(plot, tracks);
  };
  // Drawn with the next picture, so that several answers of the server cause one redraw.
  const redraw = (): void => {
    plot.stale = true;
    pictureWanted();
  };
  const remeasure = (): void => {
    if (measure(plot)) redraw();
  };
  startColumns(redraw);
  const observer = new ResizeObserver(remeasure);
  observer.observe(root);
  const light = matchMedia('(prefers-color-scheme: light)');
  light.addEventListener('change', remeasure);
  // Sizes come from the observer and colours from the theme switch: reading them each frame would cost a layout each frame.
  let { theme, tracks: shown } = page;
  const stops = [
    onFrame(() => {
      const moved = shown !== page.tracks;
      if (theme !== page.theme || moved) remeasure();
      ({ theme, tracks: shown } = page);
      if (moved) redraw();
      draw();
    }),
    startReadouts(plot),
    listen(
      root.querySelector<HTMLElement>('.scrub')!,
      () => viewNow(plotWidth(plot.widthPx)),
      (ms) => snapped(ms, viewNow(plotWidth(plot.widthPx)), tracks.edges()),
    ),
    () => observer.disconnect(),
    () => light.removeEventListener('change', remeasure),
    () => plot.charts?.destroy(),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Recreates the charts if size or colours have changed; returns whether they have. */
function measure(plot: Plot): boolean {
  const width = Math.floor(plot.root.clientWidth);
  const tracksPx = tracksHeight();
  const height = Math.floor(plot.root.clientHeight - lanesHeightOf(chair()) - tracksPx);
  const theme = `${page.theme}${matchMedia('(prefers-color-scheme: light)').matches}`;
  const same = width === plot.widthPx && height === plot.heightPx && theme === plot.theme;
  if (width < 50 || (same && tracksPx === plot.tracksPx)) return false;
  Object.assign(plot, { widthPx: width, heightPx: height, theme, tracksPx });
  plot.charts?.destroy();
  const { strips, holders, svg } = plot;
  const leastHeight = headsPx(holders) + strips.length * leastPx();
  // In less height than that the plot is scrolled instead of cut.
  plot.root.style.minHeight = `${lanesHeightOf(chair()) + tracksPx + leastHeight}px`;
  plot.charts = createCharts(strips, holders, width, Math.max(leastHeight, height));
  svg.setAttribute('width', String(width));
  svg.setAttribute('viewBox', `0 0 ${width} ${lanesHeightOf(chair())}`);
  plot.tracksSvg.setAttribute('width', String(width));
  plot.tracksSvg.setAttribute('height', String(tracksPx));
  return true;
}

/** Whether the picture must be redrawn: not for movement of less than a pixel. While paused, now is shown to the tick. */
function isStale(plot: Plot, view: View): boolean {
  const pixelMs = (view.toMs - view.fromMs) / view.widthPx;
  const key = [
    Math.floor(view.fromMs / pixelMs),
    view.toMs - view.fromMs,
    page.running ? Math.floor(page.nowMs / Math.max(pixelMs, columnMs())) : `paused at ${page.nowMs}`,
    page.plan,
    page.plans.length,
    page.workspaceNumber,
    page.state,
    page.minutes,
    page.speedShift,
    page.spotMm,
    page.heatLevel,
  ].join();
  if (key !== plot.drawn || plot.drawnHistory !== page.history) plot.stale = true;
  plot.drawn = key;
  plot.drawnHistory = page.history;
  return plot.stale;
}

function drawPicture(plot: Plot, tracks: Tracks): void {
  plot.stale = false;
  const view = viewNow(plotWidth(plot.widthPx));
  const points = pointsIn(view);
  const text = lanesSvg({ ...view, widthPx: plot.widthPx, points, ...plansShown() });
  if (text !== plot.svgText) {
    plot.svgText = text;
    plot.svg.innerHTML = text;
  }
  const rows = tracks.svg(view, plot.widthPx);
  if (rows !== plot.tracksText) {
    plot.tracksText = rows;
    plot.tracksSvg.innerHTML = rows;
  }
  if (plot.charts !== null) drawCharts(plot.charts, points, view.fromMs, view.toMs);
}

/** A cursor snaps to an edge within this many pixels. */
const snapPx = 7;

/** The nearest edge or event, if it is near; otherwise the time itself. */
function snapped(ms: number, view: View, edges: readonly number[]): number {
  const { states, runs, faults, actions, marks } = page.history;
  const all = [
    ...edges,
    ...states.map(({ fromMs }) => fromMs),
    ...runs.flatMap(({ steps }) => steps.map(({ fromMs }) => fromMs)),
    ...[...faults, ...actions, ...marks].map(({ atMs }) => atMs),
  ];
  const nearest = all.reduce(
    (best, one) => (Math.abs(one - ms) < Math.abs(best - ms) ? one : best),
    Number.POSITIVE_INFINITY,
  );
  return Math.abs(nearest - ms) <= (snapPx * (view.toMs - view.fromMs)) / view.widthPx ? nearest : ms;
}

/** The plans for the lanes. The next program is shown only while it could be started, not over the rest of a run. */
export function plansShown() {
  const { plans, plan, history, nowMs, state, leftMs, minutes } = page;
  const { speedShift, spotMm, heatLevel } = page;
  const startable = state === 'off' || state === 'homing' || state === 'ready';
  const inSession = state === 'running' || state === 'paused';
  return {
    chair: chair(),
    plans,
    history,
    nowMs,
    next: startable ? (plans[plan] ?? null) : null,
    chosen: { speedShift, spotMm, heatLevel },
    // The chair gives the time left in whole seconds.
    endMs: inSession ? nowMs + leftMs + 1000 : null,
    minutes,
  };
}

/** Moves the lines over lanes and charts: now, pointer, moment looked back at, and the two cursors. */
function lineMover(root: HTMLElement): (view: View, widthPx: number) => void {
  const [now, hover, look, cursorA, cursorB] = [...root.querySelectorAll<HTMLElement>('.line')] as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ];
  return (view, widthPx) => {
    const place = (line: HTMLElement, ms: number | null): void => {
      const share = ms === null ? -1 : (ms - view.fromMs) / (view.toMs - view.fromMs);
      const at = share < 0 || share > 1 ? -100 : gutterPx + share * plotWidth(widthPx);
      const transform = `translateX(${Math.round(at)}px)`;
      if (line.style.transform !== transform) line.style.transform = transform;
    };
    const pointed = hoverMs(view);
    const name = pointed === null ? '' : clock(pointed, 2);
    if (hover.dataset['name'] !== name) hover.dataset['name'] = name;
    hover.classList.toggle('at-right', (page.hoverShare ?? 0) > 0.85);
    place(now, page.nowMs);
    place(hover, pointed);
    place(look, page.lookBackMs);
    place(cursorA, page.cursorA);
    place(cursorB, page.cursorB);
  };
}

/** Shows time and values under the pointer in a tooltip beside it. */
function showTooltip({ strips, widthPx }: Plot, tooltip: HTMLElement): void {
  const view = viewNow(plotWidth(widthPx));
  const atMs = hoverMs(view);
  const { hoverShare } = page;
  tooltip.hidden = atMs === null || hoverShare === null;
  if (atMs === null || hoverShare === null) return;
  const past = atMs < page.nowMs;
  const lines = strips.flatMap(({ title, unit, traces }) =>
    traces.map(({ channel, name, decimals }) => {
      const value = past ? valueNear(channel, atMs) : page[channel];
      return `${title} ${name}: ${fixed(value, decimals)} ${unit}`;
    }),
  );
  const text = [clock(atMs, 2), ...lines].join('\n');
  if (tooltip.textContent !== text) tooltip.textContent = text;
  // On the side with more room, never under the pointer.
  const at = gutterPx + hoverShare * plotWidth(widthPx);
  tooltip.style.left = hoverShare > 0.5 ? '' : `${at + 14}px`;
  tooltip.style.right = hoverShare > 0.5 ? `${widthPx - at + 14}px` : '';
}

/** Figures in the charts' heads: at the pointer, else at the moment looked back at, else now. */
function startReadouts(plot: Plot): () => void {
  const outputs = [...plot.root.querySelectorAll<HTMLOutputElement>('[data-channel]')].map((output) => ({
    output,
    channel: output.dataset['channel'] as ChannelName,
    decimals: Number(output.dataset['decimals']),
  }));
  const scrub = plot.root.querySelector<HTMLElement>('.scrub')!;
  const tooltip = plot.root.querySelector<HTMLElement>('.tooltip')!;
  return onSlowFrame(() => {
    showTooltip(plot, tooltip);
    const atMs = hoverMs(viewNow(plotWidth(plot.widthPx))) ?? page.lookBackMs;
    const past = atMs !== null && atMs < page.nowMs;
    plot.root.classList.toggle('past', past);
    for (const { output, channel, decimals } of outputs) {
      const text = fixed(past ? valueNear(channel, atMs) : page[channel], decimals);
      if (output.textContent !== text) output.textContent = text;
    }
    const { lookBackMs, nowMs } = page;
    scrub.setAttribute('aria-valuemax', String(Math.round(nowMs)));
    scrub.setAttribute('aria-valuenow', String(Math.round(lookBackMs ?? nowMs)));
    scrub.setAttribute('aria-valuetext', lookBackMs === null ? `now, ${clock(nowMs)}` : clock(lookBackMs, 2));
  });
}
