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

/**
 * Opens the line anew each time it is called. Never throws, and calls nothing back before it has returned: what
 * fails is told through `closed`. `failures`: on how many lines in a row no message came; after each it is opened at
 * the next speed.
 */
export type OpenPort = (events: PortEvents, failures: number) => BytePort;
