import { defineConfig } from 'vitest/config';
import { MutantsLast } from './tests/mutate/mutants-last.ts';

/** The tests a mutant of the guard or of the machine has to survive: `npm run mutate` runs them all in one process. */
export default defineConfig({
  test: {
    include: [
      'tests/control/guard/**/*.test.ts',
      'tests/machine/**/*.test.ts',
      'tests/service/{server,keeping}.test.ts',
      'tests/mutate/every-mutant.ts',
    ],
    // They kill little for their time: the million generated ticks hold for any guard that only takes away, and chairs that
    // warm on the plant for an hour are there to show that the models fit it.
    exclude: ['tests/control/guard/{properties,supervision,any-contact,power-growth-chair}.test.ts'],
    runner: './tests/mutate/runner.ts',
    experimental: { viteModuleRunner: false, nodeLoader: false },
    execArgv: ['--import', './tests/native/register.mjs', '--import', './tests/mutate/register.mjs'],
    isolate: false,
    bail: 1,
    maxWorkers: 1,
    sequence: { sequencer: MutantsLast },
    testTimeout: 600_000,
  },
});
