/**
 * One acquaintance with one microcontroller: firmata-io and johnny-five over a line, made new for each time
 * the line opens and left behind whole when it closes. Neither can be used twice. Their own timers are put
 * out of action, so that this works in any time: the link asks and gives up when its clock says so.
 */
import { EventEmitter } from 'node:events';
import firmataIo, { type Transport } from 'firmata-io';
import five from 'johnny-five';
import type { BytePort } from './port.ts';
import { FirmataStream, type StreamHandlers } from './stream.ts';

/** The longest a timer takes. */
const neverMs = 2 ** 31 - 1;

class PortTransport extends EventEmitter implements Transport {
  port: BytePort | null = null;
  write(bytes: Buffer, done?: () => void): boolean {
    this.port?.write(bytes);
    done?.();
    return true;
  }
}

export class Host {
  readonly board: five.Board;
  readonly io: InstanceType<typeof firmataIo.Firmata>;
  readonly stream: FirmataStream;
  /** johnny-five has met the board and pins may be used. */
  ready = false;
  /** What went wrong inside the libraries, or empty. */
  failure = '';
  readonly #transport = new PortTransport();

  constructor(onGuard: StreamHandlers['guard']) {
    this.stream = new FirmataStream({
      guard: onGuard,
      other: (bytes) => this.#transport.emit('data', bytes),
    });
    this.io = new firmataIo.Firmata(this.#transport, { reportVersionTimeout: neverMs });
    this.board = new five.Board({
      io: this.io,
      repl: false,
      debug: false,
      sigint: false,
      timeout: neverMs,
    } as five.BoardOption);
    clearTimeout(this.io.reportVersionTimeoutId);
    // Without a listener an `error` would end the process.
    this.io.on('error', (error: Error) => {
      this.failure = error.message;
    });
    this.board.on('error', (error: Error) => {
      this.failure = error.message;
    });
    this.board.on('ready', () => {
      this.ready = true;
      this.stream.introducing = false;
      this.stream.pinCount = this.io.pins.length;
    });
  }

  get firmware(): string {
    return this.io.firmware.name ?? '';
  }

  opened(port: BytePort): void {
    this.#transport.port = port;
    this.#transport.emit('open');
    clearTimeout((this.board as unknown as { timer?: ReturnType<typeof setTimeout> }).timer);
  }

  /** Asks who is there: a board greets by itself only after a reset. */
  ask(): void {
    this.io.reportVersion(() => undefined);
    this.io.queryFirmware(() => undefined);
  }

  /** Bytes from the line. What throws inside the libraries is kept as a failure. */
  feed(bytes: Uint8Array): void {
    try {
      this.stream.feed(bytes);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** Lets go of everything, so that nothing of this acquaintance acts or waits any more. */
  leave(): void {
    this.#transport.port = null;
    this.#transport.removeAllListeners();
    this.io.removeAllListeners();
    // johnny-five keeps every board it ever met, and takes the first one where a component names none.
    const { cache } = five.Board as unknown as { cache: five.Board[] };
    const index = cache.indexOf(this.board);
    if (index >= 0) cache.splice(index, 1);
  }
}
