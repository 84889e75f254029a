/**
 * An append-only log of JSON lines that needs no clock and is bounded in size. Each line carries its own checksum, so
 * that a line torn by a power cut is left out and never taken for another. The log is its last `linesMax` lines. They
 * lie in two files, the older of which is dropped when the newer is full, so that dropping it changes nothing that can
 * be read.
 */
import { crc32 } from 'node:zlib';
import { mapOf } from '../codec/plain-map.ts';
import { documents } from './documents.ts';
import type { DiskImage, DiskOperation, DiskResult, DiskWrite, LogRecord } from './keep.ts';
import { report, type StoreProblem } from './problems.ts';
import { folderOf, replacing } from './replace.ts';

/** Lines a log holds (limit: a year of daily use), and bytes a line may have. */
export const linesMax = 500;
export const lineBytesMax = 1024;
/** Most bytes read of one file of a log: full of the longest lines, and three times as much torn. */
export const logBytesMax = 4 * linesMax * lineBytesMax;

const newline = 0x0a;
const utf8 = new TextEncoder();
const utf8Loose = new TextDecoder('utf-8');

export interface Log {
  readonly path: string;
  /** Whole lines of both files, oldest first, without their line feeds; at most `linesMax`. */
  lines: readonly string[];
  /** How many of them lie in the newer file. */
  newer: number;
  /** The newer file may end within a line: the next append then ends that line first. */
  torn: boolean;
  /** The newer file may not exist yet. */
  fresh: boolean;
}

export const olderOf = (path: string) => path.replace(/\.jsonl$/, '.old.jsonl');

export function logLine(record: LogRecord): string {
  const json = JSON.stringify(record);
  return `${json.slice(0, -1)},"crc":"${checksum(json)}"}`;
}

/** The whole lines of a file, in order. */
function wholeLines(bytes: Uint8Array): string[] {
  return utf8Loose.decode(bytes).split('\n').filter(isWhole);
}

function isWhole(line: string): boolean {
  const match = /,"crc":"([0-9a-f]{8})"\}$/.exec(line);
  return match !== null && checksum(`${line.slice(0, match.index)}}`) === match[1];
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

/**
 * A log that cannot be read can still be appended to. A file too long to be read whole cannot, since an appended line
 * would not be read again: `writes` replace it by its whole lines.
 */
export function openLog(
  image: DiskImage,
  path: string,
  problems: StoreProblem[],
): { log: Log; writes: DiskWrite[] } {
  const older = fileOf(image, olderOf(path), problems);
  const newer = fileOf(image, path, problems);
  const tooLong = newer !== null && newer.length >= logBytesMax;
  const found = newer === null ? [] : wholeLines(newer);
  const newerLines = tooLong ? found.slice(1 - linesMax) : found;
  const log: Log = {
    path,
    lines: [...(older === null ? [] : wholeLines(older)), ...newerLines].slice(-linesMax),
    newer: newerLines.length,
    torn: newer === null || (newer.length > 0 && newer[newer.length - 1] !== newline),
    fresh: newer === null || !image.has(path),
  };
  if (!tooLong) return { log, writes: [] };
  report(
    problems,
    'E62',
    path,
    `is longer than any log; of what was read ${newerLines.length} lines are kept`,
  );
  const bytes = utf8.encode(newerLines.map((line) => `${line}\n`).join(''));
  return { log, writes: [{ file: path, operations: replacing(path, bytes) }] };
}

/** The file's bytes, none where there is no such file; null where it cannot be read. */
function fileOf(image: DiskImage, path: string, problems: StoreProblem[]): Uint8Array | null {
  const entry = image.get(path) ?? new Uint8Array(0);
  if (entry instanceof Uint8Array) return entry;
  report(problems, 'E62', path, `cannot be read: ${entry.unreadable}`);
  return null;
}

/** The last start that a line is of; 0 where none says. */
export function lastBootOf({ lines }: Log): number {
  return lines.reduce((last, line) => Math.max(last, bootOf(line)), 0);
}

function bootOf(line: string): number {
  try {
    const { boot } = mapOf(JSON.parse(line));
    return typeof boot === 'number' && documents.boot.parse(boot) !== null ? boot : 0;
  } catch {
    return 0;
  }
}

interface LinePlan {
  readonly write: DiskWrite;
  readonly line: string;
  /** The newer file is full with this line and becomes the older one. */
  readonly turnsOver: boolean;
}

/** Once written, the line survives everything. In a line too long for the log the texts are cut. */
export function planLine(log: Log, record: LogRecord): LinePlan {
  const { path, torn, fresh } = log;
  const line = fittingLine(record);
  const syncFolder: DiskOperation = { do: 'sync-folder', path: folderOf(path) };
  const operations: DiskOperation[] = [
    { do: 'append', path, bytes: utf8.encode(`${torn ? '\n' : ''}${line}\n`) },
    { do: 'sync', path },
  ];
  if (fresh) operations.push(syncFolder);
  const turnsOver = log.newer + 1 >= linesMax;
  if (turnsOver) operations.push({ do: 'rename', path, to: olderOf(path) }, syncFolder);
  return { write: { file: path, operations }, line, turnsOver };
}

export function settleLine(log: Log, line: string, turnsOver: boolean, result: DiskResult): void {
  log.torn = !result.ok;
  if (!result.ok && result.held !== null) {
    const held = wholeLines(result.held);
    const olderLines = log.lines.slice(0, Math.max(0, log.lines.length - log.newer));
    log.lines = [...olderLines, ...held].slice(-linesMax);
    log.newer = held.length;
    return;
  }
  log.fresh = turnsOver || !result.ok;
  // A file that is gone had been turned over before the trouble came. Where it cannot be read, counting its lines from
  // 0 lets it grow to twice its size; counting on would drop the older file too early.
  if (!result.ok && !turnsOver) return;
  log.lines = [...log.lines, line].slice(-linesMax);
  log.newer = turnsOver ? 0 : log.newer + 1;
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
export function textOf(log: Log): string {
  return log.lines.map((line) => `${line}\n`).join('');
}
