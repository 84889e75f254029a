/** Carries out the disk operations that the store has planned, one after the other. */
import type { FileSystem } from './file-system.ts';
import type { DiskOperation, DiskResult, DiskWrite } from './keep.ts';
import { logBytesMax } from './log.ts';
import { troubleOf } from './problems.ts';

/** Never rejects. After trouble the result holds what the file holds now. */
export async function carryOutWrite(disk: FileSystem, write: DiskWrite): Promise<DiskResult> {
  for (const operation of write.operations) {
    try {
      await carryOut(disk, operation);
    } catch (error) {
      if (operation.do === 'remove') continue;
      const { code, message } = error as NodeJS.ErrnoException;
      const held = await disk.read(write.file, logBytesMax).catch(() => null);
      return { ok: false, reason: troubleOf(code), detail: message, held };
    }
  }
  return { ok: true };
}

function carryOut(disk: FileSystem, operation: DiskOperation): Promise<void> {
  switch (operation.do) {
    case 'write':
      return disk.write(operation.path, operation.bytes);
    case 'append':
      return disk.append(operation.path, operation.bytes);
    case 'sync':
      return disk.sync(operation.path);
    case 'rename':
      return disk.rename(operation.path, operation.to);
    case 'remove':
      return disk.remove(operation.path);
    case 'make-folder':
      return disk.makeFolder(operation.path);
    case 'sync-folder':
      return disk.syncFolder(operation.path);
  }
}
