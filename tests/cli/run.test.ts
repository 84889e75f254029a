import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chairFile } from '../../src/board/shipped.ts';
import type { RunReport } from '../../src/run/report.ts';
import { executable, lumbar, lumbarHere, lumbarInterrupted } from './lumbar.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lumbar-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lumbar run', () => {
  test('ends in a report a person can read, with no progress where there is no terminal', () => {
    const { code, stdout, stderr } = lumbar(['run', 'lower-back-relief']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /lower-back-relief: completed and parked after 15:\d\d\.\d \(program planned 15:00\.0\)/,
    );
    expect(stdout).toMatch(/on the simulated chair, board model, seed 1/);
    for (const part of ['Steps', 'Coverage', 'Heat', 'Motion', 'Faults\n  none', 'times real time']) {
      expect(stdout).toContain(part);
    }
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\x1b');
  });

  test('refuses what the named chair cannot do of it, as plan does, and says what it does otherwise', async () => {
    const refused = await lumbarHere(['run', 'just-heat', '--chair', 'chair-c']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/just-heat\.yaml:\d+:\d+ +P38/);
    const otherwise = await lumbarHere(['run', 'just-roll', '--chair', 'chair-c', '--json']);
    expect(otherwise.code).toBe(0);
    expect(otherwise.stderr).toContain('N06');
  });

  test('with --json says exactly one document, of the promised form', async () => {
    const { code, stdout } = await lumbarHere([
      'run',
      'gentle-start',
      '--json',
      '--seed',
      '3',
      '--person',
      '50',
      '--ambient',
      '30',
    ]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as RunReport;
    expect(Object.keys(report)).toEqual([
      'program',
      'board',
      'seed',
      'outcome',
      'plannedMs',
      'elapsedMs',
      'wallMs',
      'steps',
      'carriage',
      'kneader',
      'heat',
      'coverage',
      'faults',
    ]);
    expect(report).toMatchObject({
      program: 'gentle-start',
      board: 'model',
      seed: 3,
      outcome: 'completed',
      faults: [],
    });
    expect(report.steps[0]).toMatchObject({ path: '1', startMs: 0, plannedStartMs: 0 });
    expect(report.coverage.map(({ zone }) => zone)).toEqual([
      'gluteal',
      'sacrum',
      'lower-lumbar',
      'mid-lumbar',
      'upper-lumbar',
      'thoracolumbar',
      'mid-back',
    ]);
  });

  test('writes the same trace in three formats, equal to the byte when run again', async () => {
    const files = ['csv', 'vcd', 'json'].map((ending) => join(folder, `trace.${ending}`));
    const args = ['run', 'function-check', ...files.flatMap((file) => ['--trace', file])];
    expect((await lumbarHere(args)).code).toBe(0);
    const first = files.map((file) => readFileSync(file, 'utf8'));
    expect((await lumbarHere(args)).code).toBe(0);
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(first);
    expect(first[0]?.split('\n')[0]).toBe(
      't_ms,state,step,carriage_mm,carriage_duty,kneader_turns,kneader_duty,lumbar_duty,lumbar_element_c,' +
        'lumbar_surface_c,sacral_duty,sacral_element_c,sacral_surface_c,relay,motor_relay,supply_v,fault',
    );
    const rows = (JSON.parse(first[2] ?? '') as { rows: unknown[] }).rows.length;
    expect(first[0]?.trimEnd().split('\n').length).toBe(rows + 1);
  });

  test('Ctrl-C parks the chair, says so, and ends with 130', async () => {
    const args = ['run', 'lower-back-relief', '--keys', '--speed', '200', '--json'];
    const { code, stdout, stderr } = await lumbarInterrupted(args, /running/, 'SIGINT');
    expect(code).toBe(130);
    expect(stderr).toContain('the chair parks');
    const report = JSON.parse(stdout) as RunReport;
    expect(report.outcome).toBe('stopped');
    expect(report.elapsedMs).toBeGreaterThan(0);
  });

  test('a run that is left at once keeps its trace up to there', async () => {
    const file = join(folder, 'left.csv');
    const child = spawn(
      process.execPath,
      [executable, 'run', 'lower-back-relief', '--keys', '--speed', '20', '--trace', file],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    let sent = 0;
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
      const due = said.includes('Ctrl-C again') ? 2 : said.includes('running') ? 1 : 0;
      if (sent < due) {
        sent = due;
        child.kill('SIGINT');
      }
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    const rows = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(rows.length).toBeGreaterThan(500);
    expect(rows.at(-1)?.split(',').length).toBe(rows[0]?.split(',').length);
  });

  test('runs a file, and refuses one with problems as check does', async () => {
    const file = join(folder, 'bad.yaml');
    writeFileSync(
      file,
      'format: 1\nid: bad\nname: Bad\nsteps:\n  - kneed: { at: lower-lumbar, for: 5 min }\n',
    );
    const { code, stderr } = await lumbarHere(['run', file]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file}:5:`);
    expect(stderr).toContain('knead');
    writeFileSync(file, 'format: 1\nid: bad\nname: Good\nsteps:\n  - rest: { for: 5 min }\n');
    expect((await lumbarHere(['run', file])).code).toBe(0);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is told in one line', async () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [executable, 'plan', 'just-heat'], {
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(stderr).toMatch(/^lumbar: standard output cannot be written: .*\n$/);
    expect(status).toBe(2);
  });

  test('a folder with the name of a program does not hide it, and a trace is tried before the run', async () => {
    mkdirSync(join(folder, 'deep-tissue'));
    const { code, stderr } = await lumbarHere(['run', 'deep-tissue', '--trace', 'none/x.vcd'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^lumbar: --trace none\/x.vcd cannot be written: .*ENOENT.*\n$/);
  });

  test.each([
    [['run'], "missing required argument 'program'"],
    [['run', 'lower-back-relif'], 'Did you mean lower-back-relief?'],
    [['check', 'deep-tisue'], 'Did you mean deep-tissue?'],
    [['pack', 'deep-tisue'], 'Did you mean deep-tissue?'],
    [['run', 'no/such/file.yaml'], 'There is no file no/such/file.yaml'],
    [['run', 'lower-back-relief', '--trace', 'x.txt'], 'must end in .csv, .vcd or .json'],
    [['run', 'lower-back-relief', '--trace', '/no/such/x.csv'], '--trace /no/such/x.csv cannot be written'],
    [['run', 'lower-back-relief', '--seed', 'abc'], '--seed takes a whole number'],
    [['run', 'lower-back-relief', '--ambient', 'warm'], '--ambient takes a number'],
    [['run', 'lower-back-relief', '--person', '900'], '--person takes a number from 20 to 200'],
    [['run', 'lower-back-relief', '--speed', '0'], '--speed takes a number'],
    [['run', 'lower-back-relief', '--timer', '4'], '--timer takes a whole number from 5 to 30'],
    [['run', 'lower-back-relief', '--sped', '3'], "unknown option '--sped'"],
    [['rum'], "unknown command 'rum'"],
    [['help', 'rum'], "unknown command 'rum'"],
  ])('%j is a usage error that says what would be right', async (args, says) => {
    const { code, stderr } = await lumbarHere(args);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });
});

describe('help', () => {
  test.each([[['--help']], [['run', '--help']], [['plan', '--help']], [['check', '--help']]])(
    '%j shows options and an example',
    async (args) => {
      const { code, stdout } = await lumbarHere(args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Examples?:\n {2}\$ lumbar /);
    },
  );
});

describe('lumbar check', () => {
  test('says good and ends with 0', async () => {
    const { code, stdout } = await lumbarHere(['check', 'deep-tissue']);
    expect(code).toBe(0);
    expect(stdout).toContain('good');
  });

  test('with --json lists every problem of every file, in order', async () => {
    const file = join(folder, 'two.yaml');
    writeFileSync(file, 'format: 1\nid: two\nname: Two\nheat: warm\nsteps:\n  - rest: { for: 5 minutes }\n');
    const { code, stdout } = await lumbarHere(['check', file, 'deep-tissue', '--json']);
    expect(code).toBe(1);
    const { ok, problems } = JSON.parse(stdout) as { ok: boolean; problems: Record<string, unknown>[] };
    expect(ok).toBe(false);
    expect(problems.map(({ line }) => line)).toEqual([4, 6]);
    for (const problem of problems) {
      expect(Object.keys(problem)).toEqual(['file', 'line', 'column', 'code', 'message', 'hint']);
      expect(problem['file']).toBe(file);
    }
  });

  test('knows a chair file by its first key, with its line, what is wrong and the cure', async () => {
    const file = join(folder, 'my-chair.yaml');
    const text = readFileSync(chairFile('lumbar-1'), 'utf8');
    writeFileSync(file, text);
    const good = await lumbarHere(['check', file]);
    expect([good.code, good.stdout.endsWith(`${file}: good\n`)]).toEqual([0, true]);
    writeFileSync(file, text.replace('pin: 25', 'pin: 24').replace('    - 32 mm/s', '    - 45 mm/s'));
    const { code, stdout } = await lumbarHere(['check', file]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/my-chair\.yaml:97:7 +C25 {2}carriage\.speeds\.6: speed 6 is 45 mm\/s/);
    expect(stdout).toMatch(
      /C23 .*pin 24 is already that of heat\.pads\.lumbar\.out \(line \d+\)\n.*\n.*one pin, one part/,
    );
  });

  test('refuses a folder and a missing file in one line', async () => {
    expect(await lumbarHere(['check', folder])).toMatchObject({ code: 2 });
    expect((await lumbarHere(['check', 'nowhere.yaml'])).stderr).toBe(
      'lumbar: There is no file nowhere.yaml.\n',
    );
  });
});

describe('lumbar plan', () => {
  test('shows a table and bars', async () => {
    const { code, stdout } = await lumbarHere(['plan', 'trigger-point']);
    expect(code).toBe(0);
    expect(stdout).toContain('quadratus');
  });

  test('with --json says when each step begins and ends', async () => {
    const { stdout } = await lumbarHere(['plan', 'lower-back-relief', '--json']);
    const plan = JSON.parse(stdout) as {
      program: string;
      plannedMs: number;
      steps: Record<string, unknown>[];
    };
    expect(plan.program).toBe('lower-back-relief');
    expect(plan.plannedMs).toBe(900_000);
    expect(Object.keys(plan.steps[0] ?? {})).toEqual(['path', 'technique', 'exact', 'startMs', 'endMs']);
    expect(plan.steps.at(-1)?.['endMs']).toBe(900_000);
  });
});
