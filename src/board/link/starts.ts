/** What the start of a chip, or that it never comes, tells of its reset and of the bootloader before the firmware. */
import type { Milliseconds } from '../../chair/units.ts';
import type { Identity } from '../protocol/heard.ts';
import { messages } from '../protocol/messages.ts';
import { quietAfterOpeningMs } from './handshake-backoff.ts';

const causes = messages.identity.fields.find(({ name }) => name === 'cause');
const flags: readonly string[] = causes !== undefined && 'flags' in causes ? causes.flags : [];
const external = 1 << flags.indexOf('external');

/** Today's stock bootloader clears the flags before it starts the firmware. */
export function causesOf({ cause }: Pick<Identity, 'cause'>): string {
  return (
    flags.filter((_, bit) => (cause >> bit) & 1).join(', ') || 'its bootloader keeps the cause to itself'
  );
}

/** The firmware alone greets 0.3 s after the port was opened; behind a bootloader that nobody spoke to, in this time. */
const behindBootloaderMs = { from: 600, to: quietAfterOpeningMs } as const;

/**
 * A bootloader ran, for the greeting came late after the port was opened, and it left the reset flags set. The chip
 * keeps its watchdog running for as long as its flag stands, and it barks every 16 ms: after a watchdog reset such
 * a bootloader never gets to the firmware.
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
  /** The chip was restarted by its watchdog, or may have been, and is silent for longer than any bootloader waits. */
  goneAfterReset: `the board stays silent, for longer than any bootloader waits: switch its power off and on. If it answers then, its bootloader is an old one that loops after a watchdog reset (${oldBootloaders})`,
  neverHeard: 'nothing at all comes from the board: is it powered, and the guard firmware on it?',
  garbled: 'what comes from the board is no Firmata: is the guard firmware on it?',
} as const;
