/**
 * From a key's contact to the motor's PWM, in wall-clock time: emulated chip and line at their own speed, a real
 * host process at a real pseudo-terminal. The peer is one tick and three times what the bytes need on the line.
 */
import { createAvrBoard, stepAvrBoard, writeAvrBoard } from '../../sim/boards/avr.ts';
import { setKeys } from '../../sim/plant/plant.ts';
import { createRandom, nextBetween } from '../../sim/random.ts';
import { guardBaud } from '../../src/board/protocol/baud.ts';
import { messages, wireBytes } from '../../src/board/protocol/messages.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { keyBit } from '../../src/chair/names.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { chair } from '../chair.ts';
import { BenchChair, BenchHost, buildHost, pause } from './avr/bench-chair.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const presses = Number(process.env['LUMBAR_PRESSES'] ?? 500);
/** A status up; a PWM write and a frame down. */
const bytes = wireBytes(messages.status) + 3 + wireBytes(messages.frame);
const promisedMs = tickMs + (3 * bytes * 10_000) / guardBaud;

/** The same in the chip's own time, where the host takes none: what the design alone costs. */
function virtualTimes(): number[] {
  const board = createAvrBoard(chair, { seed: 1, personKg: 0 });
  const random = createRandom(3);
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  const times: number[] = [];
  const ms = () => board.emulator.cycles / (board.chair.wiring.chip.clockHz / 1000);
  outputs.arm = true;
  while (!board.link.armed) {
    board.link.read(sensors);
    writeAvrBoard(board, outputs);
  }
  let down = false;
  let pressedMs = Number.NaN;
  let dueMs = ms() + 100;
  while (times.length < presses) {
    board.link.read(sensors);
    outputs.motorRelay = true;
    outputs.carriageDuty = (sensors.keys & keyBit('timer')) !== 0 ? 0.6 : 0;
    board.link.write(outputs);
    for (let step = 0; step < tickMs; step++) {
      if (ms() >= dueMs) {
        down = !down;
        pressedMs = dueMs;
        dueMs += nextBetween(random, 60, 90);
        setKeys(board.plant, down ? keyBit('timer') : 0);
        board.wiring.inputs();
      }
      stepAvrBoard(board);
      if (!Number.isNaN(pressedMs) && (board.wiring.power.carriageDuty !== 0) === down) {
        times.push(ms() - pressedMs);
        pressedMs = Number.NaN;
      }
    }
  }
  return times;
}

export async function avrLatencyRows(): Promise<BenchRow[]> {
  const chair = new BenchChair();
  const random = createRandom(2);
  const times: number[] = [];
  try {
    const host = new BenchHost(await buildHost(), await chair.plugIn(), 'follow');
    await host.on();
    for (let press = 0; press < presses; press++) {
      const down = press % 2 === 0;
      await pause(nextBetween(random, 60, 90));
      setKeys(chair.emulation.plant, down ? keyBit('timer') : 0);
      const sinceMs = chair.emulation.ms;
      while (((chair.duties.get('carriage') ?? 0) !== 0) !== down && chair.emulation.ms - sinceMs < 500)
        await pause(1);
      times.push(chair.changedMs - sinceMs);
    }
    await host.end();
  } finally {
    chair.end();
  }
  const virtual = virtualTimes();
  return [
    row(`key to motor, median of ${times.length}`, medianOf(times), 'ms', promisedMs),
    row(`key to motor, worst of ${times.length}`, Math.max(...times), 'ms', promisedMs),
    row(`key to motor, chip time alone, median of ${virtual.length}`, medianOf(virtual), 'ms', promisedMs),
    row(`key to motor, chip time alone, worst of ${virtual.length}`, Math.max(...virtual), 'ms', promisedMs),
  ];
}
