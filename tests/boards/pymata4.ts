/**
 * A foreign client: what pymata4 1.15 sends, and its reader as it is in its source (`_reporter`), faults included. It ends
 * at the first message that it does not know.
 */

/** Of the messages that are no sysex, how many bytes follow. */
const following: ReadonlyMap<number, number> = new Map([
  [0xf9, 2],
  [0xe0, 2],
  [0x90, 2],
]);
const sysexStart = 0xf0;
const sysexEnd = 0xf7;
const [firmwareReport, stringData, analogMapping] = [0x79, 0x71, 0x6a];
const knownSysex: ReadonlySet<number> = new Set([
  firmwareReport,
  stringData,
  analogMapping,
  ...[0x62, 0x64, 0x6c, 0x6e, 0x77],
]);
const analogMode = 2;
const noAnalog = 0x7f;

export class Pymata4 {
  /** Its reader has ended, and with it all that it hears: of this message. */
  diedOf: readonly number[] | null = null;
  firmware = '';
  version = '';
  readonly said: string[] = [];
  digitalPins = 0;
  analogPins = 0;
  /** The last reports, by channel and by port. */
  readonly analog = new Map<number, number>();
  readonly ports = new Map<number, number>();
  readonly #send: (bytes: readonly number[]) => void;
  #message: number[] = [];

  constructor(send: (bytes: readonly number[]) => void) {
    this.#send = send;
  }

  hear(byte: number): void {
    if (this.diedOf !== null) return;
    // What is no command is passed over where one is due.
    if (this.#message.length === 0 && byte < 0x80) return;
    this.#message.push(byte);
    const [first = 0, id] = this.#message;
    if (first === sysexStart) {
      if (id === undefined) return;
      if (!knownSysex.has(id)) this.diedOf = this.#message;
      else if (byte === sysexEnd && this.#message.length > 2) this.#end(() => this.#onSysex(id));
      return;
    }
    const command = byteOf(first);
    const bytes = following.get(command);
    if (bytes === undefined) this.diedOf = this.#message;
    else if (this.#message.length === bytes + 1) this.#end(() => this.#onMessage(command));
  }

  #end(take: () => void): void {
    take();
    this.#message = [];
  }

  #onMessage(command: number): void {
    const [first = 0, low = 0, high = 0] = this.#message;
    if (command === 0xf9) this.version = `${low}.${high}`;
    else (command === 0xe0 ? this.analog : this.ports).set(first & 0x0f, low | (high << 7));
  }

  #onSysex(id: number): void {
    const data = this.#message.slice(2, -1);
    if (id === firmwareReport) this.firmware = `${data[0]}.${data[1]} ${lettersOf(data.slice(2))}`;
    else if (id === stringData) this.said.push(String.fromCharCode(...data.filter((code) => code !== 0)));
    else if (id === analogMapping) {
      this.digitalPins = data.length;
      this.analogPins = data.filter((channel) => channel !== noAnalog).length;
    }
  }

  /** As its constructor does, which waits for each answer. */
  *meet(): Generator<void> {
    this.#send([sysexStart, firmwareReport, sysexEnd]);
    yield;
    this.#send([sysexStart, 0x69, sysexEnd]);
    yield;
    this.#send([sysexStart, 0x7a, 19, 0, sysexEnd]);
    yield;
  }

  setAnalogInput(channel: number): void {
    this.#send([0xf4, this.digitalPins - this.analogPins + channel, analogMode]);
  }

  setDigitalInput(pin: number): void {
    this.#send([0xf4, pin, 0, 0xd0 | (pin >> 3), 1]);
  }

  digitalWrite(pin: number, value: number): void {
    this.#send([0xf4, pin, 1, 0xf5, pin, value]);
  }

  shutdown(): void {
    for (let channel = 0; channel < this.analogPins; channel++) this.#send([0xc0 | channel, 0]);
    this.#send([0xff]);
  }
}

const byteOf = (first: number): number => (first < sysexStart ? first & 0xf0 : first);

const lettersOf = (data: readonly number[]): string =>
  String.fromCharCode(...data.filter((_, at) => at % 2 === 0));
