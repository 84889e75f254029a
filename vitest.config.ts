import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { __VERSION__: JSON.stringify('test') },
  test: {
    include: ['tests/**/*.test.ts'],
    reporters: ['default', './tests/plain-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/control/**', 'src/program/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
