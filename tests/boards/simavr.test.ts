/** The same image on simavr, another people's model of the chip: an independent opinion on the firmware. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, type TestContext, test } from 'vitest';
import { Link } from '../../src/board/link/link.ts';
import { guardBaud } from '../../src/board/protocol/baud.ts';
import { serialLine } from '../../src/board/serial.ts';
import { firmwareFile, loadChair } from '../../src/board/shipped.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { chair } from '../chair.ts';
import { buildBoard, withinEightChannels } from './simavr/stock-mega.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-simavr-'));
let child: ChildProcess | null = null;
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function build(context: TestContext): string {
  const built = buildBoard(folder);
  return 'program' in built ? built.program : context.skip(built.missing);
}

test('simavr runs the guard firmware, which checks itself, and our host gets it ready and armed', async (context) => {
  const program = build(context);
  const wiring = withinEightChannels(loadChair().wiring);
  child = spawn(program, [wiring.chip.name, firmwareFile(wiring.chip)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const path = await new Promise<string>((resolve) =>
    child?.stdout?.once('data', (text) => resolve(String(text).trim())),
  );
  const events: string[] = [];
  const link = new Link({
    wiring,
    open: await serialLine(path, guardBaud),
    now: () => performance.now(),
    onEvent: ({ text }) => events.push(text),
  });
  const sensors = createSensors(chair);
  const outputs = { ...createOutputs(chair), arm: true };
  const until = performance.now() + 30_000;
  const turn = async () => {
    link.read(sensors);
    link.write(outputs);
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  while (!link.armed && performance.now() < until) await turn();
  expect(events).toEqual(['guard ready on Arduino Mega 2560 Rev3']);
  expect(link.armed).toBe(true);
  outputs.motorRelay = true;
  outputs.lamp = true;
  while (!sensors.link.readback.motorRelay && performance.now() < until) await turn();
  expect(sensors.link.readback).toMatchObject({ motorRelay: true, padRelay: false });
  expect(sensors.pads[0]!.elementC).toBeCloseTo(22, 0);
  link.close();
});
