/** What the rough world of a campaign adds to a schedule: how widely it is drawn, and that it can be run. */
import { describe, expect, test } from 'vitest';
import { drawScenario } from '../../../sim/campaign/draw.ts';
import { healed, roughen } from '../../../sim/campaign/draw-rough.ts';
import { drawAnyComing, drawComingFault, wideRanges } from '../../../sim/campaign/draw-wide.ts';
import { faultNames } from '../../../sim/plant/faults.ts';
import { createRandom } from '../../../sim/random.ts';
import type { Scenario, Step } from '../../../sim/scenario/scenario.ts';
import { loadChair } from '../../../src/board/shipped.ts';

const chair = loadChair('lumbar-1');
const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const drawn = (family: string, healthy = false): Scenario[] =>
  seeds.map((seed) => {
    const plain = drawScenario(seed, chair);
    return roughen(healthy ? healed(plain) : plain, seed, [family], healthy);
  });
const faultsOf = ({ steps }: Scenario) => steps.flatMap((step) => (step.kind === 'fault' ? step.faults : []));

describe('a fault that comes and goes', () => {
  const random = createRandom(5);
  const times = Array.from({ length: 3000 }, () => drawAnyComing(random, 'relay'));

  test('is there for anything from a tick to a session, for any share of the time', () => {
    const shares = times.filter(({ everyMs }) => everyMs > 0).map(({ onMs, everyMs }) => onMs / everyMs);
    expect(Math.min(...shares)).toBeLessThan(0.01);
    expect(Math.max(...shares)).toBeGreaterThan(0.99);
    for (const [least, most] of [
      [20, 40],
      [15 * 60_000, 30 * 60_000],
    ] as const)
      expect(times.some(({ onMs }) => onMs >= least && onMs <= most)).toBe(true);
  });

  test('is of every kind there is, but people, wires, hosts and lines that have draws of their own, and stand-ins', () => {
    const names = new Set(Array.from({ length: 6000 }, () => drawComingFault(random).name));
    const missing = faultNames.filter((name) => !names.has(name));
    for (const name of missing) expect(name).toMatch(/^(person$|wires\.|host\.|line\.|sense\.)/);
  });

  test('comes back for good where a run would wait for it', () => {
    for (const name of ['power', 'host', 'chip']) {
      for (let draw = 0; draw < 300; draw++) {
        const { onMs, everyMs, chance, forMs } = drawAnyComing(random, name);
        expect(onMs).toBeLessThanOrEqual(wideRanges.awayMs[1]);
        expect(forMs > 0 || (everyMs === 0 && chance === 0), name).toBe(true);
      }
    }
  });
});

test('a fault is moved to the very turn of a key, and to the middle of what the key begins', () => {
  const ahead = drawn('moments').flatMap(({ steps }) =>
    steps.flatMap((step, index) => (isBroken(step) ? [steps[index - 1]?.kind, steps[index + 1]?.kind] : [])),
  );
  expect(ahead.filter((kind) => kind === 'press').length).toBeGreaterThan(30);
  expect(ahead.filter((kind) => kind === 'wait').length).toBeGreaterThan(30);
});

function isBroken(step: Step): boolean {
  return step.kind === 'fault' && step.faults.some(({ name, value }) => name !== 'power' && value !== 'none');
}

test('people sit down and stand up, lean, cover themselves and heat the room, also on a healthy chair', () => {
  const scenarios = drawn('people', true);
  const changes = scenarios.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'around' ? Object.keys(step.change) : [])),
  );
  for (const key of ['leaning', 'coverShare', 'roomToC']) expect(changes).toContain(key);
  const people = scenarios.flatMap(faultsOf);
  expect(people.some(({ value }) => value === 'none')).toBe(true);
  expect(people.every(({ name }) => name === 'person')).toBe(true);
});

test('a healthy chair meets keys, people and more sessions, and nothing that breaks', () => {
  for (const family of ['keys', 'sessions', 'people']) {
    const plain = seeds.map((seed) => roughen(healed(drawScenario(seed, chair)), seed, [], true));
    const longer = drawn(family, true).filter(
      ({ steps }, seed) => steps.length > (plain[seed]?.steps.length ?? 0),
    );
    expect(longer.length, family).toBeGreaterThan(seeds.length * 0.9);
  }
  for (const family of ['comings', 'moments', 'mains']) {
    for (const scenario of drawn(family, true))
      expect(faultsOf(scenario).filter(({ name }) => name !== 'person')).toEqual([]);
  }
});

test('the mains fail at any time and always come back', () => {
  for (const scenario of drawn('mains')) {
    const mains = faultsOf(scenario).filter(({ name }) => name === 'power');
    expect(mains.length).toBeGreaterThan(2);
    expect(mains.at(-1)?.value).toBe('none');
  }
});
