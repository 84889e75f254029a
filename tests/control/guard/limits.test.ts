/** What the guard makes of a chair's figures, reckoned by hand. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { stalledFrom } from '../../../src/chair/motor-current.ts';
import { keyNames } from '../../../src/chair/names.ts';
import { guardLimits, type Need } from '../../../src/control/guard/limits.ts';
import { camLimits, noCurrentOf } from '../../../src/control/guard/motor-limits.ts';

const shipped = Object.fromEntries(
  ['lumbar-1', 'chair-a', 'chair-b', 'chair-b-table', 'chair-c'].map((name) => [name, loadChair(name)]),
) as Record<string, Chair>;
const lumbar = loadChair('lumbar-1');

type Changed = { readonly [Part in keyof Chair]?: Partial<Chair[Part]> };

/** The reference chair, some of its parts changed. */
function changed({ carriage, kneader, tapper }: Changed, wiring: Partial<Chair['wiring']> = {}): Chair {
  return {
    ...lumbar,
    carriage: { ...lumbar.carriage, ...carriage },
    kneader: { ...lumbar.kneader, ...kneader },
    tapper:
      tapper === undefined
        ? lumbar.tapper
        : ({ ...shipped['chair-b']!.tapper, ...tapper } as Chair['tapper']),
    wiring: { ...lumbar.wiring, ...wiring },
  };
}

const inputs = (own: Partial<Chair['wiring']['inputs']>) => ({ inputs: { ...lumbar.wiring.inputs, ...own } });
const scaled = (own: Partial<Chair['wiring']['scaled']>) => ({ scaled: { ...lumbar.wiring.scaled, ...own } });

const abilities = (chair: Chair) =>
  Object.entries(guardLimits(chair).has).flatMap(([name, has]) => (has ? [name] : []));

const { wiring } = lumbar;

describe('what a chair has', () => {
  test.each([
    [
      'lumbar-1',
      'heat, seat, keys, emergency stop, supply sensed, room sensed, ends, cams, carriage current, carriage counts, carriage counts often, carriage two ways, kneader current, kneader counts often, kneader two ways',
    ],
    ['chair-a', 'keys, ends, place by time, kneader in turns, tapper in turns, tapper, carriage two ways'],
    [
      'chair-b',
      'heat, keys, emergency stop, ends, cams, kneader in turns, tapper in turns, tapper, carriage counts, carriage counts often, carriage two ways, kneader two ways',
    ],
    ['chair-c', 'keys, ends, place by time, carriage two ways'],
  ])('%s', (name, list) => {
    expect(abilities(shipped[name]!)).toEqual(list.split(', '));
  });

  const { keys, motors } = lumbar.wiring;
  const noKeyButStop = {
    ...keys,
    ...Object.fromEntries(keyNames.filter((key) => key !== 'stop').map((key) => [key, null])),
  };
  test.each<[Need, Chair]>([
    ['heat', { ...lumbar, pads: [] }],
    ['seat', changed({}, inputs({ seat: null }))],
    ['keys', changed({}, { keys: noKeyButStop })],
    ['emergency stop', changed({}, inputs({ 'emergency-stop': null }))],
    ['supply sensed', changed({}, scaled({ supply: null }))],
    ['room sensed', changed({}, { ambient: null })],
    ['ends', changed({}, inputs({ 'limit-top': null, 'limit-bottom': null }))],
    ['cams', changed({ kneader: { cams: [] } })],
    ['carriage current', changed({}, scaled({ 'carriage-current': null }))],
    ['carriage two ways', changed({}, { motors: { ...motors, carriage: null } })],
    ['kneader current', changed({}, scaled({ 'kneader-current': null }))],
    ['kneader counts often', changed({ kneader: { camsShowStall: false } })],
    [
      'kneader two ways',
      changed({}, { motors: { ...motors, kneader: loadChair('chair-a').wiring.motors.kneader } }),
    ],
  ])('but for %s', (without, chair) => {
    expect(abilities(chair)).toEqual(abilities(lumbar).filter((name) => name !== without));
  });

  test('one key but stop is enough, and one end', () => {
    expect(abilities(changed({}, { keys: { ...noKeyButStop, start: keys.start } }))).toContain('keys');
    expect(abilities(changed({}, inputs({ 'limit-top': null })))).toContain('ends');
    expect(abilities(changed({}, inputs({ 'limit-bottom': null })))).toContain('ends');
    expect(abilities(changed({ carriage: { openEnd: 1 } }))).toContain('open end');
  });

  test('counts that are seldom are those that do not show a jam', () => {
    const seldom = abilities(changed({ carriage: { countsShowJam: false } }));
    expect(seldom).toContain('carriage counts seldom');
    expect(seldom).not.toContain('carriage counts often');
  });

  test('without a carriage nothing has its place by time', () => {
    const none = changed(
      { carriage: { edgeMm: null, countsShowJam: false } },
      { motors: { ...motors, carriage: null } },
    );
    expect(abilities(none)).not.toContain('place by time');
    expect(abilities(none)).not.toContain('carriage counts seldom');
  });

  test('a tapper whose current is measured need not run in turns', () => {
    const measured = abilities(changed({ tapper: { measured: true } }));
    expect(measured).toContain('tapper current');
    expect(measured).not.toContain('tapper in turns');
  });

  test('relays are read back where there are any', () => {
    const relaysOf = (name: string) => guardLimits(shipped[name]!).relays;
    expect(relaysOf('lumbar-1')).toEqual({ pads: true, motors: true });
    expect(relaysOf('chair-b')).toEqual({ pads: true, motors: false });
    expect(relaysOf('chair-a')).toEqual({ pads: false, motors: false });
  });
});

test('a session is half as long where nobody knows whether somebody sits there', () => {
  expect(guardLimits(lumbar).sessionMaxMs).toBe(1_800_000);
  expect(guardLimits(changed({}, inputs({ seat: null }))).sessionMaxMs).toBe(900_000);
});

test('the supply has the bands of the chair', () => {
  expect(guardLimits(shipped['chair-a']!).supply).toEqual({
    nominalV: 24,
    warnLowV: 21,
    warnHighV: 27,
    stopLowV: 18,
    stopHighV: 30,
  });
});

describe('the carriage', () => {
  const of = (own: Partial<Chair['carriage']>, wiring: Partial<Chair['wiring']> = {}) =>
    guardLimits(changed({ carriage: own }, wiring)).carriage;

  test('of the reference chair', () => {
    const { clearMm, overA, runMaxMm, ...limits } = of({});
    expect(limits).toMatchObject({
      edgeMm: 2,
      searchMaxMs: 40_000,
      runMaxMs: 90_000,
      fullMmPerS: 54,
      spotMaxMs: 90_000,
    });
    expect(clearMm).toBeCloseTo(79.4, 9);
    // 397 edges, of which one in 50 bounces and is two too many: 7.94, and six times the root of that.
    expect(runMaxMm).toBeCloseTo(794 + 2 * 15 + 2 * 2 * (7.94 + 6 * Math.sqrt(7.94)), 6);
    // A tenth more than the rail at the slowest speed, and never slower than 8 mm/s.
    expect(of({ railMm: 900, speedsMmPerS: [10, 20] }).runMaxMs).toBeCloseTo(99_000, 6);
    expect(of({ railMm: 800, speedsMmPerS: [4, 20] }).runMaxMs).toBeCloseTo(110_000, 6);
    // 5 A held fast at 24 V; at 30 V, and a sensor that reads a tenth high.
    expect(overA).toBeCloseTo(6.875, 9);
  });

  test('is too fast by six edges, and by twelve where they are fine and no current tells a short', () => {
    const blind = scaled({ 'carriage-current': null });
    expect(of({}).edgesSoonMost).toBe(6);
    expect(of({ edgeMm: 3 }, blind).edgesSoonMost).toBe(12);
    expect(of({ edgeMm: 3.1 }, blind).edgesSoonMost).toBe(6);
    expect(of({ edgeMm: null }, blind).edgesSoonMost).toBe(6);
  });

  test('without counts is searched for its longest way, and worked half as long on a spot', () => {
    expect(of({ edgeMm: null })).toMatchObject({
      edgeMm: 0,
      searchMaxMs: 27_000,
      runMaxMs: 27_000,
      spotMaxMs: 45_000,
    });
  });

  test('goes by time between 40 and 105 % of its speed, and is up to speed after its ramp', () => {
    const { fastestMmPerS, slowestMmPerS, ...others } = of({}).byTime;
    expect(fastestMmPerS.up).toBeCloseTo(52.5, 9);
    expect(fastestMmPerS.down).toBeCloseTo(56.7, 9);
    expect(slowestMmPerS.up).toBeCloseTo(20, 9);
    expect(slowestMmPerS.down).toBeCloseTo(21.6, 9);
    expect(others).toEqual({ coastMm: 16, startMs: 950, stopBeyondMm: 15 });
    expect(of({ switched: true }).byTime.startMs).toBe(300);
  });

  test.each([
    // Full speed 50 up and 54 down.
    [{ min: 4, max: 8 }, 156.25],
    [{ min: 1, max: 2.5 }, 500],
    [{ min: 0, max: 0 }, 1250],
  ])(
    'loses its speed on the longest way that it coasts, a millimetre where it stands at once: %j',
    (coastMm, mmPerS2) => {
      expect(of({ coastMm }).coastMmPerS2).toBe(mmPerS2);
    },
  );
});

describe('a motor', () => {
  test('has what the chair says of it', () => {
    const { kneader } = guardLimits(lumbar);
    expect(kneader).toMatchObject({ breakawayDuty: 0.22, frictionDuty: 0.12, stallA: 7, reversalMs: 100 });
    expect(kneader.overA).toBeCloseTo(9.625, 9);
  });

  test('that taps has a limit of its own, and none asks for one that is not there', () => {
    expect(guardLimits(shipped['chair-b']!).tapper).toMatchObject({
      breakawayDuty: 0.5,
      runningA: 1,
      stallA: 4,
    });
    expect(guardLimits(shipped['chair-b']!).tapper.overA).toBeCloseTo(5.5, 9);
    expect(guardLimits(lumbar).tapper).toEqual({ breakawayDuty: 1, runningA: 0, stallA: 0, overA: 0 });
  });

  test.each([
    [1.5, 5, 1.5, 3],
    [1.5, 7, 1.5, 3],
    [1.6, 6, 2, 2.2],
    [1.2, 4, 1.5, 1.3],
    [1.2, 10, 1.5, 5.5],
    [3.7, 5, 4.625, 0],
  ])(
    'that runs at %d A and draws %d A held fast is blocked above %d A and %d A for its duty',
    (max, stallA, baseA, perDutyA) => {
      const stalled = stalledFrom({ breakawayDuty: 0, runningA: { min: 0.5, max }, stallA });
      expect(stalled?.baseA).toBeCloseTo(baseA, 9);
      expect(stalled?.perDutyA).toBeCloseTo(perDutyA, 9);
    },
  );

  test('that draws running nearly what it draws held fast is not shown by its current', () => {
    expect(stalledFrom({ breakawayDuty: 0, runningA: { min: 0.5, max: 4 }, stallA: 5 })).toBeNull();
  });

  test('that is small draws as little as no current', () => {
    const runningA = { min: 0.5, max: 1 };
    expect(noCurrentOf({ stallA: 10, runningA }, null, wiring)).toEqual({
      nothingA: 0.35,
      deadA: 0.2,
      idleA: 0.2,
      stepA: 0.4,
      coarse: false,
    });
    const small = noCurrentOf({ stallA: 2, runningA }, null, wiring);
    expect(small.nothingA).toBeCloseTo(0.14, 9);
    expect(small.deadA).toBeCloseTo(0.08, 9);
    expect(noCurrentOf(null, null, wiring)).toEqual({
      nothingA: 0,
      deadA: 0,
      idleA: 0,
      stepA: 0.4,
      coarse: false,
    });
    const { carriage, kneader, tapper } = guardLimits(shipped['chair-b']!).noCurrent;
    expect([carriage.nothingA, kneader.nothingA, tapper.nothingA]).toEqual([
      0.35,
      0.35,
      expect.closeTo(0.28, 9),
    ]);
  });

  test('whose sensor is coarse draws nothing below its offset and its noise', () => {
    const runningA = { min: 0.5, max: 1 };
    const sensor = (perVolt: number) => {
      const { 'carriage-current': own } = wiring.scaled;
      if (own === null) throw new Error('no sensor');
      return { ...own, perVolt };
    };
    // 50 mA and 2.5 times 5 steps of 5 V / 1024.
    expect(noCurrentOf({ stallA: 2, runningA }, sensor(5), wiring).nothingA).toBeCloseTo(0.355, 3);
    expect(noCurrentOf({ stallA: 10, runningA }, sensor(2), wiring).nothingA).toBe(0.35);
    expect(noCurrentOf({ stallA: 2, runningA }, sensor(5), wiring).coarse).toBe(true);
    // 5.1 times that noise.
    expect(noCurrentOf({ stallA: 10, runningA }, sensor(5), wiring).stepA).toBeCloseTo(0.62, 2);
    expect(noCurrentOf({ stallA: 10, runningA }, sensor(2), wiring).stepA).toBe(0.4);
    expect(noCurrentOf({ stallA: 10, runningA }, sensor(2), wiring).coarse).toBe(false);
  });

  test('that runs at hardly more than nothing does not show by its current that it runs', () => {
    expect(noCurrentOf({ stallA: 10, runningA: { min: 0.4, max: 1 } }, null, wiring).idleA).toBe(0.2);
    expect(noCurrentOf({ stallA: 10, runningA: { min: 0.39, max: 1 } }, null, wiring).idleA).toBe(0);
  });
});

describe('the cam', () => {
  const cams = (...list: [width: 'narrow' | 'medium' | 'wide', atDeg: number[], halfDeg: number][]) =>
    camLimits({
      ...lumbar.kneader,
      cams: list.map(([width, atDeg, halfDeg]) => ({ width, atDeg, halfDeg })),
    });

  test('turns so far past its narrowest sensor, between the nearest two, and over both', () => {
    const { pastTurns, betweenTurns, bothTurns } = cams(
      ['wide', [220], 30],
      ['narrow', [0], 10],
      ['medium', [100], 20],
    );
    expect(pastTurns * 360).toBeCloseTo(0.9 * 20, 9);
    // From 10 to 80 degrees as from 120 to 190.
    expect(betweenTurns * 360).toBeCloseTo(0.9 * 70, 9);
    // From -10 to 80 degrees.
    expect(bothTurns * 360).toBeCloseTo(0.95 * 90, 9);
  });

  test('whose nearest sensors lie over the end of a turn', () => {
    const { betweenTurns, bothTurns } = cams(
      ['narrow', [10], 10],
      ['medium', [150], 10],
      ['wide', [300], 20],
    );
    expect(betweenTurns * 360).toBeCloseTo(0.9 * 40, 9);
    expect(bothTurns * 360).toBeCloseTo(0.95 * 60, 9);
  });

  test('passes so many others in two turns without one of them', () => {
    expect(guardLimits(lumbar).kneader.withoutMost).toEqual([5, 4, 5]);
    expect(cams(['narrow', [0], 10], ['medium', [120], 10], ['wide', [240], 10]).withoutMost).toEqual([
      4, 4, 4,
    ]);
    const never = Number.POSITIVE_INFINITY;
    expect(cams(['narrow', [0], 10], ['wide', [180], 10]).withoutMost).toEqual([never, never, never]);
  });

  test('tells its way where the order of its sensors does', () => {
    const one = cams(['narrow', [0], 10], ['medium', [120], 10], ['wide', [240], 10]);
    expect([one.onlyInwards, one.onlyOutwards]).toEqual([
      [2, 4, 1],
      [4, 1, 2],
    ]);
    const same = guardLimits(lumbar).kneader;
    expect([same.onlyInwards, same.onlyOutwards]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
});

describe('a pad of 10 W at 10 V within 50 %', () => {
  const pad = {
    ...lumbar.pads[0]!,
    nominalW: 10,
    nominalV: 10,
    toleranceShare: 0.5,
    elementJPerK: 100,
    elementSurfaceWPerK: 2,
    elementAirWPerK: 1,
    surfaceJPerK: 50,
    surfaceAirWPerK: 0.4,
  };
  const of = (wiring: Partial<Chair['wiring']> = {}, own: Partial<typeof pad> = {}) =>
    guardLimits({ ...changed({}, wiring), pads: [{ ...pad, ...own }] }).pads[0]!;

  /** Rounded as a pocket calculator does. */
  const rounded = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (_, one) =>
      typeof one === 'number' ? Number(one.toPrecision(6)) : one,
    );

  test('answers to watts as it is, and warms and cools as fast as any within its tolerance', () => {
    const { elementAnswer, surfaceAnswer, flows, coolest } = of();
    expect(rounded({ elementAnswer, surfaceAnswer, flows, coolest })).toEqual({
      elementAnswer: { perCause: 0.01, tauS: 40, sureShare: 1 },
      // 50 J/K over 2 W/K, half of a back's 1.2 and half of the air's 0.4.
      surfaceAnswer: { perCause: 0.04, tauS: 17.8571, sureShare: 1 },
      flows: {
        leastPerJ: 0.00666667,
        mostPerJ: 0.02,
        least: { surface: 0.00666667, air: 0.000666667 },
        most: { surface: 0.06, air: 0.03 },
        surfacePerK: 0.216,
      },
      coolest: { elementPerS: 0.0133333, backPerS: 0.016, airPerS: 0.008 },
    });
  });

  const noSupply = scaled({ supply: null });
  const noCurrent = scaled({ 'pads-current': null });
  const neither = scaled({ supply: null, 'pads-current': null });
  test.each([
    ['current and voltage are measured', {}, [0.05, 0.15, 1, 1]],
    ['the current alone is', noSupply, [0.0375, 0.1875, 0.75, 1.25]],
    ['the voltage alone is', noCurrent, [0.05, 0.15, 0.5, 1.5]],
    ['neither is', neither, [0.0375, 0.1875, 0.28125, 2.34375]],
  ])('takes as much as %s', (_, wiring, expected) => {
    const { weakestSiemens, strongestSiemens, power, siemens, elementAnswer, flows } = of(wiring);
    expect(siemens).toBeCloseTo(0.1, 9);
    expect(rounded([weakestSiemens, strongestSiemens, power.least, power.most])).toEqual(expected);
    expect(elementAnswer.sureShare).toBe(power.least);
    expect(rounded([flows.leastPerJ * 150, flows.mostPerJ * 50])).toEqual(expected.slice(2));
  });

  test('heats where it has earned a level, and its contact is any where nothing holds its surface sensor', () => {
    expect(of()).toMatchObject({
      heats: true,
      measuresElement: true,
      measuresSurface: true,
      anyContact: false,
    });
    expect(of({}, { levels: [] }).heats).toBe(false);
    expect(of({}, { surfaceFixed: false }).anyContact).toBe(true);
    expect(of({}, { surfaceFixed: false, measuresElement: false }).anyContact).toBe(false);
    expect(of({}, { surfaceFixed: false, measuresSurface: false }).anyContact).toBe(false);
    expect(of().mayOpen).toBe(false);
    expect(guardLimits(shipped['chair-b-table']!).pads[0]!.mayOpen).toBe(true);
  });

  test('has no limit of its current where nothing measures it', () => {
    expect(guardLimits(lumbar).padCurrent).not.toBeNull();
    expect(guardLimits(changed({}, noCurrent)).padCurrent).toBeNull();
  });
});
