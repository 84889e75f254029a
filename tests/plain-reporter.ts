/** Prints which tests passed only when tried again, why each skipped test was skipped, how long all took and, last of all, one plain line with the counts. */
import type { Reporter, TestModule } from 'vitest/node';

export default class PlainReporter implements Reporter {
  #begunMs = 0;

  onTestRunStart(): void {
    this.#begunMs = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      let counted = 0;
      for (const test of module.children.allTests()) {
        counted++;
        const { state } = test.result();
        if (test.diagnostic()?.flaky) {
          console.log(`passed when tried again: ${test.fullName}: ${test.result().errors?.[0]?.message}`);
        }
        if (state === 'passed') passed++;
        else if (state === 'failed') failed++;
        else {
          skipped++;
          const result = test.result();
          const note = 'note' in result && result.note ? `: ${result.note}` : '';
          console.log(`skipped: ${test.fullName}${note}`);
        }
      }
      // A file that broke before its tests ran counts as a failure.
      if (module.state() === 'failed' && (counted === 0 || module.errors().length > 0)) failed++;
    }
    // After the default reporter has said its last word.
    const tookS = Math.round((performance.now() - this.#begunMs) / 1000);
    setImmediate(() => {
      console.log(`tests took ${tookS} s`);
      console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    });
  }
}
