/**
 * Counts in the snapshot that never decrease, from counters of the chip that wrap and start over: hall edges, messages
 * that the chip refused, starts of the chip.
 */
import type { Milliseconds } from '../../chair/units.ts';
import type { Identity, Status } from '../protocol/heard.ts';
import { guardStates, messages } from '../protocol/messages.ts';

const moduloOf = (name: string) =>
  2 ** (messages.status.fields.find((field) => field.name === name)?.bits ?? 0);
export const edgesModulo = moduloOf('edges');
const refusedModulo = moduloOf('refused');
const uptimeModulo = moduloOf('uptimeMs');
/**
 * How far a chip's clock may be off: a line and a host delay a message by less than this time, and a ceramic resonator
 * is off by less than this share.
 */
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
  /** The chip's clock in the last status, and when that status came. */
  #uptimeMs = 0;
  #uptimeAtMs = Number.NEGATIVE_INFINITY;
  /** This chip was locked by us and has not been seen to start again. */
  #locked = false;

  /** The counters of the next status may start at any value. */
  beginAgain(): void {
    this.#lastEdges = -1;
    this.#lastRefused = -1;
  }

  locked(): void {
    this.#locked = true;
  }

  /**
   * True where the chip has started: its boot number differs, or its lock is gone, as after a power cut, where the
   * number begins again.
   */
  noteStart({ boots, state }: Pick<Identity, 'boots' | 'state'>): boolean {
    if (boots === this.#lastBoots && !(this.#locked && state === unlocked)) return false;
    this.#lastBoots = boots;
    this.#locked = false;
    this.#uptimeAtMs = Number.NEGATIVE_INFINITY;
    this.boots++;
    return true;
  }

  /**
   * The first status after a cable was out: a chip whose clock does not continue from its last value is a different
   * one, even if it is locked and has the same boot number. Nothing that the chip before knew of the chair's places
   * holds.
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
