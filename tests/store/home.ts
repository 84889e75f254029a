/** A store on a disk that carries everything out at once. */
import { createRandom } from '../../sim/random.ts';
import type { Content } from '../../sim/store/medium.ts';
import type { Keep, KeepOutcome } from '../../src/store/keep.ts';
import { openStore, planKeep, type Store, settleKeep, settleOpening } from '../../src/store/store.ts';
import { createDisk, type FaultyDisk } from './faulty-disk.ts';

export interface Home {
  readonly disk: FaultyDisk;
  readonly store: Store;
  keep(what: Keep): KeepOutcome;
}

export function openHome(disk: FaultyDisk = createDisk()): Home {
  const { store, writes } = openStore(disk.image());
  for (const write of writes) settleOpening(store, write, disk.carryOut(write));
  return {
    disk,
    store,
    keep(what) {
      const plan = planKeep(store, what);
      return plan.ok ? settleKeep(store, plan, disk.carryOut(plan.write)) : plan;
    },
  };
}

/** Everything on the disk, with nothing lost. */
export function contentOf({ disk }: Home): Content {
  return disk.afterCut('kept', createRandom(1));
}

export function reopened(home: Home): Home {
  return openHome(createDisk(contentOf(home)));
}

/** The home opened anew with a file of it changed. */
export function reopenedWith(home: Home, file: string, bytes: Uint8Array): Home {
  const { files, folders } = contentOf(home);
  return openHome(createDisk({ files: new Map(files).set(file, bytes), folders }));
}

export const textBytes = (content: string) => new TextEncoder().encode(content);

export function put({ keep }: Home, id: string, version: number, content = `${id} ${version}`): KeepOutcome {
  return keep({ what: 'package', head: headOf(id, version), bytes: textBytes(content), mayGoDown: false });
}

export const headOf = (id: string, version: number) => ({ id, version, keyId: 'ab'.repeat(16) });

/** Uploads and activates; how it ended. */
export function flash(home: Home, id: string, version: number, content?: string): KeepOutcome {
  const uploaded = put(home, id, version, content);
  return uploaded.ok ? home.keep({ what: 'activate', id }) : uploaded;
}

/** Id and versions: uploaded, active, previous. */
export function programsOf({ store }: Home): (string | number | null)[][] {
  return store.index.programs.map(({ id, uploaded, active, previous }) => [
    id,
    uploaded?.version ?? null,
    active?.version ?? null,
    previous?.version ?? null,
  ]);
}
