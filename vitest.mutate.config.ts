import { defineConfig } from 'vitest/config';
import { LongLast } from './tests/long-first.ts';

/**
 * The tests a mutant of the guard or of the machine has to survive. The million generated ticks are left out: they hold
 * for any guard that only takes away, so they kill little for their time.
 */
export default defineConfig({
  plugins: [
    {
      name: 'quick mutants',
      /**
       * Two things make the mutated guard thirty times slower than the guard: it counts again for each mutant which
       * test reaches what, and it compares the number of the active mutant letter by letter, since it is not the same
       * string as the literals it is compared with. Neither is needed.
       */
      transform: (code) =>
        code
          .replace('function cover() {', 'function cover() { if (ns.activeMutant !== undefined) return;')
          .replaceAll(
            "ns.activeMutant = inject('activeMutant')",
            "ns.activeMutant = (0, eval)(JSON.stringify(inject('activeMutant')))",
          ),
    },
  ],
  test: {
    include: [
      'tests/control/guard/**/*.test.ts',
      'tests/machine/**/*.test.ts',
      'tests/service/{server,keeping}.test.ts',
    ],
    exclude: ['tests/control/guard/properties.test.ts'],
    // One thread for all files: the guard keeps nothing between them. The set-up of each has to run all the same.
    isolate: false,
    sequence: { sequencer: LongLast },
    server: { deps: { inline: [/stryker-setup/] } },
    testTimeout: 60_000,
  },
});
