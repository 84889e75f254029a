/** Writes what is made from tables, then the firmware images where there is a compiler. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chips } from '../src/chair/chips/index.ts';
import { packageFolder } from '../src/package-folder.ts';
import { buildImage, compilerVersion } from './guard/build.ts';
import { madeFiles } from './made.ts';

const root = packageFolder();

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  process.stdout.write(`${path}\n`);
}

for (const { path, text } of madeFiles()) put(path, text);
const compiler = compilerVersion();
if (compiler === null) {
  process.stdout.write(
    'No avr-g++ here: the images stay as they are (Debian: apt install gcc-avr avr-libc).\n',
  );
} else {
  for (const chip of Object.values(chips)) {
    put(
      join('boards', 'guard', 'image', `${chip.name}.hex`),
      buildImage(join(root, 'boards', 'guard'), chip),
    );
  }
  put(join('boards', 'guard', 'image', 'compiler.txt'), `${compiler}\n`);
}
