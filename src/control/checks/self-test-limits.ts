/**
 * What the self-test measures, how hard it drives the parts for it, and the limits within which the chair passes.
 * A technician reads this table; self-test.ts fills it in.
 */
import { at } from '../../chair/assert.ts';
import type { Chair, PadFigures, Spread } from '../../chair/chair.ts';
import { earnedMostC } from '../../chair/limits.ts';
import type { OpenEnd } from '../../chair/open-end.ts';
import type { Celsius } from '../../chair/units.ts';

interface SelfTestLimit {
  readonly name: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  /** Why this chair cannot measure it; empty where it can, null where it has no such part. */
  readonly unseen: string | null;
}

/** Fast enough to show a motor that is short of power, slow enough for a motor within its ratings to hold (chosen). */
const runSpeedMmPerS = 30;
/** At most this share of full speed, so that a slow motor is tested at a lower speed. */
const runShareMost = 0.6;
const turnSpeed = 4;
/** Tolerance, as a share, of a speed held in closed loop (chosen: it is held within a hundredth). */
const speedTolerance = 0.1;
/** Each cam sensor closes four times (chosen). */
export const turnsEachWay = 4;
/** Many counts of the converter, yet hardly to be felt (chosen). */
export const warmByK = 3;
/** Wider than the ratings: an empty chair draws less, a stiff gear that is still usable draws more (chosen). */
const carriageDraws = ({ min, max }: Spread<number>) => ({ low: min / 3, high: max * 1.25 });
const armsDraw = ({ min, max }: Spread<number>) => ({ low: min / 2, high: (max * 4) / 3 });
/** Limits of the speed at full power, whether or not somebody sits in the chair. */
const fullSpeed = (speed: number, slowest: number) => ({ low: 0.9 * speed * slowest, high: 1.1 * speed });
/** A reading outside this means a broken thermistor or a room unfit for the chair (chosen). */
const roomC = { low: -10, high: 50 } as const;
/** Up to 55 C, since a pad that has just been used is warm. */
const padC = { low: roomC.low, high: 55 } as const;
/** Tolerance of a pad's current, in multiples of its power tolerance: a fifth more for the supply (chosen). */
const currentTolerance = 1.2;
/** Multiple of a slow pad's warm-up time, for a pad that was warm already and is held back (chosen). */
const warmPatience = 2;

/** Rows of every chair; the rows of each pad follow. */
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
  'tapper, current',
] as const;
export type SelfTestName = (typeof names)[number];

/** Index of a measurement's row; for the rows of a pad see `padRowsOf`. */
export const rowOf = Object.fromEntries(names.map((name, index) => [name, index])) as Record<
  SelfTestName,
  number
>;

const rowsOfPad = 3;

export function padRowsOf(pad: number): Record<'element' | 'warm' | 'current', number> {
  const first = names.length + rowsOfPad * pad;
  return { element: first, warm: first + 1, current: first + 2 };
}

/** A figure plus or minus a share of it. */
const near = (figure: number, share: number) => ({ low: figure * (1 - share), high: figure * (1 + share) });

/** At full power the element warms by power / capacity; both have tolerances, and the heater pauses to take readings. */
function warmMostS(pad: PadFigures): number {
  const part = pad.toleranceShare;
  const slowestRiseKPerS = (pad.nominalW * (1 - part)) / (pad.elementJPerK * (1 + part));
  return (warmPatience * warmByK) / slowestRiseKPerS;
}

function padA(pad: PadFigures): { low: number; high: number } {
  return near(pad.nominalW / pad.nominalV, currentTolerance * pad.toleranceShare);
}

function padLimits(pad: PadFigures, { scaled }: Chair['wiring']): readonly SelfTestLimit[] {
  const element = pad.measuresElement ? '' : 'nothing measures its element';
  const warm = pad.levels.length === 0 ? 'its heat is locked out' : element;
  const current = warm === '' && scaled['pads-current'] === null ? 'no sensor for its current' : warm;
  const name = (what: string) => `${pad.name} pad, ${what}`;
  return [
    { name: name('element thermistor'), unit: 'C', ...padC, unseen: element },
    { name: name(`${warmByK} K warmer after`), unit: 's', low: 1, high: warmMostS(pad), unseen: warm },
    { name: name('current'), unit: 'A', ...padA(pad), unseen: current },
  ];
}

/** Why this chair cannot measure each row: a text, empty where it can, null where it lacks the part and the row is left out. */
function unseenRows(chair: Chair): Readonly<Record<SelfTestName, string | null>> {
  const { wiring, carriage: rail, kneader, tapper } = chair;
  const { inputs, scaled, keys } = wiring;
  const missing = (there: unknown, why: string) => (there === null ? why : '');
  const bottom = missing(inputs['limit-bottom'], 'no switch at this end');
  const top = missing(inputs['limit-top'], 'no switch at this end');
  const timed = rail.edgeMm === null && (bottom || top) ? 'nothing counts, and one end times no pass' : '';
  const ofRail = (why: string) => (rail.present ? why : null);
  const hasArms = Boolean(chair.abilities.speeds.kneader);
  const ofArms = (why: string) => (hasArms ? why : null);
  const turns = kneader.cams.length === 0 ? 'no sensor at the cam: look whether they turn' : '';
  const outwards = kneader.twoWays ? turns : null;
  const railA = missing(scaled['carriage-current'], 'no sensor for its current');
  const armsA = missing(scaled['kneader-current'], 'no sensor for their current');
  return {
    supply: missing(scaled.supply, 'no sensor for the supply'),
    'room temperature': missing(wiring.ambient, 'no thermistor for the room'),
    'emergency stop released': missing(inputs['emergency-stop'], 'the controller is not told of it'),
    'keys down': missing(keys.stop, 'no key'),
    'seat switch, 1 = taken': missing(inputs.seat, 'no seat switch'),
    'lower limit found': ofRail(bottom),
    'upper limit found': ofRail(top),
    'carriage up': ofRail(timed),
    'carriage up, current': ofRail(railA || timed),
    'carriage down': ofRail(timed),
    'carriage down, current': ofRail(railA || timed),
    'arms inwards': ofArms(turns),
    'arms inwards, current': ofArms(armsA),
    'arms outwards': outwards === null ? null : ofArms(outwards),
    'arms outwards, current': outwards === null ? null : ofArms(armsA),
    'cam sensors seen': kneader.cams.length === 0 ? null : ofArms(''),
    'tapper, current': tapper === null ? null : tapper.measured ? '' : 'no sensor for its current: listen',
  };
}

/** What the self-test needs to know of a chair: the speeds it drives at and the limits within which the chair passes. */
export interface SelfTestFigures {
  readonly turnSpeedPerMin: number;
  /** Where the carriage is sent on the way up and on the way down. */
  readonly upMm: number;
  readonly downMm: number;
  readonly runSpeedMmPerS: number;
  readonly railMm: number;
  readonly openEnd: OpenEnd;
  /** The carriage's speed is measured by its time from end to end. */
  readonly timed: boolean;
  readonly padCount: number;
  /** Temperature of each pad's highest level. */
  readonly warmestC: readonly Celsius[];
  /** Pads with a surface thermistor, and the rows of these thermistors. */
  readonly surfaces: readonly { readonly pad: number; readonly row: number }[];
  /** Indexed by `rowOf`, `padRowsOf` and `surfaces`. */
  readonly limits: readonly SelfTestLimit[];
}

export function selfTestFigures(chair: Chair): SelfTestFigures {
  const { carriage: rail, kneader, supply } = chair;
  const turnSpeedPerMin = at(kneader.speedsTurnsPerMin, turnSpeed - 1, 'speed');
  const timed = rail.edgeMm === null;
  const held = !rail.switched && !timed;
  const slowest = 1 - rail.slowerUnderPerson.max;
  const fullMmPerS = Math.min(rail.fullSpeedUpMmPerS, rail.fullSpeedDownMmPerS);
  const speed = Math.min(runSpeedMmPerS, runShareMost * fullMmPerS);
  const railSpeed = (full: number) => (held ? near(speed, speedTolerance) : fullSpeed(full, slowest));
  const armsSpeed = kneader.switched
    ? fullSpeed(kneader.fullTurnsPerMin, slowest)
    : near(turnSpeedPerMin, speedTolerance);
  const carriageA = carriageDraws(rail.runningA);
  const armsA = armsDraw(kneader.runningA);
  const unseen = unseenRows(chair);
  const limits: Readonly<Record<SelfTestName, Omit<SelfTestLimit, 'name' | 'unseen'>>> = {
    supply: { unit: 'V', low: supply.warnLowV, high: supply.warnHighV },
    'room temperature': { unit: 'C', ...roomC },
    'emergency stop released': { unit: '', low: 1, high: 1 },
    'keys down': { unit: '', low: 0, high: 0 },
    'seat switch, 1 = taken': { unit: '', low: 0, high: 1 },
    'lower limit found': { unit: '', low: 1, high: 1 },
    'upper limit found': { unit: '', low: 1, high: 1 },
    'carriage up': { unit: 'mm/s', ...railSpeed(rail.fullSpeedUpMmPerS) },
    'carriage up, current': { unit: 'A', ...carriageA },
    'carriage down': { unit: 'mm/s', ...railSpeed(rail.fullSpeedDownMmPerS) },
    'carriage down, current': { unit: 'A', ...carriageA },
    'arms inwards': { unit: '1/min', ...armsSpeed },
    'arms inwards, current': { unit: 'A', ...armsA },
    'arms outwards': { unit: '1/min', ...armsSpeed },
    'arms outwards, current': { unit: 'A', ...armsA },
    'cam sensors seen': { unit: '', low: widthsOf(kneader), high: widthsOf(kneader) },
    'tapper, current': { unit: 'A', ...armsDraw(chair.tapper?.runningA ?? kneader.runningA) },
  };
  const withSurface = chair.pads.flatMap(({ measuresSurface }, pad) => (measuresSurface ? [pad] : []));
  const surfaceLimits = withSurface.map((pad) => ({
    name: `${at(chair.pads, pad, 'pad').name} pad, surface thermistor`,
    unit: 'C',
    ...padC,
    unseen: '',
  }));
  const firstSurface = names.length + rowsOfPad * chair.pads.length;
  return {
    turnSpeedPerMin,
    upMm: rail.pointMaxMm,
    downMm: rail.railMm / 2,
    limits: [
      ...names.map((name) => ({ name, ...limits[name], unseen: unseen[name] })),
      ...chair.pads.flatMap((pad) => padLimits(pad, chair.wiring)),
      ...surfaceLimits,
    ],
    surfaces: withSurface.map((pad, index) => ({ pad, row: firstSurface + index })),
    runSpeedMmPerS: speed,
    railMm: rail.railMm,
    openEnd: rail.openEnd,
    timed,
    padCount: chair.pads.length,
    warmestC: chair.pads.map(({ levels }) => earnedMostC(levels)),
  };
}

const widthsOf = ({ cams }: Chair['kneader']): number => new Set(cams.map(({ width }) => width)).size;
