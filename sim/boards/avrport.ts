/** The emulated board behind the simulation's interface. */
import type { Chair } from '../../src/chair/chair.ts';
import { setKeys } from '../plant/plant.ts';
import { effectsOf } from '../rough/rough.ts';
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

export function avrPort(chair: Chair, options: AvrBoardOptions): AvrPort {
  const board = createAvrBoard(chair, options);
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
    host: () => hostOf(board),
    get attended() {
      return board.plant.personKg > 0;
    },
    turn: board.rough.turns,
    effects: () => effectsOf(board.rough),
    read: (sensors) => readAvrBoard(board, sensors),
    write: (outputs) => writeAvrBoard(board, outputs),
    break: (name, value) => breakAvrBoard(board, name, value),
  };
}

function hostOf(board: AvrBoard): ReturnType<ChairBoard['host']> {
  if (avrHostRuns(board)) return 'runs';
  const { host, plant, startingMs, rough } = board;
  if (!plant.powered || host === 'killed' || startingMs >= 0) return 'killed';
  return host === 'hung' || rough.turns.missed ? 'hung' : 'killed';
}
