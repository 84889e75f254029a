/** The strip charts: the values of each, their colours in the style sheet, and the range that is always visible. */
import type { ChairView, ChannelName } from '../../protocol.ts';

export interface Trace {
  readonly channel: ChannelName;
  readonly name: string;
  readonly colour: `--${string}`;
  readonly dash?: number[] | undefined;
  readonly decimals: number;
  /** A thin line, for noisy values or the edge of an interval. */
  readonly thin?: boolean;
  /** The area between this line and that channel's is filled. */
  readonly fillTo?: ChannelName;
  /** Drawn as a switch in the band at the bottom, at this position from below. */
  readonly band?: number;
}

export interface Strip {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Share of the height. */
  readonly tall: number;
  readonly traces: readonly Trace[];
  readonly inSight: readonly [least: number, most: number];
  /** The scale follows values only within this range. */
  readonly follows?: readonly [least: number, most: number];
  /** Labels of the axis, if not evenly spaced; only the first and last where there is little room. */
  readonly splits?: readonly number[];
  /** Drawn as lines across the chart where visible. */
  readonly limits?: readonly number[];
}

const target: Pick<Trace, 'name' | 'colour' | 'dash' | 'decimals'> = {
  name: 'target',
  colour: '--target',
  dash: [4, 3],
  decimals: 0,
};

/** Marks along the rail: every 200 mm, and its upper end. */
export function railMarks({ rail }: ChairView): number[] {
  const marks: number[] = [];
  for (let mm = 0; mm < rail.lengthMm - 100; mm += 200) marks.push(mm);
  return [...marks, rail.lengthMm];
}

const of = (there: boolean, trace: Trace): readonly Trace[] => (there ? [trace] : []);

function padStrips({ pads, ranges, limits }: ChairView): Strip[] {
  return pads.map(
    ({ id, name, number }): Strip => ({
      id,
      title: `${name} pad`,
      unit: '°C',
      tall: 1.25,
      inSight: ranges.padC,
      limits: limits.surfaceC,
      traces: [
        { channel: `pad${number}ElementC`, name: 'element', colour: '--element', decimals: 1 },
        { channel: `pad${number}SurfaceC`, name: 'surface', colour: '--surface', decimals: 2 },
        { channel: `pad${number}TargetC`, ...target },
      ],
    }),
  );
}

/** Range that is always visible in charts for small differences. */
const closeK = 8;
/** Readings outside this range come from a broken lead; the scale does not follow them. */
const plausibleC = [0, 90] as const;

/** For each pad the true values, and over them the chair's readings, filtered values, goals, and what it is refused. */
function believedPadStrips({ pads, ranges, limits }: ChairView): Strip[] {
  return pads.flatMap(({ id, name, number }): Strip[] => {
    const mostC = ranges.padC[1];
    const shared = { unit: '°C', tall: 1.25, inSight: [mostC - closeK, mostC], follows: plausibleC } as const;
    const read: Pick<Trace, 'name' | 'colour' | 'decimals' | 'thin'> = {
      name: 'read',
      colour: '--read',
      decimals: 1,
      thin: true,
    };
    return [
      {
        ...shared,
        id: `${id}-element`,
        title: `${name} element`,
        traces: [
          { channel: `pad${number}ElementC`, name: 'true', colour: '--element', decimals: 1 },
          { channel: `pad${number}ReadC`, ...read },
          { channel: `pad${number}FilteredC`, name: 'filtered', colour: '--belief', decimals: 1, thin: true },
          { channel: `pad${number}WantedC`, ...target, name: 'wanted' },
        ],
      },
      {
        ...shared,
        id,
        title: `${name} surface`,
        limits: limits.surfaceC,
        traces: [
          { channel: `pad${number}SurfaceC`, name: 'true', colour: '--surface', decimals: 2 },
          { channel: `pad${number}ReadSurfaceC`, ...read },
          { channel: `pad${number}EstimateC`, name: 'estimate', colour: '--belief', decimals: 2, thin: true },
          { channel: `pad${number}TargetC`, ...target, name: 'wanted' },
          { channel: `pad${number}Refused`, name: 'refused', colour: '--warn', decimals: 0, band: 0 },
        ],
      },
    ];
  });
}

function carriageStrip(chair: ChairView, belief: boolean): Strip {
  const { placeByTime } = chair;
  const believed = { colour: '--belief', decimals: 0, thin: true } as const;
  return {
    id: 'carriage',
    title: 'Carriage',
    unit: 'mm',
    tall: 1.25,
    inSight: [0, chair.rail.lengthMm],
    splits: railMarks(chair),
    traces: [
      { channel: 'carriageMm', name: 'place', colour: '--carriage', decimals: 1 },
      { channel: 'targetMm', ...target },
      ...of(placeByTime, {
        ...believed,
        channel: 'believedLowMm',
        name: 'believed from',
        fillTo: 'believedHighMm',
      }),
      ...of(placeByTime, { ...believed, channel: 'believedHighMm', name: 'to' }),
      ...of(belief && !placeByTime, { ...believed, channel: 'believedMm', name: 'believed', decimals: 1 }),
    ],
  };
}

function dutyStrip({ carriage, kneader, tapper }: ChairView, belief: boolean): Strip {
  return {
    id: 'duty',
    title: 'Duty',
    unit: '',
    tall: 1,
    inSight: [-1, 1],
    splits: [-1, 0, 1],
    traces: [
      ...of(carriage, { channel: 'carriageDuty', name: 'carriage', colour: '--carriage', decimals: 2 }),
      ...of(kneader === 'motor', {
        channel: 'kneaderDuty',
        name: 'kneader',
        colour: '--kneader',
        decimals: 2,
      }),
      ...of(tapper, { channel: 'tapperDuty', name: 'tapper', colour: '--supply', decimals: 2 }),
      ...of(belief && carriage, {
        channel: 'wantedDuty',
        name: 'carriage wanted',
        colour: '--belief',
        dash: [4, 3],
        decimals: 2,
      }),
      ...of(belief && carriage, {
        channel: 'carriageRefused',
        name: 'refused',
        colour: '--warn',
        decimals: 0,
        band: 0,
      }),
    ],
  };
}

function currentStrip({ carriage, kneader, ranges, limits }: ChairView): Strip {
  const { motorA } = ranges;
  const stallA = [
    ...(carriage ? [limits.carriageStallA] : []),
    ...(kneader === 'motor' ? [limits.kneaderStallA] : []),
  ];
  return {
    id: 'current',
    title: 'Current',
    unit: 'A',
    tall: 1,
    inSight: [-motorA, motorA],
    limits: stallA.flatMap((ampere) => [ampere, -ampere]),
    traces: [
      ...of(carriage, { channel: 'carriageA', name: 'carriage', colour: '--carriage', decimals: 2 }),
      ...of(kneader === 'motor', { channel: 'kneaderA', name: 'kneader', colour: '--kneader', decimals: 2 }),
    ],
  };
}

function supplyStrip({ relays, ranges }: ChairView): Strip {
  const relay = (channel: ChannelName, name: string, colour: `--${string}`, band: number): Trace => {
    return { channel, name, colour, decimals: 0, band };
  };
  return {
    id: 'supply',
    title: 'Supply',
    unit: 'V',
    tall: 1,
    inSight: ranges.supplyV,
    traces: [
      { channel: 'supplyV', name: 'supply', colour: '--supply', decimals: 2 },
      ...of(relays.motors, relay('motorRelay', 'motor relay', '--carriage', 1)),
      ...of(relays.pads, relay('padRelay', 'pad relay', '--element', 0)),
    ],
  };
}

/** The strips for the chair's parts. `wanted`: only those of which the controller has estimates, drawn over the true values. */
export function stripsOf(chair: ChairView, wanted: boolean): Strip[] {
  // A real chair has no true values to draw them over.
  const belief = wanted && !chair.real;
  const motion = [...(chair.carriage ? [carriageStrip(chair, belief)] : []), dutyStrip(chair, belief)];
  const strips = belief
    ? [...believedPadStrips(chair), ...motion]
    : [...motion, currentStrip(chair), ...padStrips(chair), supplyStrip(chair)];
  return strips.filter(({ traces }) => traces.length > 0);
}
