/**
 * What only ever counts up in the snapshot, made from counters of the chip that wrap and begin again: hall edges,
 * messages refused on either side, starts of the chip.
 */
import type { Milliseconds } from '../../chair/units.ts';
import type { Identity, Status } from '../protocol/heard.ts';
import { guardStates, messages } from '../protocol/messages.ts';

const moduloOf = (name: string) =>
  2 ** (messages.status.fields.find((field) => field.name === name)?.bits ?? 0);
export const edgesModulo = moduloOf('edges');
const refusedModulo = moduloOf('refused');
const uptimeModulo = moduloOf('uptimeMs');
/** A line and a host hold a message back by less than this; a ceramic resonator is off by less than this share. */
const clockOffMs: Milliseconds = 2000;
const clockOffShare = 0.01;
const unlocked = guardStates.indexOf('unlocked');

export class Counters {
  edges = 0;
  refused = 0;
  boots = 0;
  #lastEdges = -1;
  #lastRefused = -1;
  #lastBoots = -1;
  /** What the chip's clock showed last, and when. */
  #uptimeMs = 0;
  #uptimeAtMs = Number.NEGATIVE_INFINITY;
  /** This chip was locked by us and has not been seen to start again. */
  #locked = false;

  /** The counters of the next status begin anywhere. */
  beginAgain(): void {
    this.#lastEdges = -1;
    this.#lastRefused = -1;
  }

  locked(): void {
    this.#locked = true;
  }

  /** A start shows in its number, and after a power cut, where that begins again, in that the lock is gone. */
  noteStart({ boots, state }: Pick<Identity, 'boots' | 'state'>): boolean {
    if (boots === this.#lastBoots && !(this.#locked && state === unlocked)) return false;
    this.#lastBoots = boots;
    this.#locked = false;
    this.#uptimeAtMs = Number.NEGATIVE_INFINITY;
    this.boots++;
    return true;
  }

  /**
   * The first word after a cable was out: a chip whose clock does not go on from where it was is another one, though it
   * may be locked and have started as often. Whatever the one before knew of the chair's places is not to be believed.
   */
  #isAnother({ uptimeMs }: Status, nowMs: Milliseconds): boolean {
    const passedMs = nowMs - this.#uptimeAtMs;
    if (!Number.isFinite(passedMs)) return false;
    const expectedMs = this.#uptimeMs + passedMs;
    const offMs = (((uptimeMs - expectedMs) % uptimeModulo) + uptimeModulo) % uptimeModulo;
    return Math.min(offMs, uptimeModulo - offMs) > clockOffMs + passedMs * clockOffShare;
  }

  noteStatus(status: Status, nowMs: Milliseconds): void {
    if (this.#lastEdges < 0 && this.#isAnother(status, nowMs)) this.boots++;
    this.#uptimeMs = status.uptimeMs;
    this.#uptimeAtMs = nowMs;
    if (this.#lastEdges >= 0) this.edges += (status.edges - this.#lastEdges + edgesModulo) % edgesModulo;
    this.#lastEdges = status.edges;
    if (this.#lastRefused >= 0) {
      this.refused += (status.refused - this.#lastRefused + refusedModulo) % refusedModulo;
    }
    this.#lastRefused = status.refused;
  }
}
