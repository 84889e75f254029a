/** Builds the drive of a motor from its kind and pins. */
import type { Drive, DriveLines } from '../wiring.ts';
import type { FileOutput, Lines } from './build-parts.ts';
import { usual } from './usual.ts';

/** A drive of the file, of any kind; keys that its kind lacks are undefined. */
interface FileDrive {
  readonly kind: string;
  readonly pwm?: FileOutput | undefined;
  readonly on?: FileOutput | undefined;
  readonly direction?: FileOutput | undefined;
  readonly up?: FileOutput | undefined;
  readonly down?: FileOutput | undefined;
  readonly frequency?: number | undefined;
  readonly duty?: { readonly from: number; readonly to: number } | undefined;
  readonly friction?: number | undefined;
  readonly 'at-rest': 'coast' | 'brake' | undefined;
  readonly 'dead-time'?: number | undefined;
}

export function driveOf(file: FileDrive, lines: Lines): Drive {
  const min = file.duty?.from ?? usual.duty.from.value;
  return {
    kind: file.kind,
    lines: driveLines(file, lines),
    pwm:
      file.pwm === undefined
        ? null
        : {
            frequencyHz: file.frequency ?? lines.frequencyHz(file.pwm),
            duty: { min, max: file.duty?.to ?? usual.duty.to.value },
            frictionDuty: file.friction ?? min / 2,
          },
    atRest: file['at-rest'] ?? 'coast',
    deadTimeMs: file['dead-time'] ?? usual.deadTime.value,
  };
}

function driveLines({ pwm, on, direction, up, down }: FileDrive, lines: Lines): DriveLines {
  const power = pwm ?? on;
  if (up !== undefined && down !== undefined) {
    const both = { up: lines.output(up), down: lines.output(down) };
    return power === undefined
      ? { by: 'each-way', ...both }
      : { by: 'power-and-lines', power: lines.output(power), ...both };
  }
  // The reader has checked that each kind has its pins.
  const given = lines.output(power as FileOutput);
  return direction === undefined
    ? { by: 'one-way', power: given }
    : { by: 'direction', power: given, direction: lines.output(direction) };
}
