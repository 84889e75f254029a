/** Opens a real board for a command, waits until it is connected, and turns errors into messages and exit codes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkEvent } from '../board/link/link.ts';
import type { RealBoard } from '../board/open.ts';
import type { Chair } from '../chair/chair.ts';
import { tickMs } from '../chair/limits.ts';
import { createOutputs } from '../chair/outputs.ts';
import { createSensors } from '../chair/sensors.ts';
import type { Wiring } from '../chair/wiring.ts';
import { CommandError, exitCodes } from './terminal/output.ts';

/** Begins to open a board. A port that is missing is waited for; a plugin that is missing is a connection error. */
export async function beginRealBoard(
  name: string,
  wiring: Wiring,
  onEvent: (event: LinkEvent) => void,
): Promise<RealBoard> {
  const { openRealBoard } = await import('../board/open.ts');
  try {
    const board = await openRealBoard(name, { wiring, now: () => performance.now(), onEvent });
    // Closed however the process ends, since a plugin's pins would otherwise keep their levels.
    process.once('exit', () => board.close());
    return board;
  } catch (error) {
    throw new CommandError(exitCodes.noConnection, (error as Error).message);
  }
}

/** Time for the serial line to send its last bytes. */
const drainMs = 50;

/** Switches everything off and gives the line time to send that. */
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

/** Longest wait for a port that cannot be opened; the cable may just be being plugged in. */
const notOpenMs = 3000;
/** Longest wait for the board to identify itself: enough to try both baud rates, with the long silence that a bootloader may need. */
const notIdentifiedMs = 30_000;
/** Longest wait for arming. A board that is not armed by then has a reason, such as a pressed stop, which the control loop reports. */
const notSettledMs = 1000;

/** Waits until the board has identified itself and the control loop may begin. `lastSaid`: the last message of the link. */
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
