/**
 * How the technician's commands reach the chair: by the port that was named, or by the only chair that is found. Errors
 * become exit codes and messages.
 */
import { type Client, createClient, Refused } from '../service/client.ts';
import { groups, osCommands } from '../service/message.ts';
import { NoAddress, NoConnection, openPort } from '../service/port.ts';
import { refusals } from '../service/refusals.ts';
import { ask } from './terminal/ask.ts';
import { CommandError, exitCodes, usageError, write } from './terminal/output.ts';
import { arduinoVendors } from './usb-vendors.ts';

/** The simulator's service port. */
const simulatorPort = 'tcp://127.0.0.1:8421';
/** Attempts, two seconds in all: enough for a busy chair or a line that loses a frame. */
const probeAttempts = 3;

/** Opens the port, does the work and closes the port. An error ends the command with its exit code. */
export async function withChair<T>(
  portName: string | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  return withoutChair(async () => {
    const client = createClient(await openPort(portName ?? (await onlyChair())));
    try {
      return await untilStopped(work(client));
    } catch (error) {
      throw await explained(error, client);
    } finally {
      await client.close();
    }
  });
}

/**
 * Ctrl-C ends the work, so that the port is closed properly: a process that just dies with unsent bytes is held up by the
 * system.
 */
function untilStopped<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new CommandError(exitCodes.stopped, 'stopped.'));
    process.once('SIGINT', stop);
    work.then(resolve, reject).finally(() => process.off('SIGINT', stop));
  });
}

/** Turns connection errors into their exit codes. */
async function withoutChair<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoAddress) throw usageError(error.message);
    if (error instanceof NoConnection) throw new CommandError(exitCodes.noConnection, error.message);
    throw error;
  }
}

/** Attempts to reconnect after a pulled cable, one a second. */
const reconnectTries = 10;
const reconnectWaitMs = 1000;

/**
 * As `withChair`, for work that can be resumed: if the line is lost after the work has made progress (`progressed`), the
 * port is opened again and the work is called again.
 */
export async function withChairAgain<T>(
  portName: string | undefined,
  work: (client: Client, again: boolean) => Promise<T>,
  progressed: () => boolean,
): Promise<T> {
  const port = portName ?? (await withoutChair(onlyChair));
  let triesLeft = reconnectTries;
  for (let again = false; ; again = true) {
    try {
      return await withChair(port, (client) => work(client, again));
    } catch (error) {
      const lost = error instanceof CommandError && error.exitCode === exitCodes.noConnection;
      if (!lost || !progressed() || triesLeft === 0) throw error;
      if (triesLeft === reconnectTries)
        await write(process.stderr, `${error.message} Put the cable back; the work goes on.\n`);
      triesLeft--;
      await new Promise((resolve) => setTimeout(resolve, reconnectWaitMs));
    }
  }
}

/** Adds to a refusal the chair's own details, or what to do about it. */
async function explained(error: unknown, client: Client): Promise<unknown> {
  if (!(error instanceof Refused)) return error;
  const asked = error.reason === null ? '' : await client.lastRefusal().catch(() => '');
  const known = error.reason === null ? '' : refusals[error.reason].todo;
  const text = asked !== '' ? asked : `${error.message} ${known}`;
  return new CommandError(exitCodes.bad, `refused: ${text.trim()}`);
}

async function onlyChair(): Promise<string> {
  const found = await findChairs([simulatorPort, ...(await serialPorts())]);
  return chairAmong(found, process.stdin.isTTY === true && process.stderr.isTTY === true);
}

/** The only chair that was found; if there are several, the one that the person at the terminal chooses. */
export async function chairAmong(found: readonly string[], terminal: boolean): Promise<string> {
  const [only] = found;
  if (only === undefined) {
    throw new NoConnection(
      'No chair was found. Name its port with --port: a serial device or tcp://HOST:PORT.',
    );
  }
  if (found.length === 1) return only;
  if (!terminal) {
    throw usageError(
      `Several chairs were found; name one with --port:\n${found.map((name) => `  ${name}`).join('\n')}`,
    );
  }
  await write(process.stderr, found.map((name, index) => `  ${index + 1}  ${name}\n`).join(''));
  const none = 'No chair was chosen.';
  const chosen = found[Number(await ask('Which chair? ', none)) - 1];
  if (chosen === undefined) throw usageError(none);
  return chosen;
}

/** The ports at which a chair answers; all are closed again. */
export async function findChairs(candidates: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(candidates.map(isChair));
  return candidates.filter((_, index) => answers[index]);
}

async function serialPorts(): Promise<string[]> {
  try {
    const { listSerialPorts } = await import('../board/ports.ts');
    const ports = await listSerialPorts();
    return ports
      .filter(({ vendorId }) => vendorId && !arduinoVendors.includes(vendorId.toLowerCase()))
      .map(({ path }) => path);
  } catch {
    // Without a list of ports the simulator may still answer.
    return [];
  }
}

async function isChair(name: string): Promise<boolean> {
  try {
    const client = createClient(await openPort(name), { attempts: probeAttempts });
    try {
      const { output } = await client.read(groups.os, osCommands.info, {});
      return output === 'Lumbar';
    } finally {
      await client.close();
    }
  } catch {
    return false;
  }
}
