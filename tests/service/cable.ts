/**
 * A cable between two serial devices of this machine: a link to a pseudo-terminal at either end, and the bytes
 * carried across. Pulled, both devices are gone and hang up whoever has them open, as a USB serial port does. In a
 * process of its own, because what this one starts would inherit the devices and hold them.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

interface Paths {
  readonly chair: string;
  readonly technician: string;
}

export class Cable {
  /** What the chair opens. */
  readonly chairEnd: string;
  /** What the technician opens. */
  readonly technicianEnd: string;
  /** Bytes that came from the technician. */
  asked = 0;
  #process: ChildProcess | null = null;

  constructor(folder: string) {
    this.chairEnd = join(folder, 'ttyGS0');
    this.technicianEnd = join(folder, 'ttyACM0');
  }

  async plugIn(): Promise<void> {
    // By way of the folder above, so that it is found from a bundle of the benchmarks too.
    const made = fork(new URL('../service/cable-process.mjs', import.meta.url), { stdio: 'inherit' });
    this.#process = made;
    const paths = await new Promise<Paths>((resolve, reject) => {
      made.once('exit', () => reject(new Error('there are no pseudo-terminals here')));
      made.on('message', (message: Paths | { asked: number }) => {
        if ('asked' in message) this.asked += message.asked;
        else resolve(message);
      });
    });
    symlinkSync(paths.chair, this.chairEnd);
    symlinkSync(paths.technician, this.technicianEnd);
  }

  async unplug(): Promise<void> {
    rmSync(this.chairEnd, { force: true });
    rmSync(this.technicianEnd, { force: true });
    const ended = this.#process;
    this.#process = null;
    if (ended === null || ended.exitCode !== null) return;
    const exit = new Promise((resolve) => ended.once('exit', resolve));
    ended.kill('SIGKILL');
    await exit;
  }
}
