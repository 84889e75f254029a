/**
 * Where places on the back lie: the zones and named targets of the rail, in millimetres from its lower
 * end. Figures: the zone map of the reference chair (lower end of the rail level with the seat cushion).
 */
import type { Millimetres } from './units.ts';

export interface Band {
  readonly fromMm: Millimetres;
  readonly toMm: Millimetres;
}

/** Zones cover the rail from 0 to 480 mm without gap or overlap; `coverage` is counted in them. */
export const zones = {
  gluteal: { fromMm: 0, toMm: 120 },
  sacrum: { fromMm: 120, toMm: 180 },
  'lower-lumbar': { fromMm: 180, toMm: 220 },
  'mid-lumbar': { fromMm: 220, toMm: 260 },
  'upper-lumbar': { fromMm: 260, toMm: 300 },
  thoracolumbar: { fromMm: 300, toMm: 360 },
  'mid-back': { fromMm: 360, toMm: 480 },
} as const satisfies Record<string, Band>;

/** Bands named after what lies under them; they overlap the zones. */
export const targets = {
  'gluteus-medius': { fromMm: 60, toMm: 110 },
  'quadratus-lumborum': { fromMm: 190, toMm: 300 },
  waist: { fromMm: 180, toMm: 300 },
} as const satisfies Record<string, Band>;

export type ZoneName = keyof typeof zones;
type TargetName = keyof typeof targets;
export type PlaceName = ZoneName | TargetName;

export const zoneNames = Object.keys(zones) as readonly ZoneName[];

/** Every name that a program may use for a place. */
export const places: Readonly<Record<PlaceName, Band>> = { ...zones, ...targets };

export const placeNames = Object.keys(places) as readonly PlaceName[];

/** Where a name lies on a rail: `own` are the places that differ from the standard one. */
export const bandNamed = (name: PlaceName, own: Readonly<Partial<Record<PlaceName, Band>>>): Band =>
  own[name] ?? places[name];

/** The point that a band stands for where a point is needed. */
export function middleOf(band: Band): Millimetres {
  return (band.fromMm + band.toMm) / 2;
}
