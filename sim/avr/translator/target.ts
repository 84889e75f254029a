/** What translated code must know of the chip it runs on. */
export interface Target {
  readonly flashBytes: number;
  /** Registers end and SRAM begins at this data-space address. */
  readonly sramStart: number;
  /** Bytes of a return address. */
  readonly pcBytes: 2 | 3;
  /** Registers a peripheral wants to be asked for, or told of. All others are plain memory. */
  readonly readsHook: (address: number) => boolean;
  readonly writesHook: (address: number) => boolean;
}
