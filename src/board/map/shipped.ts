/** The board files and firmware images that ship with the package. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chip } from '../../chair/chips/chip.ts';
import { packageFolder } from '../../package-folder.ts';
import { parseHex } from '../firmware/hex.ts';
import type { BoardMap } from './map.ts';
import { readBoardMap } from './read.ts';

const defaultBoard = 'mega-2560';

export function boardsFolder(): string {
  return join(packageFolder(), 'boards');
}

export function shippedBoards(): string[] {
  return readdirSync(boardsFolder())
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length));
}

/** A board by its id, or a board file by its path. */
export function loadBoardMap(idOrFile: string = defaultBoard): BoardMap {
  const isFile = /[\\/]|\.ya?ml$/i.test(idOrFile);
  const file = isFile ? idOrFile : join(boardsFolder(), `${idOrFile}.yaml`);
  return readBoardMap(readFileSync(file, 'utf8'), file);
}

export function firmwareFile(chip: Chip): string {
  return join(boardsFolder(), 'guard', 'image', `${chip.name}.hex`);
}

/** The guard firmware's image for this chip, as bytes from address 0. */
export function loadFirmware(chip: Chip): Uint8Array {
  return parseHex(readFileSync(firmwareFile(chip), 'utf8'));
}
