/** A chair without a seat switch must ask each 10 min whether somebody is there, and end when nobody has answered within one. */
import type { Chair } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { keyBit, type SessionState } from '../../src/chair/names.ts';
import { type Milliseconds, minuteMs } from '../../src/chair/units.ts';
import type { Plant } from '../plant/plant.ts';

/** For how long it has run since a key was down that says that somebody is there. */
export interface Alone {
  forMs: Milliseconds;
}

/** 10 min, one for an answer, one of cool-down; the switches are proved before, which takes some seconds over a line that bursts. */
const mostMs = 12 * minuteMs + 5000;
const noAnswer = keyBit('stop') | keyBit('power');

/** One tick; true where it has gone on alone for too long. */
export function isAlone(
  judged: Alone,
  state: SessionState,
  hostAlive: boolean,
  { keys, stuckKeys }: Plant,
  { wiring }: Chair,
): boolean {
  const here = ((keys | stuckKeys) & ~noAnswer) !== 0;
  judged.forMs = here || (hostAlive && state !== 'running') ? 0 : judged.forMs + tickMs;
  return wiring.inputs.seat === null && judged.forMs > mostMs;
}
