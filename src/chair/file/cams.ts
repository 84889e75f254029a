/** The cams of the kneader: one sensor for each width, none active where another is. */
import type { Path } from '../../codec/yaml-problems.ts';
import { type Width, widths } from '../names.ts';
import type { Finding } from './problems.ts';
import { readAt } from './schema.ts';

interface Place {
  readonly index: number;
  readonly width: Width;
  readonly deg: number;
  readonly half: number;
}

const listPath: Path = ['kneader', 'cams'];

/** The one cam whose order the kneader's count of turns knows. */
const knownAt: Readonly<Record<Width, readonly number[]>> = { narrow: [0], medium: [90, 270], wide: [180] };

/** `lineOf` a path, for messages that name another place of the file. */
export function checkCams(value: unknown, lineOf: (path: Path) => number): Finding[] {
  const list = (value as { kneader?: { cams?: unknown } } | null)?.kneader?.cams;
  if (!Array.isArray(list)) return [];
  const places = list.flatMap((_, index) => placesOf(value, index));
  const found = [...doubles(value, list.length, lineOf), ...overlaps(places, lineOf)];
  // Whether it is a cam that this version knows is asked of a cam that can be one.
  return found.length > 0 || places.length === 0 ? found : unfamiliar(value, list.length);
}

function placesOf(value: unknown, index: number): Place[] {
  const read = (key: string) => readAt(value, [...listPath, index, key]);
  const [width, at, half] = [read('width'), read('at'), read('half')];
  if (typeof width !== 'string' || !Array.isArray(at) || typeof half !== 'number') return [];
  return at.map((deg: number) => ({ index, width: width as Width, deg, half }));
}

function doubles(value: unknown, count: number, lineOf: (path: Path) => number): Finding[] {
  const found: Finding[] = [];
  const seen = new Map<unknown, number>();
  for (let index = 0; index < count; index++) {
    const width = readAt(value, [...listPath, index, 'width']);
    const path = [...listPath, index, 'width'];
    const first = seen.get(width);
    if (width === undefined) continue;
    if (first === undefined) seen.set(width, index);
    else {
      const line = lineOf([...listPath, first, 'width']);
      const hint = 'one sensor a width; where it is met more than once, `at` is a list';
      found.push({
        path,
        at: 'value',
        code: 'C26',
        message: `a second cam is ${width} (the first: line ${line})`,
        hint,
      });
    }
  }
  return found;
}

function overlaps(places: readonly Place[], lineOf: (path: Path) => number): Finding[] {
  const sorted = [...places].sort((one, other) => one.deg - other.deg);
  return sorted.flatMap((place, number) => {
    const next = sorted[(number + 1) % sorted.length] as Place;
    const between = number + 1 < sorted.length ? next.deg - place.deg : next.deg + 360 - place.deg;
    if (sorted.length < 2 || between > place.half + next.half) return [];
    const [later, earlier] = place.index > next.index ? [place, next] : [next, place];
    const path = [...listPath, later.index, 'at'];
    const other = `${earlier.width} at ${earlier.deg} deg (line ${lineOf([...listPath, earlier.index, 'at'])})`;
    const message = `${later.width} at ${later.deg} deg and ${other} are ${between} deg apart and overlap`;
    const hint = `they are active for ${later.half} and ${earlier.half} deg to either side: measure where each begins and ends`;
    return [{ path, at: 'value' as const, code: 'C26' as const, message, hint }];
  });
}

function unfamiliar(value: unknown, count: number): Finding[] {
  const indices = Array.from({ length: count }, (_, index) => index);
  const read = (index: number, key: string) => readAt(value, [...listPath, index, key]);
  const missing = widths.filter((width) => !indices.some((index) => read(index, 'width') === width));
  const found: Finding[] = [];
  if (missing.length > 0 && indices.every((index) => read(index, 'width') !== undefined)) {
    const message = `a cam without ${missing.join(' and ')} is not supported yet`;
    found.push({
      path: listPath,
      at: 'key',
      code: 'C12',
      message,
      hint: 'this version needs narrow, medium and wide',
    });
  }
  for (const index of indices) {
    const width = read(index, 'width') as Width | undefined;
    const at = read(index, 'at') as number[] | undefined;
    if (
      width !== undefined &&
      at !== undefined &&
      String([...at].sort((a, b) => a - b)) !== String(knownAt[width])
    ) {
      const message = `a cam that is ${width} at ${at.join(' and ')} deg is not supported yet`;
      const hint = `this version knows ${width} at ${knownAt[width].join(' and ')} deg`;
      found.push({ path: [...listPath, index, 'at'], at: 'value', code: 'C12', message, hint });
    }
    const [half, first] = [read(index, 'half'), read(0, 'half')];
    if (half !== undefined && first !== undefined && half !== first) {
      const message = 'cams that are not active equally long are not supported yet';
      found.push({
        path: [...listPath, index, 'half'],
        at: 'value',
        code: 'C12',
        message,
        hint: `the first has ${first} deg`,
      });
    }
  }
  return found;
}
