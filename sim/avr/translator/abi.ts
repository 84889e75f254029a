/** The interface of translated code: the functions it calls, its variables, and how it is left. */

/** Imported functions, by number. */
export const imported = { read: 0, write: 1, watchdogReset: 2 } as const;

/** Types of functions, in the order of `types`. */
export const type = { read: 0, write: 1, watchdogReset: 2, blocks: 3, run: 3 } as const;
export const types = [
  { takes: 2, gives: 1 },
  { takes: 4, gives: 1 },
  { takes: 1, gives: 0 },
  { takes: 3, gives: 1 },
] as const;

/** Parameters and variables of a translated function: its case, cycles since translated code was entered, their limit, ... */
export const local = {
  case: 0,
  cycles: 1,
  limit: 2,
  pc: 3,
  sp: 4,
  address: 5,
  left: 6,
  right: 7,
  result: 8,
  /** One for each flag, in the order of SREG. */
  flags: 9,
  registers: 16,
} as const;
const parameters = 3;
export const localCount = local.registers + 32 - parameters;

/** How translated code was left. */
export const exits = {
  /** The cycles are spent, or would be within the block. */
  limit: 0,
  /** A hooked register was written: check events and interrupts before going on. */
  wrote: 1,
  /** Interrupts were enabled while one is pending: exactly one more instruction runs before it. */
  enabledInterrupts: 2,
  asleep: 3,
  /** The code continues in another function; never seen outside. */
  otherFunction: 4,
  /** The pc is behind the image, where flash is erased. */
  erased: 5,
} as const;
