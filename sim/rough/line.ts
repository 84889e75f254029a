/**
 * What can be wrong with the line between host and chip besides being lost, noisy or slow: late by a steady time, in
 * bursts, held back, messages doubled. Both boards keep this state; each applies it to its own line.
 */
import type { LineFaultName } from '../plant/faults.ts';
import { nextShare, type Random } from '../random.ts';
import { streamOf } from './streams.ts';

export interface LineTrouble {
  readonly random: Random;
  lagMs: number;
  burstMs: number;
  repeatShare: number;
  held: boolean;
  /** Nothing is wrong. */
  sound: boolean;
  /** Ticks (model) or deliveries (avr) that each of these has changed. */
  readonly changed: Record<LineFaultName, number>;
}

export function createLineTrouble(seed: number): LineTrouble {
  return {
    random: streamOf(seed, 'line'),
    lagMs: 0,
    burstMs: 0,
    repeatShare: 0,
    held: false,
    sound: true,
    changed: { 'line.lag': 0, 'line.burst': 0, 'line.repeat': 0, 'line.pause': 0 },
  };
}

export function breakLine(
  trouble: LineTrouble,
  name: LineFaultName,
  { number, word }: { readonly number: number; readonly word: string },
): void {
  const value = word === 'none' ? 0 : number;
  if (name === 'line.lag') trouble.lagMs = value;
  else if (name === 'line.burst') trouble.burstMs = value;
  else if (name === 'line.repeat') trouble.repeatShare = value;
  else trouble.held = word !== 'none';
  const { lagMs, burstMs, repeatShare, held } = trouble;
  trouble.sound = lagMs === 0 && burstMs === 0 && repeatShare === 0 && !held;
}

/** Whether this message comes twice. */
export function isRepeated(trouble: LineTrouble): boolean {
  if (trouble.repeatShare === 0 || nextShare(trouble.random) >= trouble.repeatShare) return false;
  trouble.changed['line.repeat']++;
  return true;
}
