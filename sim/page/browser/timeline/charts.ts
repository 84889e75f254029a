/** The strip charts under the lanes: rows of uPlot on one time axis, recreated only when colours or sizes change. */
import uPlot from 'uplot';
import { type Palette, readPalette, withOpacity } from '../palette.ts';
import type { Points } from './columns.ts';
import type { Strip, Trace } from './strips.ts';
import { gutterPx, rightPx } from './view.ts';

/** Height of the time axis under the last chart. */
const axisPx = 20;
/** Below this height an axis has room only for its first and last label. */
const lowPx = 56;
/** Half the width of a time label. */
const labelHalfPx = 18;
/** Height of a switch in the band, and distance from one to the next. */
const switchHigh = 0.85;
const switchApart = 1.15;

export interface Charts {
  readonly strips: readonly Strip[];
  readonly plots: readonly uPlot[];
  destroy(): void;
}

export function createCharts(
  strips: readonly Strip[],
  holders: readonly HTMLElement[],
  widthPx: number,
  heightPx: number,
): Charts {
  const palette = readPalette();
  // The names above each strip take part of the height.
  const drawable = heightPx - headsPx(holders) - axisPx;
  const total = strips.reduce((sum, { tall }) => sum + tall, 0);
  const plots = strips.map((strip, index) => {
    const height = Math.floor((drawable * strip.tall) / total);
    const last = index === strips.length - 1;
    const options: uPlot.Options = {
      width: widthPx,
      height: last ? height + axisPx : height,
      padding: [5, rightPx, 2, 0],
      cursor: { show: false },
      legend: { show: false },
      scales: scalesOf(strip),
      axes: axesOf(strip, height < lowPx, last, palette),
      series: [{}, ...strip.traces.map((trace) => seriesOf(trace, palette))],
      bands: bandsOf(strip, palette),
      hooks: { draw: [(plot) => drawLimits(plot, strip.limits ?? [], palette('--bad'))] },
    };
    return new uPlot(options, [[], ...strip.traces.map(() => [])] as never, holders[index]!);
  });
  return {
    strips,
    plots,
    destroy: () => {
      for (const plot of plots) plot.destroy();
    },
  };
}

/** Height of all names and figures above the strips; those of a strip may take two lines. */
export function headsPx(holders: readonly HTMLElement[]): number {
  return holders.reduce(
    (sum, holder) => sum + (holder.querySelector<HTMLElement>('.strip-head')?.offsetHeight ?? 0),
    0,
  );
}

/** Draws limits as dashed lines across the plot. */
function drawLimits(plot: uPlot, limits: readonly number[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.globalAlpha = 0.7;
  ctx.setLineDash([6, 5]);
  for (const limit of limits) {
    const y = Math.round(plot.valToPos(limit, 'y', true)) + 0.5;
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function hasSwitches({ traces }: Strip): boolean {
  return traces.some(({ band }) => band !== undefined);
}

function scalesOf(strip: Strip): uPlot.Scales {
  const [least, most] = strip.inSight;
  const [lowest, highest] = strip.follows ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return {
    x: { time: false, auto: false },
    y: {
      range: (_plot, low, high) => {
        const bottom = Math.max(lowest, Math.min(least, low ?? least));
        const top = Math.min(highest, Math.max(most, high ?? most));
        const room = (top - bottom) * 0.04;
        // Room for the band of switches below the lines.
        return [bottom - room - (hasSwitches(strip) ? (top - bottom) * 0.9 : 0), top + room];
      },
    },
    band: { range: [-0.15, 4.2] },
  };
}

function axesOf(strip: Strip, low: boolean, last: boolean, palette: Palette): uPlot.Axis[] {
  const shared: uPlot.Axis = {
    font: '11px system-ui, "DejaVu Sans", sans-serif',
    stroke: palette('--soft'),
    grid: { stroke: palette('--line'), width: 1 },
    ticks: { show: false },
  };
  const { splits, inSight } = strip;
  const least = inSight[0] - 0.01;
  return [
    {
      ...shared,
      show: last,
      size: axisPx,
      gap: 2,
      space: 70,
      incrs: [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600],
      values: (plot, seconds) => seconds.map((second) => (isCut(plot, second) ? '' : clockOfSeconds(second))),
    },
    {
      ...shared,
      size: gutterPx,
      gap: 4,
      space: 20,
      ...(splits === undefined ? {} : { splits: () => (low ? [splits[0]!, splits.at(-1)!] : [...splits]) }),
      ...(hasSwitches(strip)
        ? {
            filter: (_plot: uPlot, all: number[]) =>
              all.map((one) => (one >= least ? one : null)) as number[],
          }
        : {}),
    },
  ];
}

function seriesOf({ band, colour, dash, thin }: Trace, palette: Palette): uPlot.Series {
  const stroke = palette(colour);
  return {
    scale: band === undefined ? 'y' : 'band',
    stroke,
    width: thin === true ? 1 : 1.5,
    points: { show: false },
    ...(dash === undefined ? {} : { dash }),
    ...(band === undefined ? {} : { fill: withOpacity(stroke, 0.25), fillTo: band * switchApart, width: 1 }),
  };
}

/** The filled areas between two lines. */
function bandsOf({ traces }: Strip, palette: Palette): uPlot.Band[] {
  return traces.flatMap(({ fillTo, colour }, index) => {
    const other = traces.findIndex(({ channel }) => channel === fillTo);
    return other < 0 ? [] : [{ series: [other + 1, index + 1], fill: withOpacity(palette(colour), 0.25) }];
  });
}

/** Whether the right end would cut the label; such labels are left out. */
function isCut(plot: uPlot, second: number): boolean {
  const { min = 0, max = 1 } = plot.scales['x'] ?? {};
  return (((max ?? 1) - second) / ((max ?? 1) - (min ?? 0))) * plot.width < labelHalfPx - rightPx;
}

function clockOfSeconds(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const tenths = Math.round(Math.abs(seconds) * 10);
  const minutes = Math.floor(tenths / 600);
  const rest = (tenths % 600) / 10;
  return `${sign}${minutes}:${rest < 10 ? '0' : ''}${Number.isInteger(rest) ? rest : rest.toFixed(1)}`;
}

/** Draws the points over the time range. */
export function drawCharts({ plots, strips }: Charts, points: Points, fromMs: number, toMs: number): void {
  const seconds = points.ms.map((ms) => ms / 1000);
  plots.forEach((plot, index) => {
    const { traces } = strips[index]!;
    const data = traces.map(({ channel, band }) => {
      const values = points.values[channel];
      return band === undefined
        ? values
        : values.map((value) => (value === null ? null : value * switchHigh + band * switchApart));
    });
    plot.batch(() => {
      plot.setData([seconds, ...data] as unknown as uPlot.AlignedData, false);
      plot.setScale('x', { min: fromMs / 1000, max: toMs / 1000 });
    });
  });
}
