/** The files of setup: what is known so far, kept beside the chair file that it writes; and that file itself. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { crc16 } from '../codec/crc.ts';
import type { Facts } from '../setup/setup.ts';
import { usageError } from './terminal/output.ts';
import { writeWhole } from './whole-file.ts';

interface Kept {
  /** Of the kind's file: another one, and what is known is about another chair. */
  readonly kind: number;
  /** Where it was measured: another board, and the wires may be others. */
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
  /** Why what was found is not gone on from; empty where it is, or where there is none. */
  readonly left: string;
}

/** What an earlier setup of the same kind of chair at the same board had found. */
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

/** Before anything is asked: half an hour of measuring is to end in a file. */
export function checkWritable(out: string): void {
  if (out.trim() === '') throw usageError('--out wants the name of the chair file to write');
  // A folder may say that it is writable, and take no file.
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

/** Whole or not at all; what was there is kept with its date, and a number from the second of a day on. */
export function writeChairFile(out: string, text: string, onDate: string): void {
  if (existsSync(out)) writeWhole(freeName(`${out}.${onDate}`), readFileSync(out, 'utf8'));
  writeWhole(out, text);
}

function freeName(name: string): string {
  if (!existsSync(name)) return name;
  for (let number = 2; ; number++) if (!existsSync(`${name}.${number}`)) return `${name}.${number}`;
}
