/**
 * SMP's console framing: a message with its length and CRC, in base64, cut into lines that begin with a
 * marker, so that it can share a serial line with anything else. The reader takes whatever bytes come, keeps
 * at most one line and one message, and drops in silence what is not whole: the sender asks again.
 * Source: Zephyr Project, "SMP Transport Specification", UART/serial and console.
 */
import { crc16 } from '../codec/crc.ts';

/** Bytes of a line with its marker and line feed. */
export const lineBytesMax = 127;
/** Raw bytes a line carries: base64 between marker and line feed, in whole groups of four. */
const rawPerLine = Math.floor((lineBytesMax - 3) / 4) * 3;
/** Some clients write longer lines; longer than this (bytes) is no line. */
const lineBytesAccepted = 4096;

const startMarker = [0x06, 0x09] as const;
const continueMarker = [0x04, 0x14] as const;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const lengthBytes = 2;
const crcBytes = 2;

/** A message as the bytes on the wire. */
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
  return Buffer.concat(lines);
}

export interface FrameReader {
  /** Takes bytes as they come; gives each whole message to `onMessage`. */
  read(bytes: Uint8Array, onMessage: (message: Uint8Array) => void): void;
}

/** `messageBytesMax`: longer messages are dropped. */
export function createFrameReader(messageBytesMax: number): FrameReader {
  const line = Buffer.alloc(lineBytesAccepted);
  let lineLength = 0;
  let lineTooLong = false;
  const packet = Buffer.alloc(messageBytesMax + crcBytes);
  let packetLength = 0;
  /** Bytes the packet will have, or 0 while none is being received. */
  let packetWanted = 0;

  function takeLine(onMessage: (message: Uint8Array) => void): void {
    let end = lineLength;
    if (end > 0 && line[end - 1] === carriageReturn) end--;
    if (end < 2) return;
    let raw: Buffer;
    if (line[0] === startMarker[0] && line[1] === startMarker[1]) {
      packetWanted = 0;
      const body = Buffer.from(line.toString('latin1', 2, end), 'base64');
      if (body.length < lengthBytes) return;
      const wanted = body.readUInt16BE(0);
      if (wanted <= crcBytes || wanted > packet.length) return;
      packetWanted = wanted;
      packetLength = 0;
      raw = body.subarray(lengthBytes);
    } else if (line[0] === continueMarker[0] && line[1] === continueMarker[1]) {
      if (packetWanted === 0) return;
      raw = Buffer.from(line.toString('latin1', 2, end), 'base64');
    } else {
      // Anything else that shares the line.
      return;
    }
    if (packetLength + raw.length > packetWanted) {
      packetWanted = 0;
      return;
    }
    packetLength += raw.copy(packet, packetLength);
    if (packetLength < packetWanted) return;
    const message = packet.subarray(0, packetWanted - crcBytes);
    const crc = packet.readUInt16BE(packetWanted - crcBytes);
    packetWanted = 0;
    if (crc16(message) === crc) onMessage(Uint8Array.from(message));
  }

  return {
    read(bytes, onMessage) {
      let at = 0;
      while (at < bytes.length) {
        const found = bytes.indexOf(lineFeed, at);
        const end = found < 0 ? bytes.length : found;
        if (lineLength + (end - at) > line.length) lineTooLong = true;
        else {
          line.set(bytes.subarray(at, end), lineLength);
          lineLength += end - at;
        }
        if (found >= 0) {
          if (!lineTooLong) takeLine(onMessage);
          lineLength = 0;
          lineTooLong = false;
        }
        at = end + 1;
      }
    },
  };
}
