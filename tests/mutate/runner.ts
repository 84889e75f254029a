/** Goes through the tests once, without a mutant, and keeps each with how long it takes and what it reaches. */
import { type RunnerTestCase, type RunnerTestSuite, TestRunner } from 'vitest';
import type { Switch } from './switch.ts';

const { getTestFn, getSuiteHooks } = TestRunner;

export default class extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const run = getTestFn(test);
    const mutants = globalThis.lumbarMutants;
    if (test.file.name.endsWith('every-mutant.ts')) {
      await run();
      return;
    }
    for (const id of takeReached(mutants)) mutants.early.add(id);
    const from = performance.now();
    await run();
    const ms = performance.now() - from;
    const reached = new Set(takeReached(mutants));
    mutants.tests.push({
      name: `${test.file.name}: ${test.name}`,
      ms,
      reached,
      again: async () => {
        for (const before of hooksBefore(test)) await before();
        await run();
      },
    });
  }
}

/** What was reached since the last time. */
function takeReached({ reached }: Switch): number[] {
  const numbers = [...(reached ?? []).entries()].flatMap(([id, was]) => (was === 1 ? [id] : []));
  reached?.fill(0);
  return numbers;
}

/** What runs before each test of its groups, outermost first. */
function hooksBefore(test: RunnerTestCase): (() => unknown)[] {
  const groups: RunnerTestSuite[] = [];
  for (let group: RunnerTestSuite | undefined = test.suite; group !== undefined; group = group.suite)
    groups.unshift(group);
  return [test.file, ...groups.filter((group) => group !== test.file)].flatMap((group) =>
    getSuiteHooks(group).beforeEach.map((hook) => () => hook(test.context, group)),
  );
}
