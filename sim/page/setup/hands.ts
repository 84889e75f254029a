/** A simulated chair for the person at the setup page, who uses hands, eyes and a multimeter. */
import { inputLines } from '../../../src/chair/lines.ts';
import { actOn, Person, saysDone, warmK } from '../../unknown/person.ts';
import type { PinChair } from '../../unknown/pin-chair.ts';
import type { SeenChair } from './protocol.ts';

const hotK = 12;

export class PageHands {
  readonly parts: readonly string[];
  readonly #chair: PinChair;
  readonly #person: Person;
  /** Parts that each page presses; they are released when the page goes. */
  readonly #held = new Map<object, Set<string>>();

  constructor(chair: PinChair) {
    this.#chair = chair;
    this.#person = new Person(chair);
    this.parts = inputLines(chair.any)
      .map(({ path }) => path)
      .filter((path) => !/^(carriage\.counts|kneader\.cams\.)/.test(path));
  }

  hand(page: object, part: string, down: boolean): void {
    if (!this.parts.includes(part)) return;
    const held = this.#held.get(page) ?? new Set();
    this.#held.set(page, held);
    if (down) held.add(part);
    else held.delete(part);
    this.#press();
  }

  leave(page: object): void {
    if (this.#held.delete(page)) this.#press();
  }

  #press(): void {
    this.#chair.pressed.clear();
    for (const held of this.#held.values()) for (const part of held) this.#chair.pressed.add(part);
  }

  supply(on: boolean): void {
    this.#chair.supplied = on;
  }

  answered(id: string, text: string): void {
    if (saysDone(text)) actOn(this.#chair, id);
  }

  reads(id: string): string {
    const figure = this.#person.reads(id);
    return figure === null ? '' : figure.replace(/(\.\d\d)\d+$/, '$1');
  }

  look(): SeenChair {
    const { plant, supplied, pressed } = this.#chair;
    const { carriage, kneader, tapper, pads, ambientC } = plant;
    return {
      supplied,
      sits: plant.personKg > 0,
      carriageMm: Math.round(plant.carriageMm),
      carriageWay: Math.sign(carriage.speed),
      kneaderDeg: Math.round(((plant.kneaderTurns % 1) + 1) * 360) % 360,
      kneaderWay: Math.sign(kneader.speed),
      taps: (tapper?.speed ?? 0) !== 0,
      pads: pads.map(({ name, elementC }) => ({
        name,
        feels: elementC > ambientC + hotK ? 'hot' : elementC > ambientC + warmK ? 'warm' : 'cold',
      })),
      pressed: [...pressed],
    };
  }
}
