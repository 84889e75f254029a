/**
 * What must survive a power cut: programs, trusted keys, settings with memories, logs, the number of the boot.
 * Opens with the old or the new content of each, whole, whatever happened before; with an empty or damaged
 * disk too. Changes run one after the other; one that has returned is durable. Never throws: a disk that
 * cannot be written gives a refusal and a problem (E61, E62), and all that can be read goes on.
 */
import { createChanges } from './changes.ts';
import { canHold, type DocumentFile, openDocument, writeDocument } from './document-file.ts';
import { documents, type Settings, type TrustedKey } from './documents.ts';
import { type FileSystem, troubleOf } from './file-system.ts';
import { appendLine, type LogRecord, type LogState, openLog, readLog, unopenedLog } from './log.ts';
import {
  messageOf,
  type Outcome,
  problemsMax,
  type Report,
  type Resolve,
  type StoreProblem,
  troubleWords,
} from './problems.ts';
import {
  type Generation,
  type IndexRefusal,
  type StoredProgram,
  withActivated,
  withoutProgram,
  withRolledBack,
} from './program-index.ts';
import {
  openPrograms,
  type PackageHead,
  programsFolder,
  putPackage,
  readPackage,
  writeIndex,
} from './programs.ts';

const logNames = ['sessions', 'faults'] as const;
export type LogName = (typeof logNames)[number];

const logFolder = 'log';
const logFile = (log: LogName) => `${logFolder}/${log}.jsonl`;

export interface Store {
  /** Counts openings of the store: starts of the controller. */
  readonly boot: number;
  /** What is wrong now; what has been written again since is no longer. */
  problems(): readonly StoreProblem[];

  programs(): readonly StoredProgram[];
  /** Keeps a checked package; it waits until it is activated. `mayGoDown`: a person allowed a lower version. */
  putProgram(head: PackageHead, bytes: Uint8Array, mayGoDown: boolean): Promise<Outcome<IndexRefusal>>;
  activateProgram(id: string): Promise<Outcome<IndexRefusal>>;
  /** Takes the last activation back. */
  rollbackProgram(id: string): Promise<Outcome<IndexRefusal>>;
  deleteProgram(id: string): Promise<Outcome<IndexRefusal>>;
  /** The bytes of a package, or null where they are missing or damaged (E61). */
  readPackage(generation: Generation): Promise<Uint8Array | null>;

  settings(): Settings;
  saveSettings(settings: Settings): Promise<Outcome<'invalid'>>;
  keys(): readonly TrustedKey[];
  saveKeys(keys: readonly TrustedKey[]): Promise<Outcome<'invalid'>>;

  appendLog(log: LogName, record: LogRecord): Promise<Outcome>;
  /** The log's lines, oldest first: JSON, each ending in a line feed. */
  readLog(log: LogName): Promise<string>;

  /** Resolves when everything asked for so far is done. */
  idle(): Promise<void>;
}

export async function openStore(disk: FileSystem): Promise<Store> {
  const problems: StoreProblem[] = [];
  const report: Report = (code, file, what) => {
    if (problems.some((known) => known.file === file && known.what === what)) return;
    if (problems.length >= problemsMax) problems.shift();
    problems.push({ code, file, what });
  };
  const resolve: Resolve = (file) => {
    for (let index = problems.length - 1; index >= 0; index--) {
      const problem = problems[index];
      if (problem?.code === 'E62' && problem.file === file) problems.splice(index, 1);
    }
  };
  /** A step of the opening; what fails is reported, and the rest goes on. */
  async function attempt(file: string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      report('E62', file, `${troubleWords[troubleOf(error)]}: ${messageOf(error)}`);
    }
  }

  await attempt('.', async () => {
    for (const folder of ['.', programsFolder, logFolder]) await disk.makeFolder(folder);
    await disk.syncFolder('.');
  });
  const bootFile = await openDocument(disk, documents.boot, report);
  const boot = bootFile.value + 1;
  await attempt(documents.boot.file, () => writeDocument(disk, bootFile, boot));
  const programs = await openPrograms(disk, report);
  const settings: DocumentFile<Settings> = await openDocument(disk, documents.settings, report);
  const keys: DocumentFile<readonly TrustedKey[]> = await openDocument(disk, documents.keys, report);
  const logs: Record<LogName, LogState> = {
    sessions: unopenedLog(logFile('sessions')),
    faults: unopenedLog(logFile('faults')),
  };
  for (const log of logNames) await attempt(logFile(log), () => openLog(disk, logs[log]));

  const changes = createChanges(report, resolve);
  const save = <T>(document: DocumentFile<T>, value: T): Promise<Outcome<'invalid'>> =>
    changes.run(document.kind.file, async () => {
      if (!canHold(document.kind, value)) return { ok: false, reason: 'invalid', detail: document.kind.kind };
      await writeDocument(disk, document, value);
      return { ok: true };
    });

  return {
    boot,
    problems: () => problems,

    programs: () => programs.value.programs,
    putProgram: (head, bytes, mayGoDown) =>
      changes.run(programsFolder, () => putPackage(disk, programs, head, bytes, mayGoDown)),
    activateProgram: (id) =>
      changes.run(programsFolder, () => writeIndex(disk, programs, withActivated(programs.value, id))),
    rollbackProgram: (id) =>
      changes.run(programsFolder, () => writeIndex(disk, programs, withRolledBack(programs.value, id))),
    deleteProgram: (id) =>
      changes.run(programsFolder, () => writeIndex(disk, programs, withoutProgram(programs.value, id))),
    readPackage: (generation) => readPackage(disk, programs, generation, report),

    settings: () => settings.value,
    saveSettings: (value) => save(settings, value),
    keys: () => keys.value,
    saveKeys: (value) => save(keys, value),

    appendLog: (log, record) =>
      changes.run(logFile(log), async () => {
        await appendLine(disk, logs[log], record);
        return { ok: true };
      }),
    async readLog(log) {
      try {
        return await readLog(disk, logFile(log));
      } catch (error) {
        report('E62', logFile(log), `cannot be read: ${messageOf(error)}`);
        return '';
      }
    },

    idle: () => changes.idle(),
  };
}
