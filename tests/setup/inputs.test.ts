/** Inputs that find themselves: pin, level and pull of each, and what is wrong with it. */
import { describe, expect, test } from 'vitest';
import { possibleMistakes } from '../../sim/unknown/mistakes.ts';
import { inputLines } from '../../src/chair/lines.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { writtenChair } from '../../src/setup/write.ts';
import { type Measured, measureInputs, unknown } from './measured.ts';

const isPressed = (path: string) => !/counts|cams/.test(path);

/** Inputs that are not as the truth has them. */
function wrongInputs({ truth, setup }: Measured): string[] {
  const found = setup.facts.inputs?.found ?? {};
  return inputLines(chairOf(truth.chair))
    .filter(({ path }) => isPressed(path))
    .filter(({ path, line }) => {
      const fact = found[path];
      const { pin, activeHigh, pull } = line;
      return fact?.pin !== pin.number || fact.activeHigh !== activeHigh || fact.pull !== pull;
    })
    .map(({ path }) => path);
}

describe('inputs', () => {
  test('each is found on its pin, with its level and its pull, whatever was drawn', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const measured = measureInputs(unknown(seed));
      expect(wrongInputs(measured), `seed ${seed}`).toEqual([]);
      expect(measured.setup.io.mistakes, `seed ${seed}`).toEqual([]);
    }
  });

  test('how long a contact bounces is told, kept, and written as the longest that it can be', () => {
    const base = unknown(3);
    const path = ['inputs', 'stop', 'debounce'];
    const worn = { ...base, chair: changedYaml(base.chair, [{ path, value: '24 ms' }]) };
    const { setup } = measureInputs(worn);
    const { bounceMs = 0 } = setup.facts.inputs?.found['inputs.stop'] ?? {};
    // The chair draws how much of it each press takes, from two fifths on; the model of the chip looks each 4 ms.
    expect(bounceMs).toBeGreaterThanOrEqual(8);
    expect(bounceMs).toBeLessThanOrEqual(24);
    expect(setup.io.told.map(({ text }) => text).join()).toContain(`bounces for ${bounceMs} ms, `);
    const { text } = writtenChair(base.chair, chairOf(base.chair), setup.facts, '2026-11-28');
    const written = inputLines(chairOf(text)).find((each) => each.path === 'inputs.stop');
    expect(written?.line.debounceMs).toBe(bounceMs + 4);
  });

  test('the stop key is asked for first, and nothing is on meanwhile', () => {
    let driven = 0;
    const { setup } = measureInputs(unknown(2), ({ chip }) => {
      const { carriageDuty, kneaderDuty, padsOn, padRelay, motorRelay } = chip.chair.power;
      if (carriageDuty !== 0 || kneaderDuty !== 0 || padsOn.includes(true) || padRelay || motorRelay)
        driven++;
    });
    expect(setup.io.asks.filter((id) => id.startsWith('press.'))[0]).toBe('press.inputs.stop');
    expect(driven).toBe(0);
  });

  test('what is wired wrong is named, and found once it is mended', () => {
    const base = unknown(5);
    const mistakes = possibleMistakes(chairOf(base.chair)).filter(({ id }) =>
      ['input-dead', 'input-loose', 'input-floats', 'two-on-one-pin'].includes(id),
    );
    expect(mistakes.length).toBeGreaterThan(24);
    for (const mistake of mistakes) {
      const measured = measureInputs({ ...base, mistakes: [mistake] });
      const where = `${mistake.id} ${mistake.parts.join(' ')}`;
      expect(
        measured.setup.io.mistakes.map(({ id }) => id),
        where,
      ).toEqual([mistake.id]);
      expect(wrongInputs(measured), where).toEqual([]);
    }
  });

  test('a stop key of which nothing is heard, and that nobody mends, ends setup', () => {
    const base = unknown(5);
    const dead = possibleMistakes(chairOf(base.chair)).find(
      ({ id, parts }) => id === 'input-dead' && parts[0] === 'inputs.stop',
    );
    if (dead === undefined) throw new Error('no stop key');
    const { setup } = measureInputs({ ...base, mistakes: [dead] }, ({ setup: { io } }) => {
      if (io.asked?.id === 'fix.input-dead') io.answer = 'leave';
    });
    expect(setup.failure).toContain('no stop key was found');
  });

  test('an answer that nobody understands is asked for again, and never taken for a yes', () => {
    const { setup } = measureInputs(unknown(5), ({ setup: { io } }) => {
      if (io.asked?.id === 'supply-off') io.answer = 'what supply?';
    });
    expect(setup.failure).toContain('"what supply?" is no answer');
    expect(setup.io.asks).toEqual(['supply-off']);
  });

  test('a supply of another voltage is named before any output has been on', () => {
    const base = unknown(5);
    const { setup } = measureInputs({
      ...base,
      mistakes: [{ id: 'supply-volts', parts: ['supply'], pins: [] }],
    });
    expect(setup.io.mistakes.map(({ id }) => id)).toEqual(['supply-volts']);
    expect(setup.facts.supply?.volts).toBeCloseTo(24, 0);
  });
});
