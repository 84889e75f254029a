/** The duty that a motor gets from the outputs of its drive. */
import type { Drive, OutputLine } from '../../src/chair/wiring.ts';

/** Share of the time that an output is on. */
type Share = (line: OutputLine) => number;

export const isOn = (share: Share, line: OutputLine | null): boolean => line !== null && share(line) > 0.5;

/** The duty, up positive, as a share of the largest that is useful to the drive. */
export function drivenBy(drive: Drive | null, shareOf: Share): number {
  if (drive === null) return 0;
  const { lines, pwm } = drive;
  const power = (line: OutputLine) =>
    pwm === null ? (shareOf(line) > 0.5 ? 1 : 0) : shareOf(line) / pwm.duty.max;
  return drivenLines(lines, shareOf, power);
}

function drivenLines(lines: Drive['lines'], share: Share, power: Share): number {
  switch (lines.by) {
    case 'one-way':
      return power(lines.power);
    case 'direction': {
      const duty = power(lines.power);
      return duty === 0 || isOn(share, lines.direction) ? duty : -duty;
    }
    case 'each-way':
      return wayOf(lines.up, lines.down, share);
    case 'power-and-lines': {
      const way = wayOf(lines.up, lines.down, share);
      return way === 0 ? 0 : way * power(lines.power);
    }
  }
}

/** With both lines on, every kind of bridge shorts the motor: no drive. */
function wayOf(up: OutputLine, down: OutputLine, share: Share): -1 | 0 | 1 {
  const [isUp, isDown] = [isOn(share, up), isOn(share, down)];
  return isUp === isDown ? 0 : isUp ? 1 : -1;
}
