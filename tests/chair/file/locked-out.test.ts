/** Whoever checks a chair file is told what the chair will not do, and why what is there does not make it safe. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drawnChairText } from '../../../sim/chair-draw/draw.ts';
import { chairFile, shippedChairs } from '../../../src/board/shipped.ts';
import type { AnyChair } from '../../../src/chair/any-chair.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { padsCurrentLeastPerVolt, padsCurrentMostPerVolt } from '../../../src/chair/hazards/heat.ts';
import { hazardsOf } from '../../../src/chair/hazards.ts';
import { changedYaml } from '../../../src/codec/yaml-text.ts';

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
      'out: heat.pads.lumbar is locked out: skin too hot; without a sensor it needs a table of duty, and a thermostat or a steady surface as well; one of these would help: ' +
        'heat.pads.lumbar.element-sensor, heat.pads.lumbar.thermostat together with heat.pads.lumbar.by-table; see lumbar explain, hazard skin-hot',
      'out: heat.pads.lumbar is locked out: heat switch stuck; a relay needs a current sensor behind it as well, or a sensor on the element; one of these would help: ' +
        'heat.relay together with heat.current, heat.relay together with heat.pads.lumbar.element-sensor, heat.pads.lumbar.thermostat; see lumbar explain, hazard heat-stuck',
    ]);
  });

  test('is a heater whose current tells of a stuck switch that no relay ends', () => {
    const text = of('lumbar-1').replace(/ {2}relay:\n {4}pin: 26\n(?: {4}.*\n)+/, '  relay: none\n');
    expect(text).toContain('relay: none');
    expect(lockedOut(text)[0]).toMatch(
      /locked out: heat switch stuck; a current sensor shows a stuck switch, but no relay ends the heat; .*; this would help: heat\.relay;/,
    );
  });

  test('is a carriage by time alone, which counts would help as well as a fuse; no fuse that is not there is named', () => {
    const text = without(
      of('chair-a'),
      '  fuse: 6.3 A\n',
      '  fuse: 4 A\n',
      '  - motors.fuse\n',
      '  - carriage.fuse\n',
    );
    const direction = text.replace(
      / {4}kind: each-way[\s\S]*? {4}at-rest/,
      [
        '    kind: on-direction',
        '    on: { pin: 22, active: high }',
        '    direction: { pin: 23, active: high }',
        '    at-rest',
      ].join('\n'),
    );
    expect(lockedOut(direction)[0]).toMatch(
      /^drive: carriage is locked out: the carriage runs into its end; .*: carriage\.counts, carriage\.fuse; /,
    );
    const { notes } = readChair(direction, 'chair.yaml');
    const wires = notes.filter(({ code }) => code === 'N40').map(({ hint }) => hint);
    expect(wires).toHaveLength(2);
    expect(wires[0]).toMatch(/the longest travel time of [0-9.]+ s; better/);
  });

  test("is a sensor of the pads' current in whose noise the weakest pad is lost", () => {
    const scaled = (perVolt: string) => {
      const [before, after] = of('lumbar-1').split('    scale: 2 A/V\n    part: the same in the pads');
      return `${before}    scale: ${perVolt}\n    part: the same in the pads${after}`;
    };
    const [most] = /at most [0-9.]+ A\/V/.exec(lockedOut(scaled('20 A/V')).join('\n')) ?? [];
    expect(lockedOut(scaled('20 A/V'))).toContain(
      `scale: heat.current is not used: the current of the weakest pad does not stand out from its noise; a sensor of ${most} would`,
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
      expect.stringMatching(/^drive: kneader is locked out: .*; its cam sensors change too rarely/),
    ]);
    const coarse = without(of('chair-b'), '  fuse: 4 A\n', '  - carriage.fuse\n').replace(
      'over-rail: 160',
      'over-rail: 20',
    );
    expect(lockedOut(coarse)).toEqual([
      expect.stringMatching(/^drive: carriage is locked out: .*; its counts are too rare/),
    ]);
  });
});

describe('a pad that nothing measures', () => {
  const said = (change: (text: string) => string): string => lockedOut(change(of('chair-b-table')))[0] ?? '';

  test('is told which level of its table is too much beside a thermostat', () => {
    expect(said((text) => text)).toMatch(
      /heat\.pads\.lumbar: high is locked out: .*; high is above 75 %, the most with a thermostat; see lumbar/,
    );
  });

  test.each([
    [
      'opens: 45 C',
      'opens: 46 C',
      /opens at 46 C opens too late: it has to open at 45 C or less on the element/,
    ],
    [
      'at: element',
      'at: surface',
      /opens at 45 C opens too late: it has to open at 34.5 C or less at the surface of a pad of 40 W/,
    ],
    ['', '', /^$/],
    [/ {6}by-table:\n(?: {8}.*\n)+/, '', /a thermostat needs a table of duty as well/],
  ] as const)('is told why its thermostat does not do: %s -> %s', (from, to, why) => {
    const found = said((text) => text.replace(from, to).replace('high: 100 %', 'high: 75 %'));
    expect(found).toMatch(why);
  });

  test.each([
    [
      'steady-surface: 29 C, room: 22 C, covered: yes',
      10,
      /29 C in a room of 22 C is too warm: at most 28 C is allowed/,
    ],
    ['steady-surface: 28 C, room: 22 C', 10, /not measured under a blanket/],
    ['steady-surface: 28 C, room: 22 C, covered: yes', 40, /was not yet warm: 40 W would make it warmer/],
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

describe('a chair that is refused for a hazard', () => {
  const text = (out: string) => of('chair-b').replace(/ {6}out:\n(?: {8}.*\n)+/, `      out: ${out}\n`);

  test('is told of both ways in which one output is unsafe at once', () => {
    const { problems } = readChair(text('{ pin: 25, active: low }'), 'chair.yaml');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.code).toBe('C31');
    expect(problems[0]?.message).toMatch(
      /nothing holds it off while the chip is in reset; and .* without power/,
    );
    expect(problems[0]?.hint).toMatch(
      /pull: external-up.*hazard reset; and .*fed-from: chip.*hazard unpowered/,
    );
  });

  test('is told what its own resistor does', () => {
    const { problems } = readChair(text('{ pin: 25, active: high, pull: external-up }'), 'chair.yaml');
    expect(problems[0]?.message).toMatch(/its pull-up holds it on while the chip is in reset/);
  });

  test('is told what is worth knowing besides, in the same pass', () => {
    const { chair, notes } = readChair(text('{ pin: 25, active: low }'), 'chair.yaml');
    expect(chair).toBeNull();
    expect(notes.map(({ code }) => code)).toEqual(['N40', 'N40']);
  });
});

test('what is said to help a pad, done to the letter, does', () => {
  const thermistor = (pin: string | null) => ({ pin, resistance: '10 kohm', beta: '3950 K' });
  const made: readonly (readonly [path: RegExp, part: (pin: string | null, scale: string) => unknown])[] = [
    [/-sensor$/, thermistor],
    [/relay$/, (pin) => ({ pin, active: 'high' })],
    [/current$/, (pin, scale) => ({ pin, scale })],
    [/thermostat$/, () => ({ at: 'element', opens: '44 C' })],
    [/by-table$/, () => ({ low: '50 %' })],
  ];
  const drawn = Array.from({ length: 60 }, (_, seed) => drawnChairText(seed + 1));
  for (const text of [
    ...shippedChairs().map(of),
    ...drawn,
    of('chair-b-table').replace('low: 50 %', 'low: 80 %'),
  ]) {
    const { chair } = readChair(text, 'chair.yaml');
    const hazards =
      chair === null ? [] : hazardsOf(chair).filter(({ id }) => /^(skin-hot|heat-stuck)$/.test(id));
    for (const { id, add, remedies, lockedOut } of hazards) {
      const [least, most] = [
        padsCurrentLeastPerVolt(chair as AnyChair),
        padsCurrentMostPerVolt(chair as AnyChair),
      ];
      const scale = `${((least + most) / 2).toPrecision(3)} A/V`;
      const pins = new Map(add.map(({ part, pin }) => [part, pin]));
      for (const parts of remedies) {
        const changes = parts.map((part) => {
          const value = made.find(([path]) => path.test(part))?.[1](pins.get(part) ?? null, scale);
          return { path: part.split('.'), value };
        });
        const again = readChair(changedYaml(text, changes), 'chair.yaml');
        expect(again.problems, `${chair?.model}, ${id}: ${parts.join(' and ')}`).toEqual([]);
        const then = hazardsOf(again.chair as AnyChair).find((each) => each.id === id);
        const gone = lockedOut.filter((each) => !then?.lockedOut.includes(each));
        expect(gone, `${chair?.model}, ${id}: ${parts.join(' and ')}`).not.toEqual([]);
      }
    }
  }
});
