/** The model board behind the simulation's interface. */

import type { Chair } from '../../src/chair/chair.ts';
import { setKeys } from '../plant/plant.ts';
import { delays } from '../rough/model-line.ts';
import { effectsOf } from '../rough/rough.ts';
import type { ChairBoard } from './board.ts';
import {
  armBoard,
  breakBoard,
  createModelBoard,
  hostRuns,
  type ModelBoard,
  type ModelBoardOptions,
  readBoard,
  writeBoard,
} from './model.ts';

export interface ModelPort extends ChairBoard {
  readonly model: ModelBoard;
}

export function modelPort(chair: Chair, options: ModelBoardOptions): ModelPort {
  return portOf(createModelBoard(chair, options));
}

/** The port of an existing board, such as a copy of another one. */
export function portOf(board: ModelBoard): ModelPort {
  return {
    kind: 'model',
    model: board,
    plant: board.plant,
    pins: board.pins,
    signs: board.signs,
    seen: board.plant,
    press: (keys) => setKeys(board.plant, keys),
    armed: () => board.trip === 0,
    host: () =>
      !board.plant.powered ? 'killed' : board.host === 'runs' && !hostRuns(board) ? 'hung' : board.host,
    get attended() {
      return board.plant.personKg > 0;
    },
    turn: board.rough.turns,
    effects: () => effectsOf(board.rough),
    read: (sensors) => readBoard(board, sensors),
    write(outputs) {
      // On a line that delays, the request arrives with its frame.
      if (outputs.arm && !delays(board.rough.line)) armBoard(board);
      writeBoard(board, outputs);
    },
    break: (name, value) => breakBoard(board, name, value),
  };
}
