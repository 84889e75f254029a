/**
 * Brings the line to a board up to a complete Firmata handshake: opens the port, is silent until the board may be
 * addressed, asks, and starts over by itself when the line is lost. `Link` takes over from there.
 */
import type { Milliseconds } from '../../chair/units.ts';
import { type Hearing, hear } from '../protocol/heard.ts';
import { FrameRing } from './frames.ts';
import { HandshakeBackoff, quietAfterFailureMs } from './handshake-backoff.ts';
import { Host } from './host.ts';
import type { BytePort, OpenPort } from './port.ts';
import { startTexts } from './starts.ts';

/** `listening`: open and silent, because the board may be in its bootloader (`HandshakeBackoff`). */
export type LineState = 'closed' | 'opening' | 'listening' | 'handshake' | 'complete';

interface LineOptions {
  readonly open: OpenPort;
  readonly now: () => Milliseconds;
  readonly tell: (text: string, warning: boolean) => void;
  /** Guard messages, whatever state the line is in. */
  readonly onGuard: Hearing;
  /** Every message as it came. Valid only during the call. */
  readonly onRaw?: (bytes: Uint8Array) => void;
  /** The board has greeted on a line that was complete: it may have started again. */
  readonly onGreeting?: () => void;
  /** The handshake is complete. */
  readonly onComplete: (host: Host) => void;
  /** The host has been dropped, with everything built upon it. `refused` counts the messages that it refused. */
  readonly onDropped: (refused: number) => void;
}

/** Longest time to an answer: there and back over a line that delays by 120 ms and delivers every 100 ms takes 440 ms. */
export const answerMs: Milliseconds = 500;
/**
 * Longest handshake (version, firmware, capabilities and pins), however much comes in. A handshake that is not complete
 * by then, or lacks an answer, is started anew on the same line: noise may have confused the libraries, which check
 * nothing.
 */
const handshakeMs: Milliseconds = 3000;
/** A board that has not greeted by then is reported; a stock Mega 2560 takes 0.9 s. */
const mentionWaitingMs = 1500;
const reopenAfterMs = 250;

export class Line {
  state: LineState = 'closed';
  host: Host | null = null;
  port: BytePort | null = null;
  /** From opening the port to the board's first greeting; null: it has not greeted by itself. */
  greetedAfterMs: Milliseconds | null = null;
  readonly frames = new FrameRing();
  readonly #options: LineOptions;
  readonly #backoff = new HandshakeBackoff();
  #sinceMs = Number.NEGATIVE_INFINITY;
  #openedMs: Milliseconds = 0;
  /** When the last message of the running handshake came, or when the handshake began. */
  #heardMs: Milliseconds = 0;
  /** Openings in a row that brought no message: the next one uses the next speed. */
  #failures = 0;
  #identifiedBefore = false;
  #waitingTold = false;
  /** The last reported reason for losing the line; reported once, however often the line is tried again. */
  #toldLost = '';

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** Handles timeouts. True where the handshake is complete and the owner may act. */
  turn(): boolean {
    const waitedMs = this.#options.now() - this.#sinceMs;
    const confused = this.host?.failure;
    if (confused) {
      if (this.state === 'listening') this.#newHost();
      else this.failed(`the board confused the host: ${confused}`);
      return false;
    }
    switch (this.state) {
      case 'closed':
        if (waitedMs >= reopenAfterMs) this.#open();
        break;
      case 'opening':
        break;
      case 'listening':
        this.#wait(waitedMs);
        break;
      case 'handshake':
        if (waitedMs >= handshakeMs || this.#options.now() - this.#heardMs >= answerMs)
          this.failed('no Firmata answers on this line');
        break;
      case 'complete':
        return true;
    }
    return false;
  }

  #enter(state: LineState): void {
    this.state = state;
    this.#sinceMs = this.#options.now();
  }

  #open(): void {
    this.#enter('opening');
    this.#backoff.opened();
    const { now, open } = this.#options;
    const port = open(
      {
        opened: () => {
          if (this.port !== noted) return;
          this.#openedMs = now();
          this.greetedAfterMs = null;
          this.listen();
        },
        data: (bytes) => {
          if (this.port === noted) this.host?.feed(bytes);
        },
        closed: (reason) => {
          if (this.port === noted) this.lose(reason, true);
        },
      },
      this.#failures,
    );
    const noted: BytePort = {
      write: (bytes) => {
        this.frames.note(true, bytes, now());
        port.write(bytes);
      },
      close: () => port.close(),
    };
    this.port = noted;
  }

  /** Stays silent until the board greets or `HandshakeBackoff` allows the host to speak. */
  listen(): void {
    this.#newHost();
    this.#waitingTold = false;
    this.#enter('listening');
  }

  #wait(waitedMs: Milliseconds): void {
    const { quietMs } = this.#backoff;
    if (waitedMs >= quietMs) {
      this.#speak();
      this.host?.ask();
    } else if (waitedMs >= mentionWaitingMs && !this.#waitingTold) {
      this.#waitingTold = true;
      this.#options.tell(
        quietMs === quietAfterFailureMs
          ? `silent for ${quietMs / 1000} s, so that a bootloader that holds the board lets go`
          : 'waiting for the board to greet',
        false,
      );
    }
  }

  /** A new host, which has heard nothing yet and only listens. */
  #newHost(): Host {
    const { now, onGuard, onGreeting, onComplete, onRaw } = this.#options;
    this.#drop();
    const host: Host = new Host({
      guard: (heard) => {
        this.#backoff.heard();
        hear(heard, onGuard);
      },
      firmware: () => {
        this.#backoff.heard();
        if (this.state === 'listening') this.#greeted();
        else if (this.state === 'complete') onGreeting?.();
      },
      raw: (bytes) => {
        this.#heardMs = now();
        this.frames.note(false, bytes, now());
        onRaw?.(bytes);
      },
    });
    host.board.on('ready', () => {
      if (this.host !== host) return;
      this.#enter('complete');
      onComplete(host);
    });
    this.host = host;
    return host;
  }

  /** The firmware runs: the board is past its bootloader. */
  #greeted(): void {
    this.#backoff.greeted();
    this.greetedAfterMs ??= this.#options.now() - this.#openedMs;
    this.#speak();
  }

  #speak(): void {
    this.#enter('handshake');
    this.#heardMs = this.#sinceMs;
    if (this.port !== null) this.host?.speak(this.port);
  }

  /** Starts a new handshake on the open line at once, with nothing left of the one before. */
  handshake(): void {
    if (this.port === null) return;
    const host = this.#newHost();
    this.#speak();
    host.ask();
  }

  /** The handshake, or what was built upon it, has failed. */
  failed(why: string): void {
    switch (this.#backoff.handshakeFailed(this.host?.received ?? 0)) {
      case 'again':
        this.handshake();
        break;
      case 'listen':
        this.listen();
        break;
      case 'reopen':
        this.#giveUp(why);
        break;
    }
  }

  #giveUp(why: string): void {
    const silent = this.host?.received === 0;
    const { answered } = this.#backoff;
    if (!answered) this.#failures++;
    const { neverHeard, garbled, goneAfterReset } = startTexts;
    if (silent) this.lose(answered || this.#identifiedBefore ? goneAfterReset : neverHeard, true);
    else this.lose(answered ? why : garbled, true);
  }

  /** The board has been identified. */
  identified(): void {
    this.#backoff.identified();
    this.#identifiedBefore = true;
    this.#toldLost = '';
  }

  #drop(): void {
    const { host } = this;
    if (host === null) return;
    this.host = null;
    host.leave();
    this.#options.onDropped(host.stream.refused);
  }

  lose(reason: string, warning: boolean): void {
    if (this.port === null) return;
    this.#drop();
    this.port.close();
    this.port = null;
    this.#enter('closed');
    if (!warning || reason === this.#toldLost) return;
    this.#toldLost = reason;
    this.#options.tell(`${this.#identifiedBefore ? 'link lost' : 'no link yet'}: ${reason}`, true);
  }
}
