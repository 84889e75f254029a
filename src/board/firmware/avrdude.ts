/** Writes the guard firmware onto a microcontroller with avrdude, through the board's bootloader. */
import { spawn } from 'node:child_process';
import type { Chip } from '../../chair/chips/chip.ts';

export type FlashResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: 'missing' | 'failed'; readonly text: string };

/** How avrdude is called for this chip. `-D`: the bootloader erases page by page. */
function avrdudeArguments(chip: Chip, port: string, imageFile: string): string[] {
  const { part, programmer, baud } = chip.avrdude;
  return ['-p', part, '-c', programmer, '-P', port, '-b', String(baud), '-D', '-U', `flash:w:${imageFile}:i`];
}

const howToInstall = 'Debian and Raspberry Pi OS: sudo apt install avrdude. macOS: brew install avrdude.';

/** `onText` is told what avrdude says, as it says it. `program` is another one than `avrdude` of the PATH. */
export function runAvrdude(
  chip: Chip,
  port: string,
  imageFile: string,
  onText: (text: string) => void,
  program = 'avrdude',
): Promise<FlashResult> {
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(program, avrdudeArguments(chip, port, imageFile), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (bytes: Buffer): void => {
      said += String(bytes);
      onText(String(bytes));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      const text = missing ? `avrdude is not installed. ${howToInstall}` : error.message;
      resolve({ ok: false, why: missing ? 'missing' : 'failed', text });
    });
    child.on('close', (code) => {
      if (code === 0) resolve({ ok: true });
      else resolve({ ok: false, why: 'failed', text: said.trim().split('\n').slice(-3).join('\n') });
    });
  });
}
