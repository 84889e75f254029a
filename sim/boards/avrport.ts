/** The emulated board as the simulation takes it. */
import { type AvrBoardOptions, createAvrBoard, readAvrBoard, writeAvrBoard } from './avr.ts';
import type { ChairBoard } from './board.ts';

export function avrPort(options: AvrBoardOptions): ChairBoard {
  const board = createAvrBoard(options);
  return {
    kind: 'avr',
    plant: board.plant,
    read: (sensors) => readAvrBoard(board, sensors),
    write: (outputs) => writeAvrBoard(board, outputs),
  };
}
