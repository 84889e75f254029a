/** A chair without a seat switch must ask every 10 min whether somebody is there, and end if nobody answers within 1 min. */
import type { Chair } from '../../src/chair/chair.ts';
import { motorSettlesMs } from '../../src/chair/current-filter.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { keyBit, type SessionState } from '../../src/chair/names.ts';
import { type Milliseconds, minuteMs } from '../../src/chair/units.ts';
import type { Plant } from '../plant/plant.ts';

/** How long the chair has run since the last key that shows that somebody is there. */
export interface Alone {
  forMs: Milliseconds;
}

/** 10 min, 1 min for an answer, 1 min of cool-down, and before them some seconds of switch-off-path test on a line that bursts. */
const mostMs = 12 * minuteMs + 5000;
/**
 * Where the voltage behind the motors' relay must fall, that test takes as much longer; and in three of its steps the current must
 * settle, of which bursts let a fifth of the time count. It moves nothing.
 */
const fallsMs = 4000;
const settlings = 3 * 5;
const noAnswer = keyBit('stop') | keyBit('power');

/** Judges one tick; true if the chair has gone on alone for too long. */
export function isAlone(
  judged: Alone,
  state: SessionState,
  hostAlive: boolean,
  { keys, stuckKeys }: Plant,
  { wiring, currentFilterMs }: Chair,
): boolean {
  const here = ((keys | stuckKeys) & ~noAnswer) !== 0;
  // A computer that is dead or hung runs nothing: the chip has switched everything off.
  if (here || (hostAlive && state !== 'running')) judged.forMs = 0;
  else if (hostAlive) judged.forMs += tickMs;
  const testMs =
    wiring.scaled['motors-supply'] === null ? 0 : fallsMs + settlings * motorSettlesMs(currentFilterMs);
  return wiring.inputs.seat === null && judged.forMs > mostMs + testMs;
}
