/**
 * The board called `avr`: the real guard firmware on an emulated chip with the plant behind its pins, driven through
 * the real link with johnny-five and firmata-io, all in the chip's own time. The same calls give the same
 * bytes, cycle by cycle, on every machine.
 *
 * Used like the model board: `readAvrBoard`, the host's control, `writeAvrBoard`, 20 ms a turn.
 */

import { Link, type LinkEvent } from '../../src/board/link/link.ts';
import { loadFirmware } from '../../src/board/shipped.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { createOutputs, type Outputs } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import type { Emulator } from '../avr/index.ts';
import { breakPlant, type FaultName, type FaultValue, faultRow, readFaultValue } from '../plant/faults.ts';
import { createPlant, type Plant, type PlantOptions, stepPlant } from '../plant/plant.ts';
import { createRandom } from '../random.ts';
import type { RoughKind } from '../rough/kinds.ts';
import { breakWith, createRough, type Rough, stepFaults } from '../rough/rough.ts';
import { beginTurn, planTurn } from '../rough/turns.ts';
import { devicesOf, emulateChip } from './chip.ts';
import { EmulatedDisplay } from './display.ts';
import { EmulatedLine, type LineState } from './line.ts';
import { Wiring } from './wiring.ts';

export interface AvrBoardOptions extends Partial<PlantOptions> {
  chair?: Chair;
  /** Another image than the one that ships. */
  firmware?: Uint8Array;
  onEvent?: (event: LinkEvent) => void;
  /** The kinds of roughness of its world; none if left out. */
  rough?: readonly RoughKind[];
}

export interface AvrBoard {
  readonly plant: Plant;
  readonly emulator: Emulator;
  readonly wiring: Wiring;
  readonly line: EmulatedLine;
  readonly display: EmulatedDisplay;
  readonly chair: Chair;
  readonly rough: Rough;
  link: Link;
  /** Milliseconds of this tick that have passed while the host was late for its turn. */
  spentMs: number;
  host: 'runs' | 'hung' | 'killed';
  /** Time that the host has spent opening the board since it was started; -1 when done. */
  startingMs: number;
  /** Called after each millisecond in which an output changed. */
  onOutputs: (() => void) | null;
  readonly onEvent: (event: LinkEvent) => void;
  /** What a host that is still starting reads and writes. */
  readonly unseen: Sensors;
  readonly allOff: Readonly<Outputs>;
}

/** Interval at which plant and pins are coupled: hall edges are at least 37 ms apart, a limit switch bounces for 5 ms. */
const stepMs = 1;
/**
 * Longest time to open the board. Memory check, greeting and limits take 0.5 s; a chip that was already running does
 * not greet, and the link is first silent for 2 s; on a line that lags each answer takes 0.5 s. Much more is a failure.
 */
const bootMaxMs = 10_000;

/** Opens the board: on return the chip has started and the limits are locked. */
export function createAvrBoard(chair: Chair, options: AvrBoardOptions = {}): AvrBoard {
  const { firmware, onEvent = () => undefined, rough: kinds, ...plantOptions } = options;
  const seed = options.seed ?? 1;
  const plant = createPlant(chair, { ...plantOptions, stepMs });
  const display = new EmulatedDisplay();
  const emulator = emulateChip(
    chair.wiring.chip,
    firmware ?? loadFirmware(chair.wiring.chip),
    devicesOf(chair.wiring, display),
  );
  // Random sequences of their own, so that converter and line do not change what the plant draws.
  const rough = createRough(chair, plant, seed, kinds);
  const wiring = new Wiring(chair.wiring, emulator, plant, createRandom(seed + 0x77697265), rough.world);
  const line = new EmulatedLine(emulator, createRandom(seed + 0x6c696e65), rough.line);
  const board: AvrBoard = {
    plant,
    emulator,
    wiring,
    line,
    display,
    chair,
    rough,
    spentMs: 0,
    link: connect(chair, line, emulator, onEvent),
    host: 'runs',
    startingMs: 0,
    onOutputs: null,
    onEvent,
    unseen: createSensors(chair),
    allOff: createOutputs(chair),
  };
  while (board.startingMs >= 0) {
    openBoard(board);
    for (let ms = 0; ms < tickMs; ms += stepMs) runChip(board);
  }
  if (!board.link.settled)
    throw new Error('the emulated board did not get ready: is its firmware image whole?');
  return board;
}

/** One tick of a host that is starting and opens the board before its control loop begins. */
function openBoard(board: AvrBoard): void {
  board.link.read(board.unseen);
  board.link.write(board.allOff);
  board.startingMs = board.link.settled || board.startingMs > bootMaxMs ? -1 : board.startingMs + tickMs;
}

function connect(
  chair: Chair,
  line: EmulatedLine,
  emulator: Emulator,
  onEvent: (event: LinkEvent) => void,
): Link {
  const cyclesPerMs = chair.wiring.chip.clockHz / 1000;
  return new Link({
    wiring: chair.wiring,
    open: line.open,
    now: () => emulator.cycles / cyclesPerMs,
    onEvent,
  });
}

/** One millisecond of the chip and the line. */
function runChip(board: AvrBoard): void {
  const { emulator, line, chair } = board;
  const cyclesPerMs = chair.wiring.chip.clockHz / 1000;
  const next = (Math.floor(emulator.cycles / (cyclesPerMs * stepMs)) + 1) * cyclesPerMs * stepMs;
  emulator.run(next);
  if (board.host === 'runs') line.deliver(emulator.cycles / cyclesPerMs, !board.rough.turns.away);
}

/** One millisecond of everything: the chip with the previous readings, then the plant under the chip's outputs. */
export function stepAvrBoard(board: AvrBoard): void {
  const { plant, wiring } = board;
  if (plant.powered) {
    runChip(board);
    if (wiring.outputs()) board.onOutputs?.();
  }
  stepPlant(plant, wiring.power);
  stepFaults(board.rough, plant, wiring.power, (name, value) => applyFault(board, name, value));
  wiring.inputs();
}

/** The host is alive and has its turn in this tick. A killed host comes back without its state. */
export function avrHostRuns(board: AvrBoard): boolean {
  const { host, plant, startingMs, rough } = board;
  return host === 'runs' && plant.powered && startingMs < 0 && !rough.turns.missed;
}

/** Lets the part of the lateness below one tick pass first; its whole ticks have already passed without a turn. */
export function readAvrBoard(board: AvrBoard, sensors: Sensors): void {
  const { turns } = board.rough;
  beginTurn(turns, board.plant.nowMs);
  const { lateMs } = turns;
  if (lateMs > 0) {
    for (const until = Math.round(lateMs % tickMs); board.spentMs < Math.min(until, tickMs - stepMs); ) {
      stepAvrBoard(board);
      board.spentMs += stepMs;
    }
  }
  board.link.read(sensors);
}

/** Sends the outputs and lets one tick pass; outputs of a host that does not run are ignored. */
export function writeAvrBoard(board: AvrBoard, outputs: Outputs): void {
  if (avrHostRuns(board)) board.link.write(outputs);
  else if (board.host === 'runs' && board.plant.powered && board.startingMs >= 0) openBoard(board);
  for (let ms = board.spentMs; ms < tickMs; ms += stepMs) stepAvrBoard(board);
  board.spentMs = 0;
  planTurn(board.rough.turns, board.plant.nowMs, board.host === 'hung');
}

/** Puts any fault of the table in, or takes it away. Throws on a value the table does not have. */
export function breakAvrBoard(board: AvrBoard, name: FaultName, value: FaultValue): void {
  breakWith(board.rough, board.plant.nowMs, name, value, (each, base) => applyFault(board, each, base));
}

function applyFault(board: AvrBoard, name: FaultName, value: string): void {
  const { plant, emulator, line, wiring } = board;
  if (faultRow(name).where === 'plant') {
    const wasPowered = plant.powered;
    breakPlant(plant, name, value);
    if (plant.powered !== wasPowered) switchPower(board);
    return;
  }
  const read = readFaultValue(name, value);
  if (typeof read === 'string') throw new Error(read);
  if (name === 'link') line.state = read.word === 'none' ? 'good' : (read.word as LineState);
  else if (name === 'host') setHost(board, read.word === 'none' ? 'runs' : (read.word as AvrBoard['host']));
  else if (name === 'chip') {
    if (read.word === 'hung') emulator.hangMainLoop();
  } else wiring.stick(name.slice('pin.'.length), read.word === 'stuck');
}

/** A hung host continues where it was; a killed one has lost its state. */
function setHost(board: AvrBoard, host: AvrBoard['host']): void {
  if (host === 'killed' && board.host !== 'killed') board.link.leave();
  if (host === 'runs' && board.host === 'killed') {
    board.link = connect(board.chair, board.line, board.emulator, board.onEvent);
    board.startingMs = 0;
  }
  board.host = host;
}

/** Without power the pins give nothing and the host is off too; when power returns, the chip restarts. */
function switchPower(board: AvrBoard): void {
  const { emulator, wiring, plant, display } = board;
  if (plant.powered) {
    setHost(board, 'runs');
    return;
  }
  setHost(board, 'killed');
  emulator.reset('powerOn');
  display.cutPower();
  wiring.outputs();
}
