/** A rail with a switch at one end: the carriage keeps clear of the other one, by a tenth of the way. */
import type { AnyCarriage } from './any-chair.ts';
import type { Millimetres } from './units.ts';

/** The way towards the end that has no switch, 1 up, -1 down; 0 where both have one. */
export type OpenEnd = 1 | -1 | 0;

export const clearShare = 0.1;

export function openEndOf({ ends: { top, bottom } }: Pick<AnyCarriage, 'ends'>): OpenEnd {
  return top === null ? 1 : bottom === null ? -1 : 0;
}

/** Places lie within what the file allows and so far from an open end that the guard need not stop it on the way there. */
export function reachOf(carriage: AnyCarriage): { fromMm: Millimetres; toMm: Millimetres } {
  const { railMm, reach, landing, coastMm, counts } = carriage;
  const openEnd = openEndOf(carriage);
  const marginMm = landing.withinMm + 2 * coastMm.max + 3 * (counts?.eachMm ?? 0);
  const clearMm = Math.ceil(clearShare * railMm + marginMm);
  return {
    fromMm: openEnd < 0 ? Math.max(reach.fromMm, clearMm) : reach.fromMm,
    toMm: openEnd > 0 ? Math.min(reach.toMm, Math.floor(railMm - clearMm)) : reach.toMm,
  };
}
