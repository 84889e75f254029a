/** `lumbar upgrade`: switches the chair to the version installed with npm, or back to the one before. */

import { CommandError, exitCodes } from '../terminal/output.ts';
import { unitStep } from './install.ts';
import { runningStep } from './service.ts';
import { copyStep, currentName, folderOf, nameBefore, ownSoftware, switchStep } from './software.ts';
import { already, type Step } from './steps.ts';
import { at, isAt, type System, textAt } from './system.ts';
import { chairFilePath, homeFolder, ruleLinesOf, rulesFile, unitFile } from './texts.ts';

/** The chair's data is not touched here: each version itself updates an older store, and leaves a newer one alone. */
export function planUpgrade(system: System, node: string, from: string | 'before'): Step[] {
  if (currentName(system) === null || !isAt(system, unitFile)) {
    throw new CommandError(
      exitCodes.usage,
      'Nothing is installed here to upgrade. First: sudo lumbar install.',
    );
  }
  return from === 'before' ? planBack(system, node) : planForward(system, node, from);
}

function planForward(system: System, node: string, software: string): Step[] {
  const own = ownSoftware(software);
  return switched(system, own.name, [copyStep(system, own)], software, node);
}

function planBack(system: System, node: string): Step[] {
  const before = nameBefore(system);
  if (before === null) {
    throw new CommandError(
      exitCodes.usage,
      `There is no version before ${currentName(system)} on this chair. Install the one you want with npm i -g lumbar@VERSION, then: sudo lumbar upgrade.`,
    );
  }
  return switched(system, before, [], at(system, folderOf(before)), node);
}

function switched(system: System, name: string, copy: Step[], software: string, node: string): Step[] {
  const hasService = ruleLinesOf(textAt(system, rulesFile)).service.length > 0;
  const steps = [...copy, unitStep(system, software, node, hasService), switchStep(system, name)];
  const changed = steps.some(({ work }) => work !== null);
  return [
    ...steps,
    already('what the chair keeps', `in ${homeFolder}, as it is`),
    runningStep(system, changed, isAt(system, chairFilePath) || hasService),
  ];
}
