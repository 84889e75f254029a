// The two devices of a cable and what is carried between them. Tells their paths, then each time bytes come from the
// second one. Ended by a signal, it takes both devices with it.
import { execFileSync } from 'node:child_process';
import { constants, openSync, writeSync } from 'node:fs';
import pseudoTerminals from '@lydell/node-pty';

function openDevice() {
  const terminal = pseudoTerminals.open({ encoding: null });
  // Keeps it from hanging up between two who use it; node-pty's own hold would read what is meant for them.
  openSync(terminal._pty, constants.O_RDWR | constants.O_NOCTTY);
  terminal._slave.destroy();
  execFileSync('stty', ['-F', terminal._pty, 'raw', '-echo']);
  return {
    path: terminal._pty,
    onData: (listener) => terminal._master.on('data', listener),
    write(bytes) {
      try {
        writeSync(terminal._fd, bytes);
      } catch {
        // Nobody reads it: lost, as on a serial line.
      }
    },
  };
}

const chair = openDevice();
const technician = openDevice();
chair.onData((bytes) => technician.write(bytes));
technician.onData((bytes) => {
  process.send({ asked: bytes.length });
  chair.write(bytes);
});
process.send({ chair: chair.path, technician: technician.path });
// Without whoever started it there is no use in it.
process.on('disconnect', () => process.exit());
