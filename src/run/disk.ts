/** The real disk: carries out writes in order, concurrently with the loop. */
import { lastOrders } from '../machine/last-orders.ts';
import { carryOutWrite } from '../store/carry-out.ts';
import type { FileSystem } from '../store/file-system.ts';
import type { Controller, Disk } from './controller.ts';

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

/** After an orderly end of the loop: resolves when everything that the chair has still to keep is kept, or cannot be. */
export async function writeRest({
  machine,
  disk,
  nowMs,
}: Pick<Controller, 'machine' | 'nowMs'> & { readonly disk: WritingDisk }): Promise<void> {
  for (;;) {
    await disk.idle();
    const orders = lastOrders(machine, disk.take(nowMs));
    if (orders.length === 0) return;
    for (const order of orders) disk.begin(order);
  }
}
