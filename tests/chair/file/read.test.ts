import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limitsOf } from '../../../src/board/link/limits.ts';
import { wiresOf } from '../../../src/board/link/wires.ts';
import {
  ChairFileError,
  chairFile,
  loadAnyChair,
  loadChair,
  shippedChairs,
} from '../../../src/board/shipped.ts';
import type { AnyChair } from '../../../src/chair/any-chair.ts';
import { type ChairProblem, chairProblemCodes } from '../../../src/chair/file/problems.ts';
import { isChairFile, readChair } from '../../../src/chair/file/read.ts';
import { supportedChair } from '../../../src/chair/supported.ts';
import { expected } from './expected.ts';

const text = readFileSync(chairFile('lumbar-1'), 'utf8');
const chair = loadChair('lumbar-1');

/** The file with one passage put in the place of another; `^` in it marks where the problem is expected. */
function changed(from: string | RegExp, to: string): { text: string; line: number; column: number } {
  const marked = text.replace(from, to);
  if (marked === text) throw new Error(`the file has no ${String(from)}`);
  const before = marked.slice(0, marked.indexOf('^'));
  const line = before.split('\n').length;
  return { text: marked.replace('^', ''), line, column: before.length - before.lastIndexOf('\n') };
}

const problemsOf = (content: string): readonly ChairProblem[] => readChair(content, 'chair.yaml').problems;

describe('the chair that ships', () => {
  test('has the figures of the reference chair, each of them', () => {
    const { model, supply, currentFilterMs, carriage, pads, kneader } = chair;
    expect({ model, supply, currentFilterMs, carriage }).toEqual({
      model: 'lumbar-1',
      supply: expected.supply,
      currentFilterMs: expected.currentFilterMs,
      carriage: expected.carriage,
    });
    const { cams, ...figures } = kneader;
    expect(figures).toEqual(expected.kneader);
    expect(cams).toEqual([
      { width: 'narrow', atDeg: [0], halfDeg: 20 },
      { width: 'medium', atDeg: [90, 270], halfDeg: 20 },
      { width: 'wide', atDeg: [180], halfDeg: 20 },
    ]);
    expect(pads).toEqual([
      { name: 'lumbar', ...expected.pads },
      { name: 'sacral', ...expected.pads },
    ]);
  });

  test('is wired as the firmware is told', () => {
    expect(wiresOf(chair.wiring)).toHaveLength(38);
    expect(limitsOf(chair.wiring).digest).toBe(0xdb04);
  });

  test('is frozen to the last figure, the chip and its pins as well', () => {
    const thawed: string[] = [];
    const visit = (value: object, path: string): void => {
      if (!Object.isFrozen(value)) thawed.push(path);
      for (const [key, part] of Object.entries(value)) {
        if (typeof part === 'object' && part !== null) visit(part, `${path}.${key}`);
      }
    };
    visit(chair, 'chair');
    expect(thawed).toEqual([]);
    expect(() => Object.assign(chair.carriage, { railMm: 1 })).toThrow(TypeError);
  });

  test.each(shippedChairs())('%s has the name of its file and nothing wrong with it', (id) => {
    expect(loadAnyChair(id).model).toBe(id);
    expect(readFileSync(chairFile(id), 'utf8')).toMatch(
      new RegExp(`^# yaml-language-server: \\$schema=\\./chair\\.schema\\.json\nchair: ${id}\nformat: 1\n`),
    );
  });

  test('is read, checked and resolved in the time that is printed', () => {
    const times = Array.from({ length: 20 }, () => {
      const before = process.cpuUsage();
      readChair(text, 'lumbar-1.yaml');
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    }).sort((one, other) => one - other);
    console.log(
      `a chair file takes ${times[0]?.toFixed(1)} ms of a processor at best, ${times[10]?.toFixed(1)} ms in the median`,
    );
    expect(times).toHaveLength(20);
  });
});

/** Each code: what is changed in the file of the reference chair, where it is found, and what is said. */
const cases: readonly (readonly [code: string, from: string | RegExp, to: string, said: RegExp])[] = [
  ['C02', 'name: Reference', 'name: ^\u0007Reference', /U\+0007 does not belong in a chair file/],
  ['C03', 'volts: 24 V', 'volts: ^@24 V', /not YAML/],
  ['C04', 'tapper: none', `tapper: ${'['.repeat(39)}^${'['.repeat(3)}${']'.repeat(42)}`, /nested too deep/],
  ['C05', 'rail: 794 mm', 'rail: &rail ^794 mm', /the anchor "&rail" is not used in chair files/],
  ['C06', /$/, '^---\na: 1\n', /a second document begins here/],
  ['C07', 'format: 1', 'format: 1\n^format: 1', /"format" stands twice.*first.*line 3/],
  [
    'C08',
    /landing:\n.*\n.*\n/,
    'landing: ^4 mm\n',
    /carriage\.landing: "4 mm" is not a map; write a map with these keys: within, speed/,
  ],
  [
    'C08',
    'rail: 794 mm',
    'rail: ^long',
    /carriage\.rail: "long" is no figure; write a number and its unit, such as "794 mm"/,
  ],
  ['C08', 'rail: 794 mm', 'rail: ^.inf', /carriage\.rail: Infinity is no figure/],
  [
    'C08',
    'tapper: none',
    'tapper: ^no',
    /tapper: "no" does not say what it is; write `none` where the chair/,
  ],
  ['C08', 'middle: none', 'middle: ^false', /middle: false does not say what it is; write `none` where/],
  [
    'C08',
    /supply:\n(?: {2}.*\n)+/,
    'supply: ^none\n',
    /supply: a chair cannot be without it; write a map with these keys: volts/,
  ],
  [
    'C08',
    /relay:\n(?: {4}.*\n)+/,
    'relay: ^27\n',
    /27 is not a map; write a map: \{ pin: 27, active: \.\.\. \}/,
  ],
  [
    'C08',
    /drive:\n(?: {4}.*\n)+/,
    'drive: ^on-direction\n',
    /not a map; write a map with `kind: on-direction` and these keys: on, direction, at-rest, dead-time/,
  ],
  [
    'C08',
    /drive:\n(?: {4}.*\n)+/,
    'drive: ^mosfet\n',
    /write a map with `kind`, one of pwm-direction, on-direction, /,
  ],
  [
    'C09',
    / {2}stop:\n(?: {4}.*\n)+ {2}em/,
    '  ^em',
    /inputs\.stop is missing; write a map with these keys: pin, active, pull; may be left out: debounce, part/,
  ],
  ['C15', 'duty:', 'frequency: ^20000\n    duty:', /write "20000 Hz" \(PWM frequency;/],
  ['C09', / {6}watts: 40 W\n/, '', /heat\.pads\.lumbar\.watts is missing; write "40 W"/],
  ['C09', 'park-below-top: 60 mm', 'park-below-top: ^', /carriage\.park-below-top has nothing behind it/],
  [
    'C10',
    'debounce: 5 ms',
    '^debouce: 5 ms',
    /"debouce" is not a key of carriage\.ends\.top; did you mean "debounce"\? keys here: pin/,
  ],
  [
    'C10',
    'stall: 5 A',
    'stall: 5 A\n    ^ends: 1',
    /"ends" is not a key of carriage\.current; it belongs to carriage: look at how/,
  ],
  [
    'C10',
    '  emergency-stop:',
    '  ^estop:',
    /"estop" is not a key of inputs; did you mean "emergency-stop"\?/,
  ],
  [
    'C10',
    '    middle: none',
    '    ^current: none',
    /"current" is not a key of carriage\.ends; it belongs to carriage: look at how/,
  ],
  [
    'C11',
    '    friction: 15 %',
    '    ^up: 22\n    friction: 15 %',
    /"up" is a key of the kind each-way, pwm-two-lines, coupled; carriage\.drive is pwm-direction/,
  ],
  [
    'C12',
    'tapper: none',
    '^recline: none',
    /recline: Lumbar does not drive the recline of the chair; leave it out/,
  ],
  [
    'C12',
    'tapper: none',
    '^vibration: none',
    /vibration: Lumbar does not drive vibration apart from a tapper; write one vibration motor as `tapper`/,
  ],
  [
    'C12',
    '  stop:',
    '  ^remote: { baud: 9600 }\n  stop:',
    /inputs\.remote: Lumbar does not read a remote on a serial line; wire a key of its own/,
  ],
  ['C10', 'tapper: none', '^constructor: none', /"constructor" is not a key of a chair file/],
  ['C13', 'format: 1', 'format: ^2', /the file is of format 2, this version reads format 1; update Lumbar/],
  ['C13', 'format: 1', 'format: ^0', /format: 0 is no format; write `format: 1`/],
  ['C14', 'chair: lumbar-1', 'chair: ^Lumbar One', /"Lumbar One" is no id of a chair/],
  ['C14', '    sacral:\n', '    ^constructor:\n', /"constructor" is no name for this; small letters/],
  [
    'C14',
    '    sacral:\n',
    '    ^carriage:\n',
    /"carriage" is no name for this; small letters, .* not the name of another part/,
  ],
  ['C14', '    sacral:\n', '    ^ambient:\n', /"ambient" is no name for this/],
  ['C14', '    sacral:\n', '    ^__proto__:\n', /"__proto__" is no name for this; small letters/],
  [
    'C15',
    'stall: 5 A',
    'stall: ^5',
    /carriage\.current\.stall: 5 has no unit; write "5 A" \(current when it is held fast at full duty; 0\.5 A to 20 A\)/,
  ],
  ['C15', 'settling: 3 s', 'settling: ^3000', /3000 has no unit; write "3000 ms"/],
  ['C16', 'rail: 794 mm', 'rail: ^794 kg', /carriage\.rail: "794 kg" is not in mm or cm/],
  ['C17', 'friction: 15 %', 'friction: ^120 %', /carriage\.drive\.friction: 120 % is outside 1 % to 100 %/],
  ['C17', 'stall: 5 A', 'stall: ^5 mA', /5 mA is outside 0\.5 A to 20 A/],
  [
    'C17',
    '    - 32 mm/s\n',
    '    - 32 mm/s\n    - 33 mm/s\n',
    /carriage\.speeds has 7 entries; write 1 to 6/,
  ],
  ['C18', 'pull: up', 'pull: ^upp', /carriage\.counts\.pull: "upp" is not known here; did you mean "up"\?/],
  ['C19', 'chip: mega-2560', 'chip: ^mega-2056', /"mega-2056" is not known here; did you mean "mega-2560"\?/],
  [
    'C20',
    'pin: 13',
    'pin: ^99',
    /signs\.lamp\.pin: a mega-2560 has no pin 99; outputs still free on this mega-2560: 4, 9, 10/,
  ],
  ['C21', 'pin: 35', 'pin: ^1', /inputs\.seat\.pin: pin 1 is taken by the serial line/],
  ['C21', 'pin: 35', 'pin: ^20', /pin 20 is taken by I2C/],
  [
    'C21',
    /pin: 13((?:.*\n){6}.*)pin: 11/,
    'pin: 11$1pin: ^13',
    /signs\.beeper\.pin: pin 13 is blinked by the bootloader/,
  ],
  [
    'C21',
    /pin: 35((?:.*\n)*.*)pin: 13/,
    'pin: ^13$1pin: 49',
    /inputs\.seat\.pin: pin 13 is blinked by the bootloader at each start: a lamp may be there/,
  ],
  [
    'C22',
    'pin: 6\n',
    'pin: ^9\n',
    /pwm\.pin: pin 9 has no PWM here: the board has it by timer 2, which is the guard's clock; pins with PWM still free on this mega-2560: 3, 5/,
  ],
  ['C22', 'pin: 2\n', 'pin: ^4\n', /carriage\.counts\.pin: pin 4 has no interrupt.*: 2, 3, 18, 19/],
  [
    'C22',
    'pin: A5',
    'pin: ^49',
    /heat\.ambient\.pin: pin 49 is no analog input; analog inputs still free on this mega-2560: A5, A9/,
  ],
  ['C22', 'pull: up', 'pull: ^down', /carriage\.counts\.pull: a mega-2560 has no pull-down; .*external-down/],
  [
    'C23',
    'pin: 25',
    'pin: ^24',
    /heat\.pads\.sacral\.out\.pin: pin 24 is already that of heat\.pads\.lumbar\.out \(line \d+\); one pin, one part/,
  ],
  ['C24', 'from: 18 V', 'from: ^21 V', /supply\.allowed\.from \(21 V\) is above supply\.warn\.from \(20 V\)/],
  [
    'C24',
    'from: 4 mm',
    'from: ^9 mm',
    /carriage\.coast-distance goes from 9 mm to 8 mm; from is the smaller/,
  ],
  ['C24', '- 22 mm/s', '- ^12 mm/s', /speed 4 \(12 mm\/s\) is not above speed 3 \(18 mm\/s\)/],
  [
    'C25',
    'down: 54 mm/s',
    'down: ^250 mm/s',
    /at 250 mm\/s the 794 mm of the rail take 3\.2 s; measure both: .* 4 s to 90 s/,
  ],
  ['C25', '- 32 mm/s', '- ^45 mm/s', /speed 6 is 45 mm\/s, and under a person the carriage does 35 mm\/s/],
  [
    'C26',
    'at: 180 deg',
    'at: ^120 deg',
    /wide at 120 deg and medium at 90 deg \(line \d+\) are 30 deg apart and overlap/,
  ],
  [
    'C26',
    'at: 180 deg',
    'at: ^130 deg',
    /wide at 130 deg and medium at 90 deg \(line \d+\) are 40 deg apart and touch/,
  ],
  [
    'C24',
    'thermostat: none',
    'thermostat: { at: surface, opens: ^42 C }',
    /the thermostat opens at 42 C, below what its sensor lets the pad reach; .* 43 C or more/,
  ],
  [
    'C24',
    'cut-off: 66 C',
    'cut-off: ^63 C',
    /heat\.pads\.lumbar\.cut-off: 63 C is reached in healthy use, .* may reach 62 C: use a cut-off of 64 C or more/,
  ],
  [
    'C24',
    'scale: 7.8 V/V',
    'scale: ^6 V/V',
    /supply\.sense\.scale: 6 V\/V shows at most 30 V, and above 30 V \(supply\.allowed\.to\) .* at least 6\.1 V\/V/,
  ],
  ['C24', '- 26 rpm', '- ^26 %', /speed 2 \(26 %\) and speed 1 \(20 rpm\) have different units/],
  [
    'C24',
    '      thermostat: none\n',
    '      thermostat: none\n      by-table: { low: ^60 %, medium: 50 % }\n',
    /by-table\.low \(60 %\) is above heat\.pads\.lumbar\.by-table\.medium \(50 %\); a higher level/,
  ],
  [
    'C24',
    'unknown-duty: 60 %',
    'unknown-duty: ^20 %',
    /carriage\.homing\.unknown-duty: 20 % does not move it: it takes 30 %; write at least/,
  ],
  ['C24', 'within: 40 s', 'within: ^5 s', /at full duty the rail takes 16 s, and homing 5 s at most/],
  ['C26', 'width: medium', 'width: ^narrow', /a second cam is narrow \(the first: line \d+\)/],
  [
    'C27',
    'cuts: everything\n    pin: 36\n',
    'cuts: everything\n',
    /inputs\.emergency-stop\.active needs inputs\.emergency-stop\.pin, which is not there; without a pin/,
  ],
  [
    'C28',
    'each: 2 mm',
    'each: 2 mm\n    over-rail: ^397',
    /carriage\.counts says each \(line \d+\) and over-rail; exactly one/,
  ],
  ['C29', /$/, 'added:\n  - ^motors.fuse\n', /added: there is no motors\.fuse in this file/],
  [
    'C29',
    /$/,
    'measured:\n  ^carriage.travel.up:\n    value: 15.9 s\n',
    /measured: there is no figure carriage\.travel\.up in this file/,
  ],
  [
    'C30',
    /( {4}friction: 15 %\n(?:.*\n)*kneader:\n(?:.*\n){10})/,
    '    frequency: 4 kHz\n$1    frequency: ^20 Hz\n',
    /kneader\.drive\.pwm \(pin 7, 20 Hz\) and carriage\.drive\.pwm \(pin 6, 4 kHz, line \d+\) share timer 4, which has one frequency; give both the same frequency, or move one of them to another timer.*: 3, 5/,
  ],
  [
    'C31',
    /pin: 27\n {4}active: high/,
    'pin: 27\n    active: ^low',
    /motors\.relay is on at low, and nothing holds it off while the chip is in reset; .*pull: external-up.*hazard reset/,
  ],
];

describe('what is wrong with a chair file', () => {
  test('nothing is, where a thermostat opens above what a healthy pad reaches', () => {
    const { text: content } = changed('thermostat: none', 'thermostat: { at: surface, opens: 43 C }');
    expect(problemsOf(content)).toEqual([]);
  });

  test.each(cases)('%s with its line, column and cure: %s -> %s', (code, from, to, said) => {
    const { text: content, line, column } = changed(from, to);
    const problems = problemsOf(content);
    const found = problems.find((problem) => problem.code === code);
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(`${found?.message}; ${found?.hint}`).toMatch(said);
    if (to.includes('^')) expect([found?.line, found?.column]).toEqual([line, column]);
    expect(readChair(content, 'chair.yaml').chair).toBeNull();
  });

  test('C01: a file that is far too large', () => {
    expect(problemsOf(`chair: ${'x'.repeat(300_000)}`)).toMatchObject([{ code: 'C01', line: 1, column: 1 }]);
  });

  test('every code of the table is tried', () => {
    const tried = new Set([...cases.map(([code]) => code), 'C01']);
    expect(Object.keys(chairProblemCodes).filter((code) => !tried.has(code))).toEqual([]);
  });

  test('what is missing stands where its map stands', () => {
    const found = problemsOf(text.replace('  rail: 794 mm\n', '').replace(/ {2}full-speed:\n.*\n.*\n/, ''));
    const carriageLine = text.slice(0, text.indexOf('carriage:\n')).split('\n').length;
    expect(found).toMatchObject([{ code: 'C09', line: carriageLine + 1, column: 3 }]);
  });

  test('all that is wrong is said at once, sorted by line, at most once a value', () => {
    const bad = text
      .replace('pin: 25', 'pin: 24')
      .replace('stall: 5 A', 'stall: 5')
      .replace('debounce: 5 ms', 'debouce: 5 ms')
      .replace('at: 180 deg', 'at: 120 deg')
      .replace('  middle: none', '  middle: there');
    const problems = problemsOf(bad);
    expect(problems.map(({ code }) => code)).toEqual(['C10', 'C08', 'C15', 'C26', 'C23']);
    expect(problems.map(({ line }) => line)).toEqual(
      problems.map(({ line }) => line).sort((one, other) => one - other),
    );
  });

  test('what a kind of drive needs is missed once, not by its fellow as well', () => {
    const text = readFileSync(chairFile('chair-a'), 'utf8');
    const problems = problemsOf(text.replace(/ {4}down:\n(?: {6}.*\n)+/, ''));
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'C09 carriage.drive.down is missing',
    ]);
  });

  test('of a drive of another kind nothing else is said', () => {
    const problems = problemsOf(
      text.replace('kind: pwm-direction', 'kind: eachway').replace('friction: 15 %', 'friction: 15'),
    );
    expect(problems.map(({ code }) => code)).toEqual(['C18']);
  });

  test('a bad part is left out of the later checks, the others are checked', () => {
    const problems = problemsOf(
      text.replace('rail: 794 mm', 'rail: 794').replace('down: 54 mm/s', 'down: 2000 mm/s'),
    );
    expect(problems.map(({ code }) => code)).toEqual(['C15', 'C17']);
  });

  test.each(['', '[]', 'x', 'chair:\n', 'carriage: none\nkneader: 3\n', 'a: [1\n'])(
    '%j is refused and nothing thrown',
    (content) => {
      expect(problemsOf(content).length).toBeGreaterThan(0);
    },
  );

  test('what is no format hides nothing else; an empty file is not missing', () => {
    const wrong = text.replace('format: 1', 'format: "1"').replace('rail: 794 mm', 'rail: 794');
    expect(problemsOf(wrong).map(({ code }) => code)).toEqual(['C13', 'C15']);
    expect(problemsOf('').map(({ message }) => message)).toEqual(['the file holds nothing']);
  });

  test('a file that loads with problems throws them, with place, code and cure', () => {
    const error = new ChairFileError(problemsOf(text.replace('format: 1', 'format: 7')), text);
    expect(error.message).toBe(
      'chair.yaml:3:9 C13 format: the file is of format 7, this version reads format 1; update Lumbar',
    );
  });
});

test('a file that tells neither its chair nor its chip is known for a chair file by its parts', () => {
  expect(isChairFile('format: 1\nsupply: { volts: 24 V }\n')).toBe(true);
  expect(isChairFile('format: 1\nid: mine\nsteps: []\n')).toBe(false);
  expect(isChairFile('scenario: 1\nchair: chair-a\n')).toBe(false);
});

test('another wiring gives other limits: the digest the guard locks tells them apart', () => {
  const { chair: other } = readChair(text.replace('pin: 13', 'pin: 49'), 'other.yaml');
  expect(limitsOf(supportedChair(other as AnyChair).chair?.wiring ?? chair.wiring).digest).not.toBe(
    limitsOf(chair.wiring).digest,
  );
});
