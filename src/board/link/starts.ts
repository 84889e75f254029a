/** What a chip's start, or the lack of it, tells about its reset and about the bootloader before the firmware. */
import type { Milliseconds } from '../../chair/units.ts';
import type { Identity } from '../protocol/heard.ts';
import { messages } from '../protocol/messages.ts';
import { quietAfterOpeningMs } from './handshake-backoff.ts';

const causes = messages.identity.fields.find(({ name }) => name === 'cause');
const flags: readonly string[] = causes !== undefined && 'flags' in causes ? causes.flags : [];
const external = 1 << flags.indexOf('external');

/** Why the chip started. Today's stock bootloader clears the flags before it starts the firmware. */
export function causesOf({ cause }: Pick<Identity, 'cause'>): string {
  return (
    flags.filter((_, bit) => (cause >> bit) & 1).join(', ') || 'its bootloader keeps the cause to itself'
  );
}

/**
 * Without a bootloader the firmware greets 0.3 s after the port was opened; after a bootloader that got no byte, in
 * this time.
 */
const behindBootloaderMs = { from: 600, to: quietAfterOpeningMs } as const;

/**
 * Whether a bootloader ran (the greeting came late after the port was opened) and left the reset flags set. The chip
 * keeps its watchdog running while that flag is set, and the watchdog resets it every 16 ms: after a watchdog reset
 * such a bootloader never gets to the firmware.
 */
export function leavesResetFlags(
  { cause }: Pick<Identity, 'cause'>,
  greetedAfterMs: Milliseconds | null,
): boolean {
  const { from, to } = behindBootloaderMs;
  return cause === external && greetedAfterMs !== null && greetedAfterMs >= from && greetedAfterMs <= to;
}

const oldBootloaders = 'docs/wiring.md, "Old bootloaders"';

export const startTexts = {
  leavesFlags: `the board's bootloader is an old one: after a watchdog reset it would loop for ever, and the chair stay off until its power is switched off and on (${oldBootloaders})`,
  /** The chip was, or may have been, restarted by its watchdog, and is silent for longer than any bootloader waits. */
  goneAfterReset: `the board stays silent, for longer than any bootloader waits: switch its power off and on. If it answers then, its bootloader is an old one that loops after a watchdog reset (${oldBootloaders})`,
  neverHeard: 'nothing at all comes from the board: is it powered, and the guard firmware on it?',
  garbled: 'what comes from the board is no Firmata: is the guard firmware on it?',
} as const;
