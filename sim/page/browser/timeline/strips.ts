/** The strip charts: what each shows, in which colour of the style sheet, and what is always in sight. */
import type { ChairView, ChannelName } from '../../protocol.ts';

export interface Trace {
  readonly channel: ChannelName;
  readonly name: string;
  readonly colour: `--${string}`;
  readonly dash?: number[] | undefined;
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
  return [
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
        { channel: 'carriageDuty', name: 'carriage', colour: '--carriage', decimals: 2 },
        { channel: 'kneaderDuty', name: 'kneader', colour: '--kneader', decimals: 2 },
        ...(chair.tapper
          ? [{ channel: 'tapperDuty', name: 'tapper', colour: '--supply', decimals: 2 } as const]
          : []),
      ],
    },
    {
      id: 'current',
      title: 'Current',
      unit: 'A',
      tall: 1,
      inSight: [-motorA, motorA],
      limits: [carriageStallA, kneaderStallA].flatMap((ampere) => [ampere, -ampere]),
      traces: [
        { channel: 'carriageA', name: 'carriage', colour: '--carriage', decimals: 2 },
        { channel: 'kneaderA', name: 'kneader', colour: '--kneader', decimals: 2 },
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
        { channel: 'motorRelay', name: 'motor relay', colour: '--carriage', decimals: 0, band: 1 },
        { channel: 'padRelay', name: 'pad relay', colour: '--element', decimals: 0, band: 0 },
      ],
    },
  ];
}
