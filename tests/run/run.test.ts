import { describe, expect, test } from 'vitest';
import { type ModelPort, modelPort } from '../../sim/boards/modelport.ts';
import { createSimulation, decideSimulation } from '../../sim/chair/simulation.ts';
import { nominalPad, type PadFactors } from '../../sim/plant/pad.ts';
import type { PlantOptions } from '../../sim/plant/plant.ts';
import type { Chair, PadFigures } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { commonPads, type KeyName, keyNames, sessionStates } from '../../src/chair/names.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../src/program/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { carryOut } from '../../src/run/controller.ts';
import { holdKey } from '../../src/run/held-keys.ts';
import type { RunReport } from '../../src/run/report.ts';
import { createRun, programMs, type Run, reportOf, requestStop, stepRun } from '../../src/run/run.ts';
import { type Trace, traceValue } from '../../src/run/trace.ts';
import { csvLines, jsonLines } from '../../src/run/trace-formats.ts';
import { vcdLines } from '../../src/run/trace-vcd.ts';
import { chair } from '../chair.ts';

const { carriage: rail } = chair;

function planOf(text: string, file: string): Plan {
  const { program, problems } = checkProgram(text, file, chair);
  if (program === null) throw new Error(problems[0]?.message);
  return planProgram(program, chair);
}

const plans = new Map(readFactoryPrograms().map(({ id, file, text }) => [id, planOf(text, file)]));
const defaultPlan = plans.get('lower-back-relief')!;

function start(plan: Plan, plant: Partial<PlantOptions> = {}, gentle = false, timerMin = 30): Run<ModelPort> {
  const seed = plant.seed ?? 1;
  return createRun({ chair, plan, board: modelPort(chair, plant), seed, timerMin, gentle, trace: true });
}

function finish(run: Run<ModelPort>): RunReport {
  while (stepRun(run));
  return reportOf(run, 0);
}

/** Goes on to a moment of the program; a run that ends before it is a failure, not an endless loop. */
function goTo(run: Run<ModelPort>, atMs: number): void {
  while (programMs(run) < atMs) if (!stepRun(run)) throw new Error(`it ${run.outcome} before ${atMs} ms`);
}

const pathsOf = (plan: Plan) => plan.steps.map(({ path }) => path);

describe('a program from start to parked', () => {
  const run = start(defaultPlan);
  const report = finish(run);

  test('completes without a fault', () => {
    expect(report.outcome).toBe('completed');
    expect(report.faults).toEqual([]);
    expect(report.plannedMs).toBe(900_000);
  });

  test('exact steps last as planned to one tick, and each begins where the last one ended', () => {
    for (const [index, step] of report.steps.entries()) {
      expect(step.startMs).toBe(index === 0 ? 0 : report.steps[index - 1]?.endMs);
      if (!step.exact) continue;
      const lasted = (step.endMs ?? 0) - (step.startMs ?? 0);
      expect(Math.abs(lasted - (step.plannedEndMs - step.plannedStartMs))).toBeLessThanOrEqual(tickMs);
    }
  });

  test('lands within 4 mm of every place it was sent to', () => {
    expect(report.carriage.worstLandingMm).toBeGreaterThan(0);
    expect(report.carriage.worstLandingMm).toBeLessThanOrEqual(rail.landingMm);
  });

  test('parks 60 mm below the top with everything off', () => {
    const { plant } = run.controller.board;
    expect(Math.abs(plant.carriageMm - (rail.railMm - rail.parkBackMm))).toBeLessThanOrEqual(
      rail.landingMm + 2,
    );
    expect(plant.carriageMmPerS).toBe(0);
    expect(run.controller.outputs).toMatchObject({
      carriageDuty: 0,
      kneaderDuty: 0,
      padsOn: [false, false],
      padRelay: false,
      motorRelay: false,
    });
    const parkedMs = report.elapsedMs - (report.steps.at(-1)?.endMs ?? 0);
    expect(parkedMs).toBeGreaterThan(5000);
    expect(parkedMs).toBeLessThanOrEqual(60_000);
  });

  test('works the zones it says it works', () => {
    const ms = Object.fromEntries(report.coverage.map(({ zone, ms: count }) => [zone, count]));
    expect(Object.keys(ms)).toHaveLength(7);
    expect(ms['lower-lumbar']).toBeGreaterThan(60_000);
    expect(ms['upper-lumbar']).toBeGreaterThan(60_000);
  });

  test('reaches its heat and keeps the surface within the limits', () => {
    for (const pad of [report.heat['lumbar']!, report.heat['sacral']!]) {
      expect(pad.toLevelMs).not.toBeNull();
      expect(pad.heated).toBe(true);
      expect(pad.overshootK).toBeLessThanOrEqual(0.5);
      expect(pad.peakElementC).toBeLessThan(58);
      expect(pad.aboveLimitMs).toBe(0);
    }
  });

  test('leaves one row of the trace a tick, homing at negative times before the first step, in all three formats', () => {
    const trace = run.trace!;
    const csv = [...csvLines(trace, pathsOf(defaultPlan))];
    expect(csv[0]).toBe(`${trace.columns.join(',')}\n`);
    expect(csv).toHaveLength(trace.rows + 1);
    expect(csv[1]).toBe(`-${run.zeroMs}${csv[1]!.slice(csv[1]!.indexOf(','))}`);
    expect(csv.find((row) => row.includes(',homing,,'))).toMatch(/^-/);
    const zero = csv.findIndex((row) => row.startsWith('0,'));
    expect(csv[zero]).toMatch(/^0,running,s1,/);
    expect(csv[zero - 1]).toMatch(/^-20,\w+,,/);
    expect(csv[zero + 1]).toMatch(/^20,running,s1,/);
    expect(csv.at(-1)).toContain(',off,');
    const json = JSON.parse([...jsonLines(trace, pathsOf(defaultPlan))].join('')) as {
      columns: string[];
      rows: unknown[][];
    };
    expect(json.columns).toEqual([...trace.columns]);
    expect(json.rows).toHaveLength(trace.rows);
    expect(json.rows[7]?.join(',')).toBe(csv[8]?.trim());
    const vcd = [...vcdLines(trace, pathsOf(defaultPlan))].join('');
    expect(vcd).toContain('$timescale 1 ms $end');
    // Values and switches by their columns; a wire for each state and each step, and for a fault that came: none here.
    expect(vcd.match(/^\$var /gm)).toHaveLength(
      trace.columns.length - 4 + sessionStates.length + defaultPlan.steps.length,
    );
    expect(vcd).toMatch(/^#0$/m);
  });
});

describe('every program that ships with the chair', () => {
  test.each([...plans.keys()])('%s runs to its end and parks', (id) => {
    const plan = plans.get(id)!;
    const report = finish(start(plan));
    expect({ outcome: report.outcome, faults: report.faults }).toEqual({ outcome: 'completed', faults: [] });
    expect(report.carriage.worstLandingMm).toBeLessThanOrEqual(rail.landingMm);
    expect(report.heat['lumbar']!.aboveLimitMs).toBe(0);
    const last = report.steps.at(-1);
    expect(Math.abs((last?.endMs ?? 0) - plan.plannedMs)).toBeLessThan(0.1 * plan.plannedMs);
  });
});

describe('a remote with fewer keys', () => {
  test.each([
    ['power and stop', ['power', 'stop']],
    ['start and stop', ['start', 'stop']],
  ] as const)('%s alone: the program runs to its end and parks', (_what, there) => {
    const keys = Object.fromEntries(
      keyNames.map((name) => [
        name,
        (there as readonly string[]).includes(name) ? chair.wiring.keys[name] : null,
      ]),
    ) as Chair['wiring']['keys'];
    const few: Chair = { ...chair, wiring: { ...chair.wiring, keys } };
    const run = createRun({
      chair: few,
      plan: plans.get('function-check')!,
      board: modelPort(few, {}),
      seed: 1,
      timerMin: 30,
      gentle: false,
      trace: false,
    });
    expect(finish(run)).toMatchObject({ outcome: 'completed', faults: [] });
  });
});

describe('determinism', () => {
  const finished = (run: Run<ModelPort>): Trace => {
    finish(run);
    return run.trace!;
  };
  /** In every value of every row, and not only as far as a file shows them. */
  const differences = (one: Trace, other: Trace): number => {
    let count = Math.abs(one.rows - other.rows);
    for (const column of one.columns)
      for (let row = 0; row < one.rows; row++) {
        const value = traceValue(one, row, column);
        const its = traceValue(other, row, column);
        if (value !== its && !(Number.isNaN(value) && Number.isNaN(its))) count++;
      }
    return count;
  };
  const straight = finished(start(defaultPlan, { seed: 5 }));

  test('two runs with the same seed leave traces that are equal in every value', () => {
    expect(differences(finished(start(defaultPlan, { seed: 5 })), straight)).toBe(0);
  });

  test('another seed is another chair', () => {
    expect(differences(finished(start(defaultPlan, { seed: 6 })), straight)).toBeGreaterThan(0);
  });

  test.each([1, 60_000, 200_020, 400_000, 905_000])(
    'saving and restoring the control state at %i ms changes nothing after it',
    (atMs) => {
      const restored = start(defaultPlan, { seed: 5 });
      goTo(restored, atMs);
      Object.assign(restored.controller.machine, {
        control: JSON.parse(JSON.stringify(restored.controller.control)),
      });
      expect(differences(finished(restored), straight)).toBe(0);
    },
  );
});

describe('people and rooms', () => {
  test.each([
    [15, 75],
    [22, 0.001],
    [22, 120],
    [30, 75],
    [33, 50],
  ])('at %i C with %d kg the program runs without a fault', (ambientC, personKg) => {
    const report = finish(start(defaultPlan, { ambientC, personKg }));
    expect(report.faults).toEqual([]);
    expect(report.outcome).toBe('completed');
    expect(report.carriage.worstLandingMm).toBeLessThanOrEqual(rail.landingMm);
  });

  const corner = (power: number, capacity: number, toSurface: number, toAir: number): PadFactors => ({
    power,
    elementCapacity: capacity,
    surfaceCapacity: capacity,
    elementToSurface: toSurface,
    elementToAir: toAir,
    surfaceToAir: toAir,
  });

  test.each([
    [0.7, 0.7, 0.7, 0.7],
    [1.3, 1.3, 1.3, 1.3],
    [1.3, 0.7, 1.3, 0.7],
    [1.3, 0.7, 1.3, 1.3],
    [0.7, 1.3, 0.7, 1.3],
  ])(
    'pads with power, capacities, way to the surface and to the air %d %d %d %d of the rated ones stay within 0.8 K',
    (p, c, r, t) => {
      const pads = { lumbar: corner(p, c, r, t), sacral: nominalPad };
      const report = finish(start(defaultPlan, { pads }));
      expect(report.faults).toEqual([]);
      expect(report.heat['lumbar']!.overshootK).toBeLessThanOrEqual(0.8);
      expect(report.heat['lumbar']!.aboveLimitMs).toBe(0);
    },
  );

  test('in an empty chair nothing is worked for long: it pauses, ends and parks', () => {
    const report = finish(start(defaultPlan, { personKg: 0 }));
    expect(report.outcome).toBe('stopped');
    expect(report.faults).toEqual([]);
    expect(report.elapsedMs).toBeGreaterThan(120_000);
    expect(report.elapsedMs).toBeLessThan(190_000);
  });
});

describe('what the report counts', () => {
  const planOfSteps = (...steps: string[]) =>
    planOf(
      `format: 1\nid: short\nname: Short\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`,
      'short.yaml',
    );

  test('a roll makes its passes, and none on the way to where it begins', () => {
    const plan = planOfSteps(
      'roll: { from: mid-back, to: gluteal, speed: 6, passes: 5 }',
      'roll: { from: sacrum, to: waist, passes: 2 }',
      'rest: { for: 4 min }',
    );
    expect(finish(start(plan)).carriage.passes).toBe(7);
  });

  test('an offset of the spot moves the ends between which passes are counted', () => {
    const run = start(
      planOfSteps('roll: { from: sacrum, to: waist, passes: 4 }', 'rest: { for: 4 min 30 s }'),
    );
    run.controller.control.session.memories.push({
      program: 'short',
      speedShift: 0,
      heatLevel: -1,
      spotMm: 60,
      minutes: 30,
    });
    const report = finish(run);
    expect(report.carriage.passes).toBe(4);
    expect(report.carriage.maxMm).toBeGreaterThan(295);
  });

  test('turns are those of kneading, without the ones that opened the arms for homing', () => {
    const report = finish(
      start(planOfSteps('knead: { at: waist, speed: 6, turns: 10 }', 'rest: { for: 5 min }')),
    );
    expect(report.kneader.turns).toBeGreaterThan(9.9);
    expect(report.kneader.turns).toBeLessThan(10.4);
  });

  test('standing below the lowest zone is no coverage', () => {
    const report = finish(
      start(planOfSteps('press: { at: 774 mm, hold: 1 s }', 'rest: { for: 4 min 30 s }')),
    );
    expect(report.carriage.minMm).toBeLessThan(0);
    const travelMs = (120 / chair.carriage.fullSpeedUpMmPerS) * 1000;
    expect(report.coverage[0]?.ms).toBeLessThan(2.5 * travelMs);
  });
});

describe('ending early', () => {
  test('what the chair does after a stop is no part of the program', () => {
    const run = start(defaultPlan);
    goTo(run, 200_000);
    const stepNow = run.controller.control.sequencer.step;
    const { coverage, carriage } = structuredClone({
      coverage: run.observer.zoneTicks,
      carriage: run.observer.maxMm,
    });
    requestStop(run);
    const report = finish(run);
    expect(report.steps[stepNow]?.startMs).not.toBeNull();
    expect(report.steps[stepNow]?.endMs).toBeNull();
    // Parking goes to the top of the rail.
    expect(report.carriage.maxMm).toBeLessThan(carriage + 10);
    for (const { zone, ms } of report.coverage) {
      expect(ms - coverage[zone] * tickMs).toBeLessThan(1000);
    }
    const [columns = '', ...rows] = [...csvLines(run.trace!, pathsOf(defaultPlan))].map((row) =>
      row.split(','),
    );
    expect(columns[2]).toBe('step');
    expect(rows.filter((row) => row[1] !== 'running' && row[2] !== '')).toEqual([]);
    const vcd = [...vcdLines(run.trace!, pathsOf(defaultPlan))].join('');
    const last = /^\$var wire 1 (\w+) state_off \$end$/m.exec(vcd)?.[1];
    expect(vcd).toMatch(new RegExp(`^1${last}$`, 'm'));
  });

  test('what a person at the remote starts next is no part of the report', () => {
    const other = plans.get('gentle-start')!;
    const run = createRun({
      chair,
      plan: defaultPlan,
      otherPlans: [other],
      board: modelPort(chair, {}),
      seed: 1,
      timerMin: 30,
      gentle: false,
      trace: true,
      interactive: true,
    });
    const press = (...keys: KeyName[]): void => {
      for (const key of keys) {
        holdKey(run.heldKeys!, key, run.controller.nowMs + 100);
        for (let index = 0; index < 20; index++) stepRun(run);
      }
    };
    goTo(run, 90_000);
    const rows = run.trace!.rows;
    const steps = structuredClone(run.observer.steps);
    press('stop', 'program', 'start');
    goTo(run, 300_000);
    expect(run.controller.control.session.state).toBe('running');
    expect(run.controller.control.sequencer.step).toBeGreaterThan(0);
    requestStop(run);
    expect(finish(run).steps).toEqual(steps);
    const csv = [...csvLines(run.trace!, pathsOf(defaultPlan))].slice(rows + 2);
    expect(csv.filter((row) => row.split(',')[2] !== '')).toEqual([]);
  });

  test('switched off in a fault, the run has faulted all the same', () => {
    const run = start(defaultPlan);
    const { board } = run.controller;
    goTo(run, 1000);
    board.break('estop', 'pressed');
    while (run.controller.control.session.state !== 'fault') stepRun(run);
    board.break('estop', 'none');
    requestStop(run);
    expect(finish(run).outcome).toBe('faulted');
    expect(run.controller.control.session.state).toBe('off');
  });

  test('a pause is no massage, and the cool-down of the timer is', () => {
    const run = start(defaultPlan, {}, false, 5);
    goTo(run, 120_000);
    const counted = () => Object.values(run.observer.zoneTicks).reduce((sum, ticks) => sum + ticks, 0);
    run.controller.control.session.job = 'pause';
    run.controller.control.session.state = 'paused';
    goTo(run, 121_000);
    const before = counted();
    goTo(run, 140_000);
    expect(counted()).toBe(before);
    run.controller.control.session.job = 'massage';
    run.controller.control.session.state = 'running';
    while (run.controller.control.sequencer.job !== 'cool-down') stepRun(run);
    const atCoolDown = counted();
    const report = finish(run);
    expect(counted() - atCoolDown).toBeGreaterThan(59_000 / tickMs);
    expect(report.carriage.maxMm).toBeLessThan(340);
  });

  test('asked to stop, the chair parks and says that it was stopped', () => {
    const run = start(defaultPlan);
    goTo(run, 200_000);
    requestStop(run);
    const report = finish(run);
    expect(report.outcome).toBe('stopped');
    expect(run.controller.control.session.state).toBe('off');
    expect(report.elapsedMs).toBeLessThan(265_000);
    expect(report.steps.at(-1)).toMatchObject({ startMs: null, endMs: null });
  });

  test('asked to stop while it homes, it never begins', () => {
    const run = start(defaultPlan);
    for (let index = 0; index < 100; index++) stepRun(run);
    requestStop(run);
    const report = finish(run);
    expect(report.outcome).toBe('stopped');
    expect(report.steps[0]?.startMs).toBeNull();
    expect(report.heat['lumbar']!.peakSurfaceC).toBeGreaterThan(21);
  });

  test('the timer ends a longer program with a slow cool-down and parks', () => {
    const run = start(defaultPlan, {}, false, 10);
    const report = finish(run);
    expect(report.outcome).toBe('completed');
    expect(report.elapsedMs).toBeGreaterThan(600_000);
    expect(report.elapsedMs).toBeLessThan(665_000);
    expect(report.steps.at(-1)?.startMs).toBeNull();
  });

  test('a gentle start is one speed slower for its first minute', () => {
    const run = start(defaultPlan, {}, true);
    const { control } = run.controller;
    goTo(run, 30_000);
    expect(control.orders.speedShift).toBe(-1);
    goTo(run, 61_000);
    expect(control.orders.speedShift).toBe(0);
  });
});

describe('the simulation', () => {
  test('a chair that nobody switches on does nothing at all', () => {
    const simulation = createSimulation(modelPort(chair, {}), { chair, programs: [defaultPlan] });
    for (let index = 0; index < 500; index++) {
      decideSimulation(simulation);
      carryOut(simulation);
      expect(simulation.outputs).toMatchObject({
        carriageDuty: 0,
        kneaderDuty: 0,
        padRelay: false,
        motorRelay: false,
      });
    }
    expect(simulation.control.session.state).toBe('off');
  });
});

describe('a chair with other pads', () => {
  const [lumbar, sacral] = chair.pads as readonly [PadFigures, PadFigures];
  const runOf = (pads: readonly PadFigures[]) => {
    const wired = pads.map(({ name }) => {
      const wires = chair.wiring.pads.find((pad) => pad.name === name) ?? chair.wiring.pads[0];
      return { ...wires!, name };
    });
    const other: Chair = { ...chair, pads, wiring: { ...chair.wiring, pads: wired } };
    const board = modelPort(other, { seed: 1 });
    const run = createRun({
      chair: other,
      plan: defaultPlan,
      board,
      seed: 1,
      timerMin: 30,
      gentle: false,
      trace: true,
    });
    return { run, report: finish(run) };
  };
  const columnsOf = (run: Run<ModelPort>) => {
    const rows = [...csvLines(run.trace!, pathsOf(defaultPlan))].map((line) => line.trimEnd().split(','));
    return (name: string) => {
      const column = rows[0]!.indexOf(name);
      return new Set(rows.slice(1).map((row) => row[column]));
    };
  };

  test.each([
    ['none', [], []],
    ['one', [lumbar], ['lumbar']],
    ['the lower one alone', [sacral], ['sacral']],
  ] as const)(
    '%s: the program runs to its end, and the columns of what is not there are empty',
    (_what, pads, names) => {
      const { run, report } = runOf(pads);
      expect([report.outcome, report.faults]).toEqual(['completed', []]);
      expect(Object.keys(report.heat)).toEqual(names);
      const valuesOf = columnsOf(run);
      for (const name of commonPads) {
        const there = (names as readonly string[]).includes(name);
        for (const what of ['duty', 'element_c', 'surface_c']) {
          const values = valuesOf(`${name}_${what}`);
          expect(there ? values.size > 1 : values, `${name} ${what}`).toEqual(there ? true : new Set(['']));
        }
        if (there) expect(report.heat[name]!.peakSurfaceC).toBeGreaterThan(38);
      }
    },
  );

  test('one that programs have no name for stays cold', () => {
    const { report } = runOf([{ ...lumbar, name: 'thighs' }, sacral]);
    expect([report.outcome, report.faults]).toEqual(['completed', []]);
    // Who sits on it warms it a little.
    expect(report.heat['thighs']!.peakElementC).toBeLessThan(30);
    expect(report.heat['sacral']!.peakSurfaceC).toBeGreaterThan(38);
  });
});
