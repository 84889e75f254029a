/**
 * The queue to the disk: one thing is written at a time, in the order asked for, and nothing counts as kept before
 * the rim has said so. What the chair itself has to keep (logs, settings) has room of its own, so that a
 * technician cannot push it out.
 */
import type { DiskResult, DiskWrite, Keep, KeepOutcome, KeepPlan } from '../store/keep.ts';
import { report } from '../store/problems.ts';
import { planKeep, type Store, settleKeep, settleOpening } from '../store/store.ts';

/** What a technician asked for may wait so many deep; more is answered busy (limit). */
const askedMax = 16;
/** What the chair itself has to keep; a disk that hangs must not fill the memory (limit). */
const ownMax = 64;

type Waiting =
  | { readonly id: number; readonly kind: 'opening'; readonly write: DiskWrite }
  | { readonly id: number; readonly kind: 'asked' | 'own'; readonly keep: Keep }
  /** As they are when their turn comes: what was restored or counted before is in them. */
  | { readonly id: number; readonly kind: CurrentKind };

/** What is kept as it stands when its turn comes. */
export type CurrentKind = 'settings' | 'lifetime' | 'accounts';

export interface WriteQueue {
  nextId: number;
  readonly waiting: Waiting[];
  /** What could not be written: tried again once the disk has taken something. */
  readonly failed: CurrentKind[];
  /** What the rim is writing. */
  writing:
    | { readonly id: number; readonly kind: 'opening'; readonly write: DiskWrite }
    | { readonly id: number; readonly kind: 'asked' | 'own' | CurrentKind; readonly plan: KeepPlan }
    | null;
}

/** The rim is to carry this out and to hand the result back under its id. */
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

/** Queues what a technician asked for: its ticket, or null where too much waits. */
export function keepAsked(queue: WriteQueue, keep: Keep): number | null {
  return enqueue(queue, 'asked', keep, askedMax);
}

/** Queues what the chair has to keep; false where the disk has not kept up for so long that it is lost. */
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

/** Queues what is kept as it stands; once is enough for all changes until it is written. */
export function keepCurrent(queue: WriteQueue, what: CurrentKind): void {
  const { waiting } = queue;
  if (!waiting.some(({ kind }) => kind === what)) waiting.push({ id: queue.nextId++, kind: what });
}

/** What technicians asked for, and the rim has not been given, is not done any more. */
export function dropAsked({ waiting }: WriteQueue): void {
  const others = waiting.filter(({ kind }) => kind !== 'asked');
  waiting.splice(0, waiting.length, ...others);
}

/** Gives the rim what is next, where it is idle; what is refused without the disk is settled at once. */
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
    } else if (kind === 'asked') settled(id, plan);
    // What could not be read back is not written: nobody waits for it, and nobody is to believe that it is kept.
    else if (plan.reason === 'invalid')
      report(store.problems, 'E62', plan.detail, 'what is to be kept makes no sense; it is not kept');
  }
}

/** The rim has written, or could not. Null where nobody waits for it. */
export function takeResult(
  queue: WriteQueue,
  store: Store,
  id: number,
  result: DiskResult,
): KeepOutcome | null {
  const { writing } = queue;
  // An answer that comes twice says nothing new.
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
  return kind === 'asked' ? outcome : null;
}
