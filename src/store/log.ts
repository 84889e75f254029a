/**
 * An append-only log of JSON lines, good without a clock and bounded in size. Each line carries its own
 * checksum, so that one torn by a power cut is left out and never taken for another. The log is its last
 * `linesMax` lines; they lie in two files of which the older is dropped when the newer is full, so that
 * dropping it changes nothing that can be read.
 */
import { crc32 } from 'node:zlib';
import { type FileSystem, folderOf } from './file-system.ts';

/** Lines a log holds (limit: a year of daily use), and bytes a line may have. */
export const linesMax = 500;
export const lineBytesMax = 1024;
/** Both files full of the longest lines, and as much again torn. */
const fileBytesMax = 4 * linesMax * lineBytesMax;

const newline = 0x0a;
const utf8 = new TextEncoder();
const utf8Loose = new TextDecoder('utf-8');

/** Everything a line may say; keys beginning with a letter, values of one level. */
export type LogRecord = Readonly<Record<string, string | number | boolean | null>>;

export interface LogState {
  readonly path: string;
  /** Whole lines in the newer file. */
  lines: number;
  /** The newer file ends within a line: the next append ends that line first. */
  torn: boolean;
  /** The newer file is not known to be there. */
  fresh: boolean;
}

const olderOf = (path: string) => path.replace(/\.jsonl$/, '.old.jsonl');

export function logLine(record: LogRecord): string {
  const json = JSON.stringify(record);
  return `${json.slice(0, -1)},"crc":"${checksum(json)}"}`;
}

/** The lines of a text that are whole, in order. */
function wholeLines(text: string): string[] {
  return text.split('\n').filter(isWhole);
}

function isWhole(line: string): boolean {
  const match = /,"crc":"([0-9a-f]{8})"\}$/.exec(line);
  return match !== null && checksum(`${line.slice(0, match.index)}}`) === match[1];
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

/** A log of which nothing is known yet: fit for appending even where opening it fails. */
export function unopenedLog(path: string): LogState {
  return { path, lines: 0, torn: true, fresh: true };
}

export async function openLog(disk: FileSystem, log: LogState): Promise<void> {
  const bytes = await disk.read(log.path, fileBytesMax);
  log.torn = bytes !== null && bytes.length > 0 && bytes[bytes.length - 1] !== newline;
  log.lines = bytes === null ? 0 : wholeLines(utf8Loose.decode(bytes)).length;
  log.fresh = bytes === null;
}

/** When it has returned, the line survives everything. A line too long for the log loses its texts' ends. */
export async function appendLine(disk: FileSystem, log: LogState, record: LogRecord): Promise<void> {
  const line = utf8.encode(`${log.torn ? '\n' : ''}${fittingLine(record)}\n`);
  const { fresh } = log;
  log.torn = true;
  await disk.append(log.path, line);
  await disk.sync(log.path);
  if (fresh) await disk.syncFolder(folderOf(log.path));
  log.torn = false;
  log.fresh = false;
  log.lines++;
  if (log.lines < linesMax) return;
  await disk.rename(log.path, olderOf(log.path));
  log.lines = 0;
  log.fresh = true;
  await disk.syncFolder(folderOf(log.path));
}

function fittingLine(record: LogRecord): string {
  const line = logLine(record);
  if (utf8.encode(line).length <= lineBytesMax) return line;
  const cut = Object.entries(record).map(([key, value]) => [
    key,
    typeof value === 'string' ? value.slice(0, 60) : value,
  ]);
  return logLine(Object.fromEntries(cut.slice(0, 8)));
}

/** The log's whole lines, oldest first, each ending in a line feed. */
export async function readLog(disk: FileSystem, path: string): Promise<string> {
  const parts: string[] = [];
  for (const file of [olderOf(path), path]) {
    const bytes = await disk.read(file, fileBytesMax);
    if (bytes !== null) parts.push(...wholeLines(utf8Loose.decode(bytes)));
  }
  return parts
    .slice(-linesMax)
    .map((line) => `${line}\n`)
    .join('');
}
