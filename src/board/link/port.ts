/**
 * A line of bytes to a microcontroller: a serial port, or the emulated chip. Everything above it is the same.
 */

export interface PortEvents {
  opened(): void;
  data(bytes: Uint8Array): void;
  /** Once, whatever the reason: unplugged, refused, closed. */
  closed(reason: string): void;
}

export interface BytePort {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Opens the line anew each time it is called. Never throws: what fails is told through `closed`. */
export type OpenPort = (events: PortEvents) => BytePort;
