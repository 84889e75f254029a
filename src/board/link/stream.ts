/**
 * Cuts the bytes from the microcontroller into messages. Guard messages are taken out and checked here; the rest goes
 * on to firmata-io, but only what is whole and harmless: firmata-io checks nothing, and a reply about a pin that does
 * not exist would throw inside it.
 */
import { decodeInto, messageOf, sysexEnd, sysexStart } from '../protocol/codec.ts';
import type { Heard } from '../protocol/heard.ts';
import type { Message } from '../protocol/messages.ts';

export interface StreamHandlers {
  /** A whole guard message with a correct CRC. Its values are overwritten by the next message of that name. */
  guard(heard: Heard): void;
  /** The board names its firmware, by itself after a start or when asked. */
  firmware?(): void;
  /** Any other message that may be handed on. Valid only during the call. */
  other(bytes: Uint8Array): void;
  /** Every message as it came, cut short or damaged ones too. Valid only during the call. */
  raw?(bytes: Uint8Array): void;
}

/** A capability reply of 128 pins takes about 1500 bytes. */
const longest = 2048;

const analogMessage = 0xe0;
const digitalMessage = 0x90;
const versionReport = 0xf9;
const pinStateReply = 0x6e;
const firmwareReport = 0x79;
/** Replies that change what firmata-io knows of the board: only wanted during its handshake. */
const introductions: ReadonlySet<number> = new Set([0x6a, 0x6c, firmwareReport]);
const harmless: ReadonlySet<number> = new Set([0x71, 0x77]);

/** The values of a message, and the message that is handed on with them. */
interface Slot {
  readonly values: Record<string, number>;
  readonly heard: Heard;
}

function slotOf({ name, fields }: Message): Slot {
  const values = Object.fromEntries(fields.map((field) => [field.name, 0]));
  // The table of messages defines which fields a name has.
  return { values, heard: { name, values } as Heard };
}

export class FirmataStream {
  /** Messages refused since the start: damaged guard messages, and anything that is no message. */
  refused = 0;
  /** Introductions are handed on. */
  introducing = true;
  pinCount = 0;
  readonly #handlers: StreamHandlers;
  readonly #bytes = new Uint8Array(longest);
  readonly #heard = new Map<number, Slot>();
  #length = 0;
  /** Inside garbage, which counts once however long it is. */
  #lost = false;

  constructor(handlers: StreamHandlers) {
    this.#handlers = handlers;
  }

  feed(chunk: ArrayLike<number>): void {
    const bytes = this.#bytes;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] as number;
      if (this.#length === 0) {
        this.#begin(byte);
        continue;
      }
      if (byte >= 0x80 && !(byte === sysexEnd && bytes[0] === sysexStart)) {
        // A message was cut short; this byte may begin the next one.
        this.#refuse();
        this.#begin(byte);
        continue;
      }
      if (this.#length === longest) {
        this.#refuse();
        continue;
      }
      bytes[this.#length++] = byte;
      if (bytes[0] === sysexStart ? byte === sysexEnd : this.#length === 3) this.#end();
    }
  }

  #begin(byte: number): void {
    const command = byte < 0xf0 ? byte & 0xf0 : byte;
    const begins =
      command === sysexStart ||
      command === analogMessage ||
      command === digitalMessage ||
      command === versionReport;
    if (begins) {
      this.#bytes[0] = byte;
      this.#length = 1;
    } else if (!this.#lost) {
      this.#refuse();
    }
  }

  #refuse(): void {
    if (this.#length > 0) this.#handlers.raw?.(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    this.#lost = true;
    this.refused++;
  }

  #end(): void {
    const length = this.#length;
    const bytes = this.#bytes;
    this.#length = 0;
    this.#handlers.raw?.(bytes.subarray(0, length));
    const first = bytes[0] as number;
    if (first !== sysexStart) {
      this.#pass(length);
      return;
    }
    const id = bytes[1] as number;
    if (id < 0x10) {
      this.#guard(id, length);
      return;
    }
    if (id === firmwareReport) this.#handlers.firmware?.();
    const wanted = this.introducing
      ? introductions.has(id) || harmless.has(id)
      : harmless.has(id) || (id === pinStateReply && (bytes[2] as number) < this.pinCount);
    if (wanted) this.#pass(length);
    else if (!this.introducing && !introductions.has(id)) this.#refuse();
  }

  #pass(length: number): void {
    this.#lost = false;
    this.#handlers.other(this.#bytes.subarray(0, length));
  }

  #guard(id: number, length: number): void {
    const message = messageOf(id);
    if (message === undefined || message.direction !== 'from the chip') {
      this.#refuse();
      return;
    }
    let slot = this.#heard.get(id);
    if (slot === undefined) {
      slot = slotOf(message);
      this.#heard.set(id, slot);
    }
    if (!decodeInto(message, this.#bytes, 1, length - 1, slot.values)) {
      this.#refuse();
      return;
    }
    this.#lost = false;
    this.#handlers.guard(slot.heard);
  }
}
