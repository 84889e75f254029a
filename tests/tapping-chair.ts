/** The reference chair with a tapper: one whose current is measured, and one with a fuse alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyChair } from '../src/chair/any-chair.ts';
import type { Chair } from '../src/chair/chair.ts';
import { readChair } from '../src/chair/file/read.ts';
import { supportedChair } from '../src/chair/supported.ts';

export const tappingFile = join(import.meta.dirname, 'chairs/tapping.yaml');
const text = readFileSync(tappingFile, 'utf8');

/** The part of a file from this key of the first level to the next. */
export function sectionOf(file: string, key: string): string {
  const section = new RegExp(`^${key}:.*\\n(?:[ #].*\\n|\\n)*`, 'm').exec(file)?.[0];
  if (section === undefined) throw new Error(`there is no ${key} in the file`);
  return section;
}

const fused = `tapper:
  drive:
    kind: pwm
    pwm: { pin: 8, active: high, part: FET }
    duty: { from: 40 %, to: 100 % }
  fuse: 2 A
  current: none
`;

export function anyTapping(measured = true): AnyChair {
  const file = measured ? text : text.replace(sectionOf(text, 'tapper'), fused);
  const { chair, problems } = readChair(file, tappingFile);
  if (chair === null) throw new Error(problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return chair;
}

export function tappingChair(measured = true): Chair {
  const { chair, unsupported } = supportedChair(anyTapping(measured));
  if (chair === null) throw new Error(JSON.stringify(unsupported));
  return chair;
}
