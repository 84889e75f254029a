/**
 * The queue to the disk: one thing is written at a time, in the order asked for, and nothing counts as kept before
 * the rim has confirmed it. Data that the chair itself has to keep (logs, settings) has separate room, so that a
 * technician cannot push it out.
 */
import type { DiskResult, DiskWrite, Keep, KeepOutcome, KeepPlan } from '../store/keep.ts';
import { report } from '../store/problems.ts';
import { planKeep, type Store, settleKeep, settleOpening } from '../store/store.ts';

/** Most writes that may wait for technicians; further requests are answered busy (limit). */
const askedMax = 16;
/** Most writes that may wait for the chair itself; a disk that hangs must not fill the memory (limit). */
const ownMax = 64;

type Waiting =
  | { readonly id: number; readonly kind: 'opening'; readonly write: DiskWrite }
  | { readonly id: number; readonly kind: 'asked' | 'own'; readonly keep: Keep }
  /** Written as they are when their turn comes, with all that was restored or counted before. */
  | { readonly id: number; readonly kind: CurrentKind };

/** Data that is kept as it stands when its turn comes. */
export type CurrentKind = 'settings' | 'lifetime' | 'accounts';

export interface WriteQueue {
  nextId: number;
  readonly waiting: Waiting[];
  /** Writes that failed; they are tried again once another write has succeeded. */
  readonly failed: CurrentKind[];
  /** What the rim is writing. */
  writing:
    | { readonly id: number; readonly kind: 'opening'; readonly write: DiskWrite }
    | { readonly id: number; readonly kind: 'asked' | 'own' | CurrentKind; readonly plan: KeepPlan }
    | null;
}

/** A write that the rim is to carry out, and whose result it hands back under this id. */
export interface KeepOrder {
  readonly id: number;
  readonly write: DiskWrite;
}

export function createWriteQueue(opening: readonly DiskWrite[]): WriteQueue {
  return {
    nextId: opening.length + 1,
    waiting: opening.map((write, index) => ({ id: index + 1, kind: 'opening', write })),
    failed: [],
    writing: null,
  };
}

/** Queues a technician's request; returns its ticket, or null if too many wait. */
export function keepAsked(queue: WriteQueue, keep: Keep): number | null {
  return enqueue(queue, 'asked', keep, askedMax);
}

/** Queues data of the chair itself; false if the queue is full because the disk does not keep up, so that the data is lost. */
export function keepOwn(queue: WriteQueue, keep: Keep): boolean {
  return enqueue(queue, 'own', keep, ownMax) !== null;
}

function enqueue(queue: WriteQueue, kind: 'asked' | 'own', keep: Keep, most: number): number | null {
  const { waiting } = queue;
  if (waiting.filter((other) => other.kind === kind).length >= most) return null;
  const id = queue.nextId++;
  waiting.push({ id, kind, keep });
  return id;
}

/** Queues data that is kept as it stands; one entry covers all changes until it is written. Returns its ticket. */
export function keepCurrent(queue: WriteQueue, what: CurrentKind): number {
  const { waiting } = queue;
  const entry = waiting.find(({ kind }) => kind === what) ?? { id: queue.nextId++, kind: what };
  if (!waiting.includes(entry)) waiting.push(entry);
  return entry.id;
}

/** Drops technicians' requests that have not been given to the rim. */
export function dropAsked({ waiting }: WriteQueue): void {
  const others = waiting.filter(({ kind }) => kind !== 'asked');
  waiting.splice(0, waiting.length, ...others);
}

/** Gives the rim the next write if it is idle; writes refused without the disk are settled at once. */
export function giveOrders(
  queue: WriteQueue,
  store: Store,
  current: (kind: CurrentKind) => Keep,
  order: (order: KeepOrder) => void,
  settled: (id: number, outcome: KeepOutcome) => void,
): void {
  while (queue.writing === null) {
    const next = queue.waiting.shift();
    if (next === undefined) return;
    const { id, kind } = next;
    if (kind === 'opening') {
      queue.writing = { id, kind, write: next.write };
      order({ id, write: next.write });
      return;
    }
    const keep = 'keep' in next ? next.keep : current(next.kind);
    const plan = planKeep(store, keep);
    if (plan.ok) {
      queue.writing = { id, kind, plan };
      order({ id, write: plan.write });
      continue;
    }
    settled(id, plan);
    // Data of the chair that could not be read back is not written, and must not be taken as kept.
    if (kind !== 'asked' && plan.reason === 'invalid')
      report(store.problems, 'E62', plan.detail, 'what is to be kept makes no sense; it is not kept');
  }
}

/** Takes the rim's result of a write. Null where that was none, or a write of the opening. */
export function takeResult(
  queue: WriteQueue,
  store: Store,
  id: number,
  result: DiskResult,
): KeepOutcome | null {
  const { writing } = queue;
  // A repeated answer is ignored.
  if (writing === null || writing.id !== id) return null;
  queue.writing = null;
  if (writing.kind === 'opening') {
    settleOpening(store, writing.write, result);
    return null;
  }
  const outcome = settleKeep(store, writing.plan, result);
  const { kind } = writing;
  if (outcome.ok) for (const what of queue.failed.splice(0)) keepCurrent(queue, what);
  else if (kind !== 'asked' && kind !== 'own') queue.failed.push(kind);
  return outcome;
}
