/**
 * Faults that come and go: a plain list that a board steps with its time. Each change is passed to `apply`. Each fault
 * has a random stream of its own, so that other faults do not change its times.
 */
import type { Coming } from '../plant/fault-values.ts';
import { nextShare, type Random } from '../random.ts';
import { streamOf } from './streams.ts';

interface ComingFault {
  readonly name: string;
  /** The fault without its times. */
  readonly base: string;
  readonly coming: Coming;
  readonly fromMs: number;
  readonly random: Random;
  /** The piece of time for which presence was last drawn. */
  piece: number;
  present: boolean;
}

export type Comings = ComingFault[];

type Apply = (name: string, value: string) => void;

/** Puts a fault in, or takes it away; `stepComings` then lets one that comes and goes do so. */
export function takeFault(
  comings: Comings,
  fault: { readonly name: string; readonly base: string; readonly coming: Coming | null },
  at: { readonly seed: number; readonly nowMs: number },
  apply: Apply,
): void {
  const { name, base, coming } = fault;
  const earlier = comings.findIndex((each) => each.name === name);
  if (earlier >= 0) comings.splice(earlier, 1);
  if (coming === null) {
    apply(name, base);
    return;
  }
  const random = streamOf(at.seed, name);
  const added = { name, base, coming, fromMs: at.nowMs, random, piece: -1, present: false };
  added.present = isPresent(added, at.nowMs);
  comings.push(added);
  apply(name, added.present ? base : 'none');
}

/** Called with each step of time. */
export function stepComings(comings: Comings, nowMs: number, apply: Apply): void {
  for (let index = comings.length - 1; index >= 0; index--) {
    const fault = comings[index] as ComingFault;
    const { coming, fromMs, name, base } = fault;
    const over = isOver(coming, nowMs - fromMs);
    const present = !over && isPresent(fault, nowMs);
    if (present !== fault.present) {
      fault.present = present;
      apply(name, present ? base : 'none');
    }
    if (over) comings.splice(index, 1);
  }
}

function isOver({ onMs, everyMs, chance, forMs }: Coming, sinceMs: number): boolean {
  const once = onMs > 0 && everyMs === 0 && chance === 0;
  return (forMs > 0 && sinceMs >= forMs) || (once && sinceMs >= onMs);
}

function isPresent(fault: ComingFault, nowMs: number): boolean {
  const { onMs, everyMs, chance } = fault.coming;
  const sinceMs = nowMs - fault.fromMs;
  if (everyMs > 0) return sinceMs % everyMs < onMs;
  if (chance === 0) return true;
  const piece = Math.floor(sinceMs / onMs);
  if (piece === fault.piece) return fault.present;
  fault.piece = piece;
  return nextShare(fault.random) < chance;
}
