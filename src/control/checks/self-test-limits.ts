/**
 * What the self-test measures, how hard it drives for that, and within which limits the chair passes. The table is
 * what a technician reads; self-test.ts fills it in.
 */
import { at } from '../../chair/assert.ts';
import type { Chair, PadFigures } from '../../chair/chair.ts';

interface SelfTestLimit {
  readonly name: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

/** Fast enough that a motor short of power shows it, slow enough that one within its ratings holds it (chosen). */
export const runSpeedMmPerS = 30;
const turnSpeed = 4;
/** A speed held in closed loop is off by this share at most (chosen: it is held within a hundredth). */
const speedTolerance = 0.1;
/** Each cam sensor closes four times (chosen). */
export const turnsEachWay = 4;
/** Many counts of the converter, and little to feel (chosen). */
export const warmByK = 3;
/** Wider than the ratings: an empty chair draws less, a stiff gear that is still usable draws more (chosen). */
const carriageA = { low: 0.2, high: 1.5 } as const;
const armsA = { low: 0.4, high: 2 } as const;
/** A room outside this is a broken thermistor or no place for the chair (chosen). */
const roomC = { low: -10, high: 50 } as const;
/** A pad that has just been used is warm. */
const padC = { low: roomC.low, high: 55 } as const;
/** Of a pad's current: power differs by the tolerance, and a fifth of it more for the supply (chosen). */
const currentTolerance = 1.2;
/** What a pad at its slowest needs, times this, for one that was warm already and is held back (chosen). */
const warmPatience = 2;

/** What is measured of every chair; the rows of each pad come after. */
const names = [
  'supply',
  'room temperature',
  'emergency stop released',
  'keys down',
  'seat switch, 1 = taken',
  'lower limit found',
  'upper limit found',
  'carriage up',
  'carriage up, current',
  'carriage down',
  'carriage down, current',
  'arms inwards',
  'arms inwards, current',
  'arms outwards',
  'arms outwards, current',
  'cam sensors seen',
] as const;
export type SelfTestName = (typeof names)[number];

/** Index of the row a measurement belongs to, and of those of a pad. */
export const rowOf = Object.fromEntries(names.map((name, index) => [name, index])) as Record<
  SelfTestName,
  number
>;

const rowsOfPad = 3;

export function padRowsOf(pad: number): Record<'element' | 'warm' | 'current', number> {
  const first = names.length + rowsOfPad * pad;
  return { element: first, warm: first + 1, current: first + 2 };
}

/** A figure give or take a share of it. */
const near = (figure: number, share: number) => ({ low: figure * (1 - share), high: figure * (1 + share) });

/** At full power the element rises by power / capacity; both may be off, and the heater pauses to look. */
function warmMostS(pad: PadFigures): number {
  const part = pad.toleranceShare;
  const slowestRiseKPerS = (pad.nominalW * (1 - part)) / (pad.elementJPerK * (1 + part));
  return (warmPatience * warmByK) / slowestRiseKPerS;
}

function padA(pad: PadFigures): { low: number; high: number } {
  return near(pad.nominalW / pad.nominalV, currentTolerance * pad.toleranceShare);
}

function padLimits(pad: PadFigures): readonly SelfTestLimit[] {
  return [
    { name: `${pad.name} pad, element thermistor`, unit: 'C', ...padC },
    { name: `${pad.name} pad, ${warmByK} K warmer after`, unit: 's', low: 1, high: warmMostS(pad) },
    { name: `${pad.name} pad, current`, unit: 'A', ...padA(pad) },
  ];
}

/** What the self-test needs of a chair: at which speeds it drives, and within which limits the chair is well. */
export interface SelfTestFigures {
  readonly turnSpeedPerMin: number;
  /** The places it goes to on the way up and down. */
  readonly upMm: number;
  readonly downMm: number;
  readonly padCount: number;
  /** Pads with a thermistor at the surface, and the rows of these. */
  readonly surfaces: readonly { readonly pad: number; readonly row: number }[];
  /** By `rowOf`, `padRowsOf` and `surfaces`. */
  readonly limits: readonly SelfTestLimit[];
}

export function selfTestFigures(chair: Chair): SelfTestFigures {
  const { carriage: rail, kneader, supply } = chair;
  const turnSpeedPerMin = at(kneader.speedsTurnsPerMin, turnSpeed - 1, 'speed');
  const limits: Readonly<Record<SelfTestName, Omit<SelfTestLimit, 'name'>>> = {
    supply: { unit: 'V', low: supply.warnLowV, high: supply.warnHighV },
    'room temperature': { unit: 'C', ...roomC },
    'emergency stop released': { unit: '', low: 1, high: 1 },
    'keys down': { unit: '', low: 0, high: 0 },
    'seat switch, 1 = taken': { unit: '', low: 0, high: 1 },
    'lower limit found': { unit: '', low: 1, high: 1 },
    'upper limit found': { unit: '', low: 1, high: 1 },
    'carriage up': { unit: 'mm/s', ...near(runSpeedMmPerS, speedTolerance) },
    'carriage up, current': { unit: 'A', ...carriageA },
    'carriage down': { unit: 'mm/s', ...near(runSpeedMmPerS, speedTolerance) },
    'carriage down, current': { unit: 'A', ...carriageA },
    'arms inwards': { unit: '1/min', ...near(turnSpeedPerMin, speedTolerance) },
    'arms inwards, current': { unit: 'A', ...armsA },
    'arms outwards': { unit: '1/min', ...near(turnSpeedPerMin, speedTolerance) },
    'arms outwards, current': { unit: 'A', ...armsA },
    'cam sensors seen': { unit: '', low: 3, high: 3 },
  };
  const withSurface = chair.pads.flatMap(({ measuresSurface }, pad) => (measuresSurface ? [pad] : []));
  const surfaceLimits = withSurface.map((pad) => ({
    name: `${at(chair.pads, pad, 'pad').name} pad, surface thermistor`,
    unit: 'C',
    ...padC,
  }));
  const firstSurface = names.length + rowsOfPad * chair.pads.length;
  return {
    turnSpeedPerMin,
    upMm: rail.pointMaxMm,
    downMm: rail.railMm / 2,
    limits: [
      ...names.map((name) => ({ name, ...limits[name] })),
      ...chair.pads.flatMap(padLimits),
      ...surfaceLimits,
    ],
    surfaces: withSurface.map((pad, index) => ({ pad, row: firstSurface + index })),
    padCount: chair.pads.length,
  };
}
