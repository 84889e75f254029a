import { describe, expect, test } from 'vitest';
import { modelPort } from '../../sim/boards/modelport.ts';
import { breakHost, type HostFaultName } from '../../sim/chair/host-faults.ts';
import { createSimulation, decideSimulation, type Simulation } from '../../sim/chair/simulation.ts';
import type { Work } from '../../sim/chair/technician.ts';
import { packageOf } from '../../sim/chair/workshop.ts';
import { keysOf, setKeys } from '../../sim/plant/plant.ts';
import { tickMs } from '../../src/chair/limits.ts';
import type { KeyName } from '../../src/chair/names.ts';
import { passTime } from '../../src/control/guard/timers.ts';
import { historyOf } from '../../src/machine/history.ts';
import { selfTestReport } from '../../src/machine/self-test-run.ts';
import { checkProgram, checkProgramValue } from '../../src/program/language/check.ts';
import type { Program } from '../../src/program/language/program.ts';
import { readFactoryPrograms } from '../../src/program/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { carryOut } from '../../src/run/controller.ts';
import { logText } from '../../src/store/store.ts';
import { chair } from '../chair.ts';

const factory: Plan[] = readFactoryPrograms().map(({ file, text }) => {
  const { program } = checkProgram(text, file, chair);
  if (program === null) throw new Error(`${file} has problems`);
  return planProgram(program, chair);
});

function flashed(version: number): Program {
  const { program } = checkProgramValue(
    {
      format: 1,
      id: 'visit',
      name: 'A visit',
      version,
      steps: [{ roll: { from: 'gluteal', to: 'mid-back', for: '6 min' } }],
    },
    '<visit>',
    chair,
  );
  if (program === null) throw new Error('it has problems');
  return program;
}

const flash = (version: number): Work => ({
  do: 'flash',
  id: 'visit',
  package: packageOf(flashed(version)),
});

/** A simulated chair with its story told in a line. */
class Chair {
  readonly simulation: Simulation = createSimulation(modelPort(chair, {}), { chair, programs: factory });
  /** Turns in which the machine asked the chip to arm. */
  asked = 0;

  constructor() {
    this.simulation.wallClock = () => Date.UTC(2026, 10, 21);
    this.run(200);
  }

  run(ms: number): this {
    for (let passed = 0; passed < ms; passed += tickMs) {
      if (decideSimulation(this.simulation) && this.simulation.outputs.arm) this.asked++;
      carryOut(this.simulation);
    }
    return this;
  }

  hold(ms: number, ...keys: KeyName[]): this {
    setKeys(this.simulation.board.plant, keysOf(keys));
    this.run(ms);
    setKeys(this.simulation.board.plant, 0);
    return this.run(200);
  }

  press(key: KeyName): this {
    return this.hold(100, key);
  }

  ready(): this {
    return this.press('power').run(40_000);
  }

  service(): this {
    return this.hold(5300, 'power', 'stop');
  }

  /** A technician does it, and the chair has time for it. */
  ask(...work: Work[]): this {
    this.simulation.technician.ahead.push(...work);
    return this.run(work.length * 6000);
  }

  break(name: HostFaultName, value: string): this {
    breakHost(this.simulation, name, value);
    return this;
  }

  powerCut(): this {
    this.simulation.board.break('power', 'cut');
    this.run(500);
    this.simulation.board.break('power', 'none');
    return this.run(200);
  }

  get state(): string {
    return this.simulation.control.session.state;
  }

  get active(): number | null {
    const stored = this.simulation.machine.store.index.programs.find(({ id }) => id === 'visit');
    return stored?.active?.version ?? null;
  }

  get told(): string {
    return this.simulation.technician.stands;
  }
}

describe('arming', () => {
  test('a chip that has just started is armed by the first key that gives the chair a job', () => {
    const chair = new Chair();
    expect(chair.run(2000).simulation.board.armed()).toBe(false);
    expect(chair.press('power').simulation.board.armed()).toBe(true);
    expect(chair.asked).toBe(1);
  });

  test('nothing else arms it: neither time, nor a key without a job, nor what one key began', () => {
    const chair = new Chair().ready();
    expect(chair.asked).toBe(1);
    chair.press('start').run(20_000).press('stop').run(10_000);
    expect([chair.state, chair.simulation.board.armed()]).toEqual(['ready', false]);
    const before = chair.asked;
    chair.press('speed-up').press('heat').press('timer').run(60_000);
    expect([chair.asked, chair.simulation.board.armed()]).toEqual([before, false]);
    chair.press('start').run(1000);
    expect([chair.state, chair.simulation.board.armed()]).toEqual(['running', true]);
    const running = chair.asked;
    chair.press('start').run(5000).press('start').run(5000).press('power').run(30_000);
    expect([chair.state, chair.asked]).toEqual(['off', running]);
  });

  test('the request is repeated for 300 ms at most, and not again when the chip trips anew', () => {
    const chair = new Chair();
    chair.simulation.board.break('estop', 'pressed');
    chair.press('power').run(2000);
    expect(chair.asked).toBeLessThanOrEqual(300 / tickMs);
    chair.simulation.board.break('estop', 'none');
    expect(chair.run(2000).simulation.board.armed()).toBe(false);
  });

  test('a self-test in the service state is an act of a person', () => {
    const chair = new Chair().service();
    expect(chair.simulation.board.armed()).toBe(false);
    chair.ask({ do: 'selftest' });
    expect([chair.told, chair.simulation.board.armed()]).toEqual(['done', true]);
  });
});

describe('what a chair keeps over a power cut', () => {
  test('the heat of the last hour, less what the wall clock says has passed', () => {
    const chair = new Chair();
    const heat = () => chair.simulation.control.guard.counts.clock.heat.totalMs / 60_000;
    passTime(chair.simulation.control.guard.counts.clock.heat, true, 20 * 60_000);
    chair.run(1000).powerCut();
    // A minute that may not have been kept is taken as given.
    expect(heat()).toBe(21);
    const before = chair.simulation.wallClock;
    chair.simulation.wallClock = () => (before?.() ?? 0) + 70 * 60_000;
    chair.powerCut();
    expect(heat()).toBe(0);
  });

  test('memories, the child lock, the program chosen last and the history of sessions', () => {
    const chair = new Chair().ready();
    chair.press('program').press('program').press('speed-up').hold(4300, 'program');
    chair.press('start').run(30_000).press('stop').run(1000);
    chair.hold(3300, 'program', 'timer').run(5000).powerCut();
    const { session, programs } = chair.simulation.control;
    expect(session.boot).toBe(2);
    expect(session.locked).toBe(true);
    expect(programs[session.program]?.program).toBe(factory[2]?.program);
    expect(session.memories).toMatchObject([{ program: factory[2]?.program, speedShift: 1 }]);
    expect(session.sessionNumber).toBe(1);
    expect(session.history).toMatchObject([{ number: 1, boot: 1, ended: 'stopped' }]);
    const log = JSON.parse(logText(chair.simulation.machine.store, 'sessions')) as Record<string, unknown>;
    expect(log['wall']).toBe('2026-11-21T00:00:00.000Z');
  });

  test('faults, with code, value, boot and time since it', () => {
    const chair = new Chair().press('power').run(5000);
    chair.simulation.board.break('thermistor.sacral', 'short');
    expect(chair.run(3000).powerCut().state).toBe('off');
    const [line = ''] = logText(chair.simulation.machine.store, 'faults').split('\n');
    expect(JSON.parse(line)).toMatchObject({
      boot: 1,
      code: 'E22',
      part: 'sacral pad, element thermistor',
    });
  });

  test('a log that was damaged leaves out what cannot be read', () => {
    const good = '{"number":7,"boot":2,"startMs":1,"endMs":2,"program":"x","minutes":1,"ended":"stopped"}';
    expect(historyOf(`{"number":\n${good}\nnonsense\n{"number":"x"}\n`)).toMatchObject({
      sessionNumber: 7,
      history: [{ number: 7, boot: 2 }],
    });
    expect(historyOf('')).toEqual({ history: [], sessionNumber: 0 });
  });

  test('a shipped program whose file is damaged is left out, and the others run', () => {
    const chair = new Chair().break('program', 'damaged').powerCut();
    expect(chair.simulation.control.programs.map(({ program }) => program)).not.toContain(
      factory[0]?.program,
    );
    expect(chair.ready().press('start').run(5000).state).toBe('running');
  });
});

describe('a technician', () => {
  test('flashes in the service state; what was acknowledged survives a power cut', () => {
    const chair = new Chair().service().ask(flash(1));
    expect([chair.told, chair.active]).toEqual(['done', 1]);
    expect(chair.simulation.control.programs.at(-1)?.program).toBe('visit');
    expect(chair.powerCut().active).toBe(1);
    expect(chair.simulation.control.programs.at(-1)?.program).toBe('visit');
  });

  test('is refused in any other state, and nothing is written', () => {
    const chair = new Chair().ask(flash(1));
    expect([chair.told, chair.active]).toEqual(['refused', null]);
    chair.ready().ask(flash(1));
    expect([chair.told, chair.active]).toEqual(['refused', null]);
  });

  test('is told of nothing that the disk has not taken', () => {
    const chair = new Chair().service().ask(flash(1)).break('disk', 'full').ask(flash(2));
    expect([chair.told, chair.active]).toEqual(['refused', 1]);
    expect(chair.powerCut().active).toBe(1);
    chair.break('disk', 'none').service().ask(flash(2));
    expect([chair.told, chair.powerCut().active]).toEqual(['done', 2]);
  });

  test.each([20, 60, 100, 160, 240, 400, 700])(
    'whose chair loses its power %i ms after the order finds the old or the new, whole',
    (ms) => {
      const chair = new Chair().service().ask(flash(1)).break('disk', 'torn');
      chair.simulation.technician.ahead.push(flash(2));
      chair.run(ms);
      const told = chair.told;
      chair.powerCut();
      expect([1, 2]).toContain(chair.active);
      if (told === 'done') expect(chair.active).toBe(2);
      expect(chair.simulation.machine.service.loaded.every(({ program }) => program !== null)).toBe(true);
    },
  );

  test('restarts the controller: everything kept, the chair off', () => {
    const chair = new Chair().service().ask(flash(1), { do: 'reset' });
    expect([chair.told, chair.state, chair.simulation.starts]).toEqual(['done', 'off', 2]);
    expect(chair.active).toBe(1);
  });

  test('puts settings back: they are in force at once and after a start', () => {
    const settings = { locked: true, program: '', minutes: 10, memories: [] };
    const chair = new Chair().service().ask({ do: 'restore', settings });
    expect([chair.told, chair.simulation.control.session.locked]).toEqual(['done', true]);
    expect(chair.powerCut().simulation.control.session.locked).toBe(true);
  });
});

describe('the self-test', () => {
  const report = ({ simulation: { machine } }: Chair) => selfTestReport(machine.selfTest, machine.control);

  test('runs in the service state and reports a row a measurement', () => {
    const chair = new Chair().service();
    expect(report(chair)).toBeNull();
    chair.ask({ do: 'selftest' });
    expect(report(chair)).toMatchObject({ running: true, passed: null });
    chair.ask({ do: 'selftest' });
    expect(chair.told).toBe('refused');
    chair.run(180_000);
    expect(report(chair)).toMatchObject({ running: false, passed: true, stopped: '' });
    expect(report(chair)?.rows.length).toBeGreaterThan(15);
    for (const row of report(chair)?.rows ?? []) expect(row.pass, row.name).toBe(true);
    expect(chair.state).toBe('service');
  });

  test('is ended by stop at the chair, and says so', () => {
    const chair = new Chair().service().ask({ do: 'selftest' }).run(4000).press('stop').run(1000);
    expect(report(chair)).toMatchObject({ running: false, passed: false, stopped: 'stopped at the chair' });
    expect(chair.simulation.outputs).toMatchObject({ carriageDuty: 0, kneaderDuty: 0, motorRelay: false });
  });

  test('is ended by a restart of the computer: everything is off in its last turn', () => {
    const chair = new Chair().service().ask({ do: 'selftest' }).run(4000);
    const { simulation } = chair;
    const runs = () => simulation.outputs.kneaderDuty !== 0 || simulation.outputs.carriageDuty !== 0;
    for (let turns = 0; turns < 500 && !runs(); turns++) chair.run(tickMs);
    expect(runs()).toBe(true);
    simulation.technician.ahead.push({ do: 'reset' });
    for (let turns = 0; turns < 100 && !simulation.hostLost; turns++) chair.run(tickMs);
    expect([simulation.hostLost, runs(), simulation.outputs.motorRelay]).toEqual([true, false, false]);
    chair.run(200);
    expect([simulation.hadTurn, simulation.starts]).toEqual([false, 1]);
    chair.run(200);
    expect([simulation.hadTurn, simulation.starts, chair.state]).toEqual([true, 2, 'off']);
  });

  test('is in the log of work, with how it ended', () => {
    const chair = new Chair().service().ask({ do: 'selftest' }).run(4000).press('stop').run(1000);
    const lines = logText(chair.simulation.machine.store, 'work').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { boot: 1, what: 'self-test', after: 'begun', wall: '2026-11-21T00:00:00.000Z' },
      {
        what: 'self-test',
        before: 'begun',
        after: expect.stringMatching(/^failed \(stopped at the chair\): /),
      },
    ]);
  });

  test('does not run outside the service state', () => {
    expect(new Chair().ask({ do: 'selftest' }).told).toBe('refused');
  });
});

test('the status says at a glance what the chair is doing', () => {
  const { machine } = new Chair().ready().simulation;
  expect(machine.world.status()).toMatchObject({
    state: 'ready',
    fault: 'none',
    program: 'lower-back-relief',
    boot: 1,
    link: 'up',
    guard: 'armed',
    supplyV: expect.closeTo(24, 0),
    roomC: expect.closeTo(22, 0),
    lumbarElementC: expect.closeTo(22, 0),
    carriageMm: expect.any(Number),
    lateMs: 0,
    worstLateMs: 0,
    missedTurns: 0,
  });
});

test('the status names the faults with their parts, and shows nothing that a broken sensor or a lost line says', () => {
  const chair = new Chair().ready();
  const { machine, board } = chair.simulation;
  board.break('thermistor.lumbar', 'open');
  chair.run(2000);
  expect(machine.world.status()).toMatchObject({
    fault: 'E21',
    lumbarElementC: null,
    sacralElementC: expect.any(Number),
  });
  expect(machine.world.faults()).toEqual([
    { code: 'E21', part: 'lumbar pad, element thermistor', value: expect.any(Number), latched: true },
  ]);
  board.break('link', 'lost');
  chair.run(12_000);
  expect(machine.world.status()).toMatchObject({
    link: 'lost: last values 12 s ago',
    guard: null,
    supplyV: null,
    roomC: null,
    sacralElementC: null,
    seatTaken: null,
    carriageMm: null,
  });
});
