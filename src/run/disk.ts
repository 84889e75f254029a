/** The real disk: carries out writes in order, concurrently with the loop. */
import { carryOutWrite } from '../store/carry-out.ts';
import type { FileSystem } from '../store/file-system.ts';
import type { Disk } from './controller.ts';

export interface WritingDisk extends Disk {
  /** Resolves when everything begun so far has ended. */
  idle(): Promise<void>;
}

export function writingDisk(files: FileSystem): WritingDisk {
  let ended: ReturnType<Disk['take']>[number][] = [];
  let last: Promise<void> = Promise.resolve();
  return {
    begin({ id, write }) {
      last = last.then(async () => {
        ended.push({ id, result: await carryOutWrite(files, write) });
      });
    },
    take() {
      const taken = ended;
      if (taken.length > 0) ended = [];
      return taken;
    },
    idle: () => last,
  };
}
