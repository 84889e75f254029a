/**
 * A short model of the guard firmware at the level of pins, for setup in virtual time: a pin list is locked after a
 * restart, outputs act while armed and only as long as orders come, stops and limits switch them off by themselves.
 */

import { PinBursts } from '../../src/board/link/pin-bursts.ts';
import { orderedShare } from '../../src/board/link/pin-link.ts';
import type { PinList, PinOrder, PinsSeen } from '../../src/board/link/pin-order.ts';
import { pinFlags } from '../../src/board/protocol/messages.ts';
import { type KindName, kinds } from '../../src/board/protocol/roles.ts';
import type { ChipPin } from '../../src/chair/chips/chip.ts';
import type { Truth } from './draw.ts';
import { PinChair, type PinSide } from './pin-chair.ts';

export const turnMs = 20;
const stepMs = 4;
/** Time from the request to restart until the list is locked (measured on the emulated chip: 1 s). */
const startMs = 1000;
/** Turns over which a thermistor is averaged. */
const meanTurns = 5;
/** Consecutive samples outside the limits that trip. */
const outsideMost = 3;

type Entry = PinList['entries'][number];
const has = ({ flags }: Entry, flag: (typeof pinFlags)[number]): boolean =>
  ((flags >> pinFlags.indexOf(flag)) & 1) !== 0;
const kindOf = ({ kind }: Entry): KindName => (kinds[kind] as (typeof kinds)[number]).name;

export class PinChip {
  readonly chair: PinChair;
  readonly #pins: readonly ChipPin[];
  readonly #levels: Uint8Array;
  #bursts: PinBursts;
  readonly #side: PinSide;
  /** Each pin's present role, and the share of the time that it is driven high. */
  readonly #entries = new Map<number, Entry>();
  readonly #high = new Map<number, number>();
  #list: PinList | null = null;
  #starting: PinList | null = null;
  #startedMs = 0;
  #armed = false;
  #refusal = '';
  #edges = 0;
  #outside = 0;
  #analog: {
    readonly entry: Entry;
    readonly channel: number;
    sum: number;
    samples: number;
    recent: number[];
  }[] = [];
  #edgePin = -1;
  #stops: Entry[] = [];
  #outputs: Entry[] = [];
  /** The roles of the pins have changed since the last step. */
  #fresh = true;

  constructor(truth: Truth, options: ConstructorParameters<typeof PinChair>[1] = {}) {
    this.chair = new PinChair(truth, { ...options, stepMs });
    this.#pins = this.chair.any.chip.pins;
    this.#levels = new Uint8Array(this.#pins.length);
    this.#bursts = new PinBursts(this.#pins.length);
    this.#side = {
      high: (pin) => this.#high.get(pin.number) ?? null,
      pullsUp: (pin) => {
        const entry = this.#entries.get(pin.number);
        return entry !== undefined && has(entry, 'pullUp');
      },
      drive: (pin, level) => this.#drive(pin.number, level ? 1 : 0),
    };
  }

  #drive(pin: number, level: number): void {
    if (pin === this.#edgePin && level !== this.#levels[pin]) this.#edges++;
    this.#bursts.note(pin, level, this.chair.plant.nowMs);
    this.#levels[pin] = level;
  }

  seen(): PinsSeen {
    return {
      nowMs: this.chair.plant.nowMs,
      list: this.#list,
      armed: this.#armed,
      refusal: this.#refusal,
      levels: this.#levels,
      analog: this.#analog.map(
        ({ recent }) => recent.reduce((sum, mean) => sum + mean, 0) / Math.max(1, recent.length),
      ),
      bursts: this.#bursts,
      edges: this.#edges,
    };
  }

  /** Carries the order out, and lets one turn pass. */
  turn(order: PinOrder): PinsSeen {
    this.#take(order);
    for (let ms = 0; ms < turnMs; ms += stepMs) {
      this.#watch();
      this.chair.step(this.#side, this.#fresh);
      this.#fresh = false;
      for (const input of this.#analog) {
        input.sum += this.chair.count(input.channel);
        input.samples++;
      }
    }
    for (const input of this.#analog) {
      input.recent.push(input.sum / input.samples);
      if (input.recent.length > (kindOf(input.entry) === 'thermistor' ? meanTurns : 1)) input.recent.shift();
      input.sum = 0;
      input.samples = 0;
    }
    return this.seen();
  }

  #take(order: PinOrder): void {
    if (order.list !== this.#list && order.list !== this.#starting) this.#restart(order.list);
    if (this.#starting !== null && this.chair.plant.nowMs - this.#startedMs >= startMs)
      this.#lock(this.#starting);
    if (this.#list === null) return;
    if (!order.arm) {
      this.#off('');
      return;
    }
    if (!this.#armed) {
      // Arming is tried once: after a trip or a refusal it waits for the next press.
      if (this.#refusal === '') this.#arm();
      return;
    }
    this.#apply(order);
  }

  #restart(list: PinList): void {
    this.#off('');
    this.#list = null;
    this.#fresh = true;
    this.#starting = list;
    this.#startedMs = this.chair.plant.nowMs;
    this.#entries.clear();
    this.#high.clear();
    this.#stops = [];
    this.#outputs = [];
    this.#analog = [];
    this.#edgePin = -1;
  }

  #lock(list: PinList): void {
    this.#fresh = true;
    this.#starting = null;
    this.#list = list;
    this.#edges = 0;
    this.#bursts = new PinBursts(this.#pins.length);
    this.#refusal = '';
    this.#stops = list.entries.filter((entry) => kindOf(entry) === 'stop');
    this.#outputs = list.entries.filter(isOutput);
    for (const entry of list.entries) {
      this.#entries.set(entry.pin, entry);
      const pin = this.#pins[entry.pin] as ChipPin;
      // A pin with nothing connected reads its pull-up.
      this.#levels[entry.pin] = has(entry, 'pullUp') ? 1 : 0;
      const { needs } = kinds[entry.kind] as (typeof kinds)[number];
      if (needs === 'analog')
        this.#analog.push({ entry, channel: pin.analog as number, sum: 0, samples: 0, recent: [] });
      if (kindOf(entry) === 'edge') this.#edgePin = entry.pin;
      if (isOutput(entry)) this.#high.set(entry.pin, has(entry, 'activeLow') ? 1 : 0);
    }
  }

  #arm(): void {
    const floor = floorOf([...this.#entries.values()]);
    if (floor !== '') this.#refusal = floor;
    else if (this.#stopDown() !== '') this.#refusal = this.#stopDown();
    else if (this.#isOutside()) this.#refusal = 'an analog input is outside its limits';
    else this.#armed = true;
  }

  #off(refusal: string): void {
    this.#armed = false;
    this.#refusal = refusal;
    for (const entry of this.#outputs) this.#high.set(entry.pin, has(entry, 'activeLow') ? 1 : 0);
  }

  /** Checks stops and limits each step, as the chip does each millisecond, whatever is ordered. */
  #watch(): void {
    if (!this.#armed) return;
    const stop = this.#stopDown();
    if (stop !== '') this.#off(stop);
    this.#outside = this.#isOutside() ? this.#outside + 1 : 0;
    if (this.#outside >= outsideMost) this.#off('an analog input left its limits');
  }

  #stopDown(): string {
    for (const entry of this.#stops) {
      if ((this.#levels[entry.pin] === 1) !== has(entry, 'activeLow'))
        return entry.index === 2 ? 'the key was let go' : 'a stop is pressed';
    }
    return '';
  }

  #isOutside(): boolean {
    return this.#analog.some(({ entry, recent }) => {
      const mean = recent.at(-1);
      return mean !== undefined && (mean < entry.low || mean > entry.high + 1);
    });
  }

  #apply(order: PinOrder): void {
    for (const entry of this.#outputs) {
      const share = orderedShare(entry, order);
      this.#high.set(entry.pin, has(entry, 'activeLow') ? 1 - share : share);
    }
  }
}

const isOutput = (entry: Entry): boolean => (kinds[entry.kind] as (typeof kinds)[number]).group === 'guarded';

/** The rules of the firmware's floor that setup can break: the first one broken, or an empty text. */
function floorOf(entries: readonly Entry[]): string {
  const count = (kind: KindName, index = -1) =>
    entries.filter((entry) => kindOf(entry) === kind && (index < 0 || entry.index === index)).length;
  const carriage = entries.some((entry) => {
    const kind = kindOf(entry);
    return (
      isOutput(entry) &&
      (kind === 'motor-line' ? entry.index >> 1 : entry.index) === 0 &&
      kind.startsWith('motor-') &&
      kind !== 'motor-relay'
    );
  });
  if (entries.some(isOutput) && count('stop', 1) === 0) return 'there is no stop key on a pin of its own';
  if (carriage && count('end') === 0) return 'the carriage has no end switch';
  const declared = entries.some((entry) => kindOf(entry) === 'end' && has(entry, 'onlyEnd'));
  if (carriage && count('end') < 2 && count('edge') === 0 && !declared)
    return 'the carriage has not a switch at both ends';
  return '';
}
