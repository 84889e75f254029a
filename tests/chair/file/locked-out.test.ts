/** Whoever checks a chair file is told what the chair will not do, and why what is there does not make it safe. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chairFile } from '../../../src/board/shipped.ts';
import { readChair } from '../../../src/chair/file/read.ts';

const of = (id: string): string => readFileSync(chairFile(id), 'utf8');

function without(text: string, ...passages: string[]): string {
  return passages.reduce((rest, passage) => {
    if (!rest.includes(passage)) throw new Error(`the file has no ${passage}`);
    return rest.replace(passage, '');
  }, text);
}

/** `line of the file: what is said of it`. */
function lockedOut(text: string): string[] {
  const { chair, notes } = readChair(text, 'chair.yaml');
  expect(chair).not.toBeNull();
  return notes
    .filter(({ code }) => code === 'N46')
    .map(
      ({ line, message, hint }) => `${text.split('\n')[line - 1]?.trim().split(':')[0]}: ${message}; ${hint}`,
    );
}

describe('what stays locked out', () => {
  test.each(['lumbar-1', 'chair-a', 'chair-b', 'chair-c'])('is nothing of %s', (id) => {
    expect(lockedOut(of(id))).toEqual([]);
  });

  test('is said with what would help, each hazard by itself', () => {
    expect(lockedOut(of('chair-b-open-loop'))).toEqual([
      'out: heat.pads.lumbar is locked out: skin too hot; nothing meets it; one of these would help: ' +
        'heat.pads.lumbar.element-sensor, heat.pads.lumbar.thermostat, heat.pads.lumbar.by-table; see lumbar explain, hazard skin-hot',
      'out: heat.pads.lumbar is locked out: heat switch stuck; nothing meets it; one of these would help: ' +
        'heat.relay, heat.current, heat.pads.lumbar.thermostat; see lumbar explain, hazard heat-stuck',
    ]);
  });

  test("is a sensor of the pads' current in whose noise the weakest pad is lost", () => {
    const scaled = (perVolt: string) => {
      const [before, after] = of('lumbar-1').split('    scale: 2 A/V\n    part: the same in the pads');
      return `${before}    scale: ${perVolt}\n    part: the same in the pads${after}`;
    };
    const [most] = /at most [0-9.]+ A\/V/.exec(lockedOut(scaled('20 A/V')).join('\n')) ?? [];
    expect(lockedOut(scaled('20 A/V'))).toContain(
      `scale: heat.current is not used: what the weakest pad draws does not stand out of its noise; a sensor of ${most} would`,
    );
    expect(lockedOut(scaled(most?.slice('at most '.length) ?? ''))).toEqual([]);
  });

  test('are motors whose own line has no fuse, though all of them together have one', () => {
    const text = without(
      of('chair-a'),
      '  fuse: 4 A\n',
      '  fuse: 2 A\n',
      '  - carriage.fuse\n',
      '  - tapper.fuse\n',
    );
    expect(lockedOut(text)).toEqual([
      expect.stringMatching(
        /^drive: carriage is locked out: .*; motors.fuse is in the line of all motors; .*carriage\.fuse/,
      ),
      expect.stringMatching(
        /^drive: tapper is locked out: .*; motors.fuse is in the line of all motors; .*tapper\.fuse/,
      ),
    ]);
  });

  test('are arms whose cams, and a carriage whose counts, come too seldom to tell that they stand', () => {
    const arms = without(of('chair-b'), '  fuse: 4 A\n  full-speed: 60 rpm', '  - kneader.fuse\n');
    expect(lockedOut(arms)).toEqual([
      expect.stringMatching(/^drive: kneader is locked out: .*; its cams are met too seldom/),
    ]);
    const coarse = without(of('chair-b'), '  fuse: 4 A\n', '  - carriage.fuse\n').replace(
      'over-rail: 160',
      'over-rail: 20',
    );
    expect(lockedOut(coarse)).toEqual([
      expect.stringMatching(/^drive: carriage is locked out: .*; its counts come too seldom/),
    ]);
  });
});

describe('a pad that nothing measures', () => {
  const said = (change: (text: string) => string): string => lockedOut(change(of('chair-b-table')))[0] ?? '';

  test('is told which level of its table is too much beside a thermostat', () => {
    expect(said((text) => text)).toMatch(
      /heat\.pads\.lumbar: high is locked out: .*; high is above 75 %, .*help: heat\.pads\.lumbar\.element-sensor;/,
    );
  });

  test.each([
    ['opens: 45 C', 'opens: 46 C', /opens at 46 C is too late: 45 C or less on the element/],
    ['at: element', 'at: surface', /opens at 45 C is too late: 34.5 C or less at the surface of 40 W/],
    ['', '', /^$/],
    [/ {6}by-table:\n(?: {8}.*\n)+/, '', /a thermostat needs a table of duty besides/],
  ] as const)('is told why its thermostat does not do: %s -> %s', (from, to, why) => {
    const found = said((text) => text.replace(from, to).replace('high: 100 %', 'high: 75 %'));
    expect(found).toMatch(why);
  });

  test.each([
    [
      'steady-surface: 29 C, room: 22 C, covered: yes',
      10,
      /29 C in a room of 22 C is too warm: 28 C or less/,
    ],
    ['steady-surface: 28 C, room: 22 C', 10, /not measured under a blanket/],
    ['steady-surface: 28 C, room: 22 C, covered: yes', 40, /was not warm yet: 40 W make it warmer/],
  ] as const)('is told why its steady surface does not do: %s', (steady, watts, why) => {
    const found = said((text) =>
      text
        .replace(/ {6}by-table:\n(?: {8}.*\n)+/, `      by-table: { low: 50 %, ${steady} }\n`)
        .replace(/ {6}thermostat:\n(?: {8}.*\n)+/, '')
        .replace('  - heat.pads.lumbar.thermostat\n', '')
        .replace(/watts: \d+ W/, `watts: ${watts} W`),
    );
    expect(found).toMatch(why);
  });
});
