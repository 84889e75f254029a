/** One install or upgrade of an image, to its end. */
import { planInstall } from '../../../src/cli/install/install.ts';
import { carryOut } from '../../../src/cli/install/steps.ts';
import { planUpgrade } from '../../../src/cli/install/upgrade.ts';

export function runWhole(what: string, root: string, software: string): void {
  const system = { root, running: false, run: () => ({ ok: true, text: '' }) };
  const node = '/usr/bin/node';
  const steps =
    what === 'install'
      ? planInstall(system, { node, software, chair: 'chair: one\n' }).steps
      : planUpgrade(system, node, software);
  carryOut(steps, false, () => undefined);
}
