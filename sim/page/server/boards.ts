/** The boards a workbench can stand on, and what the emulated one shows of itself. */
import type { ChairBoard } from '../../boards/board.ts';
import { modelPort } from '../../boards/modelport.ts';
import type { PlantOptions } from '../../plant/plant.ts';
import type { BoardKind, ChipState } from '../protocol.ts';

export function openBoard(kind: BoardKind, options: Partial<PlantOptions>): ChairBoard {
  if (kind === 'model') return modelPort(options);
  throw new Error('The emulated board cannot be opened from the page yet.');
}

export function readChip(board: ChairBoard): ChipState | null {
  return board.kind === 'avr' ? null : null;
}
