/** Drives with two lines, watched at every write to their port, and noise that knows where they are. */
import { createRandom, nextBelow, nextInt32, type Random } from '../../sim/random.ts';
import type { GuardedChip } from './guarded-chip.ts';
import { pinNumber } from './lists.ts';
import { damage } from './noise.ts';

export interface Drive {
  readonly pwm?: string;
  /** Forwards, at bit 0 of port A. */
  readonly up: '22';
  /** Backwards, at bit 1. */
  readonly down: '23';
}

/** Orders of one kind through Firmata and by frame, and the time they need. `way` 0 is off. */
export function drive(chip: GuardedChip, { pwm, up, down }: Drive, way: 1 | 0 | -1, amount = 255): void {
  chip.send([0xf5, pinNumber(up), way > 0 ? 1 : 0, 0xf5, pinNumber(down), way < 0 ? 1 : 0]);
  if (pwm !== undefined) {
    const duty = way === 0 ? 0 : amount;
    chip.send([0xe0 | pinNumber(pwm), duty & 0x7f, duty >> 7]);
  }
  chip.frameOf({ duty0: way === 0 ? 0 : amount, levels: way > 0 ? 1 : 0 });
  chip.run(2);
}

const portA = 0x22;
const bothLines = 3;

/** Sees each write to the port of the two lines at its own cycle. Both are on at high. */
export class DriveWatch {
  /** Writes after which both were on. */
  together = 0;
  switched = 0;
  reversals = 0;
  /** From one line off to the other on. */
  leastRestCycles = Number.POSITIVE_INFINITY;
  #lines = 0;
  #last = 0;
  #offAt = 0;

  constructor(chip: GuardedChip) {
    const { cpu } = chip.emulator.mcu;
    const before = cpu.writeHooks[portA];
    cpu.writeHooks[portA] = (value, mask) => {
      this.#see(value & bothLines, cpu.cycles);
      return before?.(value, mask) === true;
    };
  }

  #see(lines: number, cycle: number): void {
    if (lines === this.#lines) return;
    if (lines === bothLines) this.together++;
    if (lines === 0) this.#offAt = cycle;
    else {
      this.switched++;
      if (this.#last !== 0 && lines !== this.#last) {
        this.reversals++;
        this.leastRestCycles = Math.min(this.leastRestCycles, this.#lines === 0 ? cycle - this.#offAt : 0);
      }
      this.#last = lines;
    }
    this.#lines = lines;
  }
}

/** Writes towards on at both lines and frames that a host would send, damaged; and plain noise. */
function noiseOf(random: Random): number[] {
  const line = pinNumber(nextBelow(random, 2) === 0 ? '22' : '23');
  switch (nextBelow(random, 5)) {
    case 0:
      return [0xf5, line, nextBelow(random, 2)];
    case 1:
      return [0x90 | (line >> 3), nextInt32(random) & 0x7f, nextInt32(random) & 1];
    case 2:
      return damage([0xf5, line, 1, 0xf0, 0x6f, line, 0x7f, 1, 0xf7], random);
    default:
      return Array.from({ length: 1 + nextBelow(random, 24) }, () => nextInt32(random) & 0xff);
  }
}

/**
 * A host that turns the motor every few frames, while noise fills the line between. Returns the bytes of noise. `leastMs`: it
 * keeps each way for so long, for with a long dead time nothing turns otherwise.
 */
export function noiseIntoDrive(
  chip: GuardedChip,
  all: Drive,
  bytes: number,
  seed: number,
  leastMs = 0,
): number {
  const random = createRandom(seed);
  let sent = 0;
  let way: 1 | 0 | -1 = 1;
  let since = chip.ms;
  while (sent < bytes) {
    if (chip.ms - since >= leastMs && nextBelow(random, 4) === 0) {
      way = ([1, 0, -1] as const)[nextBelow(random, 3)] as 1 | 0 | -1;
      since = chip.ms;
    }
    for (let burst = nextBelow(random, 6); burst > 0; burst--) {
      const noise = noiseOf(random);
      chip.send(noise);
      sent += noise.length;
      chip.run(noise.length * 0.04);
    }
    // A sysex that the noise has begun ends with it.
    chip.send([0xf7]);
    drive(chip, all, way);
    if (nextBelow(random, 50) === 0 && chip.tripped) chip.arm();
  }
  return sent;
}
