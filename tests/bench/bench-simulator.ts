/** The simulator with its built page, as the benchmarks of the page want it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSimulator, type Simulator } from '../../sim/page/server/simulator.ts';
import { chair } from '../chair.ts';

export async function openBenchSimulator(): Promise<{
  readonly simulator: Simulator;
  /** Of the built page. */
  readonly folder: string;
  close(): Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'lumbar-bench-page-'));
  // In a process of its own: the bundler cannot be bundled with the benchmarks.
  const build = `import('./sim/page/build.mjs').then(({ buildPage }) => buildPage(${JSON.stringify(folder)}))`;
  execFileSync(process.execPath, ['-e', build], { stdio: 'inherit' });
  const simulator = await openSimulator({
    chair,
    program: 'lower-back-relief',
    seed: 1,
    speed: 1,
    board: 'model',
    folder,
    port: 0,
    servicePort: 0,
    software: 'bench',
    pageFolder: folder,
  });
  return {
    simulator,
    folder,
    close: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
