/** One install or upgrade in a process of its own, which is killed in the middle of its nth change of the disk. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [what, root = '', software = '', killAt = ''] = process.argv.slice(2);
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

const { planInstall } = await import('../../../src/cli/install/install.ts');
const { planUpgrade } = await import('../../../src/cli/install/upgrade.ts');
const { carryOut } = await import('../../../src/cli/install/steps.ts');
const system = { root, running: false, run: () => ({ ok: true, text: '' }) };
const node = '/usr/bin/node';
const steps =
  what === 'install'
    ? planInstall(system, { node, software, chair: 'chair: one\n' }).steps
    : planUpgrade(system, node, software);
carryOut(steps, false, () => undefined);
process.stdout.write(String(changes));
