/** What is due every 20 ms goes before what can wait, where this user may ask for that; systemd's unit does it better. */
import { constants, setPriority } from 'node:os';

export function askForPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // Not permitted: the loop notices late ticks and says so.
  }
}
