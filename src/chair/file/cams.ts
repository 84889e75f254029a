/** Rules of the kneader's cams: one sensor per width, and no two active at the same angle. */

import { type Facts, pathOf } from './facts.ts';
import type { Finding } from './problems.ts';
import { usual } from './usual.ts';

interface Place {
  readonly index: string;
  readonly width: string;
  readonly deg: number;
  readonly half: number;
}

const list = 'kneader.cams';

export function checkCams(facts: Facts): Finding[] {
  const indices = facts.inside(list);
  return [
    ...doubles(facts, indices),
    ...overlaps(
      facts,
      indices.flatMap((index) => placesOf(facts, index)),
    ),
  ];
}

function placesOf(facts: Facts, index: string): Place[] {
  const at = `${list}.${index}`;
  const [width, angles] = [facts.value(`${at}.width`), facts.value(`${at}.at`)];
  const half = facts.has(`${at}.half`) ? facts.figure(`${at}.half`) : usual.camHalf.value;
  if (typeof width !== 'string' || !Array.isArray(angles) || half === undefined) return [];
  return angles.map((deg: number) => ({ index, width, deg, half }));
}

function doubles(facts: Facts, indices: readonly string[]): Finding[] {
  const first = new Map<unknown, string>();
  return indices.flatMap((index): Finding[] => {
    const path = `${list}.${index}.width`;
    const width = facts.value(path);
    const before = first.get(width);
    if (width === undefined) return [];
    if (before === undefined) {
      first.set(width, path);
      return [];
    }
    const message = `a second cam is ${String(width)} (the first: line ${facts.line(before)})`;
    const hint = 'one sensor a width; where it is met more than once, `at` is a list';
    return [{ path: pathOf(path), at: 'value', code: 'C26', message, hint }];
  });
}

function overlaps(facts: Facts, places: readonly Place[]): Finding[] {
  const sorted = [...places].sort((one, other) => one.deg - other.deg);
  return sorted.flatMap((place, number): Finding[] => {
    const next = sorted[(number + 1) % sorted.length] as Place;
    const between = number + 1 < sorted.length ? next.deg - place.deg : next.deg + 360 - place.deg;
    if (sorted.length < 2 || between > place.half + next.half) return [];
    const [later, earlier] = Number(place.index) > Number(next.index) ? [place, next] : [next, place];
    const line = facts.line(`${list}.${earlier.index}.at`);
    const other = `${earlier.width} at ${earlier.deg} deg (line ${line})`;
    const meet = between < place.half + next.half ? 'overlap' : 'touch';
    const message = `${later.width} at ${later.deg} deg and ${other} are ${between} deg apart and ${meet}`;
    const hint = `they are active for ${later.half} and ${earlier.half} deg to either side: measure where each begins and ends`;
    return [{ path: pathOf(`${list}.${later.index}.at`), at: 'value', code: 'C26', message, hint }];
  });
}
