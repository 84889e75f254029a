/** A whole setup on an unknown chair of each kind that ships: what is asked where nothing sees it, and that the chair then runs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { possibleMistakes } from '../../sim/unknown/mistakes.ts';
import { turnMs } from '../../sim/unknown/pin-chip.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { inputLines } from '../../src/chair/lines.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { chairOf } from '../../src/setup/kind.ts';
import type { MistakeId } from '../../src/setup/mistakes.ts';
import { knownFacts } from '../../src/setup/parts.ts';
import type { Setup } from '../../src/setup/setup.ts';
import { writtenChair } from '../../src/setup/write.ts';
import {
  failureOf,
  type Kind,
  kindNamed,
  kindOfText,
  kindText,
  type Measured,
  measure,
  unknown,
  type Worst,
  watched,
} from './measured.ts';

const kinds = ['chair-a', 'chair-b', 'chair-b-open-loop', 'chair-b-table', 'chair-c'] as const;

describe.each(kinds)('%s', (id) => {
  const kind = kindNamed(id);
  const guard = watched();
  const measured = measure(unknown(7, 0, kind), guard.each, undefined, {}, kind);
  const truth = chairOf(measured.truth.chair);
  const { facts, io } = measured.setup;

  test('a program runs on it with the file that was written, without a fault', () => {
    expect(io.mistakes).toEqual([]);
    expect(failureOf(measured)).toBe('');
  });

  test('nothing moves while no key is held, nothing is driven into a stop, nothing gets hot', () => {
    expect(guard.worst).toMatchObject({ heldFastMs: 0, unheldMs: 0 });
    expect(guard.worst.surfaceC).toBeLessThan(43);
  });

  test('its travel times are within 2 %, and its least duties within 0.03', () => {
    const { carriage, kneader, tapper } = truth;
    if (carriage === null) throw new Error('no carriage');
    const { upMs, downMs } = carriage.travel;
    expect(Math.abs((facts.carriage?.upMs.value ?? 0) / upMs - 1)).toBeLessThan(0.02);
    expect(Math.abs((facts.carriage?.downMs.value ?? 0) / downMs - 1)).toBeLessThan(0.02);
    const motors = { carriage, kneader, tapper };
    for (const name of ['carriage', 'kneader', 'tapper'] as const) {
      const said = motors[name]?.drive.pwm?.duty.min;
      // The simulated tapper starts at nine tenths of what its file says.
      const least = said !== undefined && name === 'tapper' ? 0.9 * said : said;
      if (least === undefined) expect(facts[name]?.breakaway ?? null, name).toBeNull();
      else expect(Math.abs((facts[name]?.breakaway?.value ?? 1) - least), name).toBeLessThan(0.03);
    }
  });

  test('a carriage that nothing on the chair sees standing is said to be so before it is driven far', () => {
    const said = io.told.some(({ text }) => text.startsWith('nothing on this chair sees the carriage stand'));
    expect(said).toBe(truth.carriage?.counts === null && truth.carriage.current === null);
  });
});

/** One thing wired wrong in a chair of this kind. */
function measureWrong(id: string, mistakeId: MistakeId, part: string): Measured & { readonly worst: Worst } {
  const kind = kindNamed(id);
  const base = unknown(5, 0, kind);
  const mistake = possibleMistakes(chairOf(base.chair)).find(
    (each) => each.id === mistakeId && each.parts[0] === part,
  );
  if (mistake === undefined) throw new Error(`no ${mistakeId} at ${part}`);
  const { worst, each } = watched();
  const isOver = ({ io, facts }: Setup) => io.mistakes.length > 0 && facts.supply !== undefined;
  return { ...measure({ ...base, mistakes: [mistake] }, each, isOver, {}, kind), worst };
}

test.each([
  ['chair-a', 'switch-stuck', 'carriage.drive'],
  ['chair-a', 'output-inverted', 'carriage.drive.up'],
  ['chair-a', 'output-inverted', 'carriage.drive.down'],
  ['chair-a', 'output-dead', 'tapper.drive'],
  ['chair-a', 'end-dead', 'carriage.ends.top'],
  ['chair-b', 'switch-stuck', 'heat.relay'],
  ['chair-b', 'end-dead', 'carriage.ends.top'],
  ['chair-b', 'output-dead', 'heat.pads.lumbar.out'],
  ['chair-c', 'output-inverted', 'carriage.drive.pwm'],
  ['chair-c', 'end-dead', 'carriage.ends.middle'],
] as const)('%s: %s at %s is named, and nothing else', (id, mistakeId, part) => {
  const { setup, truth, worst } = measureWrong(id, mistakeId, part);
  expect(setup.io.mistakes.map((each) => each.id)).toEqual([mistakeId]);
  const pins = truth.mistakes.flatMap((each) => each.pins);
  expect(setup.io.mistakes[0]?.pins.some((pin) => pins.includes(pin))).toBe(true);
  expect(worst.heldFastMs).toBeLessThanOrEqual(320);
  // What moves by itself without a relay does so until the person pulls the plug, twice at most.
  expect(worst.unheldMs).toBeLessThanOrEqual(1000);
});

test.each(['switch-stuck', 'output-inverted'] as const)(
  '%s at a pad that only a hand feels: named once, and once it is mended and cold the pad is proved',
  (mistakeId) => {
    const kind = kindNamed('chair-b-table');
    const base = unknown(5, 0, kind);
    const mistakes = possibleMistakes(chairOf(base.chair)).filter(
      ({ id, parts }) => id === mistakeId && parts[0] === 'heat.pads.lumbar.out',
    );
    const { setup } = measure({ ...base, mistakes }, undefined, undefined, {}, kind);
    expect(setup.failure).toBe('');
    expect(setup.io.mistakes.map(({ id }) => id)).toEqual([mistakeId]);
    expect(setup.io.asks).toContain('cool.lumbar');
  },
);

test('without a key that can be held each motor is proved by single pulses, and none is measured', () => {
  const kind = kindNamed('chair-a');
  let longestMs = 0;
  let drivenMs = 0;
  const { setup } = measure(
    unknown(7, 0, kind),
    ({ chip, setup: { io } }) => {
      if (io.asked?.kind === 'press' && io.asked.part.startsWith('inputs.keys.')) io.answer = 'none';
      const { carriage, kneader, tapper } = chip.chair.plant;
      const isDriven = [carriage, kneader, tapper].some((motor) => (motor?.duty ?? 0) !== 0);
      drivenMs = isDriven ? drivenMs + turnMs : 0;
      longestMs = Math.max(longestMs, drivenMs);
    },
    undefined,
    {},
    kind,
  );
  expect(setup.failure).toBe('');
  expect(setup.io.asks).toEqual(expect.arrayContaining(['pulse.carriage', 'pulse.kneader', 'pulse.tapper']));
  expect(setup.facts.carriage).toBeUndefined();
  expect(longestMs).toBeGreaterThan(0);
  expect(longestMs).toBeLessThanOrEqual(200);
});

test('the switch in the middle of a cushion is found on the way', () => {
  const kind = kindNamed('chair-c');
  const { truth, setup } = measure(
    unknown(3, 0, kind),
    undefined,
    ({ facts }) => facts.carriage !== undefined,
    {},
    kind,
  );
  const atMm = chairOf(truth.chair).carriage?.ends.middle?.atMm ?? Number.NaN;
  expect(Math.abs((setup.facts.carriage?.middleMm?.value ?? 0) - atMm)).toBeLessThan(4);
});

test('a carriage that stands on the switch in its middle at first: nothing is said to be dead, and it is found later', () => {
  const kind = kindNamed('chair-c');
  const base = unknown(77, 0, kind);
  const { truth, setup } = measure(base, undefined, ({ facts }) => facts.carriage !== undefined, {}, kind);
  const path = 'carriage.ends.middle';
  expect(setup.io.mistakes).toEqual([]);
  const should = inputLines(chairOf(truth.chair)).find((each) => each.path === path)?.line;
  const { pin, activeHigh, pull } = setup.facts.inputs?.found[path] ?? {};
  expect({ pin, activeHigh, pull }).toEqual({
    pin: should?.pin.number,
    activeHigh: should?.activeHigh,
    pull: should?.pull,
  });
  expect(setup.facts.inputs?.later ?? []).toEqual([]);
  expect(setup.facts.carriage?.middleMm).not.toBeNull();
});

/** Of the first the surface takes a fifth less than such pads' do. */
test.each([41, 7])(
  'a pad with one thermistor, seed %i: power over capacity within 2 %, what leaves it within 4 %',
  (seed) => {
    const kind = kindNamed('chair-b');
    const truth = unknown(seed, 0, kind);
    const known = kindOfText(withUsualPad(truth.chair));
    const only = new Set(['lumbar']);
    const { setup } = measure(truth, undefined, undefined, knownFacts(known.chair, only), known, only);
    const pad = chairOf(truth.chair).heat?.pads[0];
    if (pad === undefined) throw new Error('no pad');
    const { powerOverCapacity, lossPerS } = setup.facts.pads?.['lumbar'] ?? {};
    const off = (is: number | undefined, truly: number) => Math.abs((is ?? Number.NaN) / truly - 1);
    expect(off(powerOverCapacity?.value, pad.nominalW / pad.elementJPerK)).toBeLessThan(0.02);
    const lossWPerK = pad.elementSurfaceWPerK + pad.elementAirWPerK;
    expect(off(lossPerS?.value, lossWPerK / pad.elementJPerK)).toBeLessThan(0.04);
    const text = writtenChair(known.text, known.chair, setup.facts, '2026-11-28').text;
    const written = chairOf(text).heat?.pads[0];
    expect(
      off((written?.elementSurfaceWPerK ?? 0) + (written?.elementAirWPerK ?? 0), lossWPerK),
    ).toBeLessThan(0.05);
  },
);

/** Wired as this one, its pad as the kind's file has it. */
const withUsualPad = (text: string): string =>
  changedYaml(text, [
    { path: ['heat', 'pads', 'lumbar', 'element'], value: undefined },
    { path: ['heat', 'pads', 'lumbar', 'surface'], value: undefined },
  ]);

/** A chair of tests/chairs/setup. */
const kindFrom = (name: string): Kind => kindOfText(readFileSync(`tests/chairs/setup/${name}.yaml`, 'utf8'));

test.each([
  ['arms-coast-past-their-cams', 14],
  ['edges-12-mm-apart', 15],
  ['arms-may-not-be-moved', 28],
  ['a-switch-at-one-end-alone', 24],
  ['a-carriage-that-may-not-be-used', 158],
  ['counts-not-within-a-pulse', 193],
  ['edges-faster-than-samples', 24],
])('%s: is measured, and a program runs on what was written', (name, seed) => {
  const kind = kindFrom(name);
  const measured = measure(unknown(seed, 0, kind), undefined, undefined, {}, kind);
  expect(measured.setup.io.mistakes).toEqual([]);
  expect(failureOf(measured)).toBe('');
});

test('what may not be moved is left where it is, and its sensors make room for what was found on their pins', () => {
  const kind = kindFrom('arms-may-not-be-moved');
  const { setup } = measure(unknown(28, 0, kind), undefined, undefined, {}, kind);
  expect(setup.io.asks.filter((id) => id.startsWith('hold.'))).toEqual([]);
  expect(setup.io.told.map(({ text }) => text)).toContain(
    'the kneader is not moved: it is locked out, lumbar explain says why',
  );
  const { text, compare } = writtenChair(kind.text, kind.chair, setup.facts, '2026-11-28');
  expect(readChair(text, 'written').problems).toEqual([]);
  expect(compare.find(({ path }) => path === 'kneader.cams.1.pin')?.judged).toBe(
    'not found: another part is on its pin',
  );
});

test('a part that the person says is none is none in the file', () => {
  const { setup } = measure(
    unknown(2),
    ({ setup: { io } }) => {
      if (io.asked?.kind === 'press' && /seat|spot-up/.test(io.asked.part)) io.answer = 'none';
    },
    ({ facts }) => facts.supply !== undefined,
  );
  const { text } = writtenChair(kindText, kindNamed('lumbar-1').chair, setup.facts, '2026-11-28');
  const { inputs } = chairOf(text);
  expect(inputs.seat).toBeNull();
  expect(Object.keys(inputs.keys)).not.toContain('spot-up');
});
