/**
 * Builds the guard firmware with avr-gcc and puts the program's checksums behind it, where the self-check at
 * start looks for them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHex, writeHex } from '../../src/board/firmware/hex.ts';
import type { Chip } from '../../src/chair/chips/chip.ts';
import { crc16 } from '../../src/codec/crc.ts';

const keptBytes = 4;

/** The compiler's own name for itself, or null where there is none. */
export function compilerVersion(): string | null {
  const asked = spawnSync('avr-g++', ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? (asked.stdout.split('\n')[0] ?? '') : null;
}

/** The image as Intel hex. `folder` is boards/guard. */
export function buildImage(folder: string, chip: Chip): string {
  const work = mkdtempSync(join(tmpdir(), 'lumbar-guard-'));
  try {
    const elf = join(work, 'guard.elf');
    const hex = join(work, 'guard.hex');
    // The last bytes of the memory survive resets, so the stack begins below them. (0x800000 marks data space.)
    const stack = 0x800000 + 0x200 + chip.ramBytes - 1 - keptBytes;
    // One translation unit: the tables exist once, and calls between files can be inlined.
    const unit = readdirSync(folder)
      .filter((name) => name.endsWith('.cpp'))
      .sort()
      .map((name) => `#include "${name}"\n`)
      .join('');
    execFileSync(
      'avr-g++',
      [
        `-mmcu=${chip.name}`,
        `-DF_CPU=${chip.clockHz}UL`,
        ...'-std=c++14 -O2 -mrelax -fno-gcse -fno-tree-pre -Wall -Wextra -Werror -fno-exceptions -fno-rtti -fno-threadsafe-statics'.split(
          ' ',
        ),
        ...'-fshort-enums -ffunction-sections -fdata-sections -Wl,--gc-sections -fwhole-program'.split(' '),
        `-Wl,--defsym=__stack=0x${stack.toString(16)}`,
        ...['-I', folder, '-x', 'c++', '-', '-o', elf],
      ],
      { cwd: folder, input: unit, stdio: ['pipe', 'ignore', 'pipe'] },
    );
    execFileSync('avr-objcopy', ['-O', 'ihex', '-R', '.eeprom', elf, hex]);
    return writeHex(withChecksums(parseHex(readFileSync(hex, 'utf8'))));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A sum and a CRC, as the self-check wants them (selfcheck.cpp). */
function withChecksums(program: Uint8Array): Uint8Array {
  const summed = Uint8Array.from([...program, ...fletcherBackwards(program)]);
  const crc = crc16(summed);
  return Uint8Array.from([...summed, crc & 0xff, crc >> 8]);
}

function fletcherBackwards(program: Uint8Array): [bytes: number, sums: number] {
  return program.reduceRight<[number, number]>(
    ([bytes, sums], byte) => {
      const next = (bytes + byte) & 0xff;
      return [next, (sums + next) & 0xff];
    },
    [0, 0],
  );
}
