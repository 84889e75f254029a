/** The last messages on the line, both ways, for the post-mortem. Kept as bytes, so that noting one allocates nothing. */
import type { Milliseconds } from '../../chair/units.ts';
import { decodeInto, messageOf, sysexStart } from '../protocol/codec.ts';
import type { Message } from '../protocol/messages.ts';

const framesMax = 64;
/** A status has 70 bytes; only the beginning of a longer message is kept. */
const bytesMax = 72;
const guardIdsEnd = 0x10;
/** Bytes shown of a message that is not the guard's. */
const hexMax = 12;
/** Fields of a status that are left out: its ports and converter counts would fill the log. */
const unshown = /^(ports..|analog\d)$/;

export class FrameRing {
  readonly #bytes = new Uint8Array(framesMax * bytesMax);
  readonly #lengths = new Uint16Array(framesMax);
  readonly #times = new Float64Array(framesMax);
  readonly #sent = new Uint8Array(framesMax);
  #count = 0;

  note(sent: boolean, bytes: Uint8Array, atMs: Milliseconds): void {
    const slot = this.#count++ % framesMax;
    this.#lengths[slot] = bytes.length;
    this.#times[slot] = atMs;
    this.#sent[slot] = sent ? 1 : 0;
    const kept = Math.min(bytes.length, bytesMax);
    for (let index = 0; index < kept; index++) this.#bytes[slot * bytesMax + index] = bytes[index] as number;
  }

  /**
   * Oldest first, with seconds from now: `-0.020 > frame sequence=7 ...` was sent, `<` was received. After the first
   * message of a kind only the fields that have changed are shown.
   */
  texts(nowMs: Milliseconds): string[] {
    const shown = new Map<string, number>();
    const count = Math.min(this.#count, framesMax);
    return Array.from({ length: count }, (_, index) => {
      const slot = (this.#count - count + index) % framesMax;
      const length = this.#lengths[slot] as number;
      const start = slot * bytesMax;
      const bytes = this.#bytes.subarray(start, start + Math.min(length, bytesMax));
      const sign = this.#sent[slot] === 1 ? '>' : '<';
      const age = (((this.#times[slot] as number) - nowMs) / 1000).toFixed(3);
      return `${age} ${sign} ${guardText(bytes, shown) ?? hexText(bytes, length)}`;
    });
  }
}

/** `shown` holds the latest value of each field shown so far, and is updated. */
function guardText(bytes: Uint8Array, shown: Map<string, number>): string | null {
  const id = bytes[1];
  if (bytes[0] !== sysexStart || id === undefined || id >= guardIdsEnd) return null;
  const message: Message | undefined = messageOf(id);
  if (message === undefined) return null;
  const values = Object.fromEntries(message.fields.map(({ name }) => [name, 0]));
  if (!decodeInto(message, bytes, 1, bytes.length - 1, values)) return null;
  const news = Object.entries(values).filter(([name, value]) => {
    const key = `${message.name}.${name}`;
    const fresh = shown.get(key) !== value;
    shown.set(key, value);
    return fresh && !unshown.test(name);
  });
  return [message.name, ...news.map(([name, value]) => `${name}=${value}`)].join(' ');
}

function hexText(bytes: Uint8Array, length: number): string {
  const hex = Array.from(bytes.subarray(0, hexMax), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return length > hexMax ? `${hex} ... (${length} bytes)` : hex;
}
