/** Chairs that nobody has measured: what is drawn of them is a whole chair, and each mistake shows at a pin. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { agedChair } from '../../../sim/unknown/aged.ts';
import { drawUnknown } from '../../../sim/unknown/draw.ts';
import { possibleMistakes } from '../../../sim/unknown/mistakes.ts';
import { PinChair, type PinSide } from '../../../sim/unknown/pin-chair.ts';
import { chairFile } from '../../../src/board/shipped.ts';
import type { ChipPin } from '../../../src/chair/chips/chip.ts';
import { inputLines } from '../../../src/chair/lines.ts';
import { supportedChair } from '../../../src/chair/supported.ts';
import { truthOf } from '../../../src/cli/setup-board.ts';
import { changedYaml } from '../../../src/codec/yaml-text.ts';
import { chairOf } from '../../../src/setup/kind.ts';

const kind = readFileSync(chairFile('lumbar-1'), 'utf8');

/** Pins without a chip: nothing is driven, and every input is pulled up. */
function bareSide(): PinSide & { readonly levels: Map<number, boolean> } {
  const levels = new Map<number, boolean>();
  return {
    levels,
    high: () => 0,
    pullsUp: () => true,
    drive: (pin: ChipPin, level: boolean) => levels.set(pin.number, level),
  };
}

test('any seed draws a chair that its kind can be driven as', () => {
  for (let seed = 0; seed < 100; seed++) {
    const { chair } = drawUnknown(kind, seed);
    expect(supportedChair(chairOf(chair)).unsupported, `seed ${seed}`).toBeNull();
  }
});

test.each(['73 W', '5 W'])(
  'nor is one refused whose pad of %s is near what a chair file may say',
  (watts) => {
    const text = changedYaml(kind, [
      { path: ['heat', 'pads', 'lumbar', 'watts'], value: watts },
      { path: ['heat', 'pads', 'lumbar', 'volts'], value: '23 V' },
    ]);
    for (let seed = 0; seed < 20; seed++) expect(() => drawUnknown(text, seed)).not.toThrow();
  },
);

test('the same seed draws the same chair, another seed another', () => {
  expect(drawUnknown(kind, 7, 3)).toEqual(drawUnknown(kind, 7, 3));
  expect(drawUnknown(kind, 8).chair).not.toBe(drawUnknown(kind, 7).chair);
});

test('behind a file that setup wrote is the chair that it measured, with what has worn since', async () => {
  const fresh = drawUnknown(kind, 7);
  const path = ['measured', 'carriage.rail'];
  const measured = changedYaml(fresh.chair, [{ path, value: { value: '790 mm', runs: 1 } }]);
  const drawn = { text: measured, unknown: 7, mistakes: 0 };
  expect(await truthOf(drawn)).toEqual(fresh);
  const aged = await truthOf({ ...drawn, aged: 3 });
  expect(aged.chair).not.toBe(fresh.chair);
  expect(await truthOf({ ...drawn, aged: 3 })).toEqual(aged);
});

test('whatever has worn, the chair can be driven still, and something has', () => {
  for (let seed = 0; seed < 30; seed++) {
    const { truth, worn } = agedChair(drawUnknown(kind, 7), seed);
    expect(supportedChair(chairOf(truth.chair)).unsupported, `seed ${seed}`).toBeNull();
    expect(worn.length, `seed ${seed}`).toBeGreaterThan(0);
  }
});

test('a measured chair of a kind of one’s own wears as it was measured: on the same pins, slower under a person, too', async () => {
  const text = changedYaml(
    readFileSync(chairFile('chair-a'), 'utf8').replace('chair: chair-a', 'chair: own'),
    [
      { path: ['inputs', 'stop', 'pin'], value: 17 },
      {
        path: ['carriage', 'travel'],
        value: { up: '16 s', down: '15 s', 'up-with-person': '17 s', 'down-with-person': '16 s' },
      },
    ],
  );
  const drawn = { text, unknown: 7, mistakes: 0 };
  for (let aged = 0; aged < 10; aged++) {
    const { chair } = await truthOf({ ...drawn, aged });
    expect(inputLines(chairOf(chair))).toEqual(inputLines(chairOf(text)));
    expect(chair).not.toBe(text);
  }
  // Without wear it is one like it, which nobody has measured.
  const { chair } = await truthOf(drawn);
  expect(inputLines(chairOf(chair))).not.toEqual(inputLines(chairOf(text)));
});

test('mistakes that are asked for are there, no two of one kind', () => {
  const { mistakes } = drawUnknown(kind, 3, 4);
  expect(new Set(mistakes.map(({ id }) => id)).size).toBe(4);
});

/** Until no contact bounces any more. */
function settle(chair: PinChair, side: PinSide): void {
  for (let ms = 0; ms < 10; ms++) chair.step(side);
}

test('what is pressed by hand changes its own pin and no other', () => {
  const truth = drawUnknown(kind, 5);
  const chair = new PinChair(truth, { stepMs: 1, carriageMm: 300, kneaderTurns: 0.1 });
  const side = bareSide();
  for (const { path, line } of inputLines(chair.any)) {
    if (/counts|cams/.test(path)) continue;
    settle(chair, side);
    const before = new Map(side.levels);
    chair.pressed.add(path);
    settle(chair, side);
    const changed = [...side.levels].filter(([pin, level]) => before.get(pin) !== level).map(([pin]) => pin);
    expect(changed, path).toEqual([line.pin.number]);
    expect(side.levels.get(line.pin.number), path).toBe(line.activeHigh);
    chair.pressed.delete(path);
  }
});

test('a wire that is broken shows no press, and a mended one does', () => {
  const base = drawUnknown(kind, 5);
  const { chair } = base;
  const mistake = possibleMistakes(chairOf(chair)).find(
    ({ id, parts }) => id === 'input-dead' && parts[0] === 'inputs.seat',
  );
  if (mistake === undefined) throw new Error('no seat');
  const unknown = new PinChair({ ...base, mistakes: [mistake] }, { stepMs: 1 });
  const side = bareSide();
  const pin = chairOf(chair).inputs.seat?.pin.number ?? -1;
  settle(unknown, side);
  const rest = side.levels.get(pin);
  unknown.pressed.add('inputs.seat');
  settle(unknown, side);
  expect(side.levels.get(pin)).toBe(rest);
  unknown.mend('input-dead');
  settle(unknown, side);
  expect(side.levels.get(pin)).not.toBe(rest);
});

test('every mistake that a chair can have is one that its wires can', () => {
  const base = drawUnknown(kind, 5);
  const { chair } = base;
  const possible = possibleMistakes(chairOf(chair));
  expect(possible.length).toBeGreaterThan(40);
  for (const mistake of possible)
    expect(() => new PinChair({ ...base, mistakes: [mistake] }), mistake.id).not.toThrow();
});
