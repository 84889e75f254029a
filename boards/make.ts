/** Builds the firmware images, where there is a compiler: npm run boards */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chips } from '../src/board/chips/index.ts';
import { firmwareFile } from '../src/board/map/shipped.ts';
import { packageFolder } from '../src/package-folder.ts';
import { buildImage, compilerVersion } from './guard/build.ts';

const guardFolder = join(packageFolder(), 'boards', 'guard');

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stdout.write(`${path}\n`);
}

const compiler = compilerVersion();
if (compiler === null) {
  process.stdout.write(
    'No avr-g++ here: the images stay as they are (Debian: apt install gcc-avr avr-libc).\n',
  );
} else {
  for (const chip of Object.values(chips)) put(firmwareFile(chip), buildImage(guardFolder, chip));
  put(join(guardFolder, 'image', 'compiler.txt'), `${compiler}\n`);
}
