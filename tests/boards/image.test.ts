import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildImage, compilerVersion } from '../../boards/guard/build.ts';
import { chips } from '../../src/board/chips/index.ts';
import { parseHex } from '../../src/board/firmware/hex.ts';
import { firmwareFile } from '../../src/board/map/shipped.ts';
import { crc16 } from '../../src/codec/crc.ts';
import { packageFolder } from '../../src/package-folder.ts';

const root = packageFolder();
const images = join(root, 'boards', 'guard', 'image');

describe('the firmware image', () => {
  test.each(Object.values(chips))(
    'for $name fits its chip beside the bootloader and ends in its checksum',
    (chip) => {
      const image = parseHex(readFileSync(firmwareFile(chip), 'utf8'));
      expect(image.length).toBeLessThan(chip.flashBytes - chip.bootloaderBytes);
      const program = image.subarray(0, -2);
      expect((image.at(-2) as number) | ((image.at(-1) as number) << 8)).toBe(crc16(program));
    },
  );

  test.for(Object.values(chips))(
    'for $name is what the sources give',
    { timeout: 60_000 },
    (chip, context) => {
      const compiler = compilerVersion();
      const usual = readFileSync(join(images, 'compiler.txt'), 'utf8').trim();
      if (compiler !== usual) {
        const here = compiler ?? 'no avr-g++';
        context.skip(`images are built with ${usual}, and here is ${here}`);
      }
      expect(buildImage(join(root, 'boards', 'guard'), chip)).toBe(readFileSync(firmwareFile(chip), 'utf8'));
    },
  );
});
