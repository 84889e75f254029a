import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeyName, keyBit, keyNames } from '../../../src/chair/names.ts';
import {
  consumeKeys,
  consumeStale,
  createKeys,
  type Keys,
  lockChord,
  readKeys,
  serviceChord,
} from '../../../src/control/keys/keys.ts';

const tickMs = 20;

function names(mask: number): KeyName[] {
  return keyNames.filter((name) => (mask & keyBit(name)) !== 0);
}

function bits(...keys: KeyName[]): number {
  return keys.reduce((mask, name) => mask | keyBit(name), 0);
}

/** Feeds rows of `[keys down, for ms]` and tells what the keys said, in order, as `pressed heat @40`. */
function said(...rows: [KeyName[], number][]): string[] {
  const keys = createKeys();
  return heard(keys, 20, ...rows);
}

function heard(keys: Keys, fromMs: number, ...rows: [KeyName[], number][]): string[] {
  const words: string[] = [];
  let nowMs = fromMs;
  for (const [down, forMs] of rows) {
    for (const endMs = nowMs + forMs; nowMs < endMs; nowMs += tickMs) {
      readKeys(keys, bits(...down), nowMs);
      for (const what of ['pressed', 'released', 'repeated', 'held'] as const) {
        for (const name of names(keys[what])) words.push(`${what} ${name} @${nowMs}`);
      }
      if (keys.chords & lockChord.bit) words.push(`lock chord @${nowMs}`);
      if (keys.chords & serviceChord.bit) words.push(`service chord @${nowMs}`);
    }
  }
  return words;
}

describe('a press', () => {
  test('counts from the very first tick of the controller', () => {
    expect(heard(createKeys(), 0, [['power'], 60], [[], 100])).toEqual([
      'pressed power @0',
      'released power @80',
    ]);
  });

  test('counts in the first tick it is seen, the release once the contact stays open for 40 ms', () => {
    expect(said([['heat'], 100], [[], 100])).toEqual(['pressed heat @20', 'released heat @140']);
  });

  test('shorter than two ticks still counts', () => {
    expect(said([['stop'], 20], [[], 100])).toEqual(['pressed stop @20', 'released stop @60']);
  });

  test('of a bouncing contact counts once', () => {
    const bounce: [KeyName[], number][] = [
      [['start'], 20],
      [[], 20],
      [['start'], 20],
      [[], 20],
      [['start'], 100],
      [[], 20],
      [['start'], 20],
      [[], 100],
    ];
    expect(said(...bounce)).toEqual(['pressed start @20', 'released start @260']);
  });

  test('after a release counts anew', () => {
    const words = said([['timer'], 100], [[], 60], [['timer'], 100], [[], 60]);
    expect(words).toEqual([
      'pressed timer @20',
      'released timer @140',
      'pressed timer @180',
      'released timer @300',
    ]);
  });

  test('of several keys at once counts for each', () => {
    expect(said([['heat', 'start'], 20])).toEqual(['pressed start @20', 'pressed heat @20']);
  });

  test('of a line that is no key is nothing', () => {
    const keys = createKeys();
    readKeys(keys, 1 << 10, 20);
    expect(keys.down).toBe(0);
  });
});

describe('holding', () => {
  test('program for 4 s says it once, and its release says nothing more', () => {
    expect(said([['program'], 6000], [[], 100])).toEqual(['pressed program @20', 'held program @4020']);
  });

  test('program for a moment less is a release', () => {
    expect(said([['program'], 4000], [[], 100])).toEqual(['pressed program @20', 'released program @4040']);
  });

  test('a spot key repeats after 600 ms and then each 400 ms', () => {
    expect(said([['spot-up'], 1600], [[], 100])).toEqual([
      'pressed spot-up @20',
      'repeated spot-up @620',
      'repeated spot-up @1020',
      'repeated spot-up @1420',
      'released spot-up @1640',
    ]);
  });

  test('no other key repeats', () => {
    for (const name of keyNames.filter((key) => !key.startsWith('spot'))) {
      expect(said([[name], 9000]).filter((word) => word.startsWith('repeated'))).toEqual([]);
    }
  });
});

describe('chords', () => {
  test('program and timer together for 3 s, counted from the later one, and nothing of either besides', () => {
    expect(said([['program'], 500], [['program', 'timer'], 6000], [['timer'], 100], [[], 100])).toEqual([
      'pressed program @20',
      'pressed timer @520',
      'lock chord @3520',
    ]);
  });

  test('power and stop together for 5 s', () => {
    expect(said([['power', 'stop'], 6000], [[], 100])).toEqual([
      'pressed power @20',
      'pressed stop @20',
      'service chord @5020',
    ]);
  });

  test('a chord let go too early marks its keys, so that their release is not taken for their own', () => {
    const keys = createKeys();
    heard(keys, 20, [['program', 'timer'], 500], [['program'], 200], [[], 40]);
    expect(names(keys.released)).toEqual(['program']);
    expect(names(keys.chorded)).toContain('program');
    readKeys(keys, bits('program'), 760);
    expect(names(keys.chorded)).not.toContain('program');
  });
});

describe('consumed keys', () => {
  test('say nothing more until they have been let go', () => {
    const keys = createKeys();
    heard(keys, 20, [['spot-up', 'program'], 100]);
    consumeKeys(keys);
    expect(heard(keys, 120, [['spot-up', 'program'], 5000], [[], 100])).toEqual([]);
    expect(heard(keys, 5220, [['spot-up'], 40])).toEqual(['pressed spot-up @5220']);
  });

  test('a key that was down while nobody was heard does nothing when it comes up', () => {
    for (const [ageMs, words] of [
      [250, ['released power @140']],
      [251, []],
      [Number.NaN, []],
    ] as const) {
      const keys = createKeys();
      heard(keys, 20, [['power'], 100]);
      consumeStale(keys, ageMs);
      expect(heard(keys, 120, [[], 100])).toEqual(words);
      expect(heard(keys, 220, [['power'], 60], [[], 100])).toContain('pressed power @220');
    }
  });

  test('a consumed stop can still be half of the service chord', () => {
    const keys = createKeys();
    heard(keys, 20, [['stop'], 100]);
    consumeKeys(keys);
    expect(heard(keys, 120, [['stop', 'power'], 6000])).toEqual([
      'pressed power @120',
      'service chord @5120',
    ]);
  });
});

describe('a stuck key', () => {
  test('is left out and shown after 10 s, until it comes up', () => {
    const keys = createKeys();
    heard(keys, 20, [['power'], 9880]);
    expect([names(keys.stuck), keys.faulty]).toEqual([[], false]);
    heard(keys, 9900, [['power'], 20]);
    expect([names(keys.stuck), keys.faulty]).toEqual([['power'], true]);
    expect(heard(keys, 9920, [['power'], 60_000], [[], 100])).toEqual([]);
    expect([names(keys.stuck), keys.faulty]).toEqual([[], false]);
    expect(heard(keys, 70_020, [['power'], 40])).toEqual(['pressed power @70020']);
  });

  test('leaves all others at work, even those it could make a chord with', () => {
    const keys = createKeys();
    heard(keys, 20, [['timer'], 11_000]);
    expect(heard(keys, 11_020, [['timer', 'program'], 100], [['timer'], 100])).toEqual([
      'pressed program @11020',
      'released program @11140',
    ]);
    expect(names(keys.chorded)).toEqual([]);
    expect(heard(keys, 11_220, [['timer', 'program'], 5000])).toEqual([
      'pressed program @11220',
      'held program @15220',
    ]);
  });

  test('is never stop: held for an hour it still holds the chair', () => {
    const keys = createKeys();
    heard(keys, 20, [['stop'], 3_600_000]);
    expect([names(keys.down), names(keys.stuck), keys.faulty]).toEqual([['stop'], [], false]);
  });
});

describe('two opposite keys', () => {
  test('pressed together are left out, shown after a second, and good again when both are up', () => {
    const keys = createKeys();
    expect(heard(keys, 20, [['spot-up', 'spot-down'], 1000])).toEqual([]);
    expect(keys.faulty).toBe(false);
    expect(heard(keys, 1020, [['spot-up', 'spot-down'], 3000])).toEqual([]);
    expect(keys.faulty).toBe(true);
    expect(heard(keys, 4020, [['spot-up'], 2000], [[], 100])).toEqual([]);
    expect(keys.faulty).toBe(false);
    expect(heard(keys, 6120, [['spot-up'], 20])).toEqual(['pressed spot-up @6120']);
  });

  test('the second of them is left out, and the first stops repeating', () => {
    expect(said([['speed-up'], 100], [['speed-up', 'speed-down'], 500], [[], 100])).toEqual([
      'pressed speed-up @20',
    ]);
    expect(said([['spot-up'], 100], [['spot-up', 'spot-down'], 5000])).toEqual(['pressed spot-up @20']);
  });

  test('leave the other rocker at work', () => {
    expect(said([['speed-up', 'speed-down'], 2000], [['speed-up', 'speed-down', 'spot-up'], 100])).toEqual([
      'pressed spot-up @2020',
    ]);
  });
});

describe('any levels at all', () => {
  const levels = fc.array(fc.tuple(fc.nat(1023), fc.integer({ min: 1, max: 100 })), { maxLength: 40 });

  test('say each key at most one thing a tick, only of keys that are or were down, and end quiet', () => {
    fc.assert(
      fc.property(levels, (rows) => {
        const keys = createKeys();
        let nowMs = 0;
        let before = 0;
        const read = (raw: number) => {
          readKeys(keys, raw, nowMs);
          expect(keys.pressed & before).toBe(0);
          expect(keys.released & keys.down).toBe(0);
          expect((keys.pressed | keys.repeated | keys.held) & ~keys.down).toBe(0);
          expect(keys.pressed & keys.repeated).toBe(0);
          expect((keys.consumed | keys.stuck) & ~keys.down).toBe(0);
          before = keys.down;
          nowMs += tickMs;
        };
        for (const [raw, ticks] of rows) for (let tick = 0; tick < ticks; tick++) read(raw);
        read(0);
        read(0);
        read(0);
        expect([keys.down, keys.consumed, keys.stuck, keys.paired, keys.faulty]).toEqual([0, 0, 0, 0, false]);
      }),
      { numRuns: 100 },
    );
  });

  test('give the same from a copy taken on the way', () => {
    fc.assert(
      fc.property(levels, levels, (first, second) => {
        const keys = createKeys();
        let nowMs = 0;
        for (const [raw, ticks] of first) {
          for (let tick = 0; tick < ticks; tick++, nowMs += tickMs) readKeys(keys, raw, nowMs);
        }
        const copy = structuredClone(keys);
        for (const [raw, ticks] of second) {
          for (let tick = 0; tick < ticks; tick++, nowMs += tickMs) {
            readKeys(keys, raw, nowMs);
            readKeys(copy, raw, nowMs);
          }
          expect(copy).toEqual(keys);
        }
      }),
      { numRuns: 50 },
    );
  });
});
