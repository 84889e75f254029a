/** The person beside an unknown chair: presses, holds, looks, and reads instruments, without knowing how it is wired. */
import { wayWords } from '../../src/setup/motors.ts';
import { type Io, isDone } from '../../src/setup/script.ts';
import { kneaderWidth } from '../plant/plant.ts';
import { createRandom, nextBetween, type Random } from '../random.ts';
import type { PinChair } from './pin-chair.ts';
import { turnMs } from './pin-chip.ts';

/** How long a person takes to read what is asked, and to take hold of a part (chosen). */
const readsMs = 1500;
const graspsMs = 300;
/** Time from seeing to letting go or pulling the plug; the same past an end, seen coming; and how long to watch after plugging in. */
const reactsMs = 300;
const foreseesMs = 60;
const watchesMs = 1000;
/** How much above the room a pad feels warm to the hand. */
export const warmK = 2.5;
const presses = { downMs: 260, upMs: 300, most: 5 } as const;
/** Motion of less than this is not seen. */
const seenMm = 0.3;
const seenTurns = 0.003;

/** Whether an answer says that what was asked for is done. */
export const saysDone = (answer: string): boolean => isDone(answer.trim());

/** Does what an answer to this request says was done. */
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
  #fromTaps = 0;
  /** How long the carriage has been driven without moving, and how long past an end. */
  #standsMs = 0;
  #pastMs = 0;
  /** The person has let go: the carriage stood still, or went past an end. */
  #letGo = false;
  /** What moved by itself when the supply came on, and when it was seen. */
  #saw: string | null = null;
  #sawMs = 0;

  constructor(chair: PinChair) {
    this.#chair = chair;
    this.#random = createRandom(chair.truth.seed + 0x706572);
  }

  /** Called once a turn, before setup has its own. */
  turn(io: Io): void {
    const chair = this.#chair;
    const { nowMs } = chair.plant;
    const { asked } = io;
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#sinceMs = nowMs;
      if (asked === null || asked.kind !== 'hold') chair.pressed.clear();
      if (asked?.kind === 'hold' || asked?.id.startsWith('pulse.')) {
        this.#fromMm = chair.plant.carriageMm;
        this.#fromTurns = chair.plant.kneaderTurns;
        this.#fromTaps = chair.plant.tapper?.position ?? 0;
        this.#standsMs = 0;
        this.#pastMs = 0;
        this.#letGo = false;
      }
      this.#saw = null;
      if (asked !== null) chair.pushOff(asked.part ?? '');
    }
    if (asked === null || io.answer !== null) return;
    const forMs = nowMs - this.#sinceMs;
    if (asked.kind === 'hold') this.#hold(asked.part, forMs);
    if (asked.kind === 'press') this.#press(io, asked.part, forMs - readsMs);
    if (asked.kind === 'say' && asked.id === 'supply-on') this.#plug(io, forMs - readsMs);
    else if (asked.id.startsWith('cool.')) this.#cool(io);
    else if (asked.kind === 'say' && forMs >= readsMs) io.answer = this.#says(asked.id);
  }

  /** Holds a part, and lets go of a carriage that is driven but does not move. */
  #hold(part: string, forMs: number): void {
    const { plant, pressed, supplied } = this.#chair;
    const stands = supplied && Math.abs(plant.carriage.duty) > 0.4 && Math.abs(plant.carriage.speed) < 0.2;
    this.#standsMs = stands ? this.#standsMs + turnMs : 0;
    this.#pastMs = this.#isPastEnd() ? this.#pastMs + turnMs : 0;
    if (this.#standsMs >= reactsMs || this.#pastMs >= foreseesMs) this.#letGo = true;
    if (this.#letGo || forMs < graspsMs) pressed.delete(part);
    else pressed.add(part);
  }

  /** The carriage is driven past an end that has no switch, which the person sees coming. */
  #isPastEnd(): boolean {
    const { any, plant } = this.#chair;
    const { duty } = plant.carriage;
    const { carriage } = any;
    if (carriage === null || duty === 0) return false;
    const end = duty > 0 ? carriage.ends.top : carriage.ends.bottom;
    return end === null && (duty > 0 ? plant.carriageMm > carriage.railMm : plant.carriageMm < 0);
  }

  /** Plugs the supply in, and pulls the plug again if anything moves by itself. */
  #plug(io: Io, forMs: number): void {
    const chair = this.#chair;
    const { carriage, kneader, tapper } = chair.plant;
    if (forMs < 0 || forMs >= watchesMs + 2 * reactsMs) {
      if (forMs >= 0) io.answer = this.#saw ?? 'done';
      return;
    }
    if (this.#saw === null) actOn(chair, 'supply-on');
    else if (chair.plant.nowMs - this.#sawMs >= reactsMs) actOn(chair, 'supply-off');
    const moving = { carriage: carriage.speed, kneader: kneader.speed, tapper: tapper?.speed ?? 0 };
    const [seen, speed = 0] = Object.entries(moving).find(([, each]) => Math.abs(each) > 0) ?? [];
    if (seen === undefined || this.#saw !== null) return;
    this.#saw = `${seen} ${wayWords[seen as keyof typeof wayWords][speed > 0 ? 'forwards' : 'backwards']}`;
    this.#sawMs = chair.plant.nowMs;
  }

  /** Leaves the plug out until no pad is warm any more. */
  #cool(io: Io): void {
    actOn(this.#chair, 'supply-off');
    if (this.#warmest() !== 'none') return;
    actOn(this.#chair, 'supply-on');
    io.answer = 'done';
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
    const [what = '', of = ''] = id.split('.');
    if (what === 'supply-off' || what === 'person' || what === 'fix') {
      actOn(this.#chair, id);
      return 'done';
    }
    if (what === 'turns')
      return String(Math.round(4 * Math.abs(this.#chair.plant.kneaderTurns - this.#fromTurns)) / 4);
    return what === 'moved' ? this.#moved(of) : (this.reads(id) ?? 'yes');
  }

  /** What an instrument, a tape measure or a hand answers to this request; null if it asks for none of them. */
  reads(id: string): string | null {
    const { plant, any } = this.#chair;
    const [what = '', of = ''] = id.split('.');
    switch (what) {
      case 'volts':
        return this.#near(plant.supplyV, 0.005);
      case 'across':
        return plant.pads.find(({ name }) => name === of)?.conducts === true
          ? this.#near(plant.supplyV, 0.005)
          : '0';
      case 'ohms':
        return this.#near(this.#ohms(of), 0.01);
      case 'rail':
        return this.#near(any.carriage?.railMm ?? 0, 0.001);
      case 'surface':
        return String(any.heat?.pads.find(({ name }) => name === of)?.byTable?.steady?.surfaceC ?? 'none');
      case 'room':
        return this.#near(plant.ambientC, 0.01);
      case 'width':
        return kneaderWidth(plant);
      case 'warm':
        return this.#warmest();
      default:
        return null;
    }
  }

  /** Resistance of a pad, or of a motor's winding. */
  #ohms(of: string): number {
    const { any } = this.#chair;
    const pad = any.heat?.pads.find(({ name }) => name === of);
    if (pad !== undefined) return pad.nominalV ** 2 / pad.nominalW;
    const motor = of === 'carriage' ? any.carriage : of === 'tapper' ? any.tapper : any.kneader;
    return any.supply.nominalV / (motor?.current?.draws.stallA ?? motor?.draws?.stallA ?? 1);
  }

  #moved(motor: string): string {
    const { carriageMm, kneaderTurns, tapper } = this.#chair.plant;
    const way = {
      carriage: (carriageMm - this.#fromMm) / seenMm,
      kneader: (kneaderTurns - this.#fromTurns) / seenTurns,
      tapper: ((tapper?.position ?? 0) - this.#fromTaps) / seenTurns,
    };
    const own = motor as keyof typeof way;
    if (Math.abs(way[own]) > 1) return wayWords[own][way[own] > 0 ? 'forwards' : 'backwards'];
    const [other = 'nothing'] = Object.entries(way).find(([, steps]) => Math.abs(steps) > 1) ?? [];
    return other;
  }

  /** The warmest pad, if a hand feels it as warm. */
  #warmest(): string {
    const { pads, ambientC } = this.#chair.plant;
    const [first] = [...pads].sort((one, two) => two.elementC - one.elementC);
    return first !== undefined && first.elementC > ambientC + warmK ? first.name : 'none';
  }
}
