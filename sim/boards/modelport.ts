/** The model board as the simulation takes it. */

import { type PlantOptions, setKeys } from '../plant/plant.ts';
import type { ChairBoard } from './board.ts';
import { armBoard, breakBoard, createModelBoard, type ModelBoard, readBoard, writeBoard } from './model.ts';

export interface ModelPort extends ChairBoard {
  readonly model: ModelBoard;
}

export function modelPort(options: Partial<PlantOptions>): ModelPort {
  return portOf(createModelBoard(options));
}

/** Of a board that is there already: a copy of another one, say. */
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
    host: () => (board.plant.powered ? board.host : 'killed'),
    read: (sensors) => readBoard(board, sensors),
    write(outputs) {
      if (outputs.arm) armBoard(board);
      writeBoard(board, outputs);
    },
    break: (name, value) => breakBoard(board, name, value),
  };
}
