/** The strip charts: what each shows, in which colour of the style sheet, and what is always in sight. */
import type { ChairView, ChannelName } from '../../protocol.ts';

export interface Trace {
  readonly channel: ChannelName;
  readonly name: string;
  readonly colour: `--${string}`;
  readonly dash?: number[] | undefined;
  readonly decimals: number;
  /** Noisy, or the edge of an interval. */
  readonly thin?: boolean;
  /** The space between the two lines is filled. */
  readonly fillTo?: ChannelName;
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
  readonly inSight: readonly [least: number, most: number];
  /** The scale follows values no farther than this. */
  readonly follows?: readonly [least: number, most: number];
  /** Where the axis is labelled, if not evenly; the first and last alone where there is little room. */
  readonly splits?: readonly number[];
  /** Drawn as lines across, where they are in sight. */
  readonly limits?: readonly number[];
}

const target: Pick<Trace, 'name' | 'colour' | 'dash' | 'decimals'> = {
  name: 'target',
  colour: '--target',
  dash: [4, 3],
  decimals: 0,
};

/** Marks along the rail: round ones, and its upper end. */
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

/** Always in sight, where what differs by little is to be seen. */
const closeK = 8;
/** Readings of a broken lead are none: the scale does not follow them. */
const plausibleC = [0, 90] as const;

/** Of each pad what is true, and over it what the chair reads, makes of it, wants, and is refused. */
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

/** Those of the parts that the chair has; `wanted`: those of which the controller believes something, with that over what is true. */
export function stripsOf(chair: ChairView, wanted: boolean): Strip[] {
  // Of a real chair nothing is known but what it believes.
  const belief = wanted && !chair.real;
  const motion = [...(chair.carriage ? [carriageStrip(chair, belief)] : []), dutyStrip(chair, belief)];
  const strips = belief
    ? [...believedPadStrips(chair), ...motion]
    : [...motion, currentStrip(chair), ...padStrips(chair), supplyStrip(chair)];
  return strips.filter(({ traces }) => traces.length > 0);
}
