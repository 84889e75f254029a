/** Opens whatever `--board` names: a serial port with a microcontroller, or a johnny-five IO plugin. */
import type { Outputs } from '../chair/outputs.ts';
import type { Sensors } from '../chair/sensors.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { AnalogName, Wiring } from '../chair/wiring.ts';
import { Link, type LinkEvent } from './link/link.ts';
import { guardBaud, standardBaud } from './protocol/baud.ts';

/** A real board, as the control loop uses it: one `read` and one `write` a tick. */
export interface RealBoard {
  /** The line is open, whether or not a board answers on it. */
  readonly open: boolean;
  /** The board has been identified. */
  readonly identified: boolean;
  /** The board has reported: nothing but ticks is needed. */
  readonly settled: boolean;
  /** Something measures this and has reported. */
  measures(name: AnalogName): boolean;
  read(sensors: Sensors): void;
  write(outputs: Outputs): void;
  /** The last messages on its line, oldest first, where there is one. */
  lastFrames?(): string[];
  /** Everything off, then the end. */
  close(): void;
}

export interface OpenOptions {
  readonly wiring: Wiring;
  readonly now: () => Milliseconds;
  readonly onEvent: (event: LinkEvent) => void;
}

/** Rejects, in words for a person, where a plugin cannot be loaded; a port that is not there yet is waited for. */
export async function openRealBoard(name: string, { wiring, now, onEvent }: OpenOptions): Promise<RealBoard> {
  if (name.startsWith('io:')) {
    const { openPlugin } = await import('./link/plugin.ts');
    const board = await openPlugin(name.slice('io:'.length), wiring, now);
    onEvent({ text: `${name} is no guard: motors may turn, heat stays locked out`, warning: true });
    return board;
  }
  const { serialLine } = await import('./serial.ts');
  return new Link({ wiring, open: await serialLine(name, guardBaud, standardBaud), now, onEvent });
}
