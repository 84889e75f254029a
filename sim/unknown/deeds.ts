/** What a person does at an unknown chair, one deed a line: press, hold, release, supply, person, mend. */
import type { Milliseconds } from '../../src/chair/units.ts';
import type { PinChair } from './pin-chair.ts';

const pressMs: Milliseconds = 300;
const deed = /^\s*(press|hold|release|supply|person|mend):\s*(\S+)(?:\s+for:\s*([\d.]+)\s*s)?\s*$/;

export class Deeds {
  readonly #chair: PinChair;
  /** The parts that are held, and until when. */
  readonly #untilMs = new Map<string, Milliseconds>();

  constructor(chair: PinChair) {
    this.#chair = chair;
  }

  /** Carries out a line; false if it is not a deed. */
  does(line: string): boolean {
    const [, act, what = '', seconds = ''] = deed.exec(line) ?? [];
    const chair = this.#chair;
    if (act === undefined) return false;
    if (act === 'press') this.#hold(what, pressMs);
    else if (act === 'hold')
      this.#hold(what, seconds === '' ? Number.POSITIVE_INFINITY : 1000 * Number(seconds));
    else if (act === 'release') this.#hold(what, 0);
    else if (act === 'supply') chair.supplied = what === 'on';
    else if (act === 'person') chair.sit(what === 'none' ? 0 : Number.parseFloat(what));
    else chair.mend(what);
    return true;
  }

  #hold(part: string, forMs: Milliseconds): void {
    this.#chair.pressed.add(part);
    this.#untilMs.set(part, this.#chair.plant.nowMs + forMs);
  }

  /** Releases what was held long enough. */
  turn(): void {
    for (const [part, untilMs] of this.#untilMs) {
      if (untilMs > this.#chair.plant.nowMs) continue;
      this.#chair.pressed.delete(part);
      this.#untilMs.delete(part);
    }
  }
}
