/** The strip charts under the lanes: rows of uPlot on one time axis, made anew only when colours or sizes change. */
import uPlot from 'uplot';
import type { ChannelName } from '../protocol.ts';
import type { Points } from './columns.ts';
import { gutterPx, rightPx } from './lanes.ts';

export interface Trace {
  readonly channel: ChannelName;
  readonly name: string;
  /** A colour of the style sheet. */
  readonly colour: string;
  readonly dash?: number[];
  readonly decimals: number;
  /** Drawn as a switch in a band at the bottom: its place from there. */
  readonly band?: number;
}

export interface Strip {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Share of the height. */
  readonly tall: number;
  readonly traces: readonly Trace[];
  /** What is always in sight. */
  readonly least: readonly [number, number];
}

export const strips: readonly Strip[] = [
  {
    id: 'carriage',
    title: 'Carriage',
    unit: 'mm',
    tall: 1.25,
    least: [0, 794],
    traces: [
      { channel: 'carriageMm', name: 'place', colour: '--carriage', decimals: 1 },
      { channel: 'targetMm', name: 'target', colour: '--target', dash: [4, 3], decimals: 0 },
    ],
  },
  {
    id: 'duty',
    title: 'Duty',
    unit: '',
    tall: 1,
    least: [-1, 1],
    traces: [
      { channel: 'carriageDuty', name: 'carriage', colour: '--carriage', decimals: 2 },
      { channel: 'kneaderDuty', name: 'kneader', colour: '--kneader', decimals: 2 },
    ],
  },
  {
    id: 'current',
    title: 'Current',
    unit: 'A',
    tall: 1,
    least: [-1.5, 1.5],
    traces: [
      { channel: 'carriageA', name: 'carriage', colour: '--carriage', decimals: 2 },
      { channel: 'kneaderA', name: 'kneader', colour: '--kneader', decimals: 2 },
    ],
  },
  ...(['lumbar', 'sacral'] as const).map(
    (pad): Strip => ({
      id: pad,
      title: pad === 'lumbar' ? 'Lumbar pad' : 'Sacral pad',
      unit: '°C',
      tall: 1.25,
      least: [20, 46],
      traces: [
        { channel: `${pad}ElementC`, name: 'element', colour: '--element', decimals: 1 },
        { channel: `${pad}SurfaceC`, name: 'surface', colour: '--surface', decimals: 2 },
        { channel: `${pad}TargetC`, name: 'target', colour: '--target', dash: [4, 3], decimals: 0 },
      ],
    }),
  ),
  {
    id: 'supply',
    title: 'Supply',
    unit: 'V',
    tall: 1,
    least: [22, 25],
    traces: [
      { channel: 'supplyV', name: 'supply', colour: '--supply', decimals: 2 },
      { channel: 'motorRelay', name: 'motor relay', colour: '--carriage', decimals: 0, band: 1 },
      { channel: 'padRelay', name: 'pad relay', colour: '--element', decimals: 0, band: 0 },
    ],
  },
];

/** Height of the time axis under the last chart. */
const axisPx = 20;
/** Height of a strip's names and figures. */
const headPx = 17;

export interface Charts {
  readonly plots: readonly uPlot[];
  destroy(): void;
}

export function createCharts(holders: readonly HTMLElement[], widthPx: number, heightPx: number): Charts {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  // Each strip has its names above it.
  const drawable = heightPx - strips.length * headPx - axisPx;
  const total = strips.reduce((sum, { tall }) => sum + tall, 0);
  const plots = strips.map((strip, index) => {
    const height = Math.floor((drawable * strip.tall) / total);
    const last = index === strips.length - 1;
    return new uPlot(
      optionsOf(strip, widthPx, last ? height + axisPx : height, last, colour),
      [[], ...strip.traces.map(() => [])] as never,
      holders[index]!,
    );
  });
  return {
    plots,
    destroy: () => {
      for (const plot of plots) plot.destroy();
    },
  };
}

function optionsOf(
  strip: Strip,
  width: number,
  height: number,
  last: boolean,
  colour: (name: string) => string,
): uPlot.Options {
  const line = colour('--line');
  const soft = colour('--soft');
  const font = '11px system-ui, "DejaVu Sans", sans-serif';
  const [least, most] = strip.least;
  return {
    width,
    height,
    padding: [5, rightPx, 2, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, auto: false },
      y: {
        range: (_plot, low, high) => {
          const bottom = Math.min(least, low ?? least);
          const top = Math.max(most, high ?? most);
          const room = (top - bottom) * 0.04;
          // Switches have their band under the line.
          return [bottom - room - (strip.id === 'supply' ? (top - bottom) * 0.9 : 0), top + room];
        },
      },
      band: { range: [-0.15, 4.2] },
    },
    axes: [
      {
        show: last,
        size: axisPx,
        gap: 2,
        font,
        stroke: soft,
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        space: 70,
        incrs: [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600],
        values: (_plot, seconds) => seconds.map(clockOfSeconds),
      },
      {
        size: gutterPx,
        gap: 4,
        font,
        stroke: soft,
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        space: 22,
        ...(strip.id === 'supply'
          ? {
              filter: (_plot: uPlot, splits: number[]) =>
                splits.map((split) => (split >= least - 0.01 ? split : null)) as number[],
            }
          : {}),
        ...(strip.id === 'carriage' ? { splits: () => [0, 200, 400, 600, 794] } : {}),
      },
    ],
    series: [
      {},
      ...strip.traces.map(
        (trace): uPlot.Series => ({
          scale: trace.band === undefined ? 'y' : 'band',
          stroke: colour(trace.colour),
          width: 1.5,
          points: { show: false },
          ...(trace.dash === undefined ? {} : { dash: trace.dash }),
          ...(trace.band === undefined
            ? {}
            : { fill: `${colour(trace.colour)}40`, fillTo: trace.band * 1.15, width: 1 }),
        }),
      ),
    ],
  };
}

function clockOfSeconds(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const tenths = Math.round(Math.abs(seconds) * 10);
  const minutes = Math.floor(tenths / 600);
  const rest = (tenths % 600) / 10;
  return `${sign}${minutes}:${rest < 10 ? '0' : ''}${Number.isInteger(rest) ? rest : rest.toFixed(1)}`;
}

const seconds: number[] = [];

/** Draws the points over the stretch of time. */
export function drawCharts({ plots }: Charts, points: Points, fromMs: number, toMs: number): void {
  seconds.length = points.count;
  for (let index = 0; index < points.count; index++) seconds[index] = points.ms[index]! / 1000;
  plots.forEach((plot, index) => {
    const { traces } = strips[index]!;
    const data = traces.map(({ channel, band }) => {
      const values = points.values[channel];
      return band === undefined
        ? values
        : values.map((value) => (value === null ? null : value * 0.85 + band * 1.15));
    });
    plot.batch(() => {
      plot.setData([seconds, ...data] as unknown as uPlot.AlignedData, false);
      plot.setScale('x', { min: fromMs / 1000, max: toMs / 1000 });
    });
  });
}
