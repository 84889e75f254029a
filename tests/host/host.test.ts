import { describe, expect, test } from 'vitest';
import type { ChairBoard } from '../../sim/boards/board.ts';
import { modelPort } from '../../sim/boards/modelport.ts';
import { keysOf, setKeys } from '../../sim/plant/plant.ts';
import type { KeyName } from '../../src/chair/names.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { historyOf } from '../../src/host/history.ts';
import { type Host, openHost, turn } from '../../src/host/host.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../src/program/language/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { openStore } from '../../src/store/store.ts';
import { createDisk, type SimulatedDisk } from '../store/simulated-disk.ts';

const factory: Plan[] = readFactoryPrograms().map(({ file, text }) => {
  const { program } = checkProgram(text, file);
  if (program === null) throw new Error(`${file} has problems`);
  return planProgram(program);
});

/** A chair with a host, on a simulated disk that outlives it. */
class Chair {
  readonly board: ChairBoard = modelPort({});
  readonly sensors = createSensors();
  readonly outputs = createOutputs();
  nowMs = 0;
  resets = 0;
  readonly host: Host;
  private constructor(host: Host) {
    this.host = host;
  }
  static async open(disk: SimulatedDisk): Promise<Chair> {
    const store = await openStore(disk);
    const chair: Chair = new Chair(
      await openHost({
        store,
        factory,
        software: 'test',
        wallClockMs: () => Date.UTC(2026, 10, 21),
        setWallClock: () => {},
        onReset: () => {
          chair.resets++;
        },
      }),
    );
    return chair;
  }
  run(ms: number): this {
    for (let passed = 0; passed < ms; passed += 20) {
      this.board.read(this.sensors);
      turn(this.host, this.sensors, this.nowMs, this.outputs);
      if (this.host.control.session.arm) this.board.arm();
      this.board.write(this.outputs);
      this.nowMs += 20;
    }
    return this;
  }
  hold(ms: number, ...keys: KeyName[]): this {
    setKeys(this.board.plant, keysOf(keys));
    this.run(ms);
    setKeys(this.board.plant, 0);
    return this.run(200);
  }
  press(key: KeyName): this {
    return this.hold(100, key);
  }
  get state(): string {
    return this.host.control.session.state;
  }
}

/** Pulls the cable for three seconds. The link arms the guard by itself when it is back; the model's link does not. */
function replug(chair: Chair): Chair {
  chair.board.break('link', 'lost');
  chair.run(3000);
  chair.board.break('link', 'none');
  chair.board.arm();
  return chair.run(2000);
}

describe('the cable pulled and put back', () => {
  test('while the chair stands ready: ready again by itself, and it massages as before', async () => {
    const chair = (await Chair.open(createDisk())).run(200).press('power').run(40_000);
    expect(chair.state).toBe('ready');
    chair.board.break('link', 'lost');
    expect(chair.run(400).state).toBe('fault');
    expect(chair.host.control.session.faultCode).toBe('E51');
    expect(replug(chair).state).toBe('ready');
    expect(chair.host.control.guard.ledger.faults).toBe(0);
    expect(chair.press('start').run(20_000).state).toBe('running');
  });

  test.each([
    ['running', (chair: Chair) => chair.press('start').run(30_000)],
    ['homing', (chair: Chair) => chair.press('power').run(60_000).press('power').run(2000)],
  ])('while it is %s: nothing resumes, and power off and on makes it ready', async (state, bring) => {
    const chair = bring((await Chair.open(createDisk())).run(200).press('power').run(40_000));
    expect(chair.state).toBe(state);
    expect(replug(chair).run(10_000).state).toBe('fault');
    expect(chair.outputs).toMatchObject({
      carriageDuty: 0,
      kneaderDuty: 0,
      padRelay: false,
      motorRelay: false,
    });
    expect(chair.press('start').state).toBe('fault');
    expect(chair.press('power').state).toBe('off');
    expect(chair.press('power').run(40_000).state).toBe('ready');
  });

  test('a controller that started anew with its cable in stays a fault', async () => {
    const chair = (await Chair.open(createDisk())).run(200).press('power').run(40_000);
    chair.board.break('chip', 'hung');
    chair.run(400).board.arm();
    expect(chair.run(2000).state).toBe('fault');
    expect(chair.host.control.session.faultCode).toBe('E55');
  });

  test('another fault is not forgotten with it', async () => {
    const chair = (await Chair.open(createDisk())).run(200).press('power').run(40_000);
    chair.board.break('supply', '12 V');
    expect(replug(chair).run(10_000).state).toBe('fault');
  });
});

describe('what a chair keeps over a power cut', () => {
  test('memories, the child lock, the program chosen last and the history of sessions', async () => {
    const disk = createDisk();
    const first = await Chair.open(disk);
    first.run(200).press('power').run(40_000);
    expect(first.state).toBe('ready');
    first.press('program').press('program').press('speed-up').hold(4300, 'program');
    first.press('start').run(30_000).press('stop').run(1000);
    first.hold(3300, 'program', 'timer');
    await first.host.options.store.idle();

    const second = await Chair.open(disk);
    const { session, programs } = second.host.control;
    expect(session.boot).toBe(2);
    expect(session.locked).toBe(true);
    expect(programs[session.program]?.program).toBe(factory[2]?.program);
    expect(session.memories).toMatchObject([{ program: factory[2]?.program, speedShift: 1 }]);
    expect(session.sessionNumber).toBe(1);
    expect(session.history).toMatchObject([{ number: 1, boot: 1, ended: 'stopped' }]);
    const log = JSON.parse(await second.host.options.store.readLog('sessions')) as Record<string, unknown>;
    expect(log['wall']).toBe('2026-11-21T00:00:00.000Z');
  });

  test('faults, with code, value, boot and time since it', async () => {
    const disk = createDisk();
    const chair = await Chair.open(disk);
    chair.run(200).press('power').run(5000);
    chair.board.break('thermistor.sacral', 'short');
    chair.run(1000);
    expect(chair.state).toBe('fault');
    await chair.host.options.store.idle();
    const [line = ''] = (await chair.host.options.store.readLog('faults')).split('\n');
    expect(JSON.parse(line)).toMatchObject({ boot: 1, code: 'E22' });
  });

  test('a log that was damaged leaves out what cannot be read', () => {
    const good = '{"number":7,"boot":2,"startMs":1,"endMs":2,"program":"x","minutes":1,"ended":"stopped"}';
    expect(historyOf(`{"number":\n${good}\nnonsense\n{"number":"x"}\n`)).toMatchObject({
      sessionNumber: 7,
      history: [{ number: 7, boot: 2 }],
    });
    expect(historyOf('')).toEqual({ history: [], sessionNumber: 0 });
  });
});

describe('what a technician asks for', () => {
  async function inService(): Promise<Chair> {
    const chair = await Chair.open(createDisk());
    chair.run(200).hold(5300, 'power', 'stop');
    expect(chair.state).toBe('service');
    return chair;
  }

  test('the self-test runs in the service state and reports a row a measurement', async () => {
    const chair = await inService();
    const { machine } = chair.host.service;
    expect(machine.selfTest()).toBeNull();
    expect(machine.startSelfTest()).toBe(true);
    expect(machine.startSelfTest()).toBe(false);
    chair.run(1000);
    expect(machine.selfTest()).toMatchObject({ running: true, passed: null });
    chair.run(180_000);
    const report = machine.selfTest();
    expect(report).toMatchObject({ running: false, passed: true, stopped: '' });
    expect(report?.rows.length).toBeGreaterThan(15);
    for (const row of report?.rows ?? []) expect(row.pass, row.name).toBe(true);
    expect(chair.state).toBe('service');
  });

  test('stop at the chair ends the self-test, and it says so', async () => {
    const chair = await inService();
    const { machine } = chair.host.service;
    machine.startSelfTest();
    chair.run(10_000).press('stop').run(1000);
    expect(machine.selfTest()).toMatchObject({
      running: false,
      passed: false,
      stopped: 'stopped at the chair',
    });
    expect(chair.outputs).toMatchObject({ carriageDuty: 0, kneaderDuty: 0, motorRelay: false });
  });

  test('there is no self-test outside the service state', async () => {
    const chair = await Chair.open(createDisk());
    chair.run(200);
    expect(chair.host.service.machine.startSelfTest()).toBe(false);
  });

  test('the status says at a glance what the chair is doing', async () => {
    const chair = await Chair.open(createDisk());
    chair.run(200).press('power').run(40_000);
    expect(chair.host.service.machine.status()).toMatchObject({
      state: 'ready',
      fault: 'none',
      program: 'lower-back-relief',
      boot: 1,
    });
  });
});
