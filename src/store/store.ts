/**
 * What must survive a power cut: programs, trusted keys, settings with memories, logs, the number of the boot. Opens
 * with the old or the new content of each, whole, whatever happened before, even with an empty or damaged disk. The
 * store is one plain value that plans what to write and takes in the result; read-image.ts and carry-out.ts touch the
 * disk. Keeps are settled one after the other: each is planned on what is in force. Never throws: a disk that cannot be
 * written gives a refusal and a problem (E61, E62), and everything that can be read still works.
 */
import type { KeptAccounts } from '../control/guard/accounts.ts';
import { afterTrouble, documentWrite, heldAs, openDocument } from './document-file.ts';
import {
  type DocumentKind,
  documentBytesMax,
  documents,
  type KeptClock,
  type Lifetime,
  type Settings,
  type TrustedKey,
} from './documents.ts';
import type {
  DiskImage,
  DiskResult,
  DiskWrite,
  Keep,
  KeepOutcome,
  KeepPlan,
  KeepRefusal,
  LogName,
} from './keep.ts';
import { logNames } from './keep.ts';
import { type Log, lastBootOf, logBytesMax, olderOf, openLog, planLine, settleLine, textOf } from './log.ts';
import { report, resolve, type StoreProblem, troubleWords } from './problems.ts';
import type { Generation } from './program-index.ts';
import {
  indexKind,
  openPrograms,
  type Programs,
  planChange,
  planPackage,
  programsFolder,
  settleIndex,
} from './programs.ts';
import { storeFormat } from './sealed.ts';
import { asideIndex, documentKinds, documentsIn, keepAside, newerFormat } from './versions.ts';

const logFolder = 'log';
const logFile = (log: LogName) => `${logFolder}/${log}.jsonl`;

/** What the disk is known to hold. */
export interface Store extends Programs {
  /** Counts openings of the store: starts of the controller. */
  readonly boot: number;
  settings: Settings;
  keys: readonly TrustedKey[];
  accounts: KeptAccounts;
  lifetime: Lifetime;
  clock: KeptClock | null;
  readonly logs: Readonly<Record<LogName, Log>>;
  /** The format of the store where a newer version has written it, and nothing is written; else 0. */
  readonly newer: number;
  /** Documents of an older format on the disk, by their files: each is kept aside before it is replaced. */
  readonly older: Map<string, { readonly format: number; readonly bytes: Uint8Array }>;
  /** What is wrong now; the problem of a file ends when the file has been written again. */
  readonly problems: StoreProblem[];
}

/** Every file of the store that is not a package, and how much of it is read (bytes). */
export const storeFiles: readonly { readonly path: string; readonly bytesMax: number }[] = [
  ...documentKinds.map(({ file }) => ({ path: file, bytesMax: documentBytesMax })),
  ...logNames.flatMap((log) =>
    [olderOf(logFile(log)), logFile(log)].map((path) => ({ path, bytesMax: logBytesMax })),
  ),
];

/** `writes` put the home in order; each is carried out on its own, in this order. */
export function openStore(image: DiskImage): { store: Store; writes: readonly DiskWrite[] } {
  const problems: StoreProblem[] = [];
  const newer = newerFormat(image);
  const older = new Map(
    documentsIn(image)
      .filter(({ format }) => format > 0 && format < storeFormat)
      .map(({ kind, format, bytes }) => [kind.file, { format, bytes }]),
  );
  const counted = openDocument(image, documents.boot, problems);
  const { programs, writes } = openPrograms(
    image,
    problems,
    older.get(indexKind.file)?.bytes ?? asideIndex(image),
  );
  const settings = openDocument(image, documents.settings, problems).value;
  const keys = openDocument(image, documents.keys, problems).value;
  const accounts = openDocument(image, documents.accounts, problems).value;
  const lifetime = openDocument(image, documents.lifetime, problems).value;
  const clock = openDocument(image, documents.clock, problems).value;
  const sessions = openLog(image, logFile('sessions'), problems);
  const faults = openLog(image, logFile('faults'), problems);
  const work = openLog(image, logFile('work'), problems);
  const logs = { sessions: sessions.log, faults: faults.log, work: work.log };
  const logWrites = [sessions, faults, work].flatMap((opened) => opened.writes);
  // Where the number is lost, the logs still know it: no start is taken for one of before.
  const last = counted.opened === 'whole' ? counted.value : Math.max(...Object.values(logs).map(lastBootOf));
  const boot = last + 1;
  const store: Store = { ...programs, boot, settings, keys, accounts, lifetime, clock, logs, newer, older };
  if (newer > 0) return { store, writes: [] };
  const values: Readonly<Record<string, unknown>> = {
    [documents.settings.file]: settings,
    [documents.keys.file]: keys,
    [documents.accounts.file]: accounts,
    [documents.lifetime.file]: lifetime,
    [documents.clock.file]: clock,
    [indexKind.file]: programs.index,
  };
  const migrated = documentKinds
    .filter(({ file }) => older.has(file) && file in values)
    .map((kind) => documentWrite(kind, values[kind.file]));
  const all = [foldersWrite, ...migrated, documentWrite(documents.boot, boot), ...writes, ...logWrites];
  return { store, writes: all.map((write) => asideFirst(store, write)) };
}

/** Keeps a document of an older format aside before it is replaced. */
function asideFirst({ older }: Store, write: DiskWrite): DiskWrite {
  const before = older.get(write.file);
  if (before === undefined) return write;
  const aside = keepAside(write, before.format, before.bytes);
  return { ...write, operations: [...aside, ...write.operations] };
}

const foldersWrite: DiskWrite = {
  file: '.',
  operations: [
    ...['.', programsFolder, logFolder].map((path) => ({ do: 'make-folder', path }) as const),
    { do: 'sync-folder', path: '.' },
  ],
};

/** Takes in the result of a write of the opening. */
export function settleOpening(store: Store, write: DiskWrite, result: DiskResult): void {
  if (result.ok) {
    store.older.delete(write.file);
    return;
  }
  const { file } = write;
  report(store.problems, 'E62', file, `${troubleWords[result.reason]}: ${result.detail}`);
  if (file === indexKind.file) settleIndex(store, store.index, null, result);
}

/** What to write to keep a thing, or why it is refused. Changes nothing yet. */
export function planKeep(store: Store, keep: Keep): KeepPlan | KeepRefusal {
  if (store.newer > 0) {
    return {
      ok: false,
      reason: 'newer',
      detail: `format ${store.newer}, this version writes ${storeFormat}`,
    };
  }
  const plan = planAny(store, keep);
  return plan.ok ? { ...plan, write: asideFirst(store, plan.write) } : plan;
}

function planAny(store: Store, keep: Keep): KeepPlan | KeepRefusal {
  switch (keep.what) {
    case 'settings':
      return planDocument(documents.settings, keep.settings, (settings) => ({ what: 'settings', settings }));
    case 'keys':
      return planDocument(documents.keys, keep.keys, (keys) => ({ what: 'keys', keys }));
    case 'accounts':
      return planDocument(documents.accounts, keep.accounts, (accounts) => ({ what: 'accounts', accounts }));
    case 'lifetime':
      return planDocument(documents.lifetime, keep.lifetime, (lifetime) => ({ what: 'lifetime', lifetime }));
    case 'clock':
      return planDocument(documents.clock, keep.clock, () => keep);
    case 'log': {
      const { write, line, turnsOver } = planLine(store.logs[keep.log], keep.record);
      return { ok: true, write, next: { what: 'log', log: keep.log, line, turnsOver } };
    }
    case 'package':
      return planPackage(store, keep);
    case 'activate':
    case 'rollback':
    case 'delete':
      return planChange(store, keep);
  }
}

function planDocument<T>(
  kind: DocumentKind<T>,
  value: T,
  nextOf: (held: T) => KeepPlan['next'],
): KeepPlan | KeepRefusal {
  const held = heldAs(kind, value);
  if (held === null) return { ok: false, reason: 'invalid', detail: kind.file };
  return { ok: true, write: documentWrite(kind, held), next: nextOf(held) };
}

/** Takes in the result of the write: what was kept is in force from here, and trouble is a problem. */
export function settleKeep(store: Store, plan: KeepPlan, result: DiskResult): KeepOutcome {
  const { next, write } = plan;
  putInForce(store, next, result);
  const about = next.what === 'index' ? programsFolder : write.file;
  if (result.ok) {
    store.older.delete(write.file);
    resolve(store.problems, about);
    if (next.what === 'log' && next.turnsOver) resolve(store.problems, olderOf(about));
    return { ok: true };
  }
  const words = troubleWords[result.reason];
  report(store.problems, 'E62', about, `${words}: ${result.detail}`);
  return { ok: false, reason: result.reason, detail: `${words} (${about})` };
}

function putInForce(store: Store, next: KeepPlan['next'], result: DiskResult): void {
  switch (next.what) {
    case 'settings':
      store.settings = result.ok
        ? next.settings
        : afterTrouble(documents.settings, result.held, store.settings);
      return;
    case 'keys':
      store.keys = result.ok ? next.keys : afterTrouble(documents.keys, result.held, store.keys);
      return;
    case 'accounts':
      store.accounts = result.ok
        ? next.accounts
        : afterTrouble(documents.accounts, result.held, store.accounts);
      return;
    case 'lifetime':
      store.lifetime = result.ok
        ? next.lifetime
        : afterTrouble(documents.lifetime, result.held, store.lifetime);
      return;
    case 'clock':
      store.clock = result.ok ? next.clock : afterTrouble(documents.clock, result.held, store.clock);
      return;
    case 'index':
      settleIndex(store, next.index, next.added, result);
      return;
    case 'log':
      settleLine(store.logs[next.log], next.line, next.turnsOver, result);
      return;
  }
}

/** The log's lines, oldest first: JSON, each ending in a line feed. */
export function logText(store: Store, log: LogName): string {
  return textOf(store.logs[log]);
}

/** The bytes of a package, or null where they are missing or damaged (E61). */
export function packageBytes(store: Store, { hash }: Generation): Uint8Array | null {
  return store.packages.get(hash) ?? null;
}
