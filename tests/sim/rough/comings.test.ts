import { describe, expect, test } from 'vitest';
import { avrPort } from '../../../sim/boards/avrport.ts';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { comingText, valueTexts } from '../../../sim/plant/fault-values.ts';
import { faultNames, faultRow, readFaultValue } from '../../../sim/plant/faults.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { chair } from '../../chair.ts';

const tickMs = 20;

/** For each tick of this time, whether the top's limit switch shows that it is closed. */
function stuckTicks(value: string, seconds: number, seed = 1): boolean[] {
  const board = modelPort(chair, { seed, carriageMm: 400 });
  const outputs = createOutputs(chair);
  board.break('limit.top', value);
  return Array.from({ length: (seconds * 1000) / tickMs }, () => {
    const { limitTopStuck } = board.plant;
    board.write(outputs);
    return limitTopStuck;
  });
}

const share = (ticks: readonly boolean[]): number => ticks.filter((each) => each).length / ticks.length;

describe('a fault that comes and goes', () => {
  test('is there at once, for so long, every so often', () => {
    const ticks = stuckTicks('stuck 20 ms every 500 ms', 2);
    expect(ticks.map((there, tick) => (there ? tick : -1)).filter((tick) => tick >= 0)).toEqual([
      0, 25, 50, 75,
    ]);
  });

  test('with a chance is there in that share of its pieces, each of its length', () => {
    const ticks = stuckTicks('stuck 60 ms chance 0.25', 60);
    expect(share(ticks)).toBeGreaterThan(0.2);
    expect(share(ticks)).toBeLessThan(0.3);
    for (let tick = 0; tick < ticks.length; tick += 3) {
      expect([ticks[tick + 1], ticks[tick + 2]]).toEqual([ticks[tick], ticks[tick]]);
    }
  });

  test('draws from its seed: the same again, and another from another', () => {
    expect(stuckTicks('stuck 20 ms chance 0.5', 2, 7)).toEqual(stuckTicks('stuck 20 ms chance 0.5', 2, 7));
    expect(stuckTicks('stuck 20 ms chance 0.5', 2, 7)).not.toEqual(
      stuckTicks('stuck 20 ms chance 0.5', 2, 8),
    );
  });

  test('is gone for good when its time is over; without a rhythm it is there once', () => {
    const ticks = stuckTicks('stuck 100 ms every 200 ms for 1 s', 3);
    expect(share(ticks.slice(0, 50))).toBe(0.5);
    expect(share(ticks.slice(50))).toBe(0);
    const once = stuckTicks('stuck 200 ms', 2);
    expect(once.indexOf(false)).toBe(10);
    expect(share(once.slice(10))).toBe(0);
  });

  test('is taken away, or replaced, like any other', () => {
    const board = modelPort(chair, { seed: 1, carriageMm: 400 });
    const outputs = createOutputs(chair);
    board.break('limit.top', 'stuck 100 ms every 200 ms');
    board.break('limit.top', 'none');
    for (let tick = 0; tick < 20; tick++) {
      board.write(outputs);
      expect(board.plant.limitTopStuck).toBe(false);
    }
    board.break('limit.top', 'stuck 100 ms every 200 ms');
    board.break('limit.top', 'open');
    for (let tick = 0; tick < 20; tick++) board.write(outputs);
    expect([board.plant.limitTopStuck, board.plant.limitTopOpen]).toEqual([false, true]);
  });

  test('is there on the emulated chip as often, to the millisecond', () => {
    const board = avrPort(chair, { seed: 1, carriageMm: 400 });
    const outputs = createOutputs(chair);
    board.break('limit.top', 'stuck 5 ms every 50 ms');
    let seen = 0;
    const { avr } = board;
    const inputs = avr.wiring.inputs.bind(avr.wiring);
    avr.wiring.inputs = () => {
      if (board.plant.limitTopStuck) seen++;
      inputs();
    };
    for (let tick = 0; tick < 50; tick++) board.write(outputs);
    expect(seen).toBe(100);
    expect(board.effects()).toEqual({ 'limit.top stuck': 20 });
  });
});

describe('the times of a fault', () => {
  test.each([
    ['limit.top', 'open 20 ms every 500 ms for 600000 ms'],
    ['thermistor.lumbar', 'detached 33 C 5000 ms chance 0.1'],
    ['supply', '12 V 5 ms every 1000 ms'],
    ['line.lag', '100 ms for 60000 ms'],
    ['host.late', '0 to 15 ms for 60000 ms'],
  ] as const)('%s: %s reads back as it is written', (name, text) => {
    const read = readFaultValue(name, text);
    if (typeof read === 'string' || read.coming === null) throw new Error(String(read));
    expect(comingText(read.base, read.coming)).toBe(text);
  });

  const times = { onMs: 0, everyMs: 0, chance: 0, forMs: 0 };
  const comings = [
    { ...times, onMs: 12 },
    { ...times, onMs: 12, everyMs: 50 },
    { ...times, onMs: 12, chance: 0.1, forMs: 60_000 },
    { ...times, forMs: 60_000 },
  ];
  /** The values of the table with numbers that are within the range of each. */
  const figures = faultNames.flatMap((name) =>
    valueTexts(faultRow(name))
      .filter((value) => value !== 'none')
      .flatMap((value) => {
        const tried = ['0.1', '1', '10', '3000'].map((figure) => value.replaceAll(/\bN\b/g, figure));
        const fits = tried.find((text) => typeof readFaultValue(name, text) !== 'string');
        return [[name, fits ?? value] as const];
      }),
  );
  test.each(figures)('%s: %s can come and go in every way', (name, base) => {
    for (const coming of comings) {
      const text = comingText(base, coming);
      expect(readFaultValue(name, text), text).toMatchObject({ base, coming });
    }
  });

  test.each([
    ['open 500 ms every 500 ms', 'limit.top: there for 500 ms every 500 ms is there always'],
    ['open 20 ms chance 2', 'limit.top: a chance of 2: 0 to 1'],
    ['none 20 ms every 1 s', 'limit.top: none is no fault that could come and go'],
    ['opened 20 ms every 1 s', /none of stuck, open, floating, none/],
  ])('%s is refused', (text, said) => {
    expect(readFaultValue('limit.top', text)).toMatch(said);
  });
});
