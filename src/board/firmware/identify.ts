/**
 * Waits for the guard firmware on a line to say who it is, and has it restart by its watchdog: for the technician.
 * As silent as the link is (`Caution`), because opening the port has brought the board into its bootloader.
 */
import type { Milliseconds } from '../../chair/units.ts';
import { quietAfterFailureMs, quietAfterOpeningMs } from '../link/caution.ts';
import type { BytePort, OpenPort } from '../link/port.ts';
import { FirmataStream } from '../link/stream.ts';
import { encode } from '../protocol/codec.ts';
import type { messages, Values } from '../protocol/messages.ts';

export type Identity = Values<typeof messages.identity>;

const askEveryMs = 300;
const asksMax = 3;

export interface Identification {
  /** Null: no guard answers. */
  readonly identity: Identity | null;
  /** It greeted again after a restart by its watchdog; false: it did not; null: nobody was there to ask. */
  readonly restarts: boolean | null;
}

/** Never throws. The chip is locked to nothing afterwards, and everything is off. `onWait` is told of long waits. */
export async function identifyGuard(
  open: OpenPort,
  onWait: (text: string) => void = () => undefined,
): Promise<Identification> {
  const listener = new Listener();
  const port = await listener.open(open);
  const ask = async (): Promise<Identity | null> => {
    let identity: Identity | null = null;
    for (let asks = 0; asks < asksMax && identity === null && !listener.over; asks++) {
      port.write(encode('hello', {}));
      identity = await listener.hear(askEveryMs);
    }
    return identity;
  };
  let identity = (await listener.hear(quietAfterOpeningMs)) ?? (await ask());
  if (identity === null && !listener.over) {
    onWait(`Nothing yet. Silent for ${quietAfterFailureMs / 1000} s, so that the bootloader lets go ...`);
    identity = (await listener.hear(quietAfterFailureMs)) ?? (await ask());
  }
  let restarts: boolean | null = null;
  if (identity !== null) {
    port.write(encode('restart', {}));
    // Its count of starts proves nothing: a bootloader's stack lies where the chip keeps it.
    restarts = (await listener.hear(quietAfterFailureMs)) !== null;
  }
  port.close();
  return { identity, restarts };
}

class Listener {
  /** The line is gone. */
  over = false;
  #heard: (identity: Identity | null) => void = () => undefined;
  readonly #stream = new FirmataStream({
    guard: (message, values) => {
      if (message.name === 'identity') this.#heard({ ...values } as Identity);
    },
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

  /** The next identity to come, or null where none comes in time. */
  hear(withinMs: Milliseconds): Promise<Identity | null> {
    if (this.over) return Promise.resolve(null);
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#heard(null), withinMs);
      this.#heard = (identity) => {
        clearTimeout(patience);
        this.#heard = () => undefined;
        resolve(identity);
      };
    });
  }
}
