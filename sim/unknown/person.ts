/** The person beside an unknown chair: presses, holds, looks, and reads instruments. Knows nothing of what is wired where. */
import type { Io } from '../../src/setup/script.ts';
import { kneaderWidth } from '../plant/plant.ts';
import { createRandom, nextBetween, type Random } from '../random.ts';
import type { PinChair } from './pin-chair.ts';

/** How long a person takes to read what is asked, and to press and let go (chosen). */
const readsMs = 1500;
const graspsMs = 300;
const presses = { downMs: 260, upMs: 300, most: 5 } as const;
/** What moves less than this is not seen. */
const seenMm = 0.3;
const seenTurns = 0.003;

/** Does what an answer to this ask says was done. */
export function actOn(chair: PinChair, id: string): void {
  const [what = '', of = ''] = id.split('.');
  if (what === 'supply-off' || what === 'supply-on') chair.supplied = what === 'supply-on';
  else if (what === 'person') chair.sit(of === 'sits' ? 75 : 0);
  else if (what === 'fix') chair.mend(of);
}

export class Person {
  readonly #chair: PinChair;
  readonly #random: Random;
  #asked: Io['asked'] = null;
  #sinceMs = 0;
  #fromMm = 0;
  #fromTurns = 0;

  constructor(chair: PinChair) {
    this.#chair = chair;
    this.#random = createRandom(chair.truth.seed + 0x706572);
  }

  /** Once a turn, before setup has its own. */
  turn(io: Io): void {
    const chair = this.#chair;
    const { nowMs } = chair.plant;
    const { asked } = io;
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#sinceMs = nowMs;
      if (asked === null || asked.kind !== 'hold') chair.pressed.clear();
      if (asked?.kind === 'hold') {
        this.#fromMm = chair.plant.carriageMm;
        this.#fromTurns = chair.plant.kneaderTurns;
      }
    }
    if (asked === null || io.answer !== null) return;
    const forMs = nowMs - this.#sinceMs;
    if (asked.kind === 'hold' && forMs >= graspsMs) chair.pressed.add(asked.part);
    if (asked.kind === 'press') this.#press(io, asked.part, forMs - readsMs);
    if (asked.kind === 'say' && forMs >= readsMs) io.answer = this.#says(asked.id);
  }

  #press(io: Io, part: string, forMs: number): void {
    if (forMs < 0) return;
    const { pressed } = this.#chair;
    const cycleMs = presses.downMs + presses.upMs;
    if (forMs >= presses.most * cycleMs) io.answer = 'nothing happens';
    else if (forMs % cycleMs < presses.downMs) pressed.add(part);
    else pressed.delete(part);
  }

  #near(value: number, share: number): string {
    return String(value * (1 + nextBetween(this.#random, -share, share)));
  }

  #says(id: string): string {
    const chair = this.#chair;
    const { plant, any } = chair;
    const [what = '', of = ''] = id.split('.');
    switch (what) {
      case 'supply-off':
      case 'supply-on':
      case 'person':
      case 'fix':
        actOn(chair, id);
        return 'done';
      case 'volts':
        return this.#near(plant.supplyV, 0.005);
      case 'ohms':
        return this.#near(this.#ohms(of), 0.01);
      case 'rail':
        return this.#near(any.carriage?.railMm ?? 0, 0.001);
      case 'room':
        return this.#near(plant.ambientC, 0.01);
      case 'moved':
        return this.#moved(of);
      case 'width':
        return kneaderWidth(plant);
      case 'warm':
        return this.#warmest();
      default:
        return 'yes';
    }
  }

  /** Of a pad, or of a motor's winding. */
  #ohms(of: string): number {
    const { any } = this.#chair;
    const pad = any.heat?.pads.find(({ name }) => name === of);
    if (pad !== undefined) return pad.nominalV ** 2 / pad.nominalW;
    const motor = of === 'carriage' ? any.carriage : any.kneader;
    return any.supply.nominalV / (motor?.current?.draws.stallA ?? motor?.draws?.stallA ?? 1);
  }

  #moved(motor: string): string {
    const { carriageMm, kneaderTurns } = this.#chair.plant;
    const mm = carriageMm - this.#fromMm;
    const turns = kneaderTurns - this.#fromTurns;
    const slides = Math.abs(mm) > seenMm;
    const turned = Math.abs(turns) > seenTurns;
    if (motor === 'carriage') return slides ? (mm > 0 ? 'up' : 'down') : turned ? 'other' : 'nothing';
    return turned ? (turns > 0 ? 'inwards' : 'outwards') : slides ? 'other' : 'nothing';
  }

  #warmest(): string {
    const [first] = [...this.#chair.plant.pads].sort((one, two) => two.elementC - one.elementC);
    return first?.name ?? 'none';
  }
}
