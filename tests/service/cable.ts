/**
 * A cable between two serial devices of this machine: a link to a pseudo-terminal at either end, and the bytes
 * carried across. Pulled, both devices are gone and hang up whoever has them open, as a USB serial port does.
 */
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openPty, type Pty } from '../../sim/boards/pty.ts';

export class Cable {
  /** What the chair opens. */
  readonly chairEnd: string;
  /** What the technician opens. */
  readonly technicianEnd: string;
  #ends: readonly Pty[] = [];
  /** Bytes that came from the technician. */
  asked = 0;

  constructor(folder: string) {
    this.chairEnd = join(folder, 'ttyGS0');
    this.technicianEnd = join(folder, 'ttyACM0');
  }

  async plugIn(): Promise<void> {
    const chair = await openPty();
    const technician = await openPty();
    chair.onData((bytes) => technician.write(bytes));
    technician.onData((bytes) => {
      this.asked += bytes.length;
      chair.write(bytes);
    });
    symlinkSync(chair.path, this.chairEnd);
    symlinkSync(technician.path, this.technicianEnd);
    this.#ends = [chair, technician];
  }

  unplug(): void {
    rmSync(this.chairEnd, { force: true });
    rmSync(this.technicianEnd, { force: true });
    for (const end of this.#ends) end.close();
    this.#ends = [];
  }
}
