/** One opening of a store on the real disk, in a process that is killed in the middle of its nth change of it. */
import { carryOutWrite } from '../../src/store/carry-out.ts';
import type { FileSystem } from '../../src/store/file-system.ts';
import { readImage } from '../../src/store/read-image.ts';
import { realFileSystem } from '../../src/store/real-file-system.ts';
import { openStore, settleOpening } from '../../src/store/store.ts';

const [root = '', killAt = ''] = process.argv.slice(2);
let changes = 0;

/** The change that is due is done by half of the calls; of what is written only three bytes are. */
async function counted<T>(change: (share: number) => Promise<T>): Promise<T> {
  changes++;
  if (changes !== Number(killAt)) return await change(Number.POSITIVE_INFINITY);
  if (changes % 2 === 1) await change(3);
  process.kill(process.pid, 'SIGKILL');
  return await new Promise<T>(() => undefined);
}

const disk = realFileSystem(root);
const killing: FileSystem = {
  list: disk.list,
  read: disk.read,
  write: (path, bytes) => counted((share) => disk.write(path, bytes.subarray(0, share))),
  append: (path, bytes) => counted((share) => disk.append(path, bytes.subarray(0, share))),
  sync: (path) => counted(() => disk.sync(path)),
  rename: (from, to) => counted(() => disk.rename(from, to)),
  remove: (path) => counted(() => disk.remove(path)),
  makeFolder: (path) => counted(() => disk.makeFolder(path)),
  syncFolder: (path) => counted(() => disk.syncFolder(path)),
};

const { store, writes } = openStore(await readImage(disk));
for (const write of writes) settleOpening(store, write, await carryOutWrite(killing, write));
process.stdout.write(String(changes));
