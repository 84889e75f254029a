import { describe, expect, test } from 'vitest';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { onlyFault } from '../../../sim/campaign/bounds.ts';
import { addResult, createResult, runSeeds } from '../../../sim/campaign/campaign.ts';
import { chairChoice, chairsOf } from '../../../sim/campaign/chairs.ts';
import {
  coverageTable,
  createCoverage,
  faultKinds,
  kindOf,
  pairCount,
  pairOf,
  pairsHit,
  pairsMissed,
} from '../../../sim/campaign/coverage.ts';
import { drawScenario } from '../../../sim/campaign/draw.ts';
import { createReport, judgeReport } from '../../../sim/campaign/judge-report.ts';
import { runCampaign } from '../../../sim/campaign/pool.ts';
import { shrink } from '../../../sim/campaign/shrink.ts';
import { tryScenario } from '../../../sim/campaign/trial.ts';
import { isHostFaultName } from '../../../sim/chair/host-faults.ts';
import { createSimulation } from '../../../sim/chair/simulation.ts';
import { chairOnTest } from '../../../sim/scenario/programs.ts';
import { readScenario } from '../../../sim/scenario/read.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';
import { scenarioText } from '../../../sim/scenario/write.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { codesIn } from '../../../src/chair/fault-set.ts';
import { chair } from '../../chair.ts';

const onTest = chairOnTest(chair);
const chairs = chairChoice('lumbar-1');
/** The one whose seeds are soon over. */
const quick = chairChoice('chair-c');
const quickOf = chairsOf(quick);
const nominal = { board: 'model', rough: '', healthy: false } as const;

const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

describe('a seed', () => {
  test('stands for the same scenario on every day', () => {
    for (const seed of seeds.slice(0, 20))
      expect(drawScenario(seed, chair)).toEqual(drawScenario(seed, chair));
  });

  test('draws rooms, people and pads within what the chair is for, and at most three faults', () => {
    for (const seed of seeds) {
      const { ambientC, personKg, pads, steps } = drawScenario(seed, chair);
      expect(ambientC).toBeGreaterThanOrEqual(5);
      expect(ambientC).toBeLessThanOrEqual(40);
      expect(personKg === 0 || (personKg >= 20 && personKg <= 120)).toBe(true);
      for (const pad of Object.values(pads)) {
        for (const [name, factor] of Object.entries(pad)) {
          expect(Math.abs(factor - 1)).toBeLessThanOrEqual(name === 'coupling' ? 0.0201 : 0.3001);
        }
      }
      const broken = steps.flatMap((step) => (step.kind === 'fault' ? step.faults : [])).filter(isReal);
      expect(broken.length).toBeLessThanOrEqual(4); // an emergency stop that leads to the state fault is one more
    }
  });

  test('has a scenario file that reads back as the same scenario', () => {
    for (const seed of seeds) {
      const scenario = drawScenario(seed, chair);
      const { scenario: read, problems } = readScenario(scenarioText(scenario), 'seed.yaml', chair);
      expect(problems).toEqual([]);
      expect(withoutPlaces(read as Scenario)).toEqual(withoutPlaces(scenario));
    }
  });
});

const isReal = ({ name, value }: { name: string; value: string }): boolean =>
  !isHostFaultName(name) && name !== 'person' && value !== 'none';

function withoutPlaces(scenario: Scenario): unknown {
  const steps = scenario.steps.map(({ line: _, column: __, ...action }) => action);
  return JSON.parse(JSON.stringify({ ...scenario, steps }));
}

describe('a campaign', () => {
  test('of a few seeds finds nothing wrong with the chair', async () => {
    const result = await runCampaign({ chairs, seeds: 40, from: 1, board: 'model', workerFile: null });
    expect(result.failures).toEqual([]);
    expect(result.seeds).toBe(40);
    expect(pairsHit(result.coverage)).toBeGreaterThan(20);
  });

  test('holds no spot against arms that nothing could stop meanwhile, once something can', () => {
    const result = createResult();
    const rough = { ...nominal, rough: 'drawn' };
    runSeeds(result, { from: 42_009, count: 1 }, rough, chairsOf(chairChoice('chair-b')));
    expect(result.failures).toEqual([]);
  });

  test('is the same in one piece or in several', () => {
    const whole = createResult();
    runSeeds(whole, { from: 100, count: 8 }, nominal, quickOf);
    const sum = createResult();
    for (const from of [104, 100]) {
      const part = createResult();
      runSeeds(part, { from, count: 4 }, nominal, quickOf);
      addResult(sum, part);
    }
    expect(sum).toEqual(whole);
  });

  test('can be stopped between two pieces', async () => {
    const result = await runCampaign({
      chairs: quick,
      seeds: 1000,
      from: 1,
      board: 'model',
      workerFile: null,
      onProgress: () => false,
    });
    expect(result.seeds).toBe(25);
  });
});

describe('coverage', () => {
  test('has a place for every fault in every state, and none for what is no fault', () => {
    const coverage = createCoverage();
    const first = pairOf({ name: 'thermistor.lumbar', value: 'detached 33 C' }, 'running', chair);
    coverage[first]!++;
    expect(pairsHit(coverage)).toBe(1);
    expect(pairsMissed(coverage)).toHaveLength(pairCount - 1);
    expect(pairsMissed(coverage)).not.toContain('thermistor.lumbar detached x running');
    expect(pairOf({ name: 'estop', value: 'none' }, 'off', chair)).toBe(-1);
    expect(pairOf({ name: 'person', value: 'none' }, 'off', chair)).toBe(-1);
    expect(coverageTable(coverage).join('\n')).toContain('| thermistor detached | 0 | 0 | 0 | 1 |');
  });

  test('counts a supply by what it means', () => {
    const kind = (value: string) => kindOf({ name: 'supply', value }, chair);
    expect(['12 V', '19 V', '29 V', '31 V'].map(kind)).toEqual([
      'supply low',
      'supply sagging',
      'supply risen',
      'supply high',
    ]);
  });

  test('a supply is due outside the band of its chair, whatever its voltage', () => {
    const of12V = { ...chair, supply: { ...chair.supply, nominalV: 12, stopLowV: 9, stopHighV: 15 } };
    const { row } = createReport(of12V, { name: 'supply', value: '10.6 V' });
    const matters = (supplyV: number) =>
      row.matters?.({ chair: of12V, plant: { supplyV } } as Parameters<typeof row.matters>[0]);
    expect([8.9, 9.1, 10.6, 13.4, 14.9, 15.1].map(matters)).toEqual([true, false, false, false, false, true]);
  });

  test('a supply that sags makes a way known by time alone too long (E32), where it slows it by so much and somebody sits there', () => {
    const byTime: Chair = {
      ...chair,
      supply: { ...chair.supply, nominalV: 12, stopLowV: 9, stopHighV: 15 },
      carriage: {
        ...chair.carriage,
        railMm: 480,
        fullSpeedUpMmPerS: 30,
        fullSpeedDownMmPerS: 30,
        travelMaxMs: 25_500,
      },
      wiring: { ...chair.wiring, inputs: { ...chair.wiring.inputs, 'carriage-edge': null } },
    };
    const may = (value: string, of = byTime) =>
      codesIn(createReport(of, { name: 'supply', value }).row.once?.codes ?? 0);
    expect(['8 V', '10.6 V', '11.8 V', '13 V', '16 V'].map((value) => may(value))).toEqual([
      [],
      ['E32'],
      [],
      [],
      [],
    ]);
    expect(may('21 V', chair)).toEqual([]);
    const fittingWith = (personKg: number) => {
      const report = createReport(byTime, { name: 'supply', value: '10.6 V' });
      judgeReport(report, createSimulation(modelPort(chair, { personKg }), { chair, programs: [] }), true);
      return codesIn(report.fitting);
    };
    expect([0, 75].map(fittingWith)).toEqual([
      ['E11', 'E12'],
      ['E11', 'E12', 'E32'],
    ]);
  });

  test('every kind of fault has a row that says how it is reported', () => {
    for (const kind of faultKinds) {
      const [name, word = ''] = kind.split(' ');
      const value = name === 'supply' ? '12 V' : word === 'detached' ? 'detached 25 C' : word;
      expect(() => createReport(chair, { name: name as 'estop', value })).not.toThrow();
    }
  });
});

describe('shrinking', () => {
  test('leaves of a schedule what it takes to fail', () => {
    const seed = seeds.find((each) => onlyFault(drawScenario(each, chair), chair)?.name === 'estop') ?? 0;
    const hits = (scenario: Scenario) =>
      scenario.steps.some(
        (step) => step.kind === 'fault' && step.faults.some(({ name }) => name === 'estop'),
      );
    const small = shrink(drawScenario(seed, chair), hits);
    expect(small.steps).toHaveLength(1);
    expect(small).toMatchObject({ program: 'lower-back-relief', ambientC: 22, personKg: 75, seed: 1 });
  });

  test('keeps a schedule that fails only as it is', () => {
    const scenario = drawScenario(3, chair);
    expect(shrink(scenario, (candidate) => candidate === scenario)).toBe(scenario);
  });
});

test('the same seed runs the same twice', () => {
  const { violation, chairMs } = tryScenario(drawScenario(5, chair), onTest);
  expect(violation).toBeNull();
  expect(tryScenario(drawScenario(5, chair), onTest).chairMs).toBe(chairMs);
});
