/** Raises the process's priority for the loop of 20 ms, where this user may; systemd's unit does it better. */
import { constants, setPriority } from 'node:os';

export function askForPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // Not permitted: the loop notices late ticks and says so.
  }
}
