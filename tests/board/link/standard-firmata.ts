/** A microcontroller with StandardFirmata, as far as the chair meets it: no guard, outputs act at once. */
import type { BytePort, OpenPort } from '../../../src/board/link/port.ts';

const analogPins = 16;
const pins = 70;
const firstAnalog = pins - analogPins;

export class StandardFirmata {
  readonly modes = new Map<number, number>();
  readonly levels = new Map<number, number>();
  /** What its inputs see. */
  readonly counts = new Uint16Array(analogPins);
  readonly inputs = new Map<number, boolean>();
  /** Everything it was sent, for those who want to know what it never was. */
  readonly written = new Set<number>();
  #deliver: (bytes: Uint8Array) => void = () => undefined;
  /** Said, and still on the line. */
  #said: number[] = [];
  #sysex: number[] | null = null;
  #message: number[] = [];
  readonly #reportedPorts = new Set<number>();
  readonly #reportedChannels = new Set<number>();

  readonly open: OpenPort = (events) => {
    this.#deliver = (bytes) => events.data(bytes);
    queueMicrotask(() => {
      events.opened();
      this.#say([0xf9, 2, 5, ...this.#firmware()]);
    });
    const port: BytePort = {
      write: (bytes) => {
        for (const byte of bytes) this.#take(byte);
      },
      close: () => {
        this.#deliver = () => undefined;
      },
    };
    return port;
  };

  #say(bytes: readonly number[]): void {
    this.#said.push(...bytes);
  }

  #firmware(): number[] {
    const name = [...'StandardFirmata.ino'].flatMap((letter) => [letter.charCodeAt(0), 0]);
    return [0xf0, 0x79, 2, 5, ...name, 0xf7];
  }

  #take(byte: number): void {
    if (this.#sysex !== null) {
      if (byte === 0xf7) {
        this.#onSysex(this.#sysex);
        this.#sysex = null;
      } else this.#sysex.push(byte);
      return;
    }
    if (byte === 0xf0) this.#sysex = [];
    else if (byte === 0xf9) this.#say([0xf9, 2, 5]);
    else {
      if (byte >= 0x80) this.#message = [];
      this.#message.push(byte);
      const wanted = (this.#message[0] as number) >= 0xc0 && (this.#message[0] as number) < 0xe0 ? 2 : 3;
      if (this.#message.length === wanted) this.#onMessage(this.#message as [number, number, number]);
    }
  }

  #onSysex([id, ...rest]: number[]): void {
    if (id === 0x79) this.#say(this.#firmware());
    if (id === 0x6b) {
      const each = Array.from({ length: pins }, (_, pin) => {
        const pwm = pin >= 2 && pin <= 13 ? [3, 8] : [];
        const analog = pin >= firstAnalog ? [2, 10] : [];
        return pin < 2 ? [0x7f] : [0, 1, 11, 1, 1, 1, ...pwm, ...analog, 0x7f];
      });
      this.#say([0xf0, 0x6c, ...each.flat(), 0xf7]);
    }
    if (id === 0x69) {
      const channels = Array.from({ length: pins }, (_, pin) =>
        pin < firstAnalog ? 0x7f : pin - firstAnalog,
      );
      this.#say([0xf0, 0x6a, ...channels, 0xf7]);
    }
    if (id === 0x6f) this.#write(rest[0] as number, (rest[1] as number) | ((rest[2] as number) << 7));
  }

  #onMessage([command, first, second]: [number, number, number]): void {
    const low = command & 0x0f;
    if (command === 0xf4) this.modes.set(first, second);
    else if (command >= 0xe0) this.#write(low, first | (second << 7));
    else if (command >= 0xd0) this.#reportedPorts.add(low);
    else if (command >= 0xc0) this.#reportedChannels.add(low);
    else if (command >= 0x90) {
      const bits = first | (second << 7);
      for (let bit = 0; bit < 8; bit++) {
        const pin = low * 8 + bit;
        if (this.modes.get(pin) === 1) this.#write(pin, (bits >> bit) & 1);
      }
    }
  }

  #write(pin: number, value: number): void {
    if (value !== 0) this.written.add(pin);
    this.levels.set(pin, value);
  }

  /** Time passes: what was said arrives, with the reports that are on. */
  report(): void {
    for (const port of this.#reportedPorts) {
      let bits = 0;
      for (let bit = 0; bit < 8; bit++) if (this.inputs.get(port * 8 + bit) ?? true) bits |= 1 << bit;
      this.#say([0x90 | port, bits & 0x7f, bits >> 7]);
    }
    for (const channel of this.#reportedChannels) {
      const count = this.counts[channel] as number;
      this.#say([0xe0 | channel, count & 0x7f, count >> 7]);
    }
    const bytes = Uint8Array.from(this.#said);
    this.#said = [];
    this.#deliver(bytes);
  }
}
