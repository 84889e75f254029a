/** Figures of a chair file that contradict what it leaves out, and texts that are hardly YAML. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chairFile, loadAnyChair } from '../../../src/board/shipped.ts';
import type { AnyChair } from '../../../src/chair/any-chair.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { hazardsOf } from '../../../src/chair/hazards.ts';
import { changedYaml } from '../../../src/codec/yaml-text.ts';

const reference = readFileSync(chairFile('lumbar-1'), 'utf8');

function changed(changes: Readonly<Record<string, unknown>>): string {
  const list = Object.entries(changes).map(([path, value]) => ({ path: path.split('.'), value }));
  return changedYaml(reference, list);
}

const problemsOf = (text: string): string[] =>
  readChair(text, 'chair.yaml').problems.map(({ code, message, hint }) => `${code} ${message}; ${hint}`);

const middle = { pin: 49, active: 'low', pull: 'up' };

describe('a figure that cannot be', () => {
  test.each([
    [
      { 'carriage.fuse': '1 A' },
      /carriage\.fuse: 1 A is below carriage\.current\.running\.to \(1\.2 A\): it blows .* at least 1\.6 A/,
    ],
    [{ 'motors.fuse': '1.4 A' }, /motors\.fuse: 1\.4 A is below kneader\.current\.running\.to \(1\.5 A\)/],
    [
      { 'heat.pads.lumbar.area': { from: '180 mm', to: '900 mm' } },
      /heat\.pads\.lumbar\.area\.to \(900 mm\) is above carriage\.rail \(794 mm\)/,
    ],
    [
      { 'carriage.rail': undefined, 'carriage.ends.middle': { ...middle, at: '900 mm' } },
      /carriage\.ends\.middle\.at \(900 mm\) is above carriage\.rail \(794 mm, as none is given\)/,
    ],
    [
      { 'carriage.rail': undefined, 'carriage.park-below-top': '795 mm' },
      /carriage\.park-below-top \(795 mm\) is above carriage\.rail/,
    ],
    [
      { 'kneader.full-speed': undefined, 'kneader.speeds': ['20 rpm', '61 rpm'] },
      /speed 2 is 61 rpm, and at full duty the arms do 60 rpm, as nobody has measured it/,
    ],
    [
      { 'kneader.drive.duty': undefined, 'kneader.speeds': ['20 %', '60 %'] },
      /kneader\.speeds: 20 % is outside kneader\.drive\.duty \(30 % to 100 %, as none is given\)/,
    ],
    [
      { 'carriage.drive.duty': undefined, 'carriage.drive.friction': '40 %' },
      /carriage\.drive\.friction \(40 %\) is above carriage\.drive\.duty\.from \(30 %, as none is given\)/,
    ],
    [
      { 'carriage.drive.duty': undefined, 'carriage.homing.known-duty': '25 %' },
      /carriage\.homing\.known-duty: 25 % does not move it: it takes 30 %, as none is given/,
    ],
    [
      { 'supply.allowed': undefined, 'supply.warn.from': '17 V' },
      /supply\.allowed\.from \(18 V, as none is given\) is above supply\.warn\.from \(17 V\)/,
    ],
    [
      {
        'carriage.rail': undefined,
        'carriage.full-speed': undefined,
        'carriage.speeds': undefined,
        'carriage.planning': undefined,
        'carriage.homing': undefined,
        'carriage.travel': { up: '30 s', down: '25 s' },
        'carriage.coast-distance': { from: '6 mm', to: '8 mm' },
      },
      /a coast of 0\.53 s; measure it again/,
    ],
    [
      {
        'carriage.full-speed': undefined,
        'carriage.travel': {
          up: '16 s',
          down: '15 s',
          'up-with-person': '180 s',
          'down-with-person': '37 s',
        },
      },
      /^C25 carriage\.travel\.up-with-person is 180 s, and 16 s with nobody in the chair; .* by 60 % at most, which is 40 s/,
    ],
  ])('is refused: %o', (changes, said) => {
    expect(problemsOf(changed(changes))).toEqual([expect.stringMatching(said)]);
  });

  test('is told with all that its key needs', () => {
    const stop = { cuts: 'motors', pin: 36 };
    expect(problemsOf(changed({ 'inputs.emergency-stop': stop }))).toEqual([
      expect.stringMatching(
        /^C27 inputs\.emergency-stop\.pin needs inputs\.emergency-stop\.active and inputs\.emergency-stop\.pull, which are not there/,
      ),
    ]);
  });

  test('is none where it fits: a fuse above, a switch in the middle of the usual rail', () => {
    const ends = { 'carriage.rail': undefined, 'carriage.ends.middle': { ...middle, at: '400 mm' } };
    expect(problemsOf(changed({ ...ends, 'carriage.fuse': '2 A', 'motors.fuse': '6.3 A' }))).toEqual([]);
  });
});

test('a wire that nothing holds when it is broken is said to float', () => {
  const { notes } = readChair(changed({ 'inputs.stop.pull': 'none' }), 'chair.yaml');
  expect(notes.find(({ message }) => message.startsWith('inputs.stop'))?.message).toBe(
    'inputs.stop is active high with pull none: a broken wire floats: pressed or not pressed by chance',
  );
});

describe('a text that is hardly YAML has one problem for each mistake', () => {
  test('that it goes on in a second document', () => {
    const [before, after] = reference.split('\nkneader:\n');
    expect(problemsOf(`${before}\n---\nkneader:\n${after}`)).toEqual([
      expect.stringMatching(/^C06 a second document begins here/),
    ]);
  });

  test.each([
    ['that it is indented with a tab', '\t', /^C03 not YAML: tabs are not allowed/],
    [
      'that one key stands in another column',
      '   ',
      /^C03 not YAML: all mapping items must start at the same column/,
    ],
  ])('%s', (_, indent, said) => {
    const text = reference.replace('carriage:\n  drive:', `carriage:\n${indent}drive:`);
    expect(problemsOf(text)).toEqual([expect.stringMatching(said)]);
  });

  test('that it has two maps, each with a key in another column', () => {
    const text = reference
      .replace('carriage:\n  drive:', 'carriage:\n   drive:')
      .replace('heat:\n  pads:', 'heat:\n   pads:');
    expect(problemsOf(text)).toHaveLength(2);
  });

  test('that a brace is not closed', () => {
    const text = 'chair: a\nmotors:\n  relay: { pin: 27, active: high\n  fuse: 6.3 A\n';
    expect(problemsOf(text)).toEqual([
      'C03 not YAML: a { above this line is not closed; look in the lines before for the { without its }',
    ]);
  });

  test.each([
    ['with a byte order mark', (bytes: Buffer) => Buffer.concat([Buffer.from([0xff, 0xfe]), bytes])],
    ['without', (bytes: Buffer) => bytes],
  ])('that it is UTF-16, %s', (_, marked) => {
    const text = marked(Buffer.from(reference, 'utf16le')).toString('utf8');
    expect(problemsOf(text)).toEqual(['C02 the file is UTF-16; save it as UTF-8']);
  });
});

test('arms that nothing watches may have a thermal switch, among what would help', () => {
  const any = loadAnyChair('lumbar-1');
  const kneader = { ...(any.kneader as NonNullable<AnyChair['kneader']>), current: null, cams: [] };
  const stall = hazardsOf({ ...any, kneader }).find(({ id }) => id === 'stall');
  expect(stall?.add.map(({ part }) => part)).toEqual([
    'kneader.current',
    'kneader.cams',
    'kneader.fuse',
    'kneader.thermal-switch',
  ]);
});
