/** What is taken away from the page says all that happened: the scenario, and the traces in three formats. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Command } from '../../../sim/page/protocol.ts';
import { command, pressFor } from '../../../sim/page/server/commands.ts';
import { exportOf } from '../../../sim/page/server/exports.ts';
import { answer } from '../../../sim/page/server/queries.ts';
import type { Simulator } from '../../../sim/page/server/simulator.ts';
import { nowOf, stepWorkspace } from '../../../sim/page/server/workspace.ts';
import { chairOnTest } from '../../../sim/scenario/programs.ts';
import { runScenarioText } from '../../../sim/scenario/result.ts';
import type { SessionState } from '../../../src/chair/names.ts';
import { factoryProgramFile } from '../../../src/program/library.ts';
import { chair } from '../../chair.ts';
import { openTestSimulator } from './chromium.ts';

let simulator: Simulator | null = null;

afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

const withoutSigrok = spawnSync('sigrok-cli', ['--version']).error !== undefined;
if (withoutSigrok)
  console.warn(
    'The VCD is not read by sigrok: no sigrok-cli is installed (Debian: apt-get install sigrok-cli).',
  );

async function open() {
  simulator = await openTestSimulator({ folder: mkdtempSync(join(tmpdir(), 'lumbar-exports-')) });
  const { session } = simulator;
  const order = (what: Command): void => command(session, what);
  order({ c: 'pause' });
  const pass = (ms: number): void => {
    const endMs = nowOf(session.workspace) + ms;
    while (nowOf(session.workspace) < endMs) stepWorkspace(session.workspace);
  };
  const until = (state: SessionState): void => {
    const endMs = nowOf(session.workspace) + 600_000;
    while (session.workspace.simulation.control.session.state !== state) {
      if (nowOf(session.workspace) > endMs) throw new Error(`It never is ${state}.`);
      stepWorkspace(session.workspace);
    }
  };
  const taken = (name: string): string => {
    const made = exportOf(session, name);
    if (typeof made === 'string') throw new Error(made);
    return [...made.lines].join('');
  };
  return { session, order, pass, until, taken };
}

const own = readFileSync(factoryProgramFile('just-roll'), 'utf8')
  .replace('id: just-roll', 'id: tried-out')
  .replace(/speed: \d/, 'speed: 5');

test('what has just been tried runs, although the chair has had no turn to install it in', async () => {
  const { session, order, until } = await open();
  await answer(session, { q: 'try', program: 'just-roll', text: own, id: 1 }, () => {});
  order({ c: 'run', id: 'tried-out' });
  until('running');
  const { programs, session: now } = session.workspace.simulation.control;
  expect(programs[now.program]?.program).toBe('tried-out');
});

describe('what is taken away', () => {
  test('is a scenario with the program that ran, the choices and the room, and it passes', async () => {
    const { session, order, pass, until, taken } = await open();
    const page = { q: 'try', program: 'just-roll', text: own, id: 1 } as const;
    await answer(session, page, () => {});
    pass(200);
    order({ c: 'run', id: 'tried-out' });
    order({ c: 'pause' });
    until('running');
    pass(10_000);
    order({ c: 'ambient', celsius: 28 });
    pass(5000);
    pressFor(session, ['stop'], 200);
    pass(2000);
    order({ c: 'choose', id: 'gentle-start' });
    pass(1000);
    pressFor(session, ['start'], 200);
    until('running');
    pass(3000);
    const text = taken('scenario.yaml');
    expect(text).toContain('"speed":5');
    expect(text).toContain('room: { to: 28 C, in: 0 ms }');
    expect(text).toContain('choose: gentle-start');
    expect(text).not.toContain('Not in this file');
    // What it would be with the program it was not: the same steps end in another place.
    expect(runScenarioText(text, 'session.yaml', chairOnTest(chair)).failure).toBeNull();
  });

  test('is a scenario of the same rough world, with what lay around the pads and every fault as it was typed', async () => {
    const { session, order, pass, until, taken } = await open();
    order({ c: 'restart', rough: ['current-offset', 'leaning', 'bounce'], seed: 7 });
    order({ c: 'run', id: 'lower-back-relief' });
    order({ c: 'pause' });
    expect(session.workspace.simulation.board.effects()).toHaveProperty('leaning');
    until('running');
    order({ c: 'around', name: 'leans', value: '1.2 0.5 0.2' });
    order({ c: 'around', name: 'blanket', value: '0.2' });
    order({ c: 'around', name: 'room', value: '34 600000' });
    order({ c: 'fault', name: 'thermistor.sacral', value: 'beta 3435' });
    order({ c: 'fault', name: 'host.late', value: '0 to 15 ms' });
    pass(10_000);
    expect(session.workspace.simulation.board.plant.around).toMatchObject({ coverShare: 0.2, roomToC: 34 });
    order({ c: 'fault', name: 'thermistor.lumbar', value: 'open 200 ms every 10 s' });
    until('fault');
    const text = taken('scenario.yaml');
    expect(text).toContain('rough: [current-offset, bounce, leaning]');
    expect(text).toContain('leans: { contact: 1.2, share: 0.5, air-left: 0.2 }');
    expect(text).toContain('room: { to: 34 C, in: 600000 ms }');
    expect(runScenarioText(text, 'session.yaml', chairOnTest(chair)).failure).toBeNull();
    const told = (what: Command): unknown => {
      try {
        return order(what);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(told({ c: 'around', name: 'blanket', value: '3' })).toMatch(/0\.01 to 1/);
    expect(told({ c: 'around', name: 'toString', value: '3' })).toMatch(/toString/);
    // What would fail only in a later tick, of which nobody would be told.
    expect(told({ c: 'reproduce', link: '?program=just-roll&faults=relay:bogus@5000' })).toMatch(/bogus/);
    expect(told({ c: 'reproduce', link: '?program=just-roll&do=5000*blanket_7' })).toMatch(/0\.01 to 1/);
    expect(told({ c: 'restart', rough: ['constructor'] as never })).toMatch(/no kind/);
    expect(told({ c: 'restart', rough: 7 as never })).toMatch(/no kind/);
    expect(told({ c: 'restart', board: 'toString' as never })).toMatch(/no board/);
    expect(told({ c: 'restart', seed: -1 })).toMatch(/A seed of -1/);
    expect(told({ c: 'restart', seed: Number.NaN })).toMatch(/A seed of NaN/);
  });

  test('is a trace with homing at negative times, and every key, switch, sign and hold beside the values', async () => {
    const { order, pass, until, taken } = await open();
    order({ c: 'run', id: 'lower-back-relief' });
    order({ c: 'pause' });
    until('running');
    pass(2000);
    order({ c: 'fault', name: 'thermistor.lumbar', value: 'open' });
    until('fault');
    pass(200);
    const [head = '', ...rows] = taken('trace.csv')
      .trimEnd()
      .split('\n')
      .map((row) => row.split(','));
    const cell = (row: readonly string[], name: string): string | undefined =>
      row[(head as readonly string[]).indexOf(name)];
    expect(Number(rows[0]?.[0])).toBeLessThan(-10_000);
    expect(rows.filter(([ms]) => ms === '0')).toHaveLength(1);
    expect(rows.filter((row) => cell(row, 'key_power') === '1')).toHaveLength(5);
    expect(rows.some((row) => cell(row, 'limit_bottom') === '1')).toBe(true);
    expect(cell(rows.at(-1)!, 'hold_carriage')).toBe('no session');
    expect(rows.some((row) => (cell(row, 'display') ?? '').includes('E'))).toBe(true);
    const json = JSON.parse(taken('trace.json')) as { columns: string[]; rows: unknown[][] };
    expect(json.columns).toEqual(head);
    expect(json.rows).toHaveLength(rows.length);
    const vcd = taken('trace.vcd');
    for (const name of ['state_running', 'step_1', 'fault_E21', 'key_power', 'hold_carriage_no_session'])
      expect(vcd).toMatch(new RegExp(`^\\$var wire 1 \\w+ ${name} \\$end$`, 'm'));
    expect(vcd).toMatch(/^\$var real 64 \w+ carriage_mm \$end$/m);
  });

  test.skipIf(withoutSigrok)('is a VCD whose wires have samples in sigrok', async () => {
    const { order, pass, until, taken } = await open();
    order({ c: 'run', id: 'lower-back-relief' });
    order({ c: 'pause' });
    until('running');
    pass(2000);
    const file = join(mkdtempSync(join(tmpdir(), 'lumbar-vcd-')), 'trace.vcd');
    writeFileSync(file, taken('trace.vcd'));
    const sigrok = (...args: string[]): string =>
      execFileSync('sigrok-cli', ['-i', file, '-I', 'vcd', ...args], {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
    const channels = [...sigrok('--show').matchAll(/^- (\S+): logic$/gm)].map(([, name]) => name);
    expect(channels).toEqual(
      expect.arrayContaining(['state_homing', 'state_running', 'step_1', 'key_power']),
    );
    const samples = sigrok('-C', 'state_homing,state_running,key_power', '-O', 'csv:header=false:label=off')
      .split('\n')
      .filter((line) => /^[01],[01],[01]$/.test(line));
    // A sample a millisecond: homing, then running for its 2 s; power was pressed for 0.1 s.
    const running = samples.filter((line) => line.startsWith('0,1'));
    expect(running.length).toBeGreaterThanOrEqual(2000);
    expect(running.length).toBeLessThan(2100);
    expect(samples.filter((line) => line.startsWith('1,0')).length).toBeGreaterThan(10_000);
    expect(samples.filter((line) => line.endsWith('1'))).toHaveLength(100);
  });
});
