/** Limits that follow from a motor's currents, and from where the kneader's cams stand. */
import { at } from '../../chair/assert.ts';
import type { Chair } from '../../chair/chair.ts';
import { currentNoiseA } from '../../chair/current-noise.ts';
import { isCoarse, nothingA } from '../../chair/motor-current.ts';
import { type AnyMotorName, type Width, widths } from '../../chair/names.ts';
import type { Amperes, Duty } from '../../chair/units.ts';
import type { AnalogLine, Wiring } from '../../chair/wiring.ts';

/** Up to `nothingA` counts as no current; a motor draws more than `deadA` at a start. */
export interface NoCurrent {
  readonly nothingA: Amperes;
  readonly deadA: Amperes;
  /** A running motor draws more than this; 0 where the least that it draws is too little to tell. */
  readonly idleA: Amperes;
  /** A step of this is more than the sensor's noise. */
  readonly stepA: Amperes;
  /** The sensor's noise alone is above `nothingA` now and then. */
  readonly coarse: boolean;
}

/** `deadA` of 5 A motors (less for smaller ones): a fifth of what a start draws. */
const usualDeadA = 0.2;

/** Chosen: a short at 0.85 of full shows 0.4 A behind the filter, a healthy chair none (campaign). */
const usualStepA = 0.4;
/** Of readings less their recent mean, one in 10^5 is as far out. */
const stepSigmas = 4.4 * Math.sqrt(4 / 3);

type Currents = Pick<Chair['carriage'], 'stallA' | 'runningA'>;

export function noCurrentOf(motor: Currents | null, sensor: AnalogLine | null, { chip }: Wiring): NoCurrent {
  if (motor === null) return { nothingA: 0, deadA: 0, idleA: 0, stepA: usualStepA, coarse: false };
  const { stallA, runningA } = motor;
  const deadA = Math.min(usualDeadA, 0.04 * stallA);
  return {
    nothingA: nothingA(chip, stallA, sensor?.perVolt ?? null),
    deadA,
    idleA: runningA.min >= 2 * deadA ? deadA : 0,
    stepA:
      sensor === null ? usualStepA : Math.max(usualStepA, stepSigmas * currentNoiseA(chip, sensor.perVolt)),
    coarse: isCoarse(chip, stallA, sensor),
  };
}

type Motors = Pick<Chair, 'carriage' | 'kneader' | 'tapper' | 'wiring'>;

export function noCurrentsOf({
  carriage,
  kneader,
  tapper,
  wiring,
}: Motors): Readonly<Record<AnyMotorName, NoCurrent>> {
  const { scaled } = wiring;
  return {
    carriage: noCurrentOf(carriage, scaled['carriage-current'], wiring),
    kneader: noCurrentOf(kneader, scaled['kneader-current'], wiring),
    tapper: noCurrentOf(tapper, scaled['tapper-current'], wiring),
  };
}

/** Either edge of a healthy cam sensor may come this much sooner or later (in a rough world). */
const edgeOffDeg = 5;

/** Limits of the cam sensors, which are taken in the order in which an inward turn meets them. */
export function camLimits({ cams }: Chair['kneader']) {
  const met = cams
    .flatMap(({ width, atDeg, halfDeg }) => atDeg.map((deg) => ({ width, deg, halfDeg })))
    .sort((one, other) => one.deg - other.deg);
  const nextTurn = met.slice(0, 1).map((cam) => ({ ...cam, deg: cam.deg + 360 }));
  const following = [...met.slice(1), ...nextTurn];
  const least = (apart: (cam: (typeof met)[number], next: (typeof met)[number]) => number) =>
    Math.min(...following.map((next, index) => apart(at(met, index, 'cam'), next)));
  const withoutMost = widths.map((width) => {
    const last = met.findLastIndex((cam) => cam.width === width);
    const turn = [...met.slice(last + 1), ...met.slice(0, last + 1)].map((cam) => cam.width);
    const others = [...turn, ...turn].filter((other) => other !== width);
    // A sensor that the chair lacks is not missed; nor is one of two, since the other, met again and again, may tremble on its rim.
    if (last < 0 || new Set(others).size < 2) return Number.POSITIVE_INFINITY;
    return others.filter((other, index) => other !== others[index - 1]).length;
  });
  const turn = [...met, ...met.slice(0, 1)].map(({ width }) => width);
  const next = (width: Width, step: 1 | -1): readonly Width[] =>
    turn.flatMap((one, place) => (one === width ? turn.slice(place + step, place + step + 1) : []));
  const only = (width: Width, step: 1 | -1): readonly Width[] => {
    const otherWay = next(width, step === 1 ? -1 : 1);
    return next(width, step).filter((one) => !otherWay.includes(one));
  };
  return {
    shownTurns: least(({ halfDeg }) => Math.max(2 * (halfDeg - edgeOffDeg), halfDeg)) / 360,
    pastTurns: (least((cam) => 2 * cam.halfDeg) * 0.9) / 360,
    betweenTurns: (least((cam, next) => next.deg - cam.deg - cam.halfDeg - next.halfDeg) * 0.9) / 360,
    // From where a sensor begins to show to where the next one does, in either direction.
    bothTurns: (least((cam, next) => next.deg - cam.deg - Math.abs(cam.halfDeg - next.halfDeg)) / 360) * 0.95,
    withoutMost,
    onlyInwards: widths.map((width) => bitsOf(only(width, 1))),
    onlyOutwards: widths.map((width) => bitsOf(only(width, -1))),
  };
}

/** Bits as in `camBits`. */
const bitsOf = (list: readonly Width[]): number =>
  list.reduce((bits, width) => bits | (1 << widths.indexOf(width)), 0);

/** What may be ordered of a motor. */
export interface DutyRange {
  readonly least: Duty;
  readonly most: Duty;
}

/** A motor that the chair lacks may be ordered nothing, one that turns one way only nothing below 0. */
export function dutiesOf({ motors }: Pick<Wiring, 'motors'>): Readonly<Record<AnyMotorName, DutyRange>> {
  const range = (motor: AnyMotorName): DutyRange => {
    const lines = motors[motor]?.lines;
    const turns = motor !== 'tapper' && lines !== undefined && lines.by !== 'one-way';
    return { least: turns ? -1 : 0, most: lines === undefined ? 0 : 1 };
  };
  return { carriage: range('carriage'), kneader: range('kneader'), tapper: range('tapper') };
}
