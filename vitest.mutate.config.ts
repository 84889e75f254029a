import { defineConfig } from 'vitest/config';

/**
 * The tests a mutant of the guard has to survive. The million generated ticks are left out: they hold for any
 * guard that only takes away, so they kill little for their time.
 */
export default defineConfig({
  test: {
    include: ['tests/control/guard/**/*.test.ts'],
    exclude: ['tests/control/guard/properties.test.ts'],
    testTimeout: 60_000,
  },
});
