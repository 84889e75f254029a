import { describe, expect, test } from 'vitest';
import { tickMs } from '../../../src/chair/limits.ts';
import { createPadCurrentWatch } from '../../../src/control/guard/diagnosis/pad-current.ts';
import { createGuard } from '../../../src/control/guard/guard.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { changedChair } from '../../changed-chair.ts';
import {
  createRig,
  heatOff,
  heldBy,
  latched,
  limits,
  measured,
  padSiemens,
  partOf,
  type Rig,
  step,
  ticksUntilFault,
  wantHeat,
  wantNothing,
} from './rig.ts';

const padA = padSiemens * 24;

/** A chair that does not know what its pads draw. */
function unprovedRig(): Rig {
  const rig = createRig();
  rig.guard.diagnosis.padCurrent.learned = 0;
  return rig;
}

/** A chair whose pads have been on one at a time, as in the proof, and whose conductance is known. */
function provedRig(lumbarShare = 1, sacralShare = 1): Rig {
  const rig = unprovedRig();
  const strength = pads(lumbarShare, sacralShare);
  wantHeat(rig, true, false);
  step(rig, 6, strength);
  wantHeat(rig, false, true);
  step(rig, 6, strength);
  wantNothing(rig);
  step(rig, 6, strength);
  return rig;
}

/** Pads of other strengths; `stuck` bits conduct whatever is ordered, `dead` bits never (1 lumbar, 2 sacral). */
function pads(lumbarShare: number, sacralShare: number, stuck = 0, dead = 0) {
  return ({ sensors, allowed }: Rig) => {
    const conducts = (bit: number, on: boolean) => (on || (stuck & bit) !== 0) && (dead & bit) === 0;
    const lumbar = conducts(1, allowed.padsOn[0] === true) ? lumbarShare : 0;
    const sacral = conducts(2, allowed.padsOn[1] === true) ? sacralShare : 0;
    sensors.padsA = allowed.padRelay ? (lumbar + sacral) * padSiemens * sensors.supplyV : 0;
  };
}

describe('what is learned', () => {
  test('each pad alone, to the digit', () => {
    const rig = provedRig(0.8, 1.2);
    expect(rig.guard.diagnosis.padCurrent.learned).toBe(3);
    expect(rig.guard.diagnosis.padCurrent.conductance[0]).toBeCloseTo(0.8 * padSiemens, 9);
    expect(rig.guard.diagnosis.padCurrent.conductance[1]).toBeCloseTo(1.2 * padSiemens, 9);
  });

  test('not before its orders have stood for four ticks: the filter still rises', () => {
    const rig = unprovedRig();
    wantHeat(rig, true, false);
    step(rig, 4);
    expect(rig.guard.diagnosis.padCurrent.learned).toBe(0);
    step(rig, 1);
    expect(rig.guard.diagnosis.padCurrent.learned).toBe(1);
    wantHeat(rig, false, true);
    step(rig, 4);
    expect(rig.guard.diagnosis.padCurrent.learned).toBe(1);
    step(rig, 1);
    expect(rig.guard.diagnosis.padCurrent.learned).toBe(3);
  });

  test('a little at a time once known', () => {
    const rig = provedRig();
    wantHeat(rig, true, false);
    step(rig, 5, pads(1.1, 1));
    expect(rig.guard.diagnosis.padCurrent.conductance[0]).toBeCloseTo(1.005 * padSiemens, 6);
  });

  test('where both are wanted before either is known, one after the other, and then both', () => {
    const rig = unprovedRig();
    wantHeat(rig);
    const seen: string[] = [];
    step(rig, 12, ({ allowed }) => seen.push(`${Number(allowed.padsOn[0])}${Number(allowed.padsOn[1])}`));
    expect(seen.join(' ')).toBe('00 10 10 10 10 01 01 01 01 11 11 11');
    expect(rig.guard.diagnosis.padCurrent.learned).toBe(3);
    expect(latched(rig)).toEqual([]);
  });

  test('the pad that waits is held by that rule, and none where only one is wanted', () => {
    const rig = unprovedRig();
    wantHeat(rig);
    step(rig);
    expect(heldBy(rig)).toMatchObject({ pads: ['none', 'pads unknown'] });
    rig.guard.diagnosis.padCurrent.learned = 1;
    step(rig);
    expect(heldBy(rig)).toMatchObject({ pads: ['pads unknown', 'none'] });
    wantHeat(rig, true, false);
    step(rig);
    expect(heldBy(rig)).toMatchObject({ pads: ['none', 'none'] });
  });

  test.each([
    [true, false, 0],
    [false, true, 1],
  ])('from nothing: lumbar %s, sacral %s are known in the fifth tick', (lumbar, sacral, index) => {
    const rig = unprovedRig();
    wantHeat(rig, lumbar, sacral);
    step(rig, 4, pads(0.9, 0.9));
    expect(rig.guard.diagnosis.padCurrent.conductance).toEqual([padSiemens, padSiemens]);
    step(rig, 1, pads(0.9, 0.9));
    expect(rig.guard.diagnosis.padCurrent.conductance[index]).toBeCloseTo(0.9 * padSiemens, 9);
    expect(rig.guard.diagnosis.padCurrent.conductance[1 - index]).toBe(padSiemens);
  });

  test.each([
    [true, false, 0],
    [false, true, 1],
  ])(
    'after both: lumbar %s, sacral %s, when the other has been off for four ticks',
    (lumbar, sacral, index) => {
      const rig = provedRig();
      wantHeat(rig);
      step(rig, 20);
      wantHeat(rig, lumbar, sacral);
      step(rig, 4, pads(1.1, 1.1));
      expect(rig.guard.diagnosis.padCurrent.conductance[index]).toBeCloseTo(padSiemens, 9);
      step(rig, 1, pads(1.1, 1.1));
      expect(rig.guard.diagnosis.padCurrent.conductance[index]).toBeCloseTo(1.005 * padSiemens, 6);
    },
  );

  test('nothing, and no fault, where the pads are on but their relay is open', () => {
    for (const [lumbar, sacral] of [
      [true, false],
      [false, true],
    ] as const) {
      const rig = unprovedRig();
      wantHeat(rig, lumbar, sacral);
      rig.wanted.padRelay = false;
      step(rig, 20);
      expect(latched(rig)).toEqual([]);
      const { beforeV, ...watch } = createPadCurrentWatch(limits);
      expect(rig.guard.diagnosis.padCurrent).toMatchObject({ ...watch, learned: 0 });
    }
  });

  test('nothing while both are on', () => {
    const rig = createRig();
    wantHeat(rig);
    step(rig, 50, pads(1.05, 1.05));
    expect(rig.guard.diagnosis.padCurrent.conductance).toEqual([padSiemens, padSiemens]);
  });

  test('nothing from a current that is wrong', () => {
    const rig = provedRig();
    wantHeat(rig, true, false);
    step(rig, 30, pads(1, 1, 0, 1));
    expect(rig.guard.diagnosis.padCurrent.conductance[0]).toBeCloseTo(padSiemens, 9);
  });
});

describe('what shows for a tick at a time', () => {
  /** The lumbar pad on for two ticks in ten, of which one tells; the sacral pad on or off throughout. */
  const pulses = (rig: Rig, count: number, sacral: boolean, bend: ReturnType<typeof pads>, every = 10) => {
    let ticks = 0;
    for (; ticks < count * every && latched(rig).length === 0; ticks++) {
      wantHeat(rig, ticks % every < 2, sacral);
      step(rig, 1, bend);
    }
    return Math.ceil(ticks / every);
  };

  test.each([false, true])('an open pad is found in its second pulse, the other one on (%s)', (sacral) => {
    const rig = provedRig();
    expect(pulses(rig, 5, sacral, pads(1, 1, 0, 1))).toBe(2);
    expect(latched(rig)).toEqual(['E24']);
    // Of two pads that draw the same nobody can tell which it is.
    expect(partOf(rig, 'E24')).toBe(sacral ? 0 : 1);
  });

  test('a shorted one in the second pause of its pad', () => {
    const rig = provedRig();
    let pauses = 0;
    for (let tick = 0; tick < 50 && latched(rig).length === 0; tick++) {
      if (tick % 10 === 8) pauses++;
      wantHeat(rig, tick % 10 < 8, true);
      step(rig, 1, pads(1, 1, 1));
    }
    expect(latched(rig)).toEqual(['E25']);
    expect(pauses).toBe(2);
  });

  test('a pulse that is right clears it, and so do two seconds', () => {
    const rig = provedRig();
    for (let pulse = 0; pulse < 10; pulse++) pulses(rig, 1, false, pads(1, 1, 0, pulse % 2));
    expect(latched(rig)).toEqual([]);
    const rare = provedRig();
    expect(pulses(rare, 5, true, pads(1, 1, 0, 1), 102)).toBe(5);
    expect(latched(rare)).toEqual([]);
  });

  test('too much after too little begins anew', () => {
    const rig = provedRig();
    wantHeat(rig, true, false);
    step(rig, 3, pads(1, 1, 0, 1));
    expect(rig.guard.diagnosis.padCurrent.wrongMs).toBe(20);
    step(rig, 1, pads(1, 1, 2));
    expect(rig.guard.diagnosis.padCurrent.wrongMs).toBe(20);
    expect(latched(rig)).toEqual([]);
  });
});

describe('healthy pads', () => {
  test.each([0.7, 1, 1.3])('30 %% off or not (%d), switched any way, give no fault', (share) => {
    for (const other of [0.7, 1, 1.3]) {
      const rig = unprovedRig();
      for (let tick = 0; tick < 400; tick++) {
        const lumbar = tick % 5 < 3;
        const sacral = (tick + 2) % 7 < 4;
        wantHeat(rig, lumbar, sacral);
        step(rig, 1, pads(share, other));
      }
      expect(latched(rig), `${share} ${other}`).toEqual([]);
    }
  });

  test('a reading that rises over one tick, as the filter makes it, is healthy', () => {
    const rig = provedRig();
    let filteredA = 0;
    for (let tick = 0; tick < 400; tick++) {
      wantHeat(rig, tick % 5 < 2, (tick + 2) % 5 < 3);
      step(rig, 1, (one) => {
        pads(1, 1)(one);
        filteredA += (one.sensors.padsA - filteredA) * 0.86;
        one.sensors.padsA = filteredA;
      });
    }
    expect(latched(rig)).toEqual([]);
  });

  test('a reading that comes a tick late is healthy', () => {
    const rig = provedRig();
    let lastA = 0;
    for (let tick = 0; tick < 400; tick++) {
      wantHeat(rig, tick % 5 < 2, (tick + 2) % 5 < 3);
      step(rig, 1, (one) => {
        pads(1, 1)(one);
        const nowA = one.sensors.padsA;
        one.sensors.padsA = lastA;
        lastA = nowA;
      });
    }
    expect(latched(rig)).toEqual([]);
  });

  test('values may lag by four ticks where the controller says so', () => {
    const rig = provedRig();
    const history = [0, 0, 0, 0];
    rig.sensors.link.orderAgeMs = 80;
    for (let tick = 0; tick < 300; tick++) {
      wantHeat(rig, tick % 6 < 3, false);
      step(rig, 1, (one) => {
        pads(1, 1)(one);
        history.push(one.sensors.padsA);
        one.sensors.padsA = history.at(-4) ?? 0;
      });
    }
    expect(latched(rig)).toEqual([]);
  });

  test('at another voltage they are the same pads', () => {
    const rig = provedRig();
    rig.sensors.supplyV = 21;
    wantHeat(rig);
    step(rig, 50);
    expect(latched(rig)).toEqual([]);
  });
});

describe('pad or FET open', () => {
  test.each([
    [1, true, false, 1],
    [2, false, true, 2],
    [1, true, true, 0],
    [2, true, true, 0],
  ])(
    'dead pad %i with lumbar %s and sacral %s is found 60 ms after the order, and named unless both are alike',
    (dead, lumbar, sacral, part) => {
      const rig = provedRig();
      wantHeat(rig, lumbar, sacral);
      const ticks = ticksUntilFault(rig, 'E24', pads(1, 1, 0, dead));
      // One tick orders, two fill the window of what may lag, two are wrong.
      expect(ticks).toBe(4);
      expect(latched(rig)).toEqual(['E24']);
      expect(partOf(rig, 'E24')).toBe(part);
      expect(measured(rig, 'E24')).toBeCloseTo(lumbar && sacral ? padA : 0, 6);
      expect(rig.allowed).toMatchObject(heatOff);
    },
  );

  test('of two unequal pads that are both on the missing one is named by its current', () => {
    const rig = provedRig(0.8, 1.2);
    wantHeat(rig);
    step(rig, 10, pads(0.8, 1.2, 0, 2));
    expect(partOf(rig, 'E24')).toBe(2);
    const other = provedRig(0.8, 1.2);
    wantHeat(other);
    step(other, 10, pads(0.8, 1.2, 0, 1));
    expect(partOf(other, 'E24')).toBe(1);
  });

  test('goes off in mid-heating within two ticks', () => {
    const rig = provedRig();
    wantHeat(rig);
    step(rig, 30);
    expect(ticksUntilFault(rig, 'E24', pads(1, 1, 0, 1))).toBe(2);
  });

  test('both dead, or the relay open, is found too', () => {
    const rig = provedRig();
    wantHeat(rig);
    expect(ticksUntilFault(rig, 'E24', pads(1, 1, 0, 3))).toBe(4);
    expect(partOf(rig, 'E24')).toBe(0);
  });

  test('values that are a tick old are recent: found as quickly', () => {
    const rig = provedRig();
    rig.sensors.link.ageMs = 20;
    step(rig, 5);
    wantHeat(rig, true, false);
    expect(ticksUntilFault(rig, 'E24', pads(1, 1, 0, 1))).toBe(4);
  });

  test('dosed two ticks on and one off it is found as well: a tick that says nothing ends nothing', () => {
    const rig = provedRig();
    let tick = 0;
    const ticks = ticksUntilFault(
      rig,
      'E24',
      (one) => {
        wantHeat(one, tick++ % 3 < 2, false);
        pads(1, 1, 0, 1)(one);
      },
      60,
    );
    expect(ticks).toBeGreaterThan(0);
    expect(ticks).toBeLessThanOrEqual(8);
  });

  test.each([1, 2])(
    'pad %i, once known, may draw a tenth less than it did and half of the weakest',
    (pad) => {
      for (const [share, faults] of [
        [0.9 - 0.35 + 0.01, []],
        [0.9 - 0.35 - 0.01, ['E24']],
      ] as const) {
        const rig = provedRig();
        wantHeat(rig, pad === 1, pad === 2);
        step(rig, 5, pads(share, share));
        expect(latched(rig)).toEqual(faults);
      }
    },
  );

  test('a pad nobody has met before is found dead alone', () => {
    const rig = createRig();
    wantHeat(rig, false, true);
    expect(ticksUntilFault(rig, 'E24', pads(1, 1, 0, 2))).toBe(4);
    expect(partOf(rig, 'E24')).toBe(2);
  });

  test('a current that is no number is wrong', () => {
    const rig = provedRig();
    wantHeat(rig);
    step(rig, 20);
    step(rig, 2, ({ sensors }) => {
      sensors.padsA = Number.NaN;
    });
    expect(latched(rig)).toEqual(['E25']);
    expect(rig.allowed).toMatchObject(heatOff);
  });

  test('one wrong reading is no fault', () => {
    const rig = provedRig();
    wantHeat(rig);
    step(rig, 10);
    for (let round = 0; round < 20; round++) {
      step(rig, 1, pads(1, 1, 0, 3));
      step(rig, 1);
    }
    expect(latched(rig)).toEqual([]);
  });
});

describe('FET shorted', () => {
  test.each([
    [1, false, false, 0],
    [2, false, false, 0],
    [2, true, false, 2],
    [1, false, true, 1],
  ])('shorted pad %i with lumbar %s and sacral %s is found', (stuck, lumbar, sacral, part) => {
    const rig = createRig();
    wantHeat(rig, lumbar, sacral);
    const ticks = ticksUntilFault(rig, 'E25', pads(1, 1, stuck));
    expect(ticks).toBe(3);
    expect(latched(rig)).toEqual(['E25']);
    expect(partOf(rig, 'E25')).toBe(part);
  });

  test('with both off a proved chair knows which by its current', () => {
    const rig = provedRig(0.8, 1.2);
    wantHeat(rig, false, false);
    step(rig, 10, pads(0.8, 1.2, 2));
    expect(partOf(rig, 'E25')).toBe(2);
    const other = provedRig(0.8, 1.2);
    wantHeat(other, false, false);
    step(other, 10, pads(0.8, 1.2, 1));
    expect(partOf(other, 'E25')).toBe(1);
  });

  test('with both off a chair that knows only one pad does not say which', () => {
    const rig = unprovedRig();
    wantHeat(rig, true, false);
    step(rig, 6, pads(0.8, 1));
    wantNothing(rig);
    rig.wanted.padRelay = true;
    step(rig, 6, pads(0.8, 1));
    step(rig, 10, pads(0.8, 1, 1));
    expect(latched(rig)).toEqual(['E25']);
    expect(partOf(rig, 'E25')).toBe(0);
  });

  test.each([1, 2])(
    'pad %i, once known, may draw a tenth more than it did and half of the weakest',
    (pad) => {
      for (const [share, faults] of [
        [1.1 + 0.35 - 0.01, []],
        [1.1 + 0.35 + 0.01, ['E25']],
      ] as const) {
        const rig = provedRig();
        wantHeat(rig, pad === 1, pad === 2);
        step(rig, 5, pads(share, share));
        expect(latched(rig)).toEqual(faults);
      }
    },
  );

  test('while it is ordered on anyhow nothing shows, the first tick off does', () => {
    const rig = provedRig();
    wantHeat(rig);
    step(rig, 100, pads(1, 1, 1));
    expect(latched(rig)).toEqual([]);
    wantHeat(rig, false, true);
    expect(ticksUntilFault(rig, 'E25', pads(1, 1, 1))).toBe(4);
    expect(partOf(rig, 'E25')).toBe(1);
  });

  test('is found within 100 ms of the wrong current however the other pad is switched', () => {
    for (let phase = 0; phase < 10; phase++) {
      const rig = provedRig();
      let wrongTicks = 0;
      for (let tick = 0; tick < 200 && latched(rig).length === 0; tick++) {
        wantHeat(rig, tick % 10 < 5, (tick + phase) % 10 < 5);
        step(rig, 1, (one) => {
          pads(1, 1, 1)(one);
          if (one.allowed.padRelay && !one.allowed.padsOn[0]) wrongTicks++;
        });
      }
      expect(latched(rig), `phase ${phase}`).toEqual(['E25']);
      expect(wrongTicks, `phase ${phase}`).toBeLessThanOrEqual(5);
    }
  });

  test('half of the weakest pad is nothing yet', () => {
    const rig = createRig();
    wantHeat(rig, false, false);
    step(rig, 50, pads(0.34, 1, 1));
    expect(latched(rig)).toEqual([]);
    step(rig, 50, pads(0.36, 1, 1));
    expect(latched(rig)).toEqual(['E25']);
  });
});

describe('pad relay welded', () => {
  test('current past an open relay is found three ticks after the order', () => {
    const rig = createRig();
    wantHeat(rig, true, false);
    rig.wanted.padRelay = false;
    const ticks = ticksUntilFault(rig, 'E26', ({ sensors, allowed }) => {
      sensors.padsA = allowed.padsOn[0] ? padA : 0;
    });
    expect(ticks).toBe(3);
    expect(latched(rig)).toEqual(['E26']);
    expect(measured(rig, 'E26')).toBeCloseTo(padA, 6);
  });

  test('with nothing ordered at all any current is wrong', () => {
    const rig = createRig();
    const ticks = ticksUntilFault(rig, 'E26', ({ sensors }) => {
      sensors.padsA = padA;
    });
    expect(ticks).toBe(2);
  });

  test('with nothing ordered a current that is no number is wrong', () => {
    const rig = createRig();
    expect(
      ticksUntilFault(rig, 'E26', ({ sensors }) => {
        sensors.padsA = Number.NaN;
      }),
    ).toBe(2);
  });

  test('at a supply far too low the same small current is nothing', () => {
    const rig = createRig();
    // Half of the weakest pad at 15 V, while the supply shows 10 V.
    const smallA = 0.35 * padSiemens * 15;
    step(rig, 20, ({ sensors }) => {
      sensors.supplyV = 10;
      sensors.padsA = smallA;
    });
    expect(latched(rig)).toEqual(['E11']);
  });

  test('a current below nothing is nothing while all is off', () => {
    const rig = createRig();
    step(rig, 20, ({ sensors }) => {
      sensors.padsA = -2;
    });
    expect(latched(rig)).toEqual([]);
  });

  test('a relay that has just opened may still show current for two ticks', () => {
    const rig = provedRig();
    wantHeat(rig);
    step(rig, 20);
    const history: number[] = [];
    wantNothing(rig);
    step(rig, 50, (one) => {
      history.push(one.sensors.padsA);
      one.sensors.padsA = history.at(-2) ?? 2 * padA;
    });
    expect(latched(rig)).toEqual([]);
  });
});

test('without a believable supply no current is judged', () => {
  const rig = provedRig();
  wantHeat(rig);
  for (const volts of [0, 9, Number.NaN]) {
    step(rig, 2, ({ sensors }) => {
      sensors.supplyV = volts;
      sensors.padsA = 0;
    });
    expect(latched(rig)).toEqual([]);
    rig.sensors.supplyV = 24;
    step(rig, 5);
  }
});

test('a supply that dips for one value at a time, as motors start, makes no pad draw too much or too little', () => {
  const rig = provedRig();
  wantHeat(rig);
  step(rig, 10, pads(1, 1));
  for (let start = 0; start < 20; start++) {
    // The current beside it was taken at another moment.
    step(rig, 1, ({ sensors }) => Object.assign(sensors, { supplyV: 18.5, padsA: 2 * padA }));
    rig.sensors.supplyV = 24;
    step(rig, 4, pads(1, 1));
  }
  expect(latched(rig)).toEqual([]);
});

test('behind a slow filter what flowed dies away for longer: neither a shorted pad nor a welded relay', () => {
  const rig = createRig();
  const tauMs = 40;
  rig.guard = createGuard(guardLimits(changedChair({ 'current-filter': `${tauMs} ms` })));
  const whole = pads(1, 1);
  let amperes = 0;
  const filtered = (one: Rig) => {
    whole(one);
    amperes += (1 - Math.exp(-tickMs / tauMs)) * (one.sensors.padsA - amperes);
    one.sensors.padsA = amperes;
  };
  for (let round = 0; round < 5; round++) {
    wantHeat(rig, round % 2 === 0, round % 2 !== 0);
    step(rig, 50, filtered);
    wantHeat(rig, true, true);
    step(rig, 50, filtered);
    wantNothing(rig);
    step(rig, 50, filtered);
  }
  expect(latched(rig)).toEqual([]);
  expect(rig.guard.diagnosis.padCurrent.learned).toBe(3);
  wantNothing(rig);
  expect(
    ticksUntilFault(rig, 'E26', ({ sensors }) => {
      sensors.padsA = padA;
    }),
  ).toBe(2);
});
