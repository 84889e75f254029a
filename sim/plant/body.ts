/**
 * The body leaning on the rollers, as further friction for the motors: soft and firm regions along the rail
 * and, for the kneader, over a turn of the arms. Figures are for 75 kg and scale with the weight. They are
 * chosen to meet the chair's ratings: 10 % slower at full duty, 30 % at low duty, 0.6-1.2 A.
 */
import type { CarriageFigures, Chair } from '../../src/chair/chair.ts';
import { middleOf, zones } from '../../src/chair/zones.ts';
import type { Motor } from './motor.ts';

const loadKg = 75;

/** Firmness along a back, 1 = the firmest: bone near the skin is firm, muscle and waist are soft. */
const firmnessOfBack: readonly (readonly [atMm: number, share: number])[] = [
  [0, 0.5],
  [middleOf(zones.gluteal), 0.55],
  [middleOf(zones.sacrum), 1],
  [middleOf(zones['lower-lumbar']), 0.8],
  [middleOf(zones['mid-lumbar']), 0.6],
  [middleOf(zones['upper-lumbar']), 0.65],
  [middleOf(zones.thoracolumbar), 0.85],
  [middleOf(zones['mid-back']), 0.9],
  [560, 0.95],
  [680, 0.6],
];

/** The same along a rail, which ends at the shoulders or below. */
const firmnessPoints = (railMm: number): typeof firmnessOfBack => [
  ...firmnessOfBack.filter(([atMm]) => atMm < railMm),
  [railMm, 0.3],
];

/**
 * Friction of the firmest region at 75 kg: 10 % of full speed is 2 V, 2 V over a winding that stalls at 5 A are 0.42 A. Of a motor
 * that loses more of its duty to its own friction, the same share of full speed is less.
 */
const carriageFirmest = { amperes: 0.42, ofStallA: 5, frictionDuty: 0.15, slowerBy: 0.1 } as const;
/** The same for the kneader, before the arms' share of up to 1.2: its ratings leave 0.66 A of 7 A. */
const kneaderFirmest = { amperes: 0.52, ofStallA: 7 } as const;

/** Friction that a body of 75 kg adds to this chair's motors where it is firmest, and the most that anybody adds. */
export interface BodyLoad {
  readonly carriageA: number;
  readonly kneaderA: number;
  readonly carriageMostA: number;
}

/** `slowerBy`: the share of its full speed that the carriage loses under a person; null: as on the reference chair. */
export function bodyLoad(
  { carriage, kneader, supply }: Pick<Chair, 'carriage' | 'kneader' | 'supply'>,
  slowerBy: number | null,
): BodyLoad {
  const turningShare = (1 - carriage.frictionDuty) / (1 - carriageFirmest.frictionDuty);
  const carriageA = carriageFirmest.amperes * (carriage.stallA / carriageFirmest.ofStallA) * turningShare;
  const kneaderA = kneaderFirmest.amperes * (kneader.stallA / kneaderFirmest.ofStallA);
  if (slowerBy === null) return { carriageA, kneaderA, carriageMostA: Number.POSITIVE_INFINITY };
  const perShare = carriageA / carriageFirmest.slowerBy;
  // What the body takes lowers the supply as well; that is part of how much slower the file says the carriage is.
  const windingOhm = supply.nominalV / carriage.stallA;
  const ofWinding = windingOhm / (windingOhm + supply.sourceOhm);
  const carriageMostA = perShare * carriage.slowerUnderPerson.max * ofWinding;
  return { carriageA: perShare * slowerBy, kneaderA, carriageMostA };
}

/** An even grid, so that a look-up is one multiplication; it reaches beyond both mechanical ends. */
const gridMm = 10;
const gridFromMm = -2 * gridMm;

/** The firmness of the body along a rail, at each place of the grid. */
export function firmnessAlong({ railMm, stopBeyondMm }: CarriageFigures): Float64Array {
  const points = firmnessPoints(railMm);
  const length = Math.ceil((railMm + stopBeyondMm - gridFromMm) / gridMm) + 3;
  return Float64Array.from({ length }, (_, index) => smoothFirmness(points, gridFromMm + index * gridMm));
}

function smoothFirmness(firmness: ReturnType<typeof firmnessPoints>, atMm: number): number {
  for (let i = 1; i < firmness.length; i++) {
    const [fromMm, from] = firmness[i - 1]!;
    const [toMm, to] = firmness[i]!;
    if (atMm < toMm || i === firmness.length - 1) {
      const share = Math.min(1, Math.max(0, (atMm - fromMm) / (toMm - fromMm)));
      return from + (to - from) * share * share * (3 - 2 * share);
    }
  }
  throw new Error('no firmness given');
}

/** 0..1 at a place on the rail; below the grid, the value at its lower edge. */
export function firmnessAt(grid: Float64Array, positionMm: number): number {
  const place = Math.max(0, (positionMm - gridFromMm) * (1 / gridMm));
  const index = Math.trunc(place);
  const low = grid[index] as number;
  return low + ((grid[index + 1] as number) - low) * (place - index);
}

/** Sets the body's friction on both motors for the next sub-step, taken where they will be halfway through it. */
export function leanOnRollers(
  kg: number,
  grid: Float64Array,
  load: BodyLoad,
  carriage: Motor,
  kneader: Motor,
): void {
  const halfS = carriage.forwardStep.seconds / 2;
  const press = (kg / loadKg) * firmnessAt(grid, carriage.position + carriage.speed * halfS);
  carriage.loadA = Math.min(load.carriageMostA, press * load.carriageA);
  // Arms press hardest when wide: 0.8 of the mean when narrow, 1.2 when wide, smoothly in between.
  const turns = kneader.position + kneader.speed * halfS;
  const phase = turns - Math.floor(turns);
  const bump = phase * (1 - phase);
  kneader.loadA = press * load.kneaderA * (0.8 + 6.4 * bump * bump);
}
