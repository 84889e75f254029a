/**
 * SMP's console framing: a message with its length and CRC, in base64, cut into lines that begin with a marker, so that
 * it can share a serial line with anything else. The reader takes any bytes, holds at most one line and one message,
 * and drops what is not whole without an answer: the sender asks again. Source: Zephyr Project, "SMP Transport
 * Specification", UART/serial and console.
 */
import { crc16 } from '../codec/crc.ts';

/** Bytes of a line with its marker and line feed. */
export const lineBytesMax = 127;
/** Raw bytes in a line: base64 between marker and line feed, in whole groups of four. */
const rawPerLine = Math.floor((lineBytesMax - 3) / 4) * 3;
/** Longest line accepted (bytes): some clients write lines longer than `lineBytesMax`. */
const lineBytesAccepted = 4096;

const startMarker = [0x06, 0x09] as const;
const continueMarker = [0x04, 0x14] as const;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const lengthBytes = 2;
const crcBytes = 2;

/** The message as bytes on the wire. */
export function encodeFrames(message: Uint8Array): Uint8Array {
  const body = Buffer.alloc(lengthBytes + message.length + crcBytes);
  body.writeUInt16BE(message.length + crcBytes, 0);
  body.set(message, lengthBytes);
  body.writeUInt16BE(crc16(message), lengthBytes + message.length);
  const lines: Buffer[] = [];
  for (let at = 0; at < body.length; at += rawPerLine) {
    const marker = at === 0 ? startMarker : continueMarker;
    const text = body.toString('base64', at, Math.min(at + rawPerLine, body.length));
    lines.push(Buffer.from(marker), Buffer.from(`${text}\n`, 'latin1'));
  }
  return new Uint8Array(Buffer.concat(lines));
}

/** What has been received of a line and of a message so far: a plain value. */
export interface FrameReader {
  readonly line: Uint8Array;
  lineLength: number;
  lineTooLong: boolean;
  readonly packet: Uint8Array;
  packetLength: number;
  /** Bytes the packet will have, or 0 while none is being received. */
  packetWanted: number;
}

/** `messageBytesMax`: longer messages are dropped. */
export function createFrameReader(messageBytesMax: number): FrameReader {
  return {
    line: new Uint8Array(lineBytesAccepted),
    lineLength: 0,
    lineTooLong: false,
    packet: new Uint8Array(messageBytesMax + crcBytes),
    packetLength: 0,
    packetWanted: 0,
  };
}

/** Takes bytes as they come; gives each whole message to `onMessage`. */
export function readFrames(
  reader: FrameReader,
  bytes: Uint8Array,
  onMessage: (message: Uint8Array) => void,
): void {
  const { line } = reader;
  let at = 0;
  while (at < bytes.length) {
    const found = bytes.indexOf(lineFeed, at);
    const end = found < 0 ? bytes.length : found;
    if (reader.lineLength + (end - at) > line.length) reader.lineTooLong = true;
    else {
      line.set(bytes.subarray(at, end), reader.lineLength);
      reader.lineLength += end - at;
    }
    if (found >= 0) {
      const message = reader.lineTooLong ? null : takeLine(reader);
      reader.lineLength = 0;
      reader.lineTooLong = false;
      if (message !== null) onMessage(message);
    }
    at = end + 1;
  }
}

/** The message that the line completes, or null. */
function takeLine(reader: FrameReader): Uint8Array | null {
  const { line, packet } = reader;
  let end = reader.lineLength;
  if (end > 0 && line[end - 1] === carriageReturn) end--;
  if (end < 2) return null;
  let raw: Uint8Array;
  if (line[0] === startMarker[0] && line[1] === startMarker[1]) {
    reader.packetWanted = 0;
    const body = fromBase64(line.subarray(2, end));
    if (body.length < lengthBytes) return null;
    const wanted = body.readUInt16BE(0);
    if (wanted <= crcBytes || wanted > packet.length) return null;
    reader.packetWanted = wanted;
    reader.packetLength = 0;
    raw = body.subarray(lengthBytes);
  } else if (line[0] === continueMarker[0] && line[1] === continueMarker[1]) {
    if (reader.packetWanted === 0) return null;
    raw = fromBase64(line.subarray(2, end));
  } else {
    // Something else that shares the line.
    return null;
  }
  if (reader.packetLength + raw.length > reader.packetWanted) {
    reader.packetWanted = 0;
    return null;
  }
  packet.set(raw, reader.packetLength);
  reader.packetLength += raw.length;
  return reader.packetLength < reader.packetWanted ? null : wholeMessage(reader);
}

function wholeMessage(reader: FrameReader): Uint8Array | null {
  const end = reader.packetWanted - crcBytes;
  const [high = 0, low = 0] = reader.packet.subarray(end, reader.packetWanted);
  const message = reader.packet.slice(0, end);
  reader.packetWanted = 0;
  return crc16(message) === ((high << 8) | low) ? message : null;
}

function fromBase64(text: Uint8Array): Buffer {
  const view = Buffer.from(text.buffer, text.byteOffset, text.length);
  return Buffer.from(view.toString('latin1'), 'base64');
}
