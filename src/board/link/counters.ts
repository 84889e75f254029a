/**
 * What only ever counts up in the snapshot, made from counters of the chip that wrap and begin again: hall edges,
 * messages refused on either side, starts of the chip.
 */
import { guardStates, messages, type Values } from '../protocol/messages.ts';
import type { Status } from './inputs.ts';

export type Identity = Values<typeof messages.identity>;

const moduloOf = (name: string) =>
  2 ** (messages.status.fields.find((field) => field.name === name)?.bits ?? 0);
const edgesModulo = moduloOf('edges');
const refusedModulo = moduloOf('refused');
const unlocked = guardStates.indexOf('unlocked');

export class Counters {
  edges = 0;
  refused = 0;
  boots = 0;
  #lastEdges = -1;
  #lastRefused = -1;
  #lastBoots = -1;
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
    this.boots++;
    return true;
  }

  noteStatus(status: Status): void {
    if (this.#lastEdges >= 0) this.edges += (status.edges - this.#lastEdges + edgesModulo) % edgesModulo;
    this.#lastEdges = status.edges;
    if (this.#lastRefused >= 0) {
      this.refused += (status.refused - this.#lastRefused + refusedModulo) % refusedModulo;
    }
    this.#lastRefused = status.refused;
  }
}
