/** The strip charts: what each shows, in which colour of the style sheet, and what is always in sight. */
import type { ChairView, ChannelName } from '../../protocol.ts';

export interface Trace {
  readonly channel: ChannelName;
  readonly name: string;
  readonly colour: `--${string}`;
  readonly dash?: number[] | undefined;
  readonly decimals: number;
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

export function stripsOf(chair: ChairView): Strip[] {
  const { motorA, supplyV } = chair.ranges;
  const { carriageStallA, kneaderStallA } = chair.limits;
  const { carriage, kneader, tapper, placeByTime, relays } = chair;
  const of = <T>(there: boolean, trace: T): readonly T[] => (there ? [trace] : []);
  const strips: Strip[] = [
    {
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
          channel: 'believedLowMm',
          name: 'believed from',
          colour: '--belief',
          decimals: 0,
          fillTo: 'believedHighMm',
        } as const),
        ...of(placeByTime, {
          channel: 'believedHighMm',
          name: 'to',
          colour: '--belief',
          decimals: 0,
        } as const),
      ],
    },
    {
      id: 'duty',
      title: 'Duty',
      unit: '',
      tall: 1,
      inSight: [-1, 1],
      splits: [-1, 0, 1],
      traces: [
        ...of(carriage, {
          channel: 'carriageDuty',
          name: 'carriage',
          colour: '--carriage',
          decimals: 2,
        } as const),
        ...of(kneader === 'motor', {
          channel: 'kneaderDuty',
          name: 'kneader',
          colour: '--kneader',
          decimals: 2,
        } as const),
        ...of(tapper, { channel: 'tapperDuty', name: 'tapper', colour: '--supply', decimals: 2 } as const),
      ],
    },
    {
      id: 'current',
      title: 'Current',
      unit: 'A',
      tall: 1,
      inSight: [-motorA, motorA],
      limits: [...of(carriage, carriageStallA), ...of(kneader === 'motor', kneaderStallA)].flatMap(
        (ampere) => [ampere, -ampere],
      ),
      traces: [
        ...of(carriage, {
          channel: 'carriageA',
          name: 'carriage',
          colour: '--carriage',
          decimals: 2,
        } as const),
        ...of(kneader === 'motor', {
          channel: 'kneaderA',
          name: 'kneader',
          colour: '--kneader',
          decimals: 2,
        } as const),
      ],
    },
    ...padStrips(chair),
    {
      id: 'supply',
      title: 'Supply',
      unit: 'V',
      tall: 1,
      inSight: supplyV,
      traces: [
        { channel: 'supplyV', name: 'supply', colour: '--supply', decimals: 2 },
        ...of(relays.motors, {
          channel: 'motorRelay',
          name: 'motor relay',
          colour: '--carriage',
          decimals: 0,
          band: 1,
        } as const),
        ...of(relays.pads, {
          channel: 'padRelay',
          name: 'pad relay',
          colour: '--element',
          decimals: 0,
          band: 0,
        } as const),
      ],
    },
  ];
  // Without a motor that could have them.
  return strips.filter(({ id, traces }) => traces.length > 0 && (id !== 'carriage' || carriage));
}
