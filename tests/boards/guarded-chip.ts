/** The emulated chip with the guard firmware on a bare bench: no host libraries, no plant, every pin in reach. */

import type { Emulator, PinName, TwiDevice } from '../../sim/avr/index.ts';
import { emulateChip, pinName } from '../../sim/boards/chip.ts';
import { levelBits, padBits } from '../../src/board/link/inputs.ts';
import { limitsOf, listOf, type PinEntry } from '../../src/board/link/limits.ts';
import { FirmataStream } from '../../src/board/link/stream.ts';
import { wiresOf } from '../../src/board/link/wires.ts';
import { encode } from '../../src/board/protocol/codec.ts';
import {
  guardedLevelFlags,
  type MessageName,
  type messages,
  results,
  type Values,
} from '../../src/board/protocol/messages.ts';
import { loadChair, loadFirmware } from '../../src/board/shipped.ts';
import { type ChipPin, pinNamed } from '../../src/chair/chips/chip.ts';
import { ohmOfCelsius, ratioOfOhm } from '../../src/chair/thermistor.ts';
import type { Wiring } from '../../src/chair/wiring.ts';
import { inputNamed, outputNames, wireNamed } from '../wire.ts';

export const cyclesPerMs = 16_000;

/** Where what is switched is wired. */
const switches = {
  carriageUp: 'carriage-up',
  kneaderIn: 'kneader-in',
  lumbar: 'lumbar',
  sacral: 'sacral',
  padRelay: 'pad-relay',
  motorRelay: 'motor-relay',
  lamp: 'lamp',
  lockLamp: 'lock-lamp',
  beeper: 'beeper',
} as const;
/** Their bits in the protocol's levels. */
export const bits: Readonly<Record<keyof typeof switches, number>> = {
  ...levelBits,
  lumbar: padBits[0] as number,
  sacral: padBits[1] as number,
};
const switchNames = Object.keys(switches) as (keyof typeof switches)[];

type Outputs = Partial<Record<keyof typeof switches, boolean>> & {
  carriage?: number;
  kneader?: number;
};

export interface Heard {
  readonly name: MessageName;
  readonly values: Readonly<Record<string, number>>;
  readonly atMs: number;
}

export class GuardedChip {
  readonly wiring: Wiring;
  /** Looked up once: some tests ask every 20 us what is on. */
  readonly #pins: ReadonlyMap<string, PinName>;
  readonly #outputs: readonly string[];
  readonly emulator: Emulator;
  readonly heard: Heard[] = [];
  /** Bytes of everything that was no guard message. */
  readonly other: number[][] = [];
  readonly counts = new Uint16Array(16);
  readonly #stream: FirmataStream;
  sequence = 0;
  /** Of the list it was locked to. */
  #digest = 0;

  /** `image`: another than the one that ships. `wiring`: of another chair than the reference chair. */
  constructor(
    devices: ReadonlyMap<number, TwiDevice> = new Map(),
    image?: Uint8Array,
    wiring: Wiring = loadChair().wiring,
  ) {
    this.wiring = wiring;
    this.#pins = new Map(wiresOf(wiring).map(({ name, pin }) => [name, pinName(pin)]));
    this.#outputs = outputNames(wiring);
    const { chip } = wiring;
    this.emulator = emulateChip(chip, image ?? loadFirmware(chip), devices);
    this.#stream = new FirmataStream({
      guard: ({ name, values }) => this.heard.push({ name, values: { ...values }, atMs: this.ms }),
      other: (bytes) => this.other.push([...bytes]),
    });
    this.emulator.onByte = (byte) => this.#stream.feed([byte]);
    this.emulator.sample = (channel) => this.counts[channel] as number;
    this.atRest();
  }

  get ms(): number {
    return this.emulator.cycles / cyclesPerMs;
  }

  get refused(): number {
    return this.#stream.refused;
  }

  /** Every switch open, every thermistor at 22 C. */
  atRest(): void {
    for (const { pin, input } of wiresOf(this.wiring)) {
      if (input !== null) this.drive(pin, !input.activeHigh);
    }
    this.counts.fill(Math.floor(1024 * ratioOfOhm(ohmOfCelsius(22))));
  }

  drive(pin: ChipPin, level: boolean): void {
    this.emulator.mcu.gpio.drive(pinName(pin), level);
  }

  press(name: 'stop' | 'emergency-stop', down = true): void {
    const input = inputNamed(this.wiring, name === 'stop' ? 'stop key' : name);
    this.drive(input.pin, down === input.activeHigh);
  }

  duty(name: string): number {
    const pin = this.#pins.get(name);
    if (pin === undefined) throw new Error(`this chair has no wire ${name}`);
    return this.emulator.mcu.gpio.duty(pin);
  }

  /** Share of the time a pin, as printed on the board, is high. */
  dutyAt(name: string): number {
    const found = pinNamed(this.wiring.chip, name);
    if (found === undefined) throw new Error(`no pin ${name}`);
    return this.emulator.mcu.gpio.duty(pinName(found));
  }

  get anythingOn(): boolean {
    return this.#outputs.some((name) => this.duty(name) > 0);
  }

  /** What the chip has said in Firmata strings. */
  get said(): string[] {
    return this.other
      .filter(([start, id]) => start === 0xf0 && id === 0x71)
      .map((bytes) => String.fromCharCode(...bytes.slice(2, -1).filter((_, at) => at % 2 === 0)));
  }

  run(ms: number): void {
    this.emulator.run(this.emulator.cycles + Math.round(ms * cyclesPerMs));
  }

  send(bytes: ArrayLike<number>): void {
    this.emulator.mcu.usarts[0].receive(bytes);
  }

  /** Sends a guard message and runs until it is answered, or 20 ms. */
  ask<N extends MessageName>(name: N, values: Values<(typeof messages)[N]>): Heard | undefined {
    // Statuses of frames sent before are due within 5 ms.
    this.run(8);
    const before = this.heard.length;
    this.send(encode(name, values));
    for (let waited = 0; waited < 20 && this.heard.length === before; waited++) this.run(1);
    return this.heard[before];
  }

  /** The result of a request by its name. */
  result<N extends MessageName>(name: N, values: Values<(typeof messages)[N]>): string | undefined {
    return results[this.ask(name, values)?.values['result'] as number]?.name;
  }

  status(): Readonly<Record<string, number>> {
    const heard = this.ask('ask', {});
    if (heard?.name !== 'status') throw new Error(`asked for the status and got ${heard?.name}`);
    return heard.values;
  }

  /** By the latest status. */
  get tripped(): boolean {
    return this.heard.findLast(({ name }) => name === 'status')?.values['state'] === 3;
  }

  boot(): this {
    this.run(150);
    return this;
  }

  /** Who it says that it is. */
  identity(): Readonly<Record<string, number>> {
    const heard = this.ask('hello', {});
    if (heard?.name !== 'identity') throw new Error(`asked who it is and got ${heard?.name}`);
    return heard.values;
  }

  lock(): this {
    this.boot();
    this.#lockTo(limitsOf(this.wiring));
    return this;
  }

  /** Locked to another list than the chair's; the answer to the lock. */
  lockTo(entries: readonly PinEntry[]): Heard | undefined {
    this.boot();
    this.#lockTo(listOf(entries));
    return this.heard.findLast(({ name }) => name === 'answer');
  }

  #lockTo({ messages, digest }: ReturnType<typeof listOf>): void {
    this.#digest = digest;
    for (const message of messages) {
      this.send(message);
      this.run(2);
    }
    // With the lock it sums its program up.
    this.run(20);
  }

  arm(): string | undefined {
    return results[this.askToArm()?.values['result'] as number]?.name;
  }

  askToArm(): Heard | undefined {
    const boots = this.heard.findLast(({ name }) => name === 'identity')?.values['boots'] ?? 1;
    return this.ask('arm', { digest: this.#digest, boots, sequence: this.sequence });
  }

  armed(): this {
    this.lock();
    if (this.arm() !== 'done') throw new Error('the guard did not arm');
    return this;
  }

  #number(name: string): number {
    return wireNamed(this.wiring, name).pin.number;
  }

  /** Writes through Firmata, as johnny-five would. */
  write(outputs: Outputs): void {
    for (const name of switchNames) {
      const on = outputs[name];
      if (on !== undefined) this.send([0xf5, this.#number(switches[name]), on ? 1 : 0]);
    }
    for (const motor of ['carriage', 'kneader'] as const) {
      const duty = outputs[motor];
      if (duty !== undefined) this.send([0xe0 | this.#number(`${motor}-pwm`), duty & 0x7f, duty >> 7]);
    }
  }

  frame(outputs: Outputs, sequence = (this.sequence + 1) & 0x3fff): void {
    const levels = switchNames.reduce((all, name) => all | (outputs[name] ? bits[name] : 0), 0);
    const { carriage = 0, kneader = 0 } = outputs;
    const guarded = levels & ((1 << guardedLevelFlags) - 1);
    this.frameOf({ duty0: carriage, duty1: kneader, levels: guarded }, sequence);
  }

  /** A frame in the protocol's own words. */
  frameOf(values: Partial<Values<typeof messages.frame>>, sequence = (this.sequence + 1) & 0x3fff): void {
    this.sequence = sequence;
    this.send(
      encode('frame', {
        session: 3,
        replyAfterMs: 5,
        duty0: 0,
        duty1: 0,
        duty2: 0,
        levels: 0,
        ...values,
        sequence,
      }),
    );
  }

  /** Both the writes and the frame, and the time they need. */
  command(outputs: Outputs): void {
    this.write(outputs);
    this.frame(outputs);
    this.run(5);
  }
}

/** Everything on that can be. */
export const allOn: Outputs = {
  carriageUp: true,
  kneaderIn: true,
  lumbar: true,
  sacral: true,
  padRelay: true,
  motorRelay: true,
  carriage: 200,
  kneader: 150,
};

/** Runs until no output is on; how long that took, in the chip's own ms, to 20 us. Infinity where it did not happen. */
export function timeUntilOff(chip: GuardedChip, atMostMs: number): number {
  const begun = chip.emulator.cycles;
  const step = cyclesPerMs / 50;
  while (chip.emulator.cycles - begun < atMostMs * cyclesPerMs) {
    chip.emulator.run(chip.emulator.cycles + step);
    if (!chip.anythingOn) return (chip.emulator.cycles - begun) / cyclesPerMs;
  }
  return Number.POSITIVE_INFINITY;
}
