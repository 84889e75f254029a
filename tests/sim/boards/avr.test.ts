/** The board called `avr`: real firmware, real libraries, one chair with the model board. */

import { describe, expect, test } from 'vitest';
import { createAvrBoard, readAvrBoard, writeAvrBoard } from '../../../sim/boards/avr.ts';
import { avrPort } from '../../../sim/boards/avrport.ts';
import type { ChairBoard } from '../../../sim/boards/board.ts';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { crc16 } from '../../../src/codec/crc.ts';
import { chair } from '../../chair.ts';
import { runOn, worst } from './trail.ts';

const options = { seed: 4, ambientC: 22, personKg: 75, carriageMm: 300, kneaderTurns: 0.1 };

/** Everything the chip says in three seconds of work, with the cycle of each byte. */
function conversation(seed: number): number {
  const board = createAvrBoard(chair, { ...options, seed });
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  let digest = 0;
  const hear = board.emulator.onByte;
  board.emulator.onByte = (byte, usart) => {
    const { cycles } = board.emulator;
    digest = crc16([byte, cycles & 0xff, (cycles >> 8) & 0xff, (cycles >> 16) & 0xff], 0, 4, digest);
    hear(byte, usart);
  };
  for (let tick = 0; tick < 150; tick++) {
    readAvrBoard(board, sensors);
    outputs.motorRelay = true;
    outputs.padRelay = true;
    outputs.padsOn[0] = tick % 3 === 0;
    outputs.carriageDuty = Math.min(0.8, tick / 60);
    outputs.display = `T${tick % 10}  `;
    writeAvrBoard(board, outputs);
  }
  return digest;
}

/** From a lead's first opening, 20 ms in each 500, to the trip of a chair that heats. */
function tripOfLooseLead(port: ChairBoard): { afterMs: number; power: boolean } {
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  const tick = () => {
    port.read(sensors);
    port.write(outputs);
  };
  outputs.arm = true;
  for (let ticks = 0; ticks < 100 && !port.armed(); ticks++) tick();
  outputs.arm = false;
  Object.assign(outputs, { padsOn: [true, true], padRelay: true });
  for (let ticks = 0; ticks < 50; ticks++) tick();
  let afterMs = 0;
  for (; afterMs < 3000 && port.armed(); afterMs += 20) {
    port.break('thermistor.lumbar', afterMs % 500 === 0 ? 'open' : 'none');
    tick();
  }
  tick();
  return { afterMs, power: port.pins.padRelay };
}

describe('the emulated board', () => {
  test('is tripped by a lead that opens for 20 ms twice a second in its second opening, as the model is', () => {
    for (const port of [modelPort(chair, options), avrPort(chair, options)]) {
      const { afterMs, power } = tripOfLooseLead(port);
      expect(afterMs).toBeGreaterThan(500);
      expect(afterMs).toBeLessThanOrEqual(560);
      expect(power).toBe(false);
    }
  });

  test('says the same bytes at the same cycles each time, and others with another seed', () => {
    expect(conversation(1)).toBe(conversation(1));
    expect(conversation(2)).not.toBe(conversation(1));
  });

  test('runs a whole massage as the model board does: steps within 2 ticks, carriage within 6 mm, surface within 0.45 K', () => {
    const model = runOn(modelPort(chair, options));
    const avr = runOn(avrPort(chair, options));
    expect(avr.steps).toHaveLength(model.steps.length);
    expect(avr.steps.length).toBeGreaterThan(3);
    expect(worst(model.steps, avr.steps)).toBeLessThanOrEqual(40);
    expect(worst(model.carriageMm, avr.carriageMm)).toBeLessThanOrEqual(6);
    // Each has noise of its own, and puts its sensors to the proof at other moments: 0.10 to 0.37 K apart with seeds 4 to 7.
    expect(worst(model.surfaceC, avr.surfaceC)).toBeLessThanOrEqual(0.45);
  });
});
