/**
 * A stock Arduino Mega 2560 made of parts that nobody here wrote: Debian's stk500v2 bootloader with our firmware below
 * it, run by simavr in lockstep with whoever calls `run`. Opening its port resets it. Time is its cycle count.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BytePort, OpenPort, PortEvents } from '../../../src/board/link/port.ts';
import { firmwareFile } from '../../../src/board/shipped.ts';
import type { Wiring } from '../../../src/chair/wiring.ts';

const bootloader = '/usr/share/arduino/hardware/arduino/avr/bootloaders/stk500v2/stk500boot_v2_mega2560.hex';

/**
 * simavr's converter reads 0 from A8 on, which the chip takes for a shorted thermistor: the sensor there changes places with
 * the supply, which has no limits on the chip.
 */
export function withinEightChannels(wiring: Wiring): Wiring {
  const [lumbar, sacral] = wiring.pads;
  const { supply } = wiring.scaled;
  if (lumbar === undefined || !sacral?.surface || supply === null) throw new Error('not the reference chair');
  return {
    ...wiring,
    scaled: { ...wiring.scaled, supply: { ...supply, pin: sacral.surface.pin } },
    pads: [lumbar, { ...sacral, surface: { ...sacral.surface, pin: supply.pin } }],
  };
}

/** The emulator built into `folder`, or why it is not here. `sources`: where board.c lies. */
export function buildBoard(
  folder: string,
  sources: string = import.meta.dirname,
): { program: string } | { missing: string } {
  const program = join(folder, 'board');
  const source = join(sources, 'board.c');
  const built = spawnSync('cc', ['-O2', '-o', program, source, '-lsimavr', '-lelf'], { encoding: 'utf8' });
  if (built.status === 0) return { program };
  const why = built.error?.message ?? built.stderr.split('\n')[0];
  return { missing: `simavr is not here (Debian: apt install gcc libsimavr-dev libelf-dev): ${why}` };
}

export class StockMega {
  /** Of the chip's time. */
  ms = 0;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #cyclesPerMs: number;
  #answer = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  #events: PortEvents | null = null;
  #opening = false;
  #resetting = false;
  #toChip: number[] = [];

  private constructor(folder: string, program: string, wiring: Wiring) {
    this.#folder = folder;
    this.#cyclesPerMs = wiring.chip.clockHz / 1000;
    // simavr has a word to say about a record of the bootloader's file that only debuggers want.
    this.#child = spawn(program, [wiring.chip.name, firmwareFile(wiring.chip), bootloader], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      this.#answer = Buffer.concat([this.#answer, bytes]);
      this.#wake();
    });
    this.#child.once('close', () => this.#wake());
  }

  /** The reason instead, where a part is not installed. */
  static start(wiring: Wiring, sources: string = import.meta.dirname): StockMega | string {
    if (!existsSync(bootloader))
      return 'the stock bootloader is not here (Debian: apt install arduino-core-avr)';
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-stock-mega-'));
    const built = buildBoard(folder, sources);
    if ('program' in built) return new StockMega(folder, built.program, wiring);
    rmSync(folder, { recursive: true, force: true });
    return built.missing;
  }

  /** The board's own button. */
  pressReset(): void {
    this.#toChip = [];
    this.#child.stdin?.write('o');
  }

  /** The port as it was left: opened again without a reset, as where DTR never fell. */
  readonly openWithoutReset: OpenPort = (events, failures) => {
    const port = this.open(events, failures);
    this.#resetting = false;
    return port;
  };

  readonly open: OpenPort = (events) => {
    this.#events = events;
    this.#opening = true;
    this.#resetting = true;
    const port: BytePort = {
      write: (bytes) => {
        if (this.#events === events) this.#toChip.push(...bytes);
      },
      close: () => {
        if (this.#events === events) this.#events = null;
      },
    };
    return port;
  };

  /** Opens the port, lets time pass, and hands over what the chip has sent. */
  async run(ms: number): Promise<void> {
    if (this.#opening) {
      this.#opening = false;
      this.#toChip = [];
      if (this.#resetting) this.#child.stdin?.write('o');
      this.#events?.opened();
    }
    const request = Buffer.alloc(7 + this.#toChip.length);
    request.write('r');
    request.writeUInt32LE(ms * this.#cyclesPerMs, 1);
    request.writeUInt16LE(this.#toChip.length, 5);
    request.set(this.#toChip, 7);
    this.#toChip = [];
    this.#child.stdin?.write(request);
    const said = await this.#read((await this.#read(2)).readUInt16LE());
    this.ms += ms;
    if (said.length > 0) this.#events?.data(said);
  }

  async #read(length: number): Promise<Buffer> {
    while (this.#answer.length < length) {
      if (this.#child.exitCode !== null) throw new Error(`simavr ended with code ${this.#child.exitCode}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const bytes = this.#answer.subarray(0, length);
    this.#answer = this.#answer.subarray(length);
    return bytes;
  }

  end(): void {
    this.#child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
