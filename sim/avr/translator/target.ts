/** What translated code must know about the chip it runs on. */
export interface Target {
  readonly flashBytes: number;
  /** Registers end and SRAM begins at this data-space address. */
  readonly sramStart: number;
  /** Bytes of a return address. */
  readonly pcBytes: 2 | 3;
  /** Registers whose reads, or writes, a peripheral handles. All others are plain memory. */
  readonly readsHook: (address: number) => boolean;
  readonly writesHook: (address: number) => boolean;
}
