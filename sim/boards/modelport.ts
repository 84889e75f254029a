/** The model board as the simulation takes it. */

import type { PlantOptions } from '../plant/plant.ts';
import type { ChairBoard } from './board.ts';
import { createModelBoard, readBoard, writeBoard } from './model.ts';

export function modelPort(options: Partial<PlantOptions>): ChairBoard {
  const board = createModelBoard(options);
  return {
    kind: 'model',
    plant: board.plant,
    read: (sensors) => readBoard(board, sensors),
    write: (outputs) => writeBoard(board, outputs),
  };
}
