import { describe, expect, test } from 'vitest';
import { tickMs } from '../../src/chair/limits.ts';
import { keyBit } from '../../src/chair/names.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { tripNumber } from '../../src/chair/trips.ts';
import { type Control, createControl, currentPlan, setPrograms, tick } from '../../src/control/tick.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { chair } from '../chair.ts';

const restPlan = (program: string): Plan => ({
  program,
  name: program,
  version: 1,
  about: '',
  plannedMs: 300_000,
  steps: [
    {
      path: '1',
      technique: 'rest',
      exact: true,
      startMs: 0,
      endMs: 300_000,
      heat: { lumbar: 'high', sacral: 'off' },
    },
  ],
});

/** A controller with sensors that a test sets by hand: no chair behind it. */
class Desk {
  readonly sensors = createSensors(chair);
  readonly outputs = createOutputs(chair);
  readonly control: Control;
  nowMs = 0;
  constructor(...programs: Plan[]) {
    this.control = createControl(chair, { programs });
    this.sensors.seat = true;
  }
  tick(count = 1, lateMs = 0): this {
    for (let index = 0; index < count; index++) {
      tick(this.control, this.sensors, this.nowMs, this.outputs, this.nowMs + lateMs);
      this.nowMs += tickMs;
    }
    return this;
  }
  press(key: Parameters<typeof keyBit>[0]): this {
    this.sensors.keys = keyBit(key);
    this.tick(5);
    this.sensors.keys = 0;
    return this.tick(5);
  }
}

describe('the tick', () => {
  test('tells the session of the first of several faults', () => {
    const desk = new Desk(restPlan('one')).tick(5).press('power');
    expect(desk.control.session.state).toBe('homing');
    desk.sensors.pads[0]!.elementC = 500;
    desk.tick(10);
    desk.sensors.pads[1]!.elementC = -70;
    desk.tick(20);
    expect(desk.control.inputs).toMatchObject({ faultLatched: true, faultCode: 'E22' });
    expect(desk.control.session.state).toBe('fault');
    expect(desk.outputs).toMatchObject({
      carriageDuty: 0,
      kneaderDuty: 0,
      padRelay: false,
      motorRelay: false,
    });
  });

  test('shows what is wrong without being latched, and drops it when it is gone', () => {
    const desk = new Desk(restPlan('one')).tick(5).press('power');
    desk.sensors.supplyV = 19;
    desk.tick(30);
    expect(desk.control.inputs).toMatchObject({ faultLatched: false, warningCode: 'E11' });
    desk.sensors.supplyV = 24;
    desk.tick(30);
    expect(desk.control.inputs.warningCode).toBe('none');
  });

  test('a tick that comes 140 ms late ends in a fault with everything off', () => {
    const desk = new Desk(restPlan('one')).tick(5).press('power').tick(20);
    desk.tick(1, 140);
    desk.tick(2);
    expect(desk.control.inputs.faultCode).toBe('E53');
    expect(desk.outputs).toMatchObject({ carriageDuty: 0, motorRelay: false });
  });

  test('power switched off forgets the fault, and what is still wrong comes back', () => {
    const desk = new Desk(restPlan('one')).tick(5).press('power');
    desk.sensors.pads[0]!.elementC = 500;
    desk.tick(20);
    desk.press('power');
    expect(desk.control.session.state).toBe('off');
    desk.press('power').tick(20);
    expect(desk.control.session.state).toBe('fault');
    desk.sensors.pads[0]!.elementC = 22;
    desk.press('power').press('power');
    expect(desk.control.session.state).toBe('homing');
  });

  test('sensors that are no numbers never turn anything on, and nothing throws', () => {
    const desk = new Desk(restPlan('one')).tick(5).press('power');
    const { sensors } = desk;
    sensors.pads[0]!.elementC = sensors.pads[1]!.elementC = sensors.ambientC = Number.NaN;
    sensors.carriageEdges =
      sensors.carriageA =
      sensors.kneaderA =
      sensors.padsA =
      sensors.supplyV =
        Number.NaN;
    desk.tick(200);
    expect(desk.outputs).toMatchObject({ carriageDuty: 0, kneaderDuty: 0, padsOn: [false, false] });
    expect(JSON.stringify(desk.outputs)).not.toContain('null');
  });
});

describe('a link that was lost while the chair stood ready', () => {
  /** Homed by hand: the lower limit closes under the carriage, and opens no more. */
  function ready(): Desk {
    const desk = new Desk(restPlan('one')).tick(5).press('power');
    const { session, carriage, guard } = desk.control;
    session.state = 'ready';
    session.job = 'nothing';
    carriage.known = carriage.track.known = guard.counts.carriage.placeKnown = true;
    return desk.tick(10);
  }

  function unplugged(desk: Desk): Desk {
    Object.assign(desk.sensors.link, { connected: false, ageMs: 400 });
    desk.tick(2);
    expect(desk.control.session).toMatchObject({ state: 'fault', faultCode: 'E51' });
    return desk;
  }

  test('recovers with a controller that is not armed, and stays recovered', () => {
    const desk = unplugged(ready());
    Object.assign(desk.sensors.link, { connected: true, ageMs: 0, trip: tripNumber('lease') });
    desk.tick(20);
    expect(desk.control.session.state).toBe('fault');
    desk.tick(10);
    expect(desk.control.session.state).toBe('ready');
    desk.tick(500);
    expect(desk.control.session.state).toBe('ready');
    expect(desk.control.guard.register.faults).toBe(0);
    expect(desk.control.carriage.known).toBe(true);
  });

  test('is a fault again when a key gives it something to do and the controller will not be armed', () => {
    const desk = unplugged(ready());
    Object.assign(desk.sensors.link, { connected: true, ageMs: 0, trip: tripNumber('lease') });
    desk.tick(100).press('start');
    expect(desk.control.session.state).toBe('running');
    expect(desk.outputs.motorRelay).toBe(false);
    desk.tick(35);
    expect(desk.control.session).toMatchObject({ state: 'fault', faultCode: 'E51' });
  });

  test('leads off where the controller started anew, and neither carriage nor guard trusts its count any more', () => {
    const desk = unplugged(ready());
    Object.assign(desk.sensors.link, { connected: true, ageMs: 0, boots: 2, trip: tripNumber('not-armed') });
    desk.tick(30);
    const { session, carriage, guard } = desk.control;
    expect(session.state).toBe('off');
    expect([carriage.known, carriage.track.known, guard.counts.carriage.placeKnown]).toEqual([
      false,
      false,
      false,
    ]);
    expect(guard.register.faults).toBe(0);
  });
});

describe('the programs of the chair', () => {
  test('can be replaced while no session runs; a choice that is gone falls back to the first', () => {
    const desk = new Desk(restPlan('one'), restPlan('two')).tick(5);
    desk.control.session.program = 1;
    expect(currentPlan(desk.control)?.program).toBe('two');
    setPrograms(desk.control, [restPlan('three')]);
    expect(currentPlan(desk.control)?.program).toBe('three');
    expect(desk.control.inputs.programs).toEqual([{ id: 'three', plannedMs: 300_000, heat: 3 }]);
  });

  test('cannot change under a session that runs', () => {
    const desk = new Desk(restPlan('one')).tick(5);
    desk.control.session.inSession = true;
    expect(() => setPrograms(desk.control, [])).toThrow('while a session runs');
  });

  test('a chair without any program has nothing to run', () => {
    const desk = new Desk().tick(5);
    expect(currentPlan(desk.control)).toBeUndefined();
    desk.press('power').press('start').tick(50);
    expect(desk.outputs).toMatchObject({ padsOn: [false, false] });
  });
});
