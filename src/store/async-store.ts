/** Going: the store behind promises, for those who do not yet keep through the machine. */
import { carryOutWrite } from './carry-out.ts';
import type { Settings, TrustedKey } from './documents.ts';
import type { FileSystem } from './file-system.ts';
import type { Keep, KeepOutcome, LogName, LogRecord } from './keep.ts';
import type { StoreProblem } from './problems.ts';
import type { Generation, PackageHead, StoredProgram } from './program-index.ts';
import { readImage } from './read-image.ts';
import { logText, openStore, packageBytes, planKeep, settleKeep, settleOpening } from './store.ts';

/** Changes that may wait for the disk: one that hangs must not fill the memory. */
export const waitingMax = 64;

export interface AsyncStore {
  readonly boot: number;
  problems(): readonly StoreProblem[];
  programs(): readonly StoredProgram[];
  putProgram(head: PackageHead, bytes: Uint8Array, mayGoDown: boolean): Promise<KeepOutcome>;
  activateProgram(id: string): Promise<KeepOutcome>;
  rollbackProgram(id: string): Promise<KeepOutcome>;
  deleteProgram(id: string): Promise<KeepOutcome>;
  readPackage(generation: Generation): Promise<Uint8Array | null>;
  settings(): Settings;
  saveSettings(settings: Settings): Promise<KeepOutcome>;
  keys(): readonly TrustedKey[];
  saveKeys(keys: readonly TrustedKey[]): Promise<KeepOutcome>;
  appendLog(log: LogName, record: LogRecord): Promise<KeepOutcome>;
  readLog(log: LogName): Promise<string>;
  /** Resolves when everything asked for so far is done. */
  idle(): Promise<void>;
}

export async function openAsyncStore(disk: FileSystem): Promise<AsyncStore> {
  const { store, writes } = openStore(await readImage(disk));
  for (const write of writes) settleOpening(store, write, await carryOutWrite(disk, write));
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  function keep(what: Keep): Promise<KeepOutcome> {
    if (waiting >= waitingMax) {
      const detail = 'the disk does not keep up; a change was not written';
      return Promise.resolve({ ok: false, reason: 'failing', detail });
    }
    waiting++;
    const result = last.then(async (): Promise<KeepOutcome> => {
      const plan = planKeep(store, what);
      const outcome = plan.ok ? settleKeep(store, plan, await carryOutWrite(disk, plan.write)) : plan;
      waiting--;
      return outcome;
    });
    last = result;
    return result;
  }
  return {
    boot: store.boot,
    problems: () => store.problems,
    programs: () => store.index.programs,
    putProgram: (head, bytes, mayGoDown) => keep({ what: 'package', head, bytes, mayGoDown }),
    activateProgram: (id) => keep({ what: 'activate', id }),
    rollbackProgram: (id) => keep({ what: 'rollback', id }),
    deleteProgram: (id) => keep({ what: 'delete', id }),
    readPackage: async (generation) => packageBytes(store, generation),
    settings: () => store.settings,
    saveSettings: (settings) => keep({ what: 'settings', settings }),
    keys: () => store.keys,
    saveKeys: (keys) => keep({ what: 'keys', keys }),
    appendLog: (log, record) => keep({ what: 'log', log, record }),
    readLog: async (log) => logText(store, log),
    async idle() {
      await last;
    },
  };
}
