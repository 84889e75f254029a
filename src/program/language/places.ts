/**
 * Places as a person writes them: a zone or target, one with an offset (`mid-lumbar + 10 mm`), or `240 mm`.
 * Where they lie on the rail: the middle of a name for a point, the whole of it for a band.
 */
import type { PlanningFigures } from '../../chair/chair.ts';
import type { Millimetres } from '../../chair/units.ts';
import { type Band, bandNamed, middleOf, type PlaceName, placeNames, places } from '../../chair/zones.ts';
import type { NamedPlace, Place } from './program.ts';

/** `N mm`, and what may follow a name: blanks stand round the sign. Four digits are more than any rail. */
export const placeInMmPattern = /^(\d{1,4}) +mm$/;
const namedPattern = /^([A-Za-z][A-Za-z_-]*)(?: +([+-]) +(\d{1,4}) +mm)?$/;
/** A name of the chair with an offset, as in the JSON Schema. */
export const placeWithOffsetPattern = new RegExp(`^(${placeNames.join('|')}) +[+-] +\\d{1,4} +mm$`);

/** A text of the shape of a place, its name not yet looked up; null where the text has another shape. */
export function splitPlace(text: string): { name: string | null; offsetMm: Millimetres } | null {
  const inMm = placeInMmPattern.exec(text);
  if (inMm !== null) return { name: null, offsetMm: Number(inMm[1]) };
  const named = namedPattern.exec(text);
  if (named === null) return null;
  const [, name, sign, digits] = named;
  const distanceMm = Number(digits ?? 0);
  return { name: name ?? null, offsetMm: sign === '-' && distanceMm > 0 ? -distanceMm : distanceMm };
}

export function isPlaceName(name: string): name is PlaceName {
  return Object.hasOwn(places, name);
}

export function isNamed(place: Place): place is NamedPlace {
  return place.name !== null;
}

/** The place, or null where the text is none of this chair. Does not check the rail's ends. */
export function parsePlace(text: string): Place | null {
  const split = splitPlace(text);
  if (split === null) return null;
  const { name, offsetMm } = split;
  if (name === null) return { name: null, offsetMm };
  return isPlaceName(name) ? { name, offsetMm } : null;
}

/** The shortest way of writing a place; parses back to the same. */
export function formatPlace(place: Place): string {
  if (place.name === null) return `${place.offsetMm} mm`;
  if (place.offsetMm === 0) return place.name;
  return `${place.name} ${place.offsetMm < 0 ? '-' : '+'} ${Math.abs(place.offsetMm)} mm`;
}

/** Where a point lies: a name stands for its middle. May lie off the usable rail; the checker refuses that. */
export function pointOf(place: Place, chair: PlanningFigures): Millimetres {
  return (place.name === null ? 0 : middleOf(bandNamed(place.name, chair.places ?? {}))) + place.offsetMm;
}

/**
 * The band of a name with its offset, cut to what the carriage may use. Where nothing is left, its ends are reversed,
 * which the checker refuses.
 */
export function bandOf(place: NamedPlace, chair: PlanningFigures): Band {
  const band = bandNamed(place.name, chair.places ?? {});
  return {
    fromMm: Math.max(chair.carriage.pointMinMm, band.fromMm + place.offsetMm),
    toMm: Math.min(chair.carriage.pointMaxMm, band.toMm + place.offsetMm),
  };
}
