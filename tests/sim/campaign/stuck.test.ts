import { expect, test } from 'vitest';
import { isStuck } from '../../../sim/campaign/stuck.ts';
import { tryScenario } from '../../../sim/campaign/trial.ts';
import { chairOnTest } from '../../../sim/scenario/programs.ts';
import { readScenario } from '../../../sim/scenario/read.ts';
import { chair } from '../../chair.ts';

test('a chair that left its last end with a step of the run is stuck; what a key began since is under way', () => {
  expect(isStuck({ state: 'running', begunMs: 900, pressedMs: 1000 })).toBe(true);
  expect(isStuck({ state: 'running', begunMs: 1100, pressedMs: 1000 })).toBe(false);
  expect(isStuck({ state: 'ready', begunMs: 900, pressedMs: 1000 })).toBe(false);
  expect(isStuck({ state: 'service', begunMs: 1100, pressedMs: 1000 })).toBe(true);
});

test('a start key that closes by itself again and again begins one session after the other, each within its bound', () => {
  const text = `scenario: start closes by itself each 1.24 s
program: just-roll
chair: chair-a
invariants: true
steps:
  - press: power
  - fault: { key.start: { stuck: 85 ms, every: 1240 ms } }
`;
  const read = readScenario(text, 'start.yaml', chair);
  expect(read.problems).toEqual([]);
  if (read.scenario === null) throw new Error('no scenario');
  expect(tryScenario(read.scenario, chairOnTest(read.chair)).violation).toBeNull();
});
