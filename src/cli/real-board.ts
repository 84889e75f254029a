/** A real board for a command: its wiring, its opening, and errors of either as messages and exit codes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkEvent } from '../board/link/link.ts';
import type { RealBoard } from '../board/open.ts';
import type { Chair } from '../chair/chair.ts';
import { tickMs } from '../chair/limits.ts';
import { createOutputs } from '../chair/outputs.ts';
import { createSensors } from '../chair/sensors.ts';
import type { Wiring } from '../chair/wiring.ts';
import { CommandError, exitCodes } from './terminal/output.ts';

/** Begins to open it: a port that is not there yet is waited for, a plugin that is not there is no connection. */
export async function beginRealBoard(
  name: string,
  wiring: Wiring,
  onEvent: (event: LinkEvent) => void,
): Promise<RealBoard> {
  const { openRealBoard } = await import('../board/open.ts');
  try {
    const board = await openRealBoard(name, { wiring, now: () => performance.now(), onEvent });
    // However the process ends, of itself or by whom: the pins of a plugin would stay as they are.
    process.once('exit', () => board.close());
    return board;
  } catch (error) {
    throw new CommandError(exitCodes.noConnection, (error as Error).message);
  }
}

/** Time for the serial line to send its last bytes. */
const drainMs = 50;

/** Everything off, and time for the line to say so. */
export async function closeRealBoard(board: RealBoard): Promise<void> {
  board.close();
  await sleep(drainMs);
}

export const errorText = (error: unknown): string =>
  error instanceof Error ? String(error.stack) : String(error);

/** An unexpected error ends the process: outputs off first, then the message. */
export function offOnOwnError(off: () => void, tell: (what: string) => void): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      off();
      tell(errorText(error));
      setTimeout(() => process.exit(exitCodes.bad), drainMs);
    });
  }
}

/** A port that cannot be opened is not waited for longer than this; a cable may be on its way in. */
const notOpenMs = 3000;
/** Both speeds of the line are tried meanwhile, with the long silence that a bootloader may need. */
const notIdentifiedMs = 30_000;
/** A board that is not armed by then has a reason, such as a pressed stop, which the control loop reports. */
const notSettledMs = 1000;

/** Goes on until it is known who is there and the control loop may begin. `lastSaid`: what the link told last. */
export async function connectRealBoard(
  board: RealBoard,
  chair: Chair,
  name: string,
  lastSaid: () => string,
): Promise<void> {
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  const begunMs = performance.now();
  let openMs = 0;
  let identifiedMs = 0;
  while (!board.settled && identifiedMs < notSettledMs) {
    board.read(sensors);
    board.write(outputs);
    await sleep(tickMs);
    if (board.open) openMs += tickMs;
    if (board.identified) identifiedMs += tickMs;
    const waitedMs = performance.now() - begunMs;
    if (board.identified || waitedMs < (openMs > 0 ? notIdentifiedMs : notOpenMs)) continue;
    const why = lastSaid();
    const todo = `Switch its power off and on; a new board needs the guard firmware first: lumbar firmware flash --port ${name}`;
    throw new CommandError(
      exitCodes.noConnection,
      openMs > 0 ? `No board answers at ${name}. ${todo}` : why === '' ? `${name} does not open.` : `${why}.`,
    );
  }
}
