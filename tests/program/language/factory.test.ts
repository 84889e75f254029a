import { describe, expect, test } from 'vitest';
import { commonPads, heatLevels, techniques, widths } from '../../../src/chair/names.ts';
import { factoryPrograms, shippedPrograms } from '../../../src/program/language/factory.ts';
import type { Plan, PlanStep } from '../../../src/program/plan/plan.ts';
import { factoryPlan, factoryProgram, factoryTexts, shippedTexts } from './factory-texts.ts';

const minutes = (plan: Plan) => plan.plannedMs / 60_000;
const stepsOf = <T extends PlanStep['technique']>(plan: Plan, technique: T) =>
  plan.steps.filter((step): step is Extract<PlanStep, { technique: T }> => step.technique === technique);

/** Warm-up: up to the end of the first roll. Cool-down: from the last change of heat. The main part is between them. */
function parts(id: string): { warmUp: number; main: number; coolDown: number } {
  const plan = factoryPlan(id);
  const warmMs = plan.steps.find((step) => step.technique === 'roll')?.endMs ?? 0;
  const entries = factoryProgram(id).steps;
  const lastRepeat = entries.findLastIndex((entry) => entry.kind === 'repeat' || entry.kind === 'rest') + 1;
  const heatAfter = entries.findIndex((entry, index) => index >= lastRepeat && entry.kind === 'heat') + 1;
  const coolMs =
    plan.steps.find((step) => Number(step.path.split('.')[0]) > heatAfter)?.startMs ?? plan.plannedMs;
  return {
    warmUp: warmMs / plan.plannedMs,
    main: (coolMs - warmMs) / plan.plannedMs,
    coolDown: 1 - coolMs / plan.plannedMs,
  };
}

describe('the programs that ship with the chair', () => {
  test('are those of the remote, in its order, lower-back relief first', () => {
    expect([...shippedPrograms].sort()).toEqual([...shippedTexts.keys()].sort());
    expect(new Set(shippedPrograms).size).toBe(shippedPrograms.length);
    expect(factoryPrograms[0]).toBe('lower-back-relief');
  });

  test.each(factoryPrograms)(
    '%s has no problem, says what it is for and why its figures are what they are',
    (id) => {
      const { about, name } = factoryProgram(id);
      expect(about.length).toBeGreaterThan(40);
      expect(name).not.toBe('');
      expect(factoryTexts.get(id)?.match(/^ *#.{20,}/gm)?.length).toBeGreaterThan(1);
    },
  );

  test('the default lasts exactly 15 minutes', () => {
    expect(factoryPlan('lower-back-relief').plannedMs).toBe(15 * 60_000);
  });

  const massages = [
    'lower-back-relief',
    'gentle-start',
    'deep-tissue',
    'trigger-point',
    'glute-release',
    'swedish-strokes',
  ];
  test.each(massages)(
    '%s warms up for 15-20 %% of its time, works for 65-70 %%, cools down for 10-15 %%',
    (id) => {
      const { warmUp, main, coolDown } = parts(id);
      expect(warmUp).toBeGreaterThanOrEqual(0.15);
      expect(warmUp).toBeLessThanOrEqual(0.2);
      expect(main).toBeGreaterThanOrEqual(0.65);
      expect(main).toBeLessThanOrEqual(0.7);
      expect(coolDown).toBeGreaterThanOrEqual(0.1);
      expect(coolDown).toBeLessThanOrEqual(0.1501);
    },
  );

  test('the first massage is slow, wide, little warm, and presses nothing', () => {
    const plan = factoryPlan('gentle-start');
    expect(minutes(plan)).toBe(10);
    expect(stepsOf(plan, 'press')).toEqual([]);
    for (const step of plan.steps) {
      if ('speed' in step) expect(step.speed).toBe(1);
      expect(['off', 'low']).toContain(step.heat['lumbar']);
      expect(['off', 'low']).toContain(step.heat['sacral']);
    }
    expect(stepsOf(plan, 'roll').map((step) => step.width)).not.toContain('narrow');
  });

  test('the trigger points of the quadratus lumborum are held for 30 to 60 s, after 15 to 20 gentle passes', () => {
    const plan = factoryPlan('trigger-point');
    const presses = stepsOf(plan, 'press');
    expect(presses.length).toBeGreaterThanOrEqual(3);
    for (const { atMm, holdMs } of presses) {
      expect(holdMs).toBeGreaterThanOrEqual(30_000);
      expect(holdMs).toBeLessThanOrEqual(60_000);
      expect(atMm).toBeGreaterThanOrEqual(190);
      expect(atMm).toBeLessThanOrEqual(300);
    }
    const [passes] = stepsOf(plan, 'roll').filter((step) => step.passes !== null);
    expect(passes).toMatchObject({ fromMm: 190, toMm: 300 });
    expect(passes?.passes).toBeGreaterThanOrEqual(15);
    expect(passes?.passes).toBeLessThanOrEqual(20);
    expect(passes?.speed).toBeLessThanOrEqual(2);
  });

  test('after every press nothing works that spot for 15 s', () => {
    for (const id of factoryPrograms.filter((one) => one !== 'function-check')) {
      const { steps } = factoryPlan(id);
      steps.forEach((step, index) => {
        const next = steps[index + 1];
        if (step.technique !== 'press') return;
        expect(['rest', 'roll'], `${id} ${step.path}`).toContain(next?.technique);
        expect((next?.endMs ?? 0) - (next?.startMs ?? 0)).toBeGreaterThanOrEqual(15_000);
      });
    }
  });

  test('the gluteus medius is kneaded, pressed, and stroked down towards the thigh', () => {
    const plan = factoryPlan('glute-release');
    expect(stepsOf(plan, 'knead').every((step) => step.lowMm === 60 && step.highMm === 110)).toBe(true);
    expect(stepsOf(plan, 'press').every((step) => step.atMm === 85)).toBe(true);
    expect(
      stepsOf(plan, 'roll').filter((step) => step.fromMm > step.toMm && step.toMm === 20).length,
    ).toBeGreaterThan(2);
  });

  test('of the Swedish strokes most are long rolls', () => {
    const plan = factoryPlan('swedish-strokes');
    const rolling = stepsOf(plan, 'roll').reduce((sum, step) => sum + step.endMs - step.startMs, 0);
    expect(rolling / plan.plannedMs).toBeGreaterThan(0.75);
    const long = stepsOf(plan, 'roll').filter((step) => Math.abs(step.fromMm - step.toMm) >= 300);
    expect(long.length).toBeGreaterThan(5);
  });

  test('heat and soothe warms for 20 minutes, high first, and never works fast', () => {
    const plan = factoryPlan('heat-and-soothe');
    expect(minutes(plan)).toBe(20);
    expect(plan.steps[0]?.heat).toEqual({ lumbar: 'high', sacral: 'high' });
    for (const step of plan.steps) {
      expect(step.heat['lumbar']).not.toBe('off');
      if ('speed' in step) expect(step.speed).toBeLessThanOrEqual(2);
    }
  });

  test('the function check does everything once in five minutes', () => {
    const plan = factoryPlan('function-check');
    expect(Math.round(minutes(plan))).toBe(5);
    const did = (values: (step: PlanStep) => unknown) => new Set(plan.steps.map(values));
    expect(did((step) => step.technique)).toEqual(
      new Set(techniques.filter((technique) => technique !== 'tap')),
    );
    const rolls = stepsOf(plan, 'roll');
    const kneads = stepsOf(plan, 'knead');
    expect(rolls.map((step) => step.speed).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(kneads.map((step) => step.speed).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(rolls.map((step) => step.width))).toEqual(new Set(widths));
    expect(new Set(stepsOf(plan, 'press').map((step) => step.width))).toEqual(new Set(widths));
    expect(new Set(kneads.map((step) => step.direction))).toEqual(new Set(['in', 'out']));
    expect(new Set(rolls.map((step) => step.fromMm < step.toMm))).toEqual(new Set([true, false]));
    expect(new Set(rolls.map((step) => step.passes === null))).toEqual(new Set([true, false]));
    expect(new Set(kneads.map((step) => step.turns === null))).toEqual(new Set([true, false]));
    expect(new Set(kneads.map((step) => step.lowMm === step.highMm))).toEqual(new Set([true, false]));
    for (const pad of commonPads) expect(did((step) => step.heat[pad])).toEqual(new Set(heatLevels));
  });

  test('just knead, just roll and just heat do one thing', () => {
    const does = (id: string) => [...new Set(factoryPlan(id).steps.map((step) => step.technique))];
    expect(does('just-knead')).toEqual(['knead', 'rest']);
    expect(does('just-roll')).toEqual(['roll']);
    expect(does('just-heat')).toEqual(['rest']);
    expect(factoryPlan('just-heat').steps[0]?.heat).toEqual({ lumbar: 'medium', sacral: 'medium' });
  });
});
