/** Whatever chair the format allows: it is explained, its programs are fitted and planned, its board is set up, and it runs. */
import { describe, expect, test } from 'vitest';
import { modelPort } from '../../sim/boards/modelport.ts';
import { chairsOf, drawnChair, testedChair } from '../../sim/campaign/chairs.ts';
import { drawScenario } from '../../sim/campaign/draw.ts';
import { fitted } from '../../sim/campaign/fitted.ts';
import { shrinkChair } from '../../sim/campaign/shrink-chair.ts';
import { createSimulation, decideSimulation } from '../../sim/chair/simulation.ts';
import { drawnChairText } from '../../sim/chair-draw/draw.ts';
import { setKeys } from '../../sim/plant/plant.ts';
import { limitsOf } from '../../src/board/link/limits.ts';
import { abilitiesOf } from '../../src/chair/abilities.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { keyBit } from '../../src/chair/names.ts';
import { supportedChair, unsupportedText } from '../../src/chair/supported.ts';
import { explanationOf } from '../../src/cli/explanation.ts';
import { explanationMarkdown, explanationText } from '../../src/cli/terminal/explain-text.ts';
import { carryOut } from '../../src/run/controller.ts';

/** The last has a current sensor for which 2 A/V is too fine and 5 A/V too coarse. */
const seeds = [...Array.from({ length: 60 }, (_, index) => 500 + index), 9182];
const drawn = seeds.slice(0, 30).map((seed) => ({ seed, ...drawnChair(seed) }));

describe('a chair of chance', () => {
  test('is explained, and what is not driven yet is named', () => {
    for (const seed of seeds) {
      const { chair } = readChair(drawnChairText(seed), 'drawn.yaml');
      if (chair === null) throw new Error(`seed ${seed} is no chair`);
      const explanation = explanationOf(chair);
      expect(explanationText(explanation)).toContain(chair.name);
      expect(explanationMarkdown(explanation)).toContain(chair.name);
      const { unsupported } = supportedChair(chair);
      if (unsupported !== null)
        expect(unsupportedText(chair.model, unsupported), `seed ${seed}`).toMatch(
          /does not drive kneader\.cams .*\. lumbar explain/,
        );
    }
  });

  test('drives what its hazards allow, and has no pin for anything else', () => {
    for (const { chair, name } of drawn) {
      const { motors, pads } = chair.wiring;
      expect(motors.carriage !== null, name).toBe(chair.abilities.roll);
      expect(motors.tapper !== null, name).toBe(chair.abilities.tap);
      for (const pad of pads)
        expect(pad.out !== null, name).toBe((chair.abilities.levels[pad.name] ?? []).length > 0);
      expect(limitsOf(chair.wiring).messages.length).toBeGreaterThan(1);
    }
  });

  test('homes, and starts a program where it has one, without a fault', () => {
    for (const { chair, shipped, name, seed } of drawn) {
      const board = modelPort(chair, { seed, ambientC: 22, personKg: 75 });
      const simulation = createSimulation(board, { chair, programs: shipped });
      for (let ms = 0; ms < 4000; ms += 20) {
        setKeys(board.plant, ms < 100 ? keyBit('power') : ms >= 3000 && ms < 3100 ? keyBit('start') : 0);
        decideSimulation(simulation);
        carryOut(simulation);
      }
      expect(simulation.control.guard.register.faults, name).toBe(0);
    }
  });

  test('is broken only where it has something to break', () => {
    for (const { chair, seed } of drawn) {
      const { steps } = fitted(drawScenario(seed, chair, []), chair);
      const names = steps
        .flatMap((step) => (step.kind === 'fault' ? step.faults : []))
        .map((each) => each.name);
      for (const name of names) {
        if (/^surface-sensor\./.test(name))
          expect(chair.pads.some((pad) => name.endsWith(pad.name) && pad.measuresSurface)).toBe(true);
        if (name === 'motor-relay') expect(chair.wiring.switches['motor-relay']).not.toBeNull();
        if (name.startsWith('cam.')) expect(chair.kneader.cams.length).toBeGreaterThan(0);
      }
    }
  });
});

describe('the chairs of a campaign', () => {
  test('are the same for the same seed, and of both kinds where all are asked for', () => {
    const [one, other] = [chairsOf({ by: 'all' }), chairsOf({ by: 'all' })];
    const names = seeds.slice(0, 12).map((seed) => one(seed).name);
    expect(seeds.slice(0, 12).map((seed) => other(seed).name)).toEqual(names);
    expect(names.some((name) => name.startsWith('drawn-'))).toBe(true);
    expect(names.some((name) => !name.startsWith('drawn-'))).toBe(true);
  });

  test('are shrunk to the parts that it takes to fail', () => {
    const whole = drawn.find(({ chair }) => chair.abilities.tap && chair.abilities.roll);
    if (whole === undefined) throw new Error('no seed draws a tapper and a carriage');
    const small = shrinkChair(whole, ({ chair }) => chair.abilities.tap);
    const { chair } = readChair(small.text, 'small.yaml');
    if (chair === null) throw new Error('what is left is no chair');
    expect(abilitiesOf(chair)).toMatchObject({ tap: true, roll: false });
    expect([chair.carriage, chair.kneader, chair.heat, chair.inputs.seat]).toEqual([null, null, null, null]);
    expect(testedChair('small.yaml', small.text)).not.toBeNull();
  });
});
