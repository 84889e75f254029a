/** `lumbar uninstall`: removes what lumbar install made, and nothing else. */
import { noAccountStep } from './account.ts';
import { noFileStep } from './files.ts';
import { noGadgetSteps } from './install.ts';
import { must, notEnabledStep, rereadSteps, stoppedStep } from './service.ts';
import { softwareFolder } from './software.ts';
import { already, left, type Step } from './steps.ts';
import { isAt, removeAt, type System } from './system.ts';
import { homeFolder, journalFile, rulesFile, unitFile } from './texts.ts';

export function planUninstall(system: System): Step[] {
  const rules = noFileStep(system, rulesFile);
  const journal = noFileStep(system, journalFile);
  const unit = noFileStep(system, unitFile);
  return [
    stoppedStep(system),
    notEnabledStep(system),
    unit,
    ...(unit.work !== null && system.running ? [forgottenStep(system)] : []),
    rules,
    journal,
    ...noGadgetSteps(system),
    ...rereadSteps(system, rules.work !== null, journal.work !== null),
    softwareStep(system),
    noAccountStep(system),
    keptStep(system),
  ];
}

function forgottenStep(system: System): Step {
  return {
    what: 'systemd',
    detail: 'has forgotten the unit',
    work: () => void must(system, 'systemctl', 'daemon-reload'),
  };
}

function softwareStep(system: System): Step {
  if (!isAt(system, softwareFolder)) return already(softwareFolder, 'not there');
  return { what: softwareFolder, detail: 'removed', work: () => removeAt(system, softwareFolder) };
}

function keptStep(system: System): Step {
  if (!isAt(system, homeFolder)) return already(homeFolder, 'not there');
  return left(
    homeFolder,
    `kept: settings, programs, keys and logs of this chair (sudo rm -r ${homeFolder} if nobody needs them)`,
  );
}
