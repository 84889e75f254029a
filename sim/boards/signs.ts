/** What a person at the remote really sees and hears: lamps, beeper and display. */
import type { Outputs } from '../../src/chair/outputs.ts';

export type Signs = Pick<Outputs, 'lamp' | 'lockLamp' | 'beeper' | 'display'>;

const dark = '    ';

export function createSigns(): Signs {
  return { lamp: false, lockLamp: false, beeper: false, display: dark };
}

export function copySigns(signs: Signs, wanted: Readonly<Signs>): void {
  signs.lamp = wanted.lamp;
  signs.lockLamp = wanted.lockLamp;
  signs.beeper = wanted.beeper;
  signs.display = wanted.display;
}

export function clearSigns(signs: Signs): void {
  signs.lamp = false;
  signs.lockLamp = false;
  signs.beeper = false;
  signs.display = dark;
}
