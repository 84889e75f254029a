/**
 * A rail with a switch at one end: the carriage keeps clear of the other one, by a tenth of the way, or by as much as a place that is
 * counted may have strayed since it was at its switch.
 */
import type { AnyCarriage } from './any-chair.ts';
import { strayedMm } from './bounces.ts';
import type { Millimetres } from './units.ts';

/** The way towards the end that has no switch, 1 up, -1 down; 0 where both have one. */
export type OpenEnd = 1 | -1 | 0;

export const clearShare = 0.1;
/** One place in some 700 has strayed farther, to the worse side, where edges bounce as often as they may (chosen). */
const straySigmas = 3;

/** By so much, `leastMm` at least, with so much counted since the switch. By time (`edgeMm` 0) the interval of the place says the rest. */
export function keptClearMm(leastMm: Millimetres, edgeMm: Millimetres, countedMm: Millimetres): Millimetres {
  return edgeMm === 0 ? leastMm : Math.max(leastMm, strayedMm(countedMm, edgeMm, straySigmas));
}

export function openEndOf({ ends: { top, bottom } }: Pick<AnyCarriage, 'ends'>): OpenEnd {
  return top === null ? 1 : bottom === null ? -1 : 0;
}

/** Places lie within what the file allows and so far from an open end that the guard need not stop it on the way there. */
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
