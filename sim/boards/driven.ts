/** What a motor gets of the outputs of its drive. */
import type { Drive, OutputLine } from '../../src/chair/wiring.ts';

/** Share of the time that an output is on. */
type Share = (line: OutputLine) => number;

export const isOn = (share: Share, line: OutputLine | null): boolean => line !== null && share(line) > 0.5;

/** Up positive, as a share of full power. */
export function drivenBy(drive: Drive | null, share: Share): number {
  if (drive === null) return 0;
  const { lines } = drive;
  switch (lines.by) {
    case 'one-way':
      return share(lines.power);
    case 'direction': {
      const duty = share(lines.power);
      return duty === 0 || isOn(share, lines.direction) ? duty : -duty;
    }
    case 'each-way':
      return wayOf(lines.up, lines.down, share);
    case 'power-and-lines': {
      const way = wayOf(lines.up, lines.down, share);
      return way === 0 ? 0 : way * share(lines.power);
    }
  }
}

/** With both lines on a bridge shorts the motor, whichever it is. */
function wayOf(up: OutputLine, down: OutputLine, share: Share): -1 | 0 | 1 {
  const [isUp, isDown] = [isOn(share, up), isOn(share, down)];
  return isUp === isDown ? 0 : isUp ? 1 : -1;
}
