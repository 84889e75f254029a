/**
 * One handshake with one microcontroller, and what follows it: firmata-io and johnny-five over a line. Neither can be
 * used twice, so both are made for each handshake and dropped whole. Their own timers are disabled, so that this works
 * with any clock: the link asks and gives up by its own. They only listen until the link lets them send.
 */
import { EventEmitter } from 'node:events';
import firmataIo, { type Transport } from 'firmata-io';
import five from 'johnny-five';
import type { BytePort } from './port.ts';
import { FirmataStream, type StreamHandlers } from './stream.ts';

/** The longest delay a timer takes. */
const neverMs = 2 ** 31 - 1;

interface HostHandlers extends Pick<StreamHandlers, 'guard' | 'raw'> {
  /** As in `StreamHandlers`, at any time; until the handshake is complete, firmata-io asks its next questions after this call. */
  firmware(): void;
}

class PortTransport extends EventEmitter implements Transport {
  /** Null until the libraries may send; what they write before is discarded. */
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
  /** The handshake is complete and pins may be used. */
  ready = false;
  /** What went wrong inside the libraries, or empty. */
  failure = '';
  /** Bytes received, whatever they were. */
  received = 0;
  readonly #transport = new PortTransport();

  constructor(handlers: HostHandlers) {
    this.stream = new FirmataStream({
      ...handlers,
      other: (bytes) => void this.#transport.emit('data', bytes),
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
    this.#transport.emit('open');
    clearTimeout((this.board as unknown as { timer?: ReturnType<typeof setTimeout> }).timer);
    this.board.on('ready', () => {
      this.ready = true;
      this.stream.introducing = false;
      this.stream.pinCount = this.io.pins.length;
    });
  }

  get firmware(): string {
    return this.io.firmware.name ?? '';
  }

  /** From now on what the libraries write goes out. */
  speak(port: BytePort): void {
    this.#transport.port = port;
  }

  /** Asks for version and firmware: a board greets by itself only after a reset. */
  ask(): void {
    this.io.reportVersion(() => undefined);
    this.io.queryFirmware(() => undefined);
  }

  /** Takes bytes from the line. An error that the libraries throw is kept as `failure`. */
  feed(bytes: Uint8Array): void {
    this.received += bytes.length;
    try {
      this.stream.feed(bytes);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** Detaches everything, so that nothing of this handshake acts or waits any more. */
  leave(): void {
    this.#transport.port = null;
    this.#transport.removeAllListeners();
    this.io.removeAllListeners();
    // johnny-five keeps every board it ever had, and uses the first one for a component that names none.
    const { cache } = five.Board as unknown as { cache: five.Board[] };
    const index = cache.indexOf(this.board);
    if (index >= 0) cache.splice(index, 1);
  }
}
