/** `lumbar run` on a board: the emulated one at a real pseudo-terminal, and a johnny-five IO plugin. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test as plain } from 'vitest';
import { chairFile } from '../../src/board/shipped.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import type { InputLine } from '../../src/chair/wiring.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import type { RunReport } from '../../src/run/report.ts';
import { wireNamed } from '../wire.ts';
import { EmulatedChair, pause, Working } from './emulated-chair.ts';

const strokes = `format: 1
id: strokes
name: Strokes
heat: low
steps:
  - roll: { from: gluteal, to: thoracolumbar, speed: 4, width: wide, for: 5 min }
`;

/** The reference chair on a rail of half the length, so that it is soon parked. */
const railMm = 400;
const shortText = changedYaml(readFileSync(chairFile('lumbar-1'), 'utf8'), [
  { path: ['carriage', 'rail'], value: `${railMm} mm` },
  { path: ['carriage', 'reach', 'to'], value: `${railMm - 20} mm` },
]);
const short = supportedChair(readChair(shortText, 'short.yaml').chair!).chair!;

/** What one test starts, in a folder of its own, so that tests wait side by side. */
class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'lumbar-bench-'));
  #chair: EmulatedChair | null = null;
  readonly #commands: Working[] = [];

  constructor() {
    writeFileSync(join(this.folder, 'strokes.yaml'), strokes);
    writeFileSync(join(this.folder, 'short.yaml'), shortText);
  }

  /** A chair whose carriage stands near the bottom, so that it is soon home. */
  async plugged(): Promise<EmulatedChair> {
    this.#chair = new EmulatedChair(this.board, { carriageMm: 25 }, short);
    await this.#chair.plugIn();
    return this.#chair;
  }

  get board(): string {
    return join(this.folder, 'board');
  }

  lumbar(args: readonly string[], env: NodeJS.ProcessEnv = {}): Working {
    const command = new Working(args, { cwd: this.folder, env });
    this.#commands.push(command);
    return command;
  }

  run(
    board: string,
    more: readonly string[] = [],
    { chair = 'short.yaml', env = {} }: { chair?: string; env?: NodeJS.ProcessEnv } = {},
  ): Working {
    return this.lumbar(['run', 'strokes.yaml', '--board', board, '--chair', chair, ...more], env);
  }

  async end(): Promise<void> {
    for (const command of this.#commands) await command.end();
    this.#chair?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const test = plain.extend<{ bench: Bench }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from it which other fixtures this one wants
  bench: async ({}, use) => {
    const bench = new Bench();
    await use(bench);
    await bench.end();
  },
});

describe('lumbar run on a board at a serial port', () => {
  test('homes, massages and warms; Ctrl-C parks it; the report says what was measured', async ({ bench }) => {
    const board = await bench.plugged();
    const { emulation, duties } = board;
    const { plant } = emulation;
    const run = bench.run(bench.board, ['--json', '--trace', 'bench.csv']);
    await run.until('the carriage rolls up', () => plant.carriageMm > 80);
    await run.until('a pad is on', () => (duties.get('lumbar') ?? 0) > 0);
    run.child.kill('SIGINT');
    expect(await run.code).toBe(130);
    expect(run.stderr).toContain('guard ready on Arduino Mega 2560');
    expect(run.stderr).toContain('Stopping: the chair parks');
    expect(plant.carriageMm).toBeGreaterThan(railMm - 70);
    expect(board.anythingOn).toBe(false);
    const report = JSON.parse(run.stdout) as RunReport;
    expect(report).toMatchObject({
      program: 'strokes',
      board: bench.board,
      seed: null,
      measured: true,
      outcome: 'stopped',
      faults: [],
    });
    expect(report.carriage.maxMm).toBeGreaterThan(80);
    expect(report.heat['lumbar']!.peakElementC).toBeGreaterThan(22);
    expect(report.coverage.find(({ zone }) => zone === 'gluteal')?.ms).toBeGreaterThan(500);
    const trace = readFileSync(join(bench.folder, 'bench.csv'), 'utf8').trimEnd().split('\n');
    expect(trace.at(-1)).toMatch(/^\d+,off,,3\d\d.*,2\d\.\d+,$/);
  });

  test("the stop key of the chair's own remote ends it, and nothing moves after it", async ({ bench }) => {
    const board = await bench.plugged();
    const run = bench.run(bench.board);
    await run.until('the carriage rolls up', () => board.emulation.plant.carriageMm > 40);
    await board.press('stop');
    expect(board.anythingOn).toBe(false);
    expect(await run.code).toBe(0);
    expect(run.stdout).toMatch(/strokes: stopped before its end after .* on the board /);
    expect(run.stdout).toContain('Values are measured by the chair itself');
    expect(board.anythingOn).toBe(false);
    expect(board.emulation.plant.carriageMm).toBeLessThan(120);
  });

  test('a cable that is pulled and not put back ends in no connection', async ({ bench }) => {
    const board = await bench.plugged();
    const run = bench.run(bench.board, ['--json']);
    await run.until('it moves', () => board.moving);
    board.unplug();
    expect(await run.code).toBe(4);
    expect(run.stderr).toContain('The board does not answer any more: is the cable in?');
    const { outcome, faults } = JSON.parse(run.stdout) as RunReport;
    expect([outcome, faults[0]?.code]).toEqual(['faulted', 'E51']);
  });
});

/** Puts a plugin with a chair behind it where `npm install` would; past `stopMm` its stop key is down. */
async function pluggedIn(folder: string, stopMm: number): Promise<NodeJS.ProcessEnv> {
  const { loadChair } = await import('../../src/board/shipped.ts');
  const { wiring } = loadChair();
  const { inputs, keys } = wiring;
  const home = join(folder, 'node_modules', 'chair-io');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"name":"chair-io","version":"1.0.0","main":"index.js"}');
  copyFileSync(join(import.meta.dirname, 'chair-io.cjs'), join(home, 'index.js'));
  const numberOf = (name: string) => wireNamed(wiring, name).pin.number;
  const of = ({ pin, activeHigh }: InputLine) => ({
    number: pin.number,
    activeHigh,
  });
  const pins = {
    'carriage-pwm': numberOf('carriage-pwm'),
    'carriage-up': numberOf('carriage-up'),
    'kneader-pwm': numberOf('kneader-pwm'),
    'kneader-in': numberOf('kneader-in'),
    'motor-relay': numberOf('motor-relay'),
    heat: [numberOf('lumbar'), numberOf('sacral'), numberOf('pad-relay')],
    inputs: {
      ...Object.fromEntries(
        Object.entries(inputs).flatMap(([name, input]) => (input === null ? [] : [[name, of(input)]])),
      ),
      stop: of(keys.stop),
    },
  };
  return { BENCH_PINS: JSON.stringify(pins), BENCH_STOP_MM: String(stopMm) };
}

describe.concurrent('lumbar run on a johnny-five IO plugin', () => {
  test('turns the motors of a bench; heat stays locked out and is said; its stop key works', async ({
    bench,
  }) => {
    const env = await pluggedIn(bench.folder, 90);
    const command = bench.run('io:chair-io', ['--json'], { chair: 'lumbar-1', env });
    const code = await command.code;
    const report = JSON.parse(command.stdout) as RunReport;
    expect([report.faults, code]).toEqual([[], 0]);
    expect(command.stderr).toContain('io:chair-io is no guard: motors may turn, heat stays locked out');
    expect(command.stderr).not.toContain('HEAT');
    expect(command.stderr).toContain('LEFT ON: nothing');
    expect(report).toMatchObject({ board: 'io:chair-io', measured: true, outcome: 'stopped' });
    expect(report.carriage.maxMm).toBeGreaterThan(80);
    // Nothing measures a temperature there, and none is made up.
    expect(Object.values(report.heat['lumbar']!)).toEqual([null, null, null, null, null]);
  });

  test.for([
    ['the terminal is closed', ['SIGHUP'], 130],
    ['Ctrl-C comes twice', ['SIGINT', 'SIGINT'], 130],
  ] as const)('nothing stays on when %s in the middle of a motion', async ([, signals, code], { bench }) => {
    const env = await pluggedIn(bench.folder, 1000);
    const run = bench.run('io:chair-io', ['--keys'], { chair: 'lumbar-1', env });
    await run.until('the carriage rolls', () => /running/.test(run.stderr));
    for (const signal of signals) {
      await pause(300);
      run.child.kill(signal);
    }
    expect(await run.code).toBe(code);
    expect(run.stderr).toContain('LEFT ON: nothing');
  });
});
