/** Noise on the line, for the firmware's parser and the host's: shared by the tests and the benchmark. */

import { type AvrBoard, createAvrBoard, readAvrBoard, writeAvrBoard } from '../../sim/boards/avr.ts';
import { createRandom, nextBelow, nextInt32, type Random } from '../../sim/random.ts';
import { outputWires } from '../../src/board/link/wires.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { chair } from '../chair.ts';

export interface NoiseResult {
  /** Bytes of noise that went in. */
  readonly bytes: number;
  /** Turns in which any guarded output was on. */
  readonly turnsOn: number;
  /** Chair time from the end of the noise until the guard was armed again, ms. */
  readonly recoveredMs: number;
  readonly events: readonly string[];
}

/** 250000 baud for 20 ms, less what the host's own frames need. */
const bytesEachTurn = 460;

export type NoiseKind = 'random' | 'damaged streams';

/** What a client might say, all of it towards on: before it is damaged it is whole. */
function streamOf(random: Random, board: AvrBoard): number[] {
  const pins = outputWires(board.chair.wiring).map(({ pin }) => pin.number);
  const pin = pins[nextBelow(random, pins.length)] as number;
  const choice = nextBelow(random, 7);
  if (choice === 0) return [0xf5, pin, 1];
  if (choice === 1) return [0x90 | (pin >> 3), 0x7f, 1];
  if (choice === 2) return [0xe0 | (pin & 15), 0x7f, 1];
  if (choice === 3) return [0xf0, 0x6f, pin, 0x7f, 1, 0xf7];
  if (choice === 4) return [0xf4, pin, nextBelow(random, 12)];
  if (choice === 5) return [0xf0, 0x76, 0x70, 0, 0, 0, 0x7f, 1, 0xf7];
  return [0xc0 | nextBelow(random, 16), 1, 0xd0 | nextBelow(random, 9), 1, 0xf0, 0x6d, pin, 0xf7];
}

/** Flips a bit, loses a byte or sends one twice, once to three times. */
export function damage(stream: number[], random: Random): number[] {
  for (let times = 1 + nextBelow(random, 3); times > 0; times--) {
    const at = nextBelow(random, stream.length);
    const how = nextBelow(random, 3);
    if (how === 0) stream[at] = (stream[at] as number) ^ (1 << nextBelow(random, 8));
    else if (how === 1 && stream.length > 1) stream.splice(at, 1);
    else stream.splice(at, 0, stream[at] as number);
  }
  return stream;
}

/** A chair that is ordered nothing, on the emulated chip: whatever is on, the noise has turned on. */
class QuietChair {
  readonly events: string[] = [];
  readonly board: AvrBoard;
  turnsOn = 0;
  readonly #sensors = createSensors(chair);
  /** The guard is asked to arm whenever it has tripped. */
  readonly #outputs = { ...createOutputs(chair), arm: true };

  constructor(seed: number) {
    this.board = createAvrBoard(chair, { seed, personKg: 0, onEvent: ({ text }) => this.events.push(text) });
  }

  turn(): void {
    readAvrBoard(this.board, this.#sensors);
    writeAvrBoard(this.board, this.#outputs);
    const { power } = this.board.wiring;
    const on =
      power.carriageDuty !== 0 ||
      power.kneaderDuty !== 0 ||
      power.padsOn[0] ||
      power.padsOn[1] ||
      power.padRelay ||
      power.motorRelay;
    if (on) this.turnsOn++;
  }

  /** Turns until the guard is armed again, 5 s at most; the chip's time for it, ms. */
  recover(): number {
    const { board } = this;
    const endedAt = board.emulator.cycles;
    const sinceMs = (): number => (board.emulator.cycles - endedAt) / 16_000;
    while (!board.link.armed && sinceMs() < 5000) this.turn();
    return sinceMs();
  }
}

/** Noise for one turn of the line. `next` damages one more whole stream. */
function noiseForTurn(kind: NoiseKind, random: Random, next: () => number[]): number[] {
  const noise: number[] = [];
  while (noise.length < bytesEachTurn) {
    if (kind === 'random') noise.push(nextInt32(random) & 0xff);
    else noise.push(...next());
  }
  return noise;
}

/**
 * A host that orders everything off keeps the lease, while the noise fills the rest of the line. The converter's
 * and the switches' side is at rest, so that nothing but noise could turn anything on.
 */
export function noiseIntoFirmware(kind: NoiseKind, amount: number, seed = 1): NoiseResult {
  const random = createRandom(seed);
  const chair = new QuietChair(seed);
  const { board } = chair;
  const [usart] = board.emulator.mcu.usarts;
  let bytes = 0;
  let streams = 0;
  while ((kind === 'random' ? bytes : streams) < amount) {
    const noise = noiseForTurn(kind, random, () => {
      streams++;
      return damage(streamOf(random, board), random);
    });
    if (usart.onTheLine < 2 * bytesEachTurn) {
      usart.receive(noise);
      bytes += noise.length;
    }
    chair.turn();
  }
  const recoveredMs = chair.recover();
  // Two more seconds, in which whatever the noise left behind could still act.
  for (let left = 0; left < 100; left++) chair.turn();
  return { bytes, turnsOn: chair.turnsOn, recoveredMs, events: chair.events };
}

/** Noise towards the host, in place of what the chip says and between it. Never throws, or the test fails. */
export function noiseIntoHost(kind: NoiseKind, amount: number, seed = 1): NoiseResult {
  const random = createRandom(seed);
  const chair = new QuietChair(seed);
  const { line } = chair.board;
  let bytes = 0;
  let streams = 0;
  let recent: number[] = [];
  line.tap = (said) => {
    recent = [...said];
  };
  while ((kind === 'random' ? bytes : streams) < amount) {
    const noise = noiseForTurn(kind, random, () => {
      streams++;
      return damage(recent.length > 0 ? [...recent] : [0xf9, 2, 7], random);
    });
    line.inject(noise);
    bytes += noise.length;
    chair.turn();
  }
  line.tap = null;
  const recoveredMs = chair.recover();
  return { bytes, turnsOn: chair.turnsOn, recoveredMs, events: chair.events };
}
