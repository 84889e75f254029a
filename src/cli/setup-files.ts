/** The files of setup: the facts found so far, kept beside the chair file to write; and that chair file. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { crc16 } from '../codec/crc.ts';
import type { Facts } from '../setup/setup.ts';
import { usageError } from './terminal/output.ts';
import { writeWhole } from './whole-file.ts';

interface Kept {
  /** Digest of the chair file that setup began with: if it differs, the facts are about another chair. */
  readonly kind: number;
  /** The board at which the facts were measured: another board may be wired differently. */
  readonly board: string;
  readonly facts: Facts;
}

const keptFile = (out: string): string => `${out}.setup.json`;

const digestOf = (text: string): number => {
  const bytes = Buffer.from(text, 'utf8');
  return crc16(bytes, 0, bytes.length);
};

interface Resumed {
  readonly facts: Facts;
  /** Why kept facts are not used; empty where they are used, or where there are none. */
  readonly left: string;
}

/** The facts that an earlier setup found with the same kind of chair and the same board. */
export function keptFacts(out: string, text: string, board: string): Resumed {
  const file = keptFile(out);
  const left = (why: string): Resumed => ({ facts: {}, left: why });
  if (!existsSync(file)) return left('');
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    if (kept.kind !== digestOf(text)) return left('it is of another kind of chair');
    if (kept.board !== board) return left(`it is of another board, ${kept.board}, and this one is ${board}`);
    return { facts: kept.facts, left: '' };
  } catch {
    return left(`${file} cannot be read`);
  }
}

export function keepFacts(out: string, text: string, board: string, facts: Facts): void {
  const kept: Kept = { kind: digestOf(text), board, facts };
  writeWhole(keptFile(out), `${JSON.stringify(kept)}\n`);
}

export function forgetFacts(out: string): void {
  rmSync(keptFile(out), { force: true });
}

/** Checked before anything is asked, since half an hour of measuring must not end without a file. */
export function checkWritable(out: string): void {
  if (out.trim() === '') throw usageError('--out wants the name of the chair file to write');
  // A folder may look writable and still not take a file.
  const probe = `${keptFile(out)}.probe`;
  try {
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw usageError(`--out ${out}: nothing can be written there: ${(error as Error).message}`);
  }
  if (existsSync(out) && statSync(out).isDirectory())
    throw usageError(`--out ${out}: that is a folder, and the chair file has a name`);
}

/** Writes the file as a whole. An older one is kept under its name and today's date, with a number from the second one of a day on. */
export function writeChairFile(out: string, text: string, onDate: string): void {
  if (existsSync(out)) writeWhole(freeName(`${out}.${onDate}`), readFileSync(out, 'utf8'));
  writeWhole(out, text);
}

function freeName(name: string): string {
  if (!existsSync(name)) return name;
  for (let number = 2; ; number++) if (!existsSync(`${name}.${number}`)) return `${name}.${number}`;
}
