/** One install or upgrade in a process of its own, which is killed in the middle of its nth change of the disk. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [what = '', root = '', software = '', killAt = ''] = process.argv.slice(2);
let changes = 0;

/** Whatever changes the disk counts; the one that is due is done by half of the calls, and then nothing more is. */
for (const name of [
  'writeFileSync',
  'fsyncSync',
  'renameSync',
  'rmSync',
  'symlinkSync',
  'mkdirSync',
] as const) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  (fs as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
    changes++;
    const due = changes === Number(killAt);
    if (due && changes % 2 === 0) process.kill(process.pid, 'SIGKILL');
    if (due && name === 'writeFileSync') args[1] = (args[1] as string | Uint8Array).slice(0, 3);
    const result = real(...args);
    if (due) process.kill(process.pid, 'SIGKILL');
    return result;
  };
}
syncBuiltinESMExports();

const { runWhole } = await import('./whole-run.ts');
runWhole(what, root, software);
process.stdout.write(String(changes));
