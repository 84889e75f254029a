/** The boards of a workspace, and the chip state of the emulated one. */
import { outputWires } from '../../../src/board/link/wires.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { type AvrPort, avrPort } from '../../boards/avrport.ts';
import type { ChairBoard } from '../../boards/board.ts';
import { pinName } from '../../boards/chip.ts';
import { modelPort } from '../../boards/modelport.ts';
import type { PlantOptions } from '../../plant/plant.ts';
import type { RoughKind } from '../../rough/kinds.ts';
import type { BoardKind, ChipState } from '../protocol.ts';

interface BoardOptions extends Partial<PlantOptions> {
  readonly rough?: readonly RoughKind[];
}

export function openBoard(kind: BoardKind, chair: Chair, options: BoardOptions): ChairBoard {
  return kind === 'model' ? modelPort(chair, options) : avrPort(chair, options);
}

/** Measures the traffic on the line, in bytes per second of chip time. */
export interface LineMeter {
  cycles: number;
  up: number;
  down: number;
  upPerS: number;
  downPerS: number;
}

export function createLineMeter(): LineMeter {
  return { cycles: 0, up: 0, down: 0, upPerS: 0, downPerS: 0 };
}

/** Chip time over which bytes are counted. */
const meteredS = 1;

/** The chip's state; null for a board without a chip. */
export function readChip(board: ChairBoard, meter: LineMeter): ChipState | null {
  if (board.kind !== 'avr') return null;
  const { emulator, line, chair } = (board as AvrPort).avr;
  const seconds = (emulator.cycles - meter.cycles) / chair.wiring.chip.clockHz;
  if (seconds >= meteredS || seconds < 0) {
    meter.upPerS = Math.max(0, Math.round((line.received - meter.up) / seconds));
    meter.downPerS = Math.max(0, Math.round((line.sent - meter.down) / seconds));
    meter.cycles = emulator.cycles;
    meter.up = line.received;
    meter.down = line.sent;
  }
  const pins = outputWires(chair.wiring).map(({ name, pin }) => ({
    name,
    pin: pin.name,
    level: Math.round(emulator.mcu.gpio.duty(pinName(pin)) * 1000) / 1000,
  }));
  return { pins, bytesUpPerS: meter.upPerS, bytesDownPerS: meter.downPerS, chip: chair.wiring.chip.name };
}
