import { defineConfig } from 'vitest/config';
import { LongFirst } from './tests/long-first.ts';
import PlainReporter from './tests/plain-reporter.ts';

/** Files whose tests mostly wait: for processes, devices or sockets. */
const waiting = [
  'tests/cli/*.test.ts',
  'tests/service/{guide,listen,selftest,serial,technician}.test.ts',
  'tests/board/firmware/avrdude.test.ts',
  'tests/boards/simavr.test.ts',
];
/** Files with a browser, which wait for what it paints. */
const browser = ['tests/sim/page/*.test.ts'];
/**
 * A chip in real time and its host, which beside anything else miss their turns, and a browser whose keys go where the
 * focus is; two of them have a processor each. (That of setup waits for a person, and may be late.)
 */
const realTime = [
  'tests/cli/{emulate,run-board,serve,serve-page}.test.ts',
  'tests/boards/{killed,stock-mega}.test.ts',
  'tests/sim/page/keyboard.test.ts',
];
/**
 * A browser, a device or a chip in real time that a busy machine leaves without its turn may fail of that alone: it is
 * tried once more, and the end of the run names it with how it failed first.
 */
const triedAgain = 1;
const tests = 'tests/**/*.test.ts';
/** No module keeps anything between tests, so the files of a process share what is loaded already. */
const shared = { isolate: false };
/** A test that waits leaves its processor to others: with three at a time, two processors had nothing to do for an eighth of it. */
const besideWaiting = 4;

/** Counted in vite's modules alone. */
const coverage = process.argv.includes('--coverage');

export default defineConfig({
  define: { __VERSION__: JSON.stringify('test') },
  test: {
    reporters: ['default', new PlainReporter()],
    sequence: { sequencer: LongFirst },
    globalSetup: ['tests/temporary-folder.mjs'],
    // Node's own modules: in vite's, each use of an import is a look-up, and the control loop twice as slow.
    experimental: { viteModuleRunner: coverage, nodeLoader: false },
    execArgv: coverage ? [] : ['--import', './tests/native/register.mjs'],
    // On a machine with much else to do a test takes long; it does not fail for that.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: {
      provider: 'v8',
      include: ['src/control/**', 'src/program/**'],
      reporter: ['text-summary', 'json-summary'],
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'computing',
          include: [tests],
          exclude: [...waiting, ...browser, ...realTime],
          ...shared,
          maxWorkers: besideWaiting,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'waiting',
          include: waiting,
          exclude: realTime,
          ...shared,
          maxWorkers: besideWaiting,
          maxConcurrency: 2,
          retry: triedAgain,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          exclude: realTime,
          ...shared,
          maxWorkers: besideWaiting,
          maxConcurrency: 2,
          retry: triedAgain,
          sequence: { groupOrder: 0 },
        },
      },
      // After the others and one file at a time, since a chip in real time wants a processor when it wants one, and its host the other.
      {
        extends: true,
        test: {
          name: 'real-time',
          include: realTime,
          maxWorkers: 1,
          maxConcurrency: 2,
          retry: triedAgain,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
