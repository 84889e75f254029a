/** The emulated board as the simulation takes it. */
import { setKeys } from '../plant/plant.ts';
import {
  type AvrBoard,
  type AvrBoardOptions,
  avrHostRuns,
  breakAvrBoard,
  createAvrBoard,
  readAvrBoard,
  writeAvrBoard,
} from './avr.ts';
import type { ChairBoard } from './board.ts';

export interface AvrPort extends ChairBoard {
  readonly avr: AvrBoard;
}

export function avrPort(options: AvrBoardOptions): AvrPort {
  const board = createAvrBoard(options);
  const { lights } = board.wiring;
  return {
    kind: 'avr',
    avr: board,
    plant: board.plant,
    seen: board.plant,
    press: (keys) => setKeys(board.plant, keys),
    pins: board.wiring.power,
    signs: {
      get lamp() {
        return lights.lamp;
      },
      get lockLamp() {
        return lights.lockLamp;
      },
      get beeper() {
        return lights.beeper;
      },
      get display() {
        return board.display.text;
      },
    },
    armed: () => board.link.armed,
    host: () =>
      avrHostRuns(board) ? 'runs' : board.host === 'hung' && board.plant.powered ? 'hung' : 'killed',
    read: (sensors) => readAvrBoard(board, sensors),
    write: (outputs) => writeAvrBoard(board, outputs),
    break: (name, value) => breakAvrBoard(board, name, value),
  };
}
