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
 * Opens the line anew at each call. Never throws, and calls nothing back before it has returned: failures are reported
 * through `closed`. `failures`: how many openings in a row brought no message; after each the next speed is used.
 */
export type OpenPort = (events: PortEvents, failures: number) => BytePort;
