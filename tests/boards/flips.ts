/** Bits of the chip's memory flipped one at a time, under a host that goes on ordering: for the test and the benchmark. */
import { chair } from '../chair.ts';
import { outputNames } from '../wire.ts';
import { GuardedChip } from './guarded-chip.ts';

export const sramStart = 0x200;
/** All of the firmware's variables end below. */
export const sramUsed = 0xe40;

/** Those that the trip has taken off. */
const guarded = outputNames(chair.wiring).slice(0, 8);
/** Flips until a chip is replaced, lest what they confused meanwhile shields it from the next. */
const flipsEach = 64;

function trippedChip(): GuardedChip {
  const chip = new GuardedChip().armed();
  chip.ask('disarm', {});
  return chip;
}

/** `bitsOf` says which bits of a byte. Each is flipped, orders come for a millisecond, and it is flipped back. */
export function flipMemory(bitsOf: (address: number) => readonly number[]): {
  flips: number;
  acted: string[];
} {
  const acted: string[] = [];
  let flips = 0;
  let chip = trippedChip();
  for (let address = sramStart; address < sramUsed; address++) {
    for (const bit of bitsOf(address)) {
      const { data } = chip.emulator.mcu.cpu;
      const flip = () => {
        data[address] = (data[address] as number) ^ (1 << bit);
      };
      flip();
      if (flips++ % 4 === 0) chip.write({ lumbar: true, motorRelay: true });
      chip.frame({ lumbar: true, motorRelay: true });
      chip.run(1.3);
      const on = guarded.some((name) => chip.duty(name) > 0);
      if (on) acted.push(`bit ${bit} of 0x${address.toString(16)}`);
      flip();
      if (on || chip.emulator.restarts > 0 || flips % flipsEach === 0) chip = trippedChip();
    }
  }
  return { flips, acted };
}
