/** The angle of each cam, from the levels of the pins while the arms turned at an even speed. */
import type { AnyKneader } from '../chair/any-chair.ts';
import type { Width } from '../chair/names.ts';
import { type Figure, figureOf } from './figures.ts';
import type { Sample } from './moves.ts';

/** What was found about the pin of a cam: its width, and the active level, which is the one seen for the smaller part of a turn. */
export interface Cam {
  readonly width: Width;
  readonly activeHigh: boolean;
}

export interface CamFact {
  readonly width: Width;
  /** Angles as in the file, in the direction inwards: the reference cam keeps the first angle that the file gives it. */
  readonly atDeg: readonly number[];
  readonly halfDeg: number;
}

/** Each time that this pin is active: the middle of it, and how long it lasts, in ms. */
function passesOf(
  samples: readonly Sample[],
  pin: number,
  activeHigh: boolean,
): { at: number; ms: number }[] {
  const passes: { at: number; ms: number }[] = [];
  let sinceMs = Number.NaN;
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1];
    if (before === undefined) continue;
    const [was, is] = [before, sample].map(({ levels }) => (levels[pin] === 1) === activeHigh);
    const changedMs = (before.ms + sample.ms) / 2;
    if (!was && is) sinceMs = changedMs;
    else if (was && !is && !Number.isNaN(sinceMs))
      passes.push({ at: (sinceMs + changedMs) / 2, ms: changedMs - sinceMs });
  }
  return passes;
}

/** The reference cam, which gives the period of a turn: the one that comes once a turn, or least often. */
function reference(
  pins: ReadonlyMap<number, Cam>,
  samples: readonly Sample[],
): { pin: number; cam: Cam; at: number[] } | null {
  const all = [...pins].map(([pin, cam]) => ({
    pin,
    cam,
    at: passesOf(samples, pin, cam.activeHigh).map(({ at }) => at),
  }));
  const rank = { narrow: 0, wide: 1, medium: 2 } as const;
  const [first] = all
    .filter(({ at }) => at.length >= 2)
    .sort((one, two) => one.at.length - two.at.length || rank[one.cam.width] - rank[two.cam.width]);
  return first ?? null;
}

export function periodOf(samples: readonly Sample[], pins: ReadonlyMap<number, Cam>): Figure | null {
  const found = reference(pins, samples);
  if (found === null) return null;
  const steps = found.at.slice(1).map((ms, index) => ms - (found.at[index] as number));
  const whole = ((found.at.at(-1) as number) - (found.at[0] as number)) / steps.length;
  return { ...figureOf(steps), value: whole };
}

/** Angles closer together than this belong to one place. */
const placeDeg = 40;

export function camsOf(
  samples: readonly Sample[],
  pins: ReadonlyMap<number, Cam>,
  kneader: AnyKneader,
): CamFact[] {
  const base = reference(pins, samples);
  const period = periodOf(samples, pins);
  if (base === null || period === null) return [];
  const zero = kneader.cams.find(({ width }) => width === base.cam.width)?.atDeg[0] ?? 0;
  const turn = (ms: number) => {
    const last = base.at.findLast((at) => at <= ms) ?? (base.at[0] as number);
    return ((((360 * (ms - last)) / period.value + zero) % 360) + 360) % 360;
  };
  return [...pins].map(([pin, { width, activeHigh }]) => {
    const passes = passesOf(samples, pin, activeHigh);
    const places: number[][] = [];
    for (const angle of passes.map(({ at }) => turn(at))) {
      const near = places.find(([first = 0]) => Math.abs(apart(angle, first)) < placeDeg);
      if (near === undefined) places.push([angle]);
      else near.push((near[0] as number) + apart(angle, near[0] as number));
    }
    const atDeg = places.map((each) => (figureOf(each).value + 360) % 360).sort((one, two) => one - two);
    const halfDeg =
      passes.length === 0 ? Number.NaN : (180 * figureOf(passes.map(({ ms }) => ms)).value) / period.value;
    return { width, atDeg, halfDeg };
  });
}

/** The signed angle from `two` to `one`, -180 to 180 degrees. */
export const apart = (one: number, two: number): number => ((((one - two + 180) % 360) + 360) % 360) - 180;
