import { describe, expect, test } from 'vitest';
import { part } from '../../../src/chair/parts.ts';
import {
  createRig,
  latched,
  measured,
  motorsOff,
  partOf,
  type Rig,
  step,
  ticksUntilFault,
  wantMotors,
} from './rig.ts';

const drawing =
  (amperes: number) =>
  ({ sensors }: Rig) => {
    sensors.kneaderA = amperes;
  };

const noCams = ({ sensors }: Rig) => {
  sensors.camNarrow = false;
  sensors.camMedium = false;
  sensors.camWide = false;
};

const without =
  (name: 'camNarrow' | 'camMedium' | 'camWide') =>
  ({ sensors }: Rig) => {
    sensors[name] = false;
  };

describe('stalled by current', () => {
  test.each([
    [0.5, 3],
    [-0.5, 3],
    [1, 4.5],
  ])('at duty %d more than %d A for 300 ms', (duty, limitA) => {
    const rig = createRig();
    wantMotors(rig, 0, duty);
    step(rig, 1);
    step(rig, 40, drawing(limitA));
    expect(latched(rig)).toEqual([]);
    const jammed = createRig();
    wantMotors(jammed, 0, duty);
    step(jammed, 1);
    expect(ticksUntilFault(jammed, 'E41', drawing(limitA + 0.01))).toBe(12);
    expect(latched(jammed)).toEqual(['E41']);
    expect([measured(jammed, 'E41'), partOf(jammed, 'E41')]).toEqual([limitA + 0.01, 5]);
    expect(jammed.allowed).toMatchObject(motorsOff);
  });

  test('the count runs back with each moment of less', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.5);
    step(rig, 1);
    for (let round = 0; round < 10; round++) {
      step(rig, 11, drawing(5));
      step(rig, 110, drawing(1));
    }
    expect(latched(rig)).toEqual([]);
    step(rig, 11, drawing(5));
    step(rig, 1, drawing(1));
    expect(ticksUntilFault(rig, 'E41', drawing(5))).toBeLessThanOrEqual(2);
  });
});

describe('no cam edge while driven', () => {
  test.each([0.22, -0.22, 1])('for 2 s at duty %d is no motion', (duty) => {
    const rig = createRig();
    step(rig, 1, noCams);
    wantMotors(rig, 0, duty);
    step(rig, 1, noCams);
    expect(ticksUntilFault(rig, 'E41', noCams)).toBe(97);
    expect(latched(rig)).toEqual(['E41']);
  });

  test('a sensor that stays on is no edge either', () => {
    const rig = createRig();
    const held = (one: Rig) => {
      noCams(one);
      one.sensors.camWide = true;
    };
    step(rig, 1, held);
    wantMotors(rig, 0, 0.5);
    step(rig, 1, held);
    expect(ticksUntilFault(rig, 'E41', held)).toBe(97);
  });

  test('below breakaway no motion is expected, and a rest takes from the count', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.21);
    step(rig, 500, noCams);
    expect(latched(rig)).toEqual([]);
    wantMotors(rig, 0, 0.5);
    step(rig, 90, noCams);
    wantMotors(rig, 0, 0);
    step(rig, 200, noCams);
    wantMotors(rig, 0, 0.5);
    step(rig, 95, noCams);
    expect(latched(rig)).toEqual([]);
    wantMotors(rig, 0, 0.1);
    step(rig, 30, noCams);
    wantMotors(rig, 0, 0.5);
    expect(ticksUntilFault(rig, 'E41', noCams)).toBeLessThanOrEqual(8);
  });

  test('any edge, rising or falling, is motion', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.5);
    for (let tick = 1; tick <= 1000; tick++) {
      step(rig, 1, (one) => {
        noCams(one);
        one.sensors.camWide = tick % 140 < 70;
      });
    }
    expect(latched(rig).includes('E41')).toBe(false);
  });

  test('without any current it is not the kneader but its power', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.5);
    step(rig, 30);
    ticksUntilFault(rig, 'E36', (one) => {
      noCams(one);
      one.sensors.kneaderA = 0.1;
    });
    expect(latched(rig)).toEqual(['E36']);
    const weak = createRig();
    wantMotors(weak, 0, 0.5);
    step(weak, 30);
    ticksUntilFault(weak, 'E41', (one) => {
      noCams(one);
      one.sensors.kneaderA = 0.2;
    });
    expect(latched(weak)).toEqual(['E41']);
  });
});

describe('cam sensors', () => {
  test.each([0.5, -0.5])('a healthy cam turns for ever at duty %d', (duty) => {
    const rig = createRig();
    wantMotors(rig, 0, duty);
    step(rig, 4400);
    expect(latched(rig)).toEqual([]);
  });

  test.each([
    ['camNarrow', part.narrow],
    ['camMedium', part.medium],
    ['camWide', part.wide],
  ] as const)('%s missing is found within two turns and named', (name, sensor) => {
    for (const duty of [0.5, -0.5]) {
      for (let phase = 0; phase < 100; phase += 7) {
        const rig = createRig();
        wantMotors(rig, 0, duty);
        step(rig, 300 + phase);
        const turns = rig.turns;
        ticksUntilFault(rig, 'E43', without(name), 400);
        expect(latched(rig)).toEqual(['E43']);
        expect(partOf(rig, 'E43')).toBe(sensor);
        expect(Math.abs(rig.turns - turns)).toBeLessThanOrEqual(2.3);
        expect(rig.allowed).toMatchObject(motorsOff);
      }
    }
  });

  test('what a link that stumbled has not let through is no missing sensor', () => {
    for (let phase = 0; phase < 200; phase += 5) {
      const rig = createRig();
      wantMotors(rig, 0, 0.5);
      step(rig, 300 + phase);
      const { camNarrow, camMedium, camWide } = rig.sensors;
      // A tenth of a turn is missed now and then: the arms go on, the sensors stand as they were last heard.
      for (let gap = 0; gap < 6; gap++) {
        step(rig, 10, ({ sensors }) => {
          Object.assign(sensors, { camNarrow, camMedium, camWide });
          sensors.link.ageMs = 200;
        });
        step(rig, 60, ({ sensors }) => {
          sensors.link.ageMs = 0;
        });
      }
      expect(latched(rig).filter((code) => code === 'E43')).toEqual([]);
    }
  });

  test('the value says how many others were seen without it', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.5);
    step(rig, 300);
    ticksUntilFault(rig, 'E43', without('camMedium'), 400);
    expect(measured(rig, 'E43')).toBe(4);
    const other = createRig();
    wantMotors(other, 0, 0.5);
    step(other, 300);
    ticksUntilFault(other, 'E43', without('camWide'), 400);
    expect(measured(other, 'E43')).toBe(5);
  });

  test('arms that swing to and fro between two sensors miss none', () => {
    const rig = createRig();
    for (let round = 0; round < 40; round++) {
      // From narrow to medium and back again: wide is never met.
      wantMotors(rig, 0, round % 2 === 0 ? 0.5 : -0.5);
      step(rig, 27 + 5);
    }
    expect(latched(rig)).toEqual([]);
  });

  test('a pulse the other way that does not turn the arms forgets nothing', () => {
    const rig = createRig();
    wantMotors(rig, 0, 0.5);
    step(rig, 300);
    let pulses = 0;
    const begun = rig.turns;
    while (latched(rig).length === 0 && pulses < 20) {
      wantMotors(rig, 0, 0.5);
      step(rig, 80, without('camWide'));
      wantMotors(rig, 0, 0);
      step(rig, 10, without('camWide'));
      wantMotors(rig, 0, -0.15);
      step(rig, 5, without('camWide'));
      wantMotors(rig, 0, 0);
      step(rig, 10, without('camWide'));
      pulses++;
    }
    expect(latched(rig)).toEqual(['E43']);
    expect(rig.turns - begun).toBeLessThanOrEqual(2.3);
  });

  test('two sensors on at once for 60 ms contradict', () => {
    for (const [first, second] of [
      ['camNarrow', 'camMedium'],
      ['camMedium', 'camWide'],
      ['camNarrow', 'camWide'],
    ] as const) {
      const rig = createRig();
      const both = ({ sensors }: Rig) => {
        sensors.camNarrow = false;
        sensors[first] = true;
        sensors[second] = true;
      };
      expect(ticksUntilFault(rig, 'E43', both)).toBe(3);
      expect(partOf(rig, 'E43')).toBe(5);
      const brief = createRig();
      for (let round = 0; round < 3; round++) {
        step(brief, 2, both);
        step(brief, 1100);
      }
      expect(latched(brief)).toEqual([]);
    }
  });

  test('the sensor it stands on at first is no passing', () => {
    const rig = createRig();
    expect(rig.guard.diagnosis.cams.without).toEqual([0, 0, 0]);
  });
});
