/** The emulated board in real time at a pseudo-terminal, a chair behind it, and the executable at the other end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { Emulation } from '../../sim/boards/emulation.ts';
import { openPty, type Pty } from '../../sim/boards/pty.ts';
import { keysOf, type PlantOptions, setKeys } from '../../sim/plant/plant.ts';
import type { Chair } from '../../src/chair/chair.ts';
import type { KeyName } from '../../src/chair/names.ts';
import { chair } from '../chair.ts';
import { executable } from './lumbar.ts';

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export class EmulatedChair {
  readonly emulation: Emulation;
  readonly duties = new Map<string, number>();
  readonly #link: string;
  #pty: Pty | null = null;
  #runs = true;

  constructor(link: string, options: Partial<PlantOptions>, built: Chair = chair) {
    this.#link = link;
    this.emulation = new Emulation(built, { seed: 1, ...options }, ({ output, duty }) => {
      this.duties.set(output, duty);
    });
    try {
      setPriority(constants.priority.PRIORITY_HIGH);
    } catch {
      // Then it is late more often.
    }
    void this.#run();
  }

  async #run(): Promise<void> {
    let startMs = performance.now();
    while (this.#runs) {
      const behindMs = performance.now() - startMs - this.emulation.ms;
      if (behindMs > 100) startMs += behindMs - 100;
      while (this.emulation.ms < performance.now() - startMs) this.emulation.step();
      await pause(1);
    }
  }

  /** The cable: `link` names the port for as long as it is in. */
  async plugIn(): Promise<void> {
    const pty = await openPty();
    this.emulation.line.state = 'good';
    const port = this.emulation.line.open({
      opened: () => undefined,
      data: (bytes) => pty.write(bytes),
      closed: () => undefined,
    });
    pty.onData((bytes) => port.write(bytes));
    rmSync(this.#link, { force: true });
    symlinkSync(pty.path, this.#link);
    this.#pty = pty;
  }

  unplug(): void {
    this.emulation.line.state = 'lost';
    this.#pty?.close();
    this.#pty = null;
  }

  async press(key: KeyName, ms = 120): Promise<void> {
    setKeys(this.emulation.plant, keysOf([key]));
    await pause(ms);
    setKeys(this.emulation.plant, 0);
  }

  get moving(): boolean {
    return this.#on('carriage', 'kneader');
  }

  get anythingOn(): boolean {
    return this.#on('carriage', 'kneader', 'lumbar', 'sacral', 'relay', 'motor-relay');
  }

  #on(...outputs: string[]): boolean {
    return outputs.some((output) => (this.duties.get(output) ?? 0) !== 0);
  }

  end(): void {
    this.#runs = false;
    this.unplug();
    rmSync(this.#link, { force: true });
  }
}

/** By way of the folder above, so that it is found from a bundle of the benchmarks too. */
const noPtys = join(import.meta.dirname, '../cli/no-inherited-ptys.cjs');

/** The executable at work: what it says, and how it ends. */
export class Working {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly code: Promise<number | null>;

  constructor(
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; cwd?: string; stdin?: true } = {},
  ) {
    this.child = spawn(process.execPath, ['--require', noPtys, executable, ...args], {
      stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
    });
    this.child.stdout?.on('data', (data) => {
      this.stdout += String(data);
    });
    this.child.stderr?.on('data', (data) => {
      this.stderr += String(data);
    });
    this.code = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** What a person types; of those begun with `stdin`. */
  type(text: string): void {
    this.child.stdin?.write(text);
  }

  get says(): string {
    return `${this.stdout}${this.stderr}`;
  }

  /** Waits for something that happens while it is at work. */
  async until(what: string, condition: () => boolean, atMostMs = 60_000): Promise<void> {
    const endMs = performance.now() + atMostMs;
    while (!condition()) {
      const over = this.child.exitCode !== null || performance.now() > endMs;
      if (over) throw new Error(`it never came to this: ${what}\n${this.says.slice(-1500)}`);
      await pause(10);
    }
  }

  /** Ends it whatever it does. */
  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.code;
  }
}
