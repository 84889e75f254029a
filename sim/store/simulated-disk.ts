/**
 * The disk of a simulated chair, in virtual time: writes take time, one after the other, and a power cut may come
 * at any moment of a write. The same seed and the same calls give the same disk.
 */

import type { DiskImage, DiskOperation, DiskResult, DiskWrite } from '../../src/store/keep.ts';
import { nextBelow, type Random } from '../random.ts';
import {
  type Content,
  createMedium,
  DiskError,
  emptyContent,
  type Fate,
  fates,
  type Medium,
  troubleIn,
} from './medium.ts';

/**
 * `full`: whatever needs room fails with some of its bytes written. `read-only` and `failing`: every change fails.
 * `torn`: a power cut always leaves a part of the bytes that are being written; otherwise it may also leave all or none.
 */
const diskFaults = ['none', 'full', 'torn', 'failing', 'read-only'] as const;
export type DiskFault = (typeof diskFaults)[number];

export interface FinishedWrite {
  readonly write: DiskWrite;
  readonly result: DiskResult;
}

export interface SimulatedDisk {
  /** Queues a write; it begins when those before it have ended. */
  begin(write: DiskWrite): void;
  /** Lets the time pass until `nowMs`; returns the writes that ended, in order. */
  advance(nowMs: number): FinishedWrite[];
  /** What a chair that starts now reads. */
  image(): DiskImage;
  /** Writing ends: what was written stays, what waited is lost. */
  stop(): void;
  /** Cuts the power: what was not synced may be there or not, torn at any byte; what waited is lost. */
  cutPower(random: Random): void;
  /** Sets a fault, which lasts until the next call. */
  setFault(fault: DiskFault): void;
  /** Flips a random bit of the file, or of a random file; returns which file, null if there is nothing to damage. */
  damage(file?: string): string | null;
}

export interface SimulatedDiskOptions {
  /** Draws latencies, partial writes and damage. */
  readonly random: Random;
  /** How long a write takes, spread evenly over its operations; no time if not given. */
  readonly latencyMs?: (random: Random) => number;
  readonly content?: Content;
}

interface Running {
  readonly write: DiskWrite;
  readonly beginMs: number;
  readonly tookMs: number;
  /** Operations carried out so far. */
  done: number;
}

export function createSimulatedDisk(options: SimulatedDiskOptions): SimulatedDisk {
  const { random, latencyMs = () => 0 } = options;
  let medium = createMedium(options.content ?? emptyContent);
  let fault: DiskFault = 'none';
  let nowMs = 0;
  let queue: DiskWrite[] = [];
  let running: Running | null = null;

  function runNext(beginMs: number): void {
    const write = queue.shift();
    running = write === undefined ? null : { write, beginMs, tookMs: latencyMs(random), done: 0 };
  }

  return {
    begin(write) {
      queue.push(write);
      if (running === null) runNext(nowMs);
    },
    advance(untilMs) {
      nowMs = untilMs;
      const finished: FinishedWrite[] = [];
      while (running !== null) {
        const result = runUntil(running, medium, fault, random, nowMs);
        if (result === null) break;
        finished.push({ write: running.write, result });
        runNext(running.beginMs + running.tookMs);
      }
      return finished;
    },
    image: () => medium.image(),
    stop() {
      queue = [];
      running = null;
    },
    cutPower(cutRandom) {
      const operation = running?.write.operations[running.done];
      const cutWithin = operation !== undefined && (fault === 'torn' || nextBelow(cutRandom, 2) === 0);
      if (cutWithin && (fault === 'torn' || fault === 'none')) medium.applyPart(operation, cutRandom);
      const fate = fault === 'torn' ? tornFate(operation) : fates[nextBelow(cutRandom, fates.length)]!;
      medium = createMedium(medium.afterCut(fate, cutRandom));
      queue = [];
      running = null;
    },
    setFault(next) {
      fault = next;
    },
    damage: (file) => damage(medium, file, random),
  };
}

/** If bytes were being written, a part of them has been written and is kept; else unsynced changes are torn. */
function tornFate(operation: DiskOperation | undefined): Fate {
  return operation?.do === 'write' || operation?.do === 'append' ? 'kept' : 'reordered';
}

/** Carries out the operations of the write that are due; returns how it ended, or null while it runs. */
function runUntil(
  running: Running,
  medium: Medium,
  fault: DiskFault,
  random: Random,
  nowMs: number,
): DiskResult | null {
  const { write, beginMs, tookMs } = running;
  const { operations } = write;
  while (running.done < operations.length) {
    if (beginMs + (tookMs * (running.done + 1)) / operations.length > nowMs) return null;
    const operation = operations[running.done++]!;
    try {
      operate(medium, operation, fault, random);
    } catch (error) {
      if (operation.do !== 'remove') return troubleIn(medium, write, error);
    }
  }
  return { ok: true };
}

function operate(medium: Medium, operation: DiskOperation, fault: DiskFault, random: Random): void {
  const what = `${operation.do} ${operation.path}`;
  if (fault === 'read-only') throw new DiskError('EROFS', what);
  if (fault === 'failing') throw new DiskError('EIO', what);
  if (fault === 'full' && ['write', 'append', 'make-folder'].includes(operation.do)) {
    medium.applyPart(operation, random);
    throw new DiskError('ENOSPC', what);
  }
  medium.apply(operation);
}

function damage(medium: Medium, file: string | undefined, random: Random): string | null {
  const damageable = [...medium.image()]
    .flatMap(([path, bytes]) => (bytes instanceof Uint8Array && bytes.length > 0 ? [{ path, bytes }] : []))
    .filter(({ path }) => file === undefined || path === file)
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  if (damageable.length === 0) return null;
  const { path, bytes } = damageable[nextBelow(random, damageable.length)]!;
  medium.flip(path, nextBelow(random, bytes.length * 8));
  return path;
}
