/**
 * A rail with a switch at one end only: the carriage keeps clear of the open end by a tenth of the rail, or by as much as a counted
 * place may have strayed since it was at the switch.
 */
import type { AnyCarriage } from './any-chair.ts';
import { strayedMm } from './bounces.ts';
import type { Millimetres } from './units.ts';

/** The direction of the end without a switch, 1 up, -1 down; 0 where both ends have one. */
export type OpenEnd = 1 | -1 | 0;

export const clearShare = 0.1;
/** Only one place in some 700 strays farther to the worse side, with edges that bounce as often as they may (chosen). */
const straySigmas = 3;

/** Distance kept, at least `leastMm`, with `countedMm` counted since the switch. By time (`edgeMm` 0) the place is an interval already. */
export function keptClearMm(leastMm: Millimetres, edgeMm: Millimetres, countedMm: Millimetres): Millimetres {
  return edgeMm === 0 ? leastMm : Math.max(leastMm, strayedMm(countedMm, edgeMm, straySigmas));
}

export function openEndOf({ ends: { top, bottom } }: Pick<AnyCarriage, 'ends'>): OpenEnd {
  return top === null ? 1 : bottom === null ? -1 : 0;
}

/** The range of places: within what the file allows, and so far from an open end that the guard need not stop the carriage on its way. */
export function reachOf(carriage: AnyCarriage): { fromMm: Millimetres; toMm: Millimetres } {
  const { railMm, reach, landing, coastMm, counts } = carriage;
  const openEnd = openEndOf(carriage);
  const edgeMm = counts?.eachMm ?? 0;
  const marginMm = landing.withinMm + 2 * coastMm.max + 3 * edgeMm;
  const clearMm = Math.ceil(keptClearMm(clearShare * railMm, edgeMm, railMm) + marginMm);
  return {
    fromMm: openEnd < 0 ? Math.max(reach.fromMm, clearMm) : reach.fromMm,
    toMm: openEnd > 0 ? Math.min(reach.toMm, Math.floor(railMm - clearMm)) : reach.toMm,
  };
}
