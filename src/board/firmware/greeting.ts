/** Asks the guard firmware on a line who it is, and has it restart by its watchdog: for the technician. */
import type { BytePort, OpenPort } from '../link/port.ts';
import { FirmataStream } from '../link/stream.ts';
import { encode } from '../protocol/codec.ts';
import type { messages, Values } from '../protocol/messages.ts';

export type Identity = Values<typeof messages.identity>;

/** A bootloader may wait two seconds before it starts the firmware. */
const answerWithinMs = 5000;
const askEveryMs = 300;

export interface Greeting {
  /** Null: no guard answers. */
  readonly identity: Identity | null;
  /** It greeted again after a restart by its watchdog; false: it did not; null: nobody was there to ask. */
  readonly restarts: boolean | null;
}

/** Never throws. The chip is locked to nothing afterwards, and everything is off. */
export async function greetGuard(open: OpenPort): Promise<Greeting> {
  let heard: Identity | null = null;
  let over = false;
  const stream = new FirmataStream({
    guard: (message, values) => {
      if (message.name === 'identity') heard = { ...values } as Identity;
    },
    other: () => undefined,
  });
  let opened: () => void = () => undefined;
  const whenOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const port: BytePort = open(
    {
      opened: () => opened(),
      data: (bytes) => stream.feed(bytes),
      closed: () => {
        over = true;
        opened();
      },
    },
    0,
  );
  await whenOpen;
  /** Asks until an identity comes for which `wanted` is true. */
  const ask = async (wanted: (identity: Identity) => boolean): Promise<Identity | null> => {
    heard = null;
    for (let waitedMs = 0; waitedMs < answerWithinMs && !over; waitedMs += askEveryMs) {
      port.write(encode('hello', {}));
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
      const identity = heard as Identity | null;
      if (identity !== null && wanted(identity)) return identity;
    }
    return null;
  };
  const identity = await ask(() => true);
  let restarts: boolean | null = null;
  if (identity !== null) {
    port.write(encode('restart', {}));
    restarts = (await ask(({ boots }) => boots !== identity.boots)) !== null;
  }
  port.close();
  return { identity, restarts };
}
