/** Tests that compute give way to the chips in real time beside them, and so does what they start. */
import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

// On Linux a priority is that of one thread.
const threads = existsSync('/proc/self/task') ? readdirSync('/proc/self/task').map(Number) : [0];
for (const thread of threads) {
  try {
    setPriority(thread, 10);
  } catch {
    // A thread that has ended meanwhile.
  }
}
