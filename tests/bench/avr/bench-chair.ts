/** The emulated board in real time on a pseudo-terminal, and a host process at its other end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Emulation } from '../../../sim/boards/emulation.ts';
import { openPty, type Pty } from '../../../sim/boards/pty.ts';
import { chair } from '../../chair.ts';

export async function buildHost(): Promise<string> {
  // Not to be bundled with what is bundled by it.
  const bundler: string = 'esbuild';
  const { build } = (await import(bundler)) as typeof import('esbuild');
  const folder = join('node_modules', '.lumbar-bench-host');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'host.mjs');
  await build({
    entryPoints: ['tests/bench/avr/host.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}

export class BenchChair {
  readonly emulation: Emulation;
  readonly duties = new Map<string, number>();
  /** Chip time of the latest change of any output that moves or heats. */
  changedMs = 0;
  pty: Pty | null = null;
  readonly #startedMs = performance.now();
  #running = true;

  constructor() {
    this.emulation = new Emulation(chair, { seed: 1, personKg: 0 }, ({ output, duty, ms }) => {
      this.duties.set(output, duty);
      if (output !== 'lamp' && output !== 'beeper') this.changedMs = ms;
    });
    void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      while (this.emulation.ms < performance.now() - this.#startedMs) this.emulation.step();
      await new Promise((resolve) => setTimeout(resolve, 0.5));
    }
  }

  end(): void {
    this.#running = false;
    this.pty?.close();
  }

  /** Plugs the cable in; the path is where the host finds it. */
  async plugIn(): Promise<string> {
    const pty = await openPty();
    this.emulation.line.state = 'good';
    const port = this.emulation.line.open({
      opened: () => undefined,
      data: (bytes) => pty.write(bytes),
      closed: () => pty.close(),
    });
    pty.onData((bytes) => port.write(bytes));
    this.pty = pty;
    return pty.path;
  }

  get anythingOn(): boolean {
    return ['carriage', 'kneader', 'lumbar', 'sacral', 'relay', 'motor-relay'].some(
      (output) => (this.duties.get(output) ?? 0) !== 0,
    );
  }

  /** Chip time from `sinceMs` until everything was off, or infinity. */
  async untilOff(sinceMs: number, atMostMs: number): Promise<number> {
    while (this.anythingOn && this.emulation.ms - sinceMs < atMostMs) await pause(2);
    return this.anythingOn ? Number.POSITIVE_INFINITY : this.changedMs - sinceMs;
  }
}

export class BenchHost {
  readonly child: ChildProcess;
  #says = '';

  constructor(file: string, port: string, job: 'drive' | 'follow') {
    this.child = spawn(process.execPath, [file, port, job], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout?.on('data', (text) => {
      this.#says += String(text);
    });
  }

  /** Until the guard has confirmed what it drives. */
  async on(): Promise<void> {
    const until = performance.now() + 15_000;
    while (!/on\n$/.test(this.#says)) {
      if (performance.now() > until) throw new Error(`the host did not get going: ${this.#says}`);
      await pause(5);
    }
  }

  /** The next line it says after a question. */
  async answer(question: string): Promise<string> {
    const from = this.#says.length;
    this.say(question);
    while (!this.#says.slice(from).includes('\n')) await pause(5);
    return this.#says.slice(from).split('\n')[0] ?? '';
  }

  say(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGKILL');
      await gone;
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
