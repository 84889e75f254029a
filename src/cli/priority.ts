/** Raises the process's priority for the 20 ms loop, where the user may; the systemd unit does it better. */
import { constants, setPriority } from 'node:os';

export function askForPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // Not permitted: the loop notices and reports late ticks.
  }
}
