// Preloaded into a program under test: closes the ends of pseudo-terminals it inherits, because node-pty does not mark
// them as close-on-exec. While the program held one itself, pulling the cable could not hang up its line.
const { closeSync, readdirSync, readlinkSync } = require('node:fs');

for (const name of process.platform === 'linux' ? readdirSync('/proc/self/fd') : []) {
  const path = `/proc/self/fd/${name}`;
  try {
    if (Number(name) > 2 && /^\/dev\/(ptmx|pts\/)/.test(readlinkSync(path))) closeSync(Number(name));
  } catch {
    // The folder's own descriptor is closed by now.
  }
}
