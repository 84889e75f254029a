/**
 * Identifies the guard firmware on a line and has it restart by its watchdog, for the technician. Stays silent at first
 * as the link does (`HandshakeBackoff`), because opening the port puts the board into its bootloader.
 */
import type { Milliseconds } from '../../chair/units.ts';
import { quietAfterFailureMs, quietAfterOpeningMs } from '../link/handshake-backoff.ts';
import type { BytePort, OpenPort } from '../link/port.ts';
import { FirmataStream } from '../link/stream.ts';
import { encode } from '../protocol/codec.ts';
import type { Identity } from '../protocol/heard.ts';

const askEveryMs = 300;
const asksMax = 3;

export interface Identification {
  /** Null: no guard answers. */
  readonly identity: Identity | null;
  /** Whether the guard greeted again after a restart by its watchdog; null where no guard answered. */
  readonly restarts: boolean | null;
}

/** Never throws. Leaves the chip unlocked, with everything off. `onWait` gets a text before a long wait. */
export async function identifyGuard(
  open: OpenPort,
  onWait: (text: string) => void = () => undefined,
): Promise<Identification> {
  const listener = new Listener();
  const port = await listener.open(open);
  /** Asks as soon as the board greets, at the latest after `quietMs`. */
  const askAfter = async (quietMs: Milliseconds): Promise<void> => {
    await listener.hear('greeting', quietMs);
    for (let asks = 0; asks < asksMax && listener.identity === null && !listener.over; asks++) {
      port.write(encode('hello', {}));
      await listener.hear('identity', askEveryMs);
    }
  };
  await askAfter(quietAfterOpeningMs);
  if (listener.identity === null && !listener.over) {
    onWait(`Nothing yet. Silent for ${quietAfterFailureMs / 1000} s, so that the bootloader lets go ...`);
    await askAfter(quietAfterFailureMs);
  }
  let restarts: boolean | null = null;
  if (listener.identity !== null) {
    port.write(encode('restart', {}));
    // The greeting shows the restart; the count of starts proves nothing, because a bootloader's stack may overwrite it.
    restarts = await listener.hear('greeting', quietAfterFailureMs);
  }
  port.close();
  return { identity: listener.identity, restarts };
}

/** What to wait for: the greeting of any Firmata board after a start, or the guard's answer to `hello`. */
type Word = 'greeting' | 'identity';

class Listener {
  /** The line is gone. */
  over = false;
  identity: Identity | null = null;
  #heard: (word: Word | null) => void = () => undefined;
  readonly #stream = new FirmataStream({
    guard: ({ name, values }) => {
      if (name !== 'identity') return;
      this.identity = { ...values };
      this.#heard('identity');
    },
    firmware: () => this.#heard('greeting'),
    other: () => undefined,
  });

  open(open: OpenPort): Promise<BytePort> {
    return new Promise((resolve) => {
      const port = open(
        {
          opened: () => resolve(port),
          data: (bytes) => this.#stream.feed(bytes),
          closed: () => {
            this.over = true;
            this.#heard(null);
            resolve(port);
          },
        },
        0,
      );
    });
  }

  /** Whether `awaited` comes within `withinMs`. */
  hear(awaited: Word, withinMs: Milliseconds): Promise<boolean> {
    if (this.over) return Promise.resolve(false);
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#heard(null), withinMs);
      this.#heard = (word) => {
        if (word !== null && word !== awaited) return;
        clearTimeout(patience);
        this.#heard = () => undefined;
        resolve(word !== null);
      };
    });
  }
}
