/** Runs avrdude: to write the guard firmware through the board's bootloader, and to read the chip's fuses. */
import { spawn } from 'node:child_process';
import type { Chip } from '../../chair/chips/chip.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { errorText } from './avrdude-errors.ts';

export type AvrdudeResult =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly why: 'missing' | 'failed' | 'stalled'; readonly text: string };

/** How avrdude writes this chip. `-D`: the bootloader erases page by page. */
export function flashArguments(chip: Chip, port: string, imageFile: string): string[] {
  const { part, programmer, baud } = chip.avrdude;
  return ['-p', part, '-c', programmer, '-P', port, '-b', String(baud), '-D', '-U', `flash:w:${imageFile}:i`];
}

const howToInstall = 'Debian and Raspberry Pi OS: sudo apt install avrdude. macOS: brew install avrdude.';

/** avrdude without progress for this long is ended: 7.1 never ends when the port has gone, and a page takes less than 1 s. */
const stalledAfterMs: Milliseconds = 20_000;

export interface AvrdudeOptions {
  /** Gets avrdude's output as it comes, without repeated lines. */
  readonly onText?: (text: string) => void;
  /** Program to run in place of the PATH's `avrdude`. */
  readonly program?: string;
  readonly stalledAfterMs?: Milliseconds;
}

export function runAvrdude(
  chip: Chip,
  args: readonly string[],
  { onText, program = 'avrdude', stalledAfterMs: patienceMs = stalledAfterMs }: AvrdudeOptions = {},
): Promise<AvrdudeResult> {
  return new Promise((resolve) => {
    const said = new Said();
    let output = '';
    let stalled = false;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const patience = setTimeout(() => {
      stalled = true;
      // While it spins, avrdude ignores gentler signals.
      child.kill('SIGKILL');
    }, patienceMs);
    const hear = (bytes: Buffer): void => {
      if (!said.isNew(String(bytes))) return;
      patience.refresh();
      onText?.(String(bytes));
    };
    child.stdout.on('data', (bytes: Buffer) => {
      if (output.length < outputMax) output += String(bytes);
      hear(bytes);
    });
    child.stderr.on('data', hear);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(patience);
      const missing = error.code === 'ENOENT';
      const text = missing ? `avrdude is not installed. ${howToInstall}` : error.message;
      resolve({ ok: false, why: missing ? 'missing' : 'failed', text });
    });
    child.on('close', (code) => {
      clearTimeout(patience);
      if (code === 0) resolve({ ok: true, output });
      else if (stalled) {
        const waited = `Nothing moved for ${patienceMs / 1000} s, so avrdude was ended.`;
        resolve({ ok: false, why: 'stalled', text: `${waited} ${errorText(said.lines(), chip)}`.trim() });
      } else resolve({ ok: false, why: 'failed', text: errorText(said.lines(), chip) });
    });
  });
}

/** Standard output is kept up to about this many characters. */
const outputMax = 4096;
/** At most this many different lines are kept. */
const linesMax = 500;

/** What avrdude has said, each line once. */
class Said {
  readonly #lines = new Set<string>();
  #begun = '';

  /** Whether this brings something new: a line not heard before, or a step of the progress bar. */
  isNew(text: string): boolean {
    const before = this.#lines.size;
    const lines = (this.#begun + text).split(/[\r\n]+/);
    this.#begun = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() !== '' && this.#lines.size < linesMax) this.#lines.add(line.trim());
    }
    return this.#lines.size > before || text.includes('#');
  }

  lines(): string[] {
    return [...this.#lines, this.#begun.trim()].filter((line) => line !== '');
  }
}
