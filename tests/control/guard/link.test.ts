import { describe, expect, test } from 'vitest';
import type { Power } from '../../../src/chair/outputs.ts';
import { tripNumber } from '../../../src/chair/trips.ts';
import { activeFaults, clearFaults } from '../../../src/control/guard/guard.ts';
import {
  allOff,
  createRig,
  everythingOn,
  heatOff,
  heldBy,
  isLatched,
  isShown,
  latched,
  measured,
  partOf,
  type Rig,
  step,
  ticksUntilFault,
  wantEverything,
  wantHeat,
  wantMotors,
} from './rig.ts';

describe('no guard firmware', () => {
  test('locks the heat out, lets the motors run and is shown', () => {
    const rig = createRig();
    wantEverything(rig);
    rig.sensors.link.guarded = false;
    step(rig, 100);
    expect(rig.allowed).toEqual({ ...everythingOn, ...heatOff });
    expect(heldBy(rig).pads[0]).toBe('E56');
    expect(isShown(rig, 'E56')).toBe(true);
    expect(latched(rig)).toEqual([]);
    rig.sensors.link.guarded = true;
    step(rig);
    expect(rig.allowed).toEqual(everythingOn);
  });

  test('a link that does not say counts as unguarded', () => {
    const rig = createRig();
    wantHeat(rig);
    Object.assign(rig.sensors.link, { guarded: undefined });
    step(rig);
    expect(rig.allowed).toEqual(allOff);
  });
});

describe('link lost', () => {
  test('no answer at all is a fault at once', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 3);
    rig.sensors.link.connected = false;
    step(rig);
    expect(latched(rig)).toEqual(['E51']);
    expect(rig.allowed).toEqual(allOff);
  });

  test('values of 250 ms are believed, older ones are no answer', () => {
    const rig = createRig();
    rig.sensors.link.ageMs = 250;
    step(rig);
    expect(latched(rig)).toEqual([]);
    const other = createRig();
    other.sensors.link.ageMs = 250.1;
    step(other);
    expect(latched(other)).toEqual(['E51']);
    expect(measured(other, 'E51')).toBe(250.1);
  });

  test('on a line that comes in bursts they may be 100 ms older, and no more', () => {
    const rig = createRig();
    step(rig, 500, ({ sensors, context }) => {
      sensors.link.ageMs = ((context.dueMs / 20) % 5) * 20;
    });
    rig.sensors.link.ageMs = 340;
    step(rig);
    expect(latched(rig)).toEqual([]);
    rig.sensors.link.ageMs = 351;
    step(rig);
    expect(latched(rig)).toEqual(['E51']);
  });

  test('values of two seconds are of a lost link, not of a slow one as well', () => {
    const rig = createRig();
    rig.sensors.link.ageMs = 2000;
    step(rig, 10);
    expect(latched(rig)).toEqual(['E51']);
  });

  test('an age that is no number is no answer', () => {
    const rig = createRig();
    rig.sensors.link.ageMs = Number.NaN;
    step(rig);
    expect(isLatched(rig, 'E51')).toBe(true);
  });
});

describe('link poor', () => {
  const damage =
    (frames: number) =>
    ({ sensors }: Rig) => {
      sensors.link.badFrames += frames;
    };

  test('twelve damaged frames of late are forgiven, thirteen are not', () => {
    const rig = createRig();
    step(rig, 1, damage(12));
    expect(latched(rig)).toEqual([]);
    const other = createRig();
    step(other, 1, damage(13));
    expect(latched(other)).toEqual(['E52']);
    expect(measured(other, 'E52')).toBe(13);
  });

  test('two a second are forgiven for ever, ten a second are not', () => {
    const slowly = createRig();
    for (let half = 0; half < 200; half++) {
      step(slowly, 1, damage(1));
      step(slowly, 24);
    }
    expect(latched(slowly)).toEqual([]);
    const often = createRig();
    const takes = ticksUntilFault(often, 'E52', (rig) => {
      if ((rig.context.dueMs / 20) % 5 === 0) damage(1)(rig);
    });
    expect(takes).toBeGreaterThan(100);
    expect(takes).toBeLessThan(300);
  });

  test('frames counted before the first look are none of this guard', () => {
    const rig = createRig();
    rig.guard.diagnosis.link.started = false;
    rig.sensors.link.badFrames = 1000;
    step(rig, 10);
    expect(latched(rig)).toEqual([]);
  });

  test('a counter that runs back or is no number counts as one', () => {
    const rig = createRig();
    rig.sensors.link.badFrames = 3;
    step(rig);
    rig.sensors.link.badFrames = 0;
    step(rig);
    expect(rig.guard.diagnosis.link.bad).toBeCloseTo(3.76, 5);
    rig.sensors.link.badFrames = Number.NaN;
    expect(ticksUntilFault(rig, 'E52')).toBe(10);
  });

  /** Values come so far apart. */
  const apart =
    (ms: number) =>
    ({ sensors, context }: Rig) => {
      sensors.link.ageMs = context.dueMs % ms;
    };

  test.each([160, 180, 240])('values that come each %i ms are found within 2 s', (ms) => {
    const rig = createRig();
    expect(ticksUntilFault(rig, 'E52', apart(ms))).toBeLessThanOrEqual(100);
    expect(latched(rig)).toEqual(['E52']);
  });

  test('one pause of 240 ms is not held against it', () => {
    const once = createRig();
    for (let tick = 1; tick <= 12; tick++) {
      once.sensors.link.ageMs = tick * 20;
      step(once);
    }
    once.sensors.link.ageMs = 0;
    step(once, 100);
    expect(latched(once)).toEqual([]);
  });

  test('bursts 100 ms apart with a pause of 100 ms twice a second are healthy for ever, 160 ms are not', () => {
    const rig = createRig();
    let ageMs = 0;
    step(rig, 1000, ({ sensors, context }) => {
      ageMs = context.dueMs % 100 === 0 && context.dueMs % 500 !== 0 ? 0 : ageMs + 20;
      sensors.link.ageMs = ageMs;
    });
    expect(latched(rig)).toEqual([]);
    expect(ticksUntilFault(rig, 'E52', apart(160))).toBeLessThanOrEqual(80);
    expect(measured(rig, 'E52')).toBeGreaterThan(140);
  });
});

describe('old values', () => {
  test('are not held against new orders, and those that come next are judged at once', () => {
    const rig = createRig();
    wantHeat(rig);
    const noCurrent = ({ sensors }: Rig) => {
      sensors.padsA = 0;
    };
    rig.sensors.link.ageMs = 41;
    step(rig, 2, noCurrent);
    expect(latched(rig)).toEqual([]);
    rig.sensors.link.ageMs = 0;
    step(rig, 3, noCurrent);
    expect(latched(rig)).toEqual(['E24']);
  });

  test('of 40 ms are fresh enough', () => {
    const rig = createRig();
    wantHeat(rig);
    rig.sensors.link.ageMs = 40;
    step(rig, 10, ({ sensors }) => {
      sensors.padsA = 0;
    });
    expect(latched(rig)).toEqual(['E24']);
  });
});

describe('controller reset', () => {
  test('a start while in use is a fault', () => {
    for (const state of ['homing', 'ready', 'running', 'paused', 'parking', 'fault', 'service'] as const) {
      const rig = createRig(state);
      rig.sensors.link.boots = 2;
      step(rig);
      expect(latched(rig), state).toEqual(['E55']);
      expect(measured(rig, 'E55')).toBe(2);
      clearFaults(rig.guard);
      step(rig, 5);
      expect(latched(rig), 'only once').toEqual([]);
    }
  });

  test('with the chair off it is none', () => {
    const rig = createRig('off');
    rig.sensors.link.boots = 2;
    step(rig, 5);
    expect(latched(rig)).toEqual([]);
    rig.context.state = 'homing';
    step(rig, 5);
    expect(latched(rig)).toEqual([]);
  });
});

describe('a controller that has switched everything off by itself', () => {
  test('gets nothing ordered until it is armed anew', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 3);
    rig.sensors.link.trip = tripNumber('stop-key');
    step(rig, 100);
    expect(rig.allowed).toEqual(allOff);
    expect(heldBy(rig).carriage).toBe('controller off');
    expect(latched(rig)).toEqual([]);
    rig.sensors.link.trip = 0;
    step(rig);
    expect(rig.allowed).toEqual(everythingOn);
  });

  test.each([
    ['lease', 'E51'],
    ['emergency-stop', 'E71'],
    ['thermistor', 'E23'],
    ['watchdog', 'E55'],
    ['self-check', 'E55'],
  ] as const)('for %s shows %s after 200 ms', (trip, code) => {
    const rig = createRig();
    rig.sensors.link.trip = tripNumber(trip);
    expect(ticksUntilFault(rig, code)).toBe(10);
    expect(measured(rig, code)).toBe(tripNumber(trip));
  });

  test.each(['not-armed', 'stop-key', 'host'] as const)('for %s is no fault, and shows none', (trip) => {
    const rig = createRig();
    rig.sensors.link.trip = tripNumber(trip);
    step(rig, 100);
    expect(activeFaults(rig.guard)).toBe(0);
  });

  test('while it was off, and still so once the chair is in use, shows its fault', () => {
    const rig = createRig('off');
    rig.sensors.link.trip = tripNumber('lease');
    step(rig, 50);
    rig.context.state = 'homing';
    step(rig, 1);
    expect(latched(rig)).toEqual(['E51']);
  });

  test('for a reason nobody knows shows a reset', () => {
    const rig = createRig();
    rig.sensors.link.trip = 99;
    expect(ticksUntilFault(rig, 'E55')).toBe(10);
  });

  test('has nothing to add where the host has found its own fault, or the chair is off', () => {
    const rig = createRig();
    rig.sensors.pads[0]!.elementC = 200;
    rig.sensors.link.trip = tripNumber('thermistor');
    step(rig, 100);
    expect(latched(rig)).toEqual(['E22']);
    const off = createRig('off');
    off.sensors.link.trip = tripNumber('lease');
    step(off, 100);
    expect(latched(off)).toEqual([]);
  });

  test('of a chair that was off is no fault in the service that follows, and one in service is', () => {
    const rig = createRig('off');
    rig.sensors.link.trip = tripNumber('lease');
    step(rig, 5);
    rig.context.state = 'service';
    step(rig, 50);
    expect(latched(rig)).toEqual([]);
    rig.sensors.link.trip = 0;
    step(rig, 5);
    rig.sensors.link.trip = tripNumber('lease');
    step(rig, 20);
    expect(latched(rig)).toEqual(['E51']);
  });

  test.each([
    ['known before counts once the controller can have been armed over a slow line', true, 35],
    ['new counts at once', false, 10],
  ] as const)('that is %s', (_, tripKnown, ticks) => {
    const rig = createRig();
    rig.sensors.link.trip = tripNumber('emergency-stop');
    rig.guard.counts.link.tripKnown = tripKnown;
    expect(ticksUntilFault(rig, 'E71')).toBe(ticks);
  });

  test('when its faults were forgotten stands ready as long as it likes, and shows one 700 ms after it is in use', () => {
    const rig = createRig('ready');
    rig.sensors.link.trip = tripNumber('lease');
    step(rig, 50);
    expect(latched(rig)).toEqual(['E51']);
    clearFaults(rig.guard);
    step(rig, 500);
    expect(latched(rig)).toEqual([]);
    rig.context.state = 'running';
    expect(ticksUntilFault(rig, 'E51')).toBe(35);
  });

  test('anew, after it was armed, is a fault of a chair that stands ready', () => {
    const rig = createRig('ready');
    clearFaults(rig.guard);
    step(rig, 5);
    rig.sensors.link.trip = tripNumber('lease');
    expect(ticksUntilFault(rig, 'E51')).toBe(10);
  });

  test('shortly and then armed again leaves no fault', () => {
    const rig = createRig();
    for (let round = 0; round < 5; round++) {
      rig.sensors.link.trip = tripNumber('lease');
      step(rig, 9);
      rig.sensors.link.trip = 0;
      step(rig, 1);
    }
    expect(latched(rig)).toEqual([]);
  });
});

test.each([
  ['are damaged, one in four', 0.25, 'E52'],
  ['come twice now and then, as on a healthy line', 0.05, 'E54'],
])('levels that differ where messages %s are a fault of link or outputs', (_how, share, code) => {
  const rig = createRig();
  wantEverything(rig);
  step(rig, 20);
  let sent = 0;
  const disturb = ({ sensors }: typeof rig) => {
    sensors.link.badFrames = Math.floor(share * ++sent);
  };
  step(rig, 30, disturb);
  step(rig, 30, (each) => {
    disturb(each);
    each.sensors.link.readback.valid = true;
    each.sensors.link.readback.kneaderDuty = -0.5;
  });
  expect(latched(rig)).toEqual([code]);
});

test('and so are they where values have come late', () => {
  const rig = createRig();
  wantEverything(rig);
  step(rig, 20);
  rig.sensors.link.readback.valid = true;
  const late = ({ sensors, context }: typeof rig) => {
    sensors.link.ageMs = context.dueMs % 120;
  };
  step(rig, 60, late);
  expect(latched(rig)).toEqual([]);
  step(rig, 30, (each) => {
    late(each);
    each.sensors.link.readback.kneaderDuty = -0.5;
  });
  expect(latched(rig)).toEqual(['E52']);
});

test('values that are a little older are new ones, and a second witness', () => {
  const rig = createRig();
  step(rig, 20);
  rig.sensors.link.ageMs = 5;
  step(rig, 1);
  const spoilt = (ageMs: number) => () => {
    rig.sensors.padsA = 5;
    rig.sensors.link.ageMs = ageMs;
  };
  step(rig, 1, spoilt(10));
  step(rig, 1, spoilt(15));
  step(rig, 1, spoilt(20));
  expect(latched(rig)).toEqual(['E26']);
});

test('the same values once more, a tick older, are no second witness', () => {
  const rig = createRig();
  const spoilt = (ageMs: number) => () => {
    rig.sensors.padsA = 5;
    rig.sensors.link.ageMs = ageMs;
  };
  step(rig, 20);
  step(rig, 1, spoilt(0));
  step(rig, 1, spoilt(20));
  expect(latched(rig)).toEqual([]);
  step(rig, 1, spoilt(0));
  expect(latched(rig)).toEqual(['E26']);
});

describe('readback', () => {
  const levels = [
    ['carriageDuty', 4, 0.3],
    ['kneaderDuty', 5, -0.3],
    ['lumbar pad', 1, true],
    ['sacral pad', 2, true],
    ['padRelay', 6, true],
    ['motorRelay', 7, true],
  ] as const;
  const pads = ['lumbar pad', 'sacral pad'];

  const levelOf = (power: Pick<Power, keyof Power>, name: (typeof levels)[number][0]): unknown =>
    name === 'lumbar pad' || name === 'sacral pad' ? power.padsOn[pads.indexOf(name)] : power[name];
  const setLevel = (power: Pick<Power, keyof Power>, name: string, level: unknown): void => {
    if (pads.includes(name)) Object.assign(power.padsOn, { [pads.indexOf(name)]: level });
    else Object.assign(power, { [name]: level });
  };

  test.each(levels)(
    '%s that differs for 200 ms is a fault, within 300 ms of the order',
    (name, part, level) => {
      const rig = createRig();
      rig.sensors.link.readback.valid = true;
      step(rig, 10);
      const ticks = ticksUntilFault(rig, 'E54', ({ sensors }) => {
        setLevel(sensors.link.readback, name, level);
      });
      expect(ticks).toBe(10);
      expect(partOf(rig, 'E54')).toBe(part);
      expect(measured(rig, 'E54')).toBe(Number(level));
      expect(latched(rig)).toEqual(['E54']);
    },
  );

  test.each(levels)('%s stuck at rest is a fault 260 ms after it is ordered on', (name, part) => {
    const rig = createRig();
    rig.sensors.link.readback.valid = true;
    wantMotors(rig, 0.4, 0.4);
    wantHeat(rig);
    const ticks = ticksUntilFault(rig, 'E54', ({ sensors }) => {
      const { readback } = sensors.link;
      setLevel(readback, name, typeof levelOf(readback, name) === 'number' ? 0 : false);
    });
    // The first tick orders; three ticks may lag; then 200 ms.
    expect(ticks).toBe(13);
    expect(partOf(rig, 'E54')).toBe(part);
  });

  test.each(levels)('%s that follows by up to three ticks is healthy', (name) => {
    const rig = createRig();
    rig.sensors.link.readback.valid = true;
    const history: unknown[] = [];
    for (let tick = 0; tick < 600; tick++) {
      const on = Math.floor(tick / 7) % 2 === 0;
      wantMotors(rig, on ? 0.4 : 0, on ? 0.4 : 0);
      rig.wanted.motorRelay = on;
      wantHeat(rig, on, on);
      rig.wanted.padRelay = on;
      step(rig, 1, ({ sensors, allowed }) => {
        const { readback } = sensors.link;
        history.push(levelOf(allowed, name));
        setLevel(readback, name, history.at(-3) ?? levelOf(readback, name));
      });
      if (isLatched(rig, 'E54')) break;
    }
    expect(isLatched(rig, 'E54')).toBe(false);
  });

  test('a duty read from an 8-bit timer agrees', () => {
    const rig = createRig();
    rig.sensors.link.readback.valid = true;
    wantMotors(rig, 0.5, -0.5);
    step(rig, 50, ({ sensors }) => {
      sensors.link.readback.carriageDuty *= 127 / 128;
      sensors.link.readback.kneaderDuty *= 127 / 128;
    });
    expect(isLatched(rig, 'E54')).toBe(false);
    step(rig, 50, ({ sensors }) => {
      sensors.link.readback.carriageDuty = 0.52;
    });
    expect(isLatched(rig, 'E54')).toBe(true);
  });

  test.each([0.48, 0.52])('a duty of %d instead of 0.5 differs, on either motor', (duty) => {
    for (const name of ['carriageDuty', 'kneaderDuty'] as const) {
      const rig = createRig();
      rig.sensors.link.readback.valid = true;
      wantMotors(rig, 0.5, 0.5);
      const ticks = ticksUntilFault(
        rig,
        'E54',
        ({ sensors }) => {
          sensors.link.readback[name] = duty;
        },
        40,
      );
      expect(ticks, name).toBeGreaterThan(0);
    }
  });

  test.each(['carriageDuty', 'kneaderDuty'] as const)('%s may be read back 0.01 off, no more', (name) => {
    for (const [off, faults] of [
      [0.01, []],
      [-0.01, []],
      [0.0101, ['E54']],
      [-0.0101, ['E54']],
    ] as const) {
      const rig = createRig();
      rig.sensors.link.readback.valid = true;
      step(rig, 20, ({ sensors }) => {
        sensors.link.readback[name] = off;
      });
      expect(latched(rig), `${off}`).toEqual(faults);
    }
  });

  test('a duty that goes to and fro agrees with each of its last three orders', () => {
    for (const stays of [0.3, 0.5]) {
      const rig = createRig();
      rig.sensors.link.readback.valid = true;
      for (let tick = 0; tick < 60; tick++) {
        const duty = tick % 2 === 0 ? 0.3 : 0.5;
        wantMotors(rig, duty, duty);
        step(rig, 1, ({ sensors }) => {
          if (tick < 4) return;
          sensors.link.readback.carriageDuty = stays;
          sensors.link.readback.kneaderDuty = stays;
        });
      }
      expect(latched(rig)).toEqual([]);
    }
  });

  test('levels that come each other turn speak for the time between', () => {
    const rig = createRig();
    rig.sensors.link.readback.valid = true;
    step(rig, 10);
    const ticks = ticksUntilFault(rig, 'E54', ({ sensors, context }) => {
      sensors.link.ageMs = (context.dueMs / 20) % 2 === 0 ? 20 : 0;
      sensors.link.readback.motorRelay = true;
    });
    expect(ticks).toBeGreaterThanOrEqual(10);
    expect(ticks).toBeLessThanOrEqual(13);
  });

  test('a ramp read back late agrees with the orders it comes from', () => {
    const rig = createRig();
    rig.sensors.link.readback.valid = true;
    const history = [0, 0, 0];
    for (let tick = 0; tick < 100; tick++) {
      const duty = Math.min(1, tick * 0.03);
      wantMotors(rig, duty, duty);
      step(rig, 1, ({ sensors, allowed }) => {
        history.push(allowed.carriageDuty);
        sensors.link.readback.carriageDuty = history.at(-3) ?? 0;
        sensors.link.readback.kneaderDuty = history.at(-3) ?? 0;
      });
    }
    expect(isLatched(rig, 'E54')).toBe(false);
  });

  test('a board that cannot read back is believed', () => {
    const rig = createRig();
    wantEverything(rig);
    step(rig, 100, ({ sensors }) => {
      sensors.link.readback.motorRelay = false;
    });
    expect(latched(rig)).toEqual([]);
  });

  test('differences that come and go add up', () => {
    const rig = createRig();
    rig.sensors.link.readback.valid = true;
    for (let round = 0; round < 20; round++) {
      step(rig, 2, ({ sensors }) => {
        sensors.link.readback.padRelay = true;
      });
      step(rig, 20);
    }
    expect(latched(rig)).toEqual([]);
    for (let round = 0; round < 4; round++) {
      step(rig, 4, ({ sensors }) => {
        sensors.link.readback.padRelay = true;
      });
      step(rig, 1);
    }
    expect(latched(rig)).toEqual(['E54']);
  });

  test('a pad current that is wrong where the output differs is the output’s fault', () => {
    const rig = createRig();
    rig.sensors.link.readback.valid = true;
    wantHeat(rig, true, false);
    step(rig, 10);
    step(rig, 10, ({ sensors }) => {
      sensors.link.readback.padsOn[0] = false;
      sensors.padsA = 0;
    });
    expect(latched(rig)).toEqual(['E54']);
  });
});
