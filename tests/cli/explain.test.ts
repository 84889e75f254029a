/** `lumbar explain` and `lumbar check`, as a person with a chair of another kind meets them. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chairFile, shippedChairs } from '../../src/board/shipped.ts';
import { shippedPrograms } from '../../src/program/language/factory.ts';
import { executable, lumbarHere } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-explain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json = async (...args: string[]) => JSON.parse((await lumbarHere([...args, '--json'])).stdout);

describe('lumbar explain', () => {
  test.each(shippedChairs())(
    '%s: abilities, programs and the whole safety case, as one document',
    async (id) => {
      const explained = await json('explain', id);
      expect(Object.keys(explained)).toEqual([
        'chair',
        'unsupported',
        'abilities',
        'stated',
        'brokenWire',
        'programs',
        'hazards',
      ]);
      expect(explained.chair).toBe(id);
      expect(explained.programs.map((program: { id: string }) => program.id)).toEqual(shippedPrograms);
      expect(explained.hazards).toHaveLength(14);
      // Whatever chair it is, something that ships runs on it.
      expect(explained.programs.some(({ runs }: { runs: string }) => runs !== 'no')).toBe(true);
    },
  );

  test('the reference chair runs every program as it is written, but the one that taps', async () => {
    const { programs } = await json('explain');
    const [tapping, ...others] = programs.reverse();
    expect(new Set(others.map(({ runs }: { runs: string }) => runs))).toEqual(new Set(['as-written']));
    expect(tapping).toMatchObject({ id: 'tapping-rhythms', runs: 'no', problems: ['P41'] });
  });

  test('tells what a chair says that it has not from what nobody has said', async () => {
    const { stated } = await json('explain', 'chair-a');
    expect(stated).toMatchObject({ heat: 'none', 'inputs.seat': 'none', 'kneader.fuse': 'not-stated' });
  });

  test('as text says what would have to be added, on which pin; as a document it is Markdown', async () => {
    const { stdout } = await lumbarHere(['explain', 'chair-b-open-loop']);
    expect(stdout).toContain('locked out: heat.pads.lumbar\n');
    expect(stdout).toContain('heat.pads.lumbar.element-sensor (pin A0 is free)');
    expect(stdout).not.toMatch(/undefined|NaN|\[object/);
    expect((await lumbarHere(['explain', 'chair-b-table'])).stdout).toContain(
      'what does not suffice: heat.pads.lumbar: high is above 75 %, the most with a thermostat\n',
    );
    const document = (await lumbarHere(['explain', 'chair-b-open-loop', '--markdown'])).stdout;
    expect(document).toMatch(/^# Back unit .*\n\nIt is this chair: .*\n\n## What it can do\n\n\| \| \|\n/);
  });

  test('of a chair that is not there ends with 2, of a file with problems with 1, and the reason', async () => {
    expect(await lumbarHere(['explain', 'chair-x'])).toMatchObject({ code: 2, stdout: '' });
    copyFileSync(chairFile('chair-c'), join(folder, 'mine.yaml'));
    expect((await lumbarHere(['explain', 'mine'], folder)).stderr).toMatch(
      /^lumbar: mine: there is none; chairs: .*, or the path of a file\. Did you mean mine\.yaml\?/,
    );
    for (const [named, meant] of [
      ['./mine', '. Did you mean ./mine.yaml?'],
      ['chair-a.yaml', '. Did you mean chair-a?'],
      ['chair.yaml', ''],
    ] as const) {
      const said = (await lumbarHere(['explain', named], folder)).stderr;
      expect(said).toBe(`lumbar: ${named}: there is no such file${meant}\n`);
    }
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, readFileSync(chairFile('chair-c'), 'utf8').replace('pin: 22', 'pin: 23'));
    const { code, stderr } = await lumbarHere(['explain', bad]);
    expect(code).toBe(1);
    expect(stderr).toContain('C23  carriage.drive.down.pin: pin 23 is already that of carriage.drive.up');
  });
});

describe('lumbar check', () => {
  test('gives an example in its help that finds nothing wrong', async () => {
    const { stdout } = await lumbarHere(['check', '--help']);
    const [, named] = /lumbar check programs\/\*\.yaml --chair (\S+)/.exec(stdout) ?? [];
    expect((await json('check', ...shippedPrograms, '--chair', named ?? 'none')).problems).toEqual([]);
  });

  test('of a chair file with notes alone is good, and ends with 0', async () => {
    const { code, stdout } = await lumbarHere(['check', chairFile('chair-b')]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'N40  carriage.ends.top is active low with pull up: a broken wire reads "not reached"',
    );
    expect(stdout).toContain(
      'what then stops the carriage is the count of 160, and the longest travel time of 27.2 s',
    );
    expect(await json('check', chairFile('chair-b'))).toMatchObject({
      ok: true,
      problems: [],
      notes: [{}, {}],
    });
  });

  test('--chair says what that chair cannot do of a program', async () => {
    expect(await json('check', 'just-roll', '--chair', 'chair-a')).toMatchObject({ ok: true, problems: [] });
    const { code, stdout } = await lumbarHere(['check', 'trigger-point', '--chair', 'chair-a']);
    expect(code).toBe(1);
    expect(stdout).toContain('P36  pressing needs arms');
  });

  test('tells scenarios from programs and chair files by their first key', async () => {
    const scenario = join(folder, 'scenario.yaml');
    writeFileSync(scenario, 'scenario: nothing\nprogram: just-roll\nsteps:\n  - pres: power\n');
    const { code, stdout } = await lumbarHere(['check', scenario]);
    expect(code).toBe(1);
    expect(stdout).toContain(`${scenario}:4:5`);
  });

  test('knows a chair file whose first key was moved or forgotten, and says no word of programs', async () => {
    const text = readFileSync(chairFile('chair-a'), 'utf8');
    const [moved, forgotten] = ['moved.yaml', 'forgotten.yaml'].map((name) => join(folder, name)) as [
      string,
      string,
    ];
    writeFileSync(moved, text.replace(/^(chair: .*\n)(format: .*\n)/m, '$2$1'));
    writeFileSync(forgotten, text.replace(/^chair: .*\n/m, ''));
    expect(await json('check', moved)).toMatchObject({ ok: true, problems: [] });
    const { code, stdout } = await lumbarHere(['check', forgotten, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).problems).toMatchObject([
      { line: 2, code: 'C09', message: 'chair is missing' },
    ]);
  });

  test('--fix leaves a file of the format of today as it is', async () => {
    const file = join(folder, 'today.yaml');
    copyFileSync(chairFile('chair-a'), file);
    expect((await lumbarHere(['check', '--fix', file])).stdout).toContain(`${file}: nothing to rewrite\n`);
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(chairFile('chair-a'), 'utf8'));
  });

  test('--watch checks again at each save', async () => {
    const file = join(folder, 'watched.yaml');
    copyFileSync(chairFile('chair-c'), file);
    const child = spawn(process.execPath, [executable, 'check', '--watch', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const until = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (said.includes(text)) resolve();
        };
        child.stdout.on('data', look);
        look();
      });
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
    });
    await until('watched.yaml: good');
    writeFileSync(file, readFileSync(file, 'utf8').replace('rail: 380 mm', 'rail: 380'));
    await until('carriage.rail: 380 has no unit');
    child.kill('SIGINT');
    await new Promise((resolve) => child.on('close', resolve));
    expect(said).toContain('C15');
  });
});

test('lumbar plan --chair plans at the speeds of that chair, and says what it cannot do', async () => {
  const { code, stdout, stderr } = await lumbarHere(['plan', 'just-roll', '--chair', 'chair-c', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ program: 'just-roll', plannedMs: 1_200_000 });
  expect(stderr).toContain('N03');
});
