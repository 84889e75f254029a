/** What comes in: averages, samples that cannot be, leads that come and go, pins that flood. On the emulated chip. */
import { describe, expect, test } from 'vitest';
import { createRandom, nextBetween } from '../../sim/random.ts';
import { encode } from '../../src/board/protocol/codec.ts';
import { loadChair } from '../../src/board/shipped.ts';
import { tripNumber } from '../../src/chair/trips.ts';
import { wireNamed } from '../wire.ts';
import { stopLatencies } from './floods.ts';
import { allOn, GuardedChip } from './guarded-chip.ts';
import { pin, pinNumber, stopKey } from './lists.ts';

const fullScale = 1023;
/** Of the reference chair's list: its slot in the status, and the converter's channel. */
const sacral = { slot: 'analog5', channel: 4, bit: 1 << 5, pin: pinNumber('A4') } as const;
const current = { slot: 'analog0', channel: 0 } as const;

describe('analog inputs', () => {
  /** The worst a value strays from `mean` in a second under hum of so many counts. */
  function strays(slot: string, channel: number, hz: number): number {
    const chip = new GuardedChip().lock();
    const mean = 500.5;
    chip.emulator.sample = (asked) =>
      asked === channel ? Math.floor(mean + 20 * Math.sin((2 * Math.PI * hz * chip.ms) / 1000)) : 480;
    chip.run(120);
    let worst = 0;
    for (let tick = 0; tick < 50; tick++) {
      chip.run(12);
      worst = Math.max(worst, Math.abs((chip.status()[slot] as number) / 10 - (mean - 0.5)));
    }
    return worst;
  }

  test.each([50, 60])('of thermistors lose all but a count of a hum of 20 counts at %d Hz', (hz) => {
    expect(strays(sacral.slot, sacral.channel, hz)).toBeLessThan(1);
  });

  test('of currents lose it at 50 Hz, and two thirds of it at 60', () => {
    expect(strays(current.slot, current.channel, 50)).toBeLessThan(1);
    expect(strays(current.slot, current.channel, 60)).toBeLessThan(7);
  });

  test('follow within 100 ms, and currents within 20', () => {
    const chip = new GuardedChip().lock();
    chip.counts.fill(480);
    chip.run(200);
    chip.counts.fill(500);
    chip.run(24);
    expect(chip.status()[current.slot]).toBe(5000);
    chip.run(90);
    expect(chip.status()[sacral.slot]).toBe(5000);
  });

  test("of the supply, before and behind the motors' relay, are what was measured last", () => {
    const chip = new GuardedChip();
    const voltages = [pin('supply', 0, 'A6'), pin('supply', 1, 'A7')];
    expect(chip.lockTo([stopKey, ...voltages])?.values['result']).toBe(0);
    chip.counts.fill(480);
    chip.run(200);
    chip.counts.fill(500);
    chip.run(12);
    expect(chip.status()).toMatchObject({ analog0: 5000, analog1: 5000 });
  });

  test('of the supply are two, and no more', () => {
    const chip = new GuardedChip().boot();
    const results = [0, 1, 2].map((index) => chip.result('pin', pin('supply', index, `A${6 + index}`)));
    expect(results).toEqual(['done', 'done', 'bad-pin']);
  });

  test('of currents hold nothing older than two scans, at whatever moment they are asked for', () => {
    const chip = new GuardedChip().lock();
    chip.counts[current.channel] = 400;
    chip.run(200);
    chip.counts[current.channel] = 100;
    chip.run(25);
    const before = chip.heard.length;
    // Answered in each millisecond of a scan's ten, also in the one in which it begins.
    for (let asked = 0; asked < 23; asked++) {
      chip.send(encode('ask', {}));
      chip.run(3);
    }
    const shown = chip.heard.slice(before).map(({ values }) => values[current.slot]);
    expect(shown.length).toBeGreaterThan(20);
    expect(new Set(shown)).toEqual(new Set([1000]));
  });

  test('that cannot be read are in no average, are what is shown, and are counted', () => {
    const chip = new GuardedChip().lock();
    chip.run(200);
    const good = chip.status();
    chip.counts[sacral.channel] = fullScale;
    chip.run(12);
    const bad = chip.status();
    expect(bad[sacral.slot]).toBe(10 * fullScale);
    expect(bad).toMatchObject({ badLow: 0, badHigh: sacral.bit });
    chip.atRest();
    chip.run(12);
    const after = chip.status();
    expect(after[sacral.slot]).toBe(good[sacral.slot]);
    expect((after['badSamples'] as number) - (good['badSamples'] as number)).toBeGreaterThanOrEqual(1);
    expect(chip.status()['badHigh']).toBe(0);
    chip.counts[sacral.channel] = 0;
    chip.run(12);
    expect(chip.status()).toMatchObject({ badLow: sacral.bit, badHigh: 0, [sacral.slot]: 0 });
  });
});

describe('a thermistor’s lead that comes and goes', () => {
  /** Opens it for so long in each period, until the guard trips; ms since the first opening, or null. */
  function tripAfter(openMs: number, everyMs: number, phaseMs: number, atMostMs: number): number | null {
    const chip = new GuardedChip().armed();
    chip.run(phaseMs);
    const rest = chip.counts[sacral.channel] as number;
    for (let ms = 0; ms < atMostMs; ms++) {
      chip.counts[sacral.channel] = ms % everyMs < openMs ? fullScale : rest;
      if (ms % 20 === 0) {
        chip.write(allOn);
        chip.frame(allOn);
      }
      chip.run(1);
      if (ms > 5 && !chip.anythingOn) return ms;
    }
    expect((chip.status()['badSamples'] as number) * everyMs).toBeGreaterThan(0.9 * atMostMs);
    return null;
  }

  test('for 20 ms in each 500 trips in its second opening, whatever its phase', () => {
    const random = createRandom(4);
    for (let round = 0; round < 20; round++) {
      const took = tripAfter(20, 500, nextBetween(random, 0, 10), 3000);
      expect(took).toBeGreaterThan(500);
      expect(took).toBeLessThanOrEqual(530);
    }
  });

  test.each([
    [10, 200, 1_500],
    [30, 1000, 60],
    [5, 37, 2000],
    [900, 1000, 60],
  ])('for %d ms in each %d trips within %d', (openMs, everyMs, withinMs) => {
    const took = tripAfter(openMs, everyMs, 3, withinMs);
    expect(took).not.toBeNull();
  });

  test('one unreadable sample in a second trips nothing', () => {
    expect(tripAfter(10, 1000, 3, 20_000)).toBeNull();
  });

  test('is not forgotten by being armed again', () => {
    const chip = new GuardedChip().armed();
    chip.counts[sacral.channel] = fullScale;
    chip.run(45);
    expect(chip.status()).toMatchObject({ trip: tripNumber('thermistor'), tripDetail: sacral.pin });
    chip.atRest();
    chip.run(20);
    expect(chip.arm()).toBe('done');
    chip.counts[sacral.channel] = fullScale;
    chip.run(12);
    expect(chip.status()['trip']).toBe(tripNumber('thermistor'));
  });
});

describe('a pin that floods', () => {
  test('with some hundred thousand edges a second delays no stop: within 5 ms, and 0.1 ms later than without', () => {
    const quiet = stopLatencies(null, 40, 3);
    for (const cyclesBetween of [160, 53, 23]) {
      const flooded = stopLatencies(cyclesBetween, 40, 3);
      expect(flooded.worstCycles).toBeLessThan(5 * 16_000);
      expect(flooded.worstCycles - quiet.worstCycles).toBeLessThan(1600);
      // It was a flood, and the chip says so.
      expect(flooded.floodedMs).toBeGreaterThan(50);
    }
  });

  test('counts no more than eight edges in a millisecond, and all again when it is over', () => {
    const chip = new GuardedChip().armed();
    const { pin: edge } = wireNamed(chip.wiring, 'carriage-edge');
    const edges = () => chip.status()['edges'] as number;
    const before = edges();
    let level = false;
    for (let flood = 0; flood < 1000; flood++) {
      level = !level;
      chip.drive(edge, level);
      chip.run(0.01);
    }
    const counted = edges() - before;
    expect(counted).toBeGreaterThan(50);
    expect(counted).toBeLessThanOrEqual(8 * 12);
    for (let slow = 0; slow < 100; slow++) {
      level = !level;
      chip.drive(edge, level);
      chip.run(1);
    }
    expect(edges() - before - counted).toBe(100);
    expect(chip.status()['floods']).toBeGreaterThanOrEqual(9);
  });

  test('may count only edges towards active', () => {
    const chip = new GuardedChip();
    chip.lockTo([pin('edge', 0, '2', { flags: ['pullUp', 'activeLow', 'activeEdge'] }), stopKey]);
    const { pin: edge } = wireNamed(chip.wiring, 'carriage-edge');
    for (let at = 0; at < 20; at++) {
      chip.drive(edge, at % 2 === 0);
      chip.run(1);
    }
    expect(chip.status()['edges']).toBe(10);
  });

  test.each([
    ['lumbar-1', 'both', 20],
    ['chair-b', 'falling', 10],
  ] as const)('%s counts the edges that its file says: %s', (id, edges, counted) => {
    const { wiring } = loadChair(id);
    expect(wiring.edges).toBe(edges);
    const chip = new GuardedChip(undefined, undefined, wiring).lock();
    const { pin: edge } = wireNamed(wiring, 'carriage-edge');
    chip.drive(edge, true);
    chip.run(1);
    const before = chip.status()['edges'] as number;
    for (let at = 0; at < 20; at++) {
      chip.drive(edge, at % 2 !== 0);
      chip.run(1);
    }
    expect((chip.status()['edges'] as number) - before).toBe(counted);
  });
});

describe('a hold-to-run key', () => {
  test('lets outputs act while it is held, and trips within 5 ms of being let go', () => {
    const chip = new GuardedChip();
    const key = wireNamed(chip.wiring, 'timer key').pin;
    chip.lockTo([
      pin('motor-pwm', 1, '7'),
      stopKey,
      // Let go is high, by its pull-up, and so is a broken wire.
      pin('stop', 2, key.name, { flags: ['pullUp'] }),
    ]);
    chip.run(5);
    expect(chip.arm()).toBe('stopped');
    chip.drive(key, false);
    chip.run(5);
    expect(chip.arm()).toBe('done');
    const orders = () => {
      chip.send([0xe7, 100, 0]);
      chip.frameOf({ duty1: 100 });
      chip.run(5);
    };
    orders();
    expect(chip.dutyAt('7')).toBeGreaterThan(0.3);
    chip.drive(key, true);
    chip.run(5);
    expect(chip.dutyAt('7')).toBe(0);
    expect(chip.status()).toMatchObject({ trip: tripNumber('hold'), tripDetail: key.number });
  });
});
