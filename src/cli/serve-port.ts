/** Keeps the technician's port of `lumbar serve` open: the one that `--service` names. */
import { portTrouble } from '../codec/port-trouble.ts';
import type { Inbox } from '../service/inbox.ts';
import { keepServicePort } from '../service/keeper.ts';
import { listenTcp, type Served, serveSerial } from '../service/listen.ts';
import { usageError } from './terminal/output.ts';

type Say = (level: 'info' | 'warn', text: string) => void;

/** Keeps the port open and returns the function that closes it. A chair without a port, or whose port cannot be opened, still massages. */
export function openServicePort(inbox: Inbox, name: string | undefined, say: Say): () => Promise<void> {
  if (name === undefined) return async () => {};
  const { close } = keepServicePort({ open: opener(inbox, name), say });
  return close;
}

function opener(inbox: Inbox, name: string): () => Promise<Served> {
  const tcp = /^tcp:\/\/127\.0\.0\.1:(\d{1,5})$/.exec(name);
  if (tcp === null && name !== '' && !name.startsWith('tcp:')) {
    return () =>
      serveSerial(inbox, name).catch((error: Error) => {
        throw new Error(portTrouble(name, error.message));
      });
  }
  const port = Number(tcp?.[1]);
  if (!(port <= 65_535))
    throw usageError(`--service "${name}": only tcp://127.0.0.1:PORT, or a serial port.`);
  return () =>
    listenTcp(inbox, port).catch((error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      throw new Error(inUse ? `${name} is in use by another program` : `${name}: ${error.message}`);
    });
}
