/** The systemd service: enabled, so that it starts with the machine, and running the installed version. */
import { lstatSync } from 'node:fs';
import { CommandError, exitCodes } from '../terminal/output.ts';
import { currentLink } from './software.ts';
import { already, left, type Step } from './steps.ts';
import { at, isAt, linkAt, placeLink, removeAt, type System } from './system.ts';
import { enabledLink, unitFile } from './texts.ts';

const name = 'lumbar.service';

/** Runs a tool of the system; if it fails, the command ends with its message. */
export function must(system: System, program: string, ...args: readonly string[]): string {
  const { ok, text } = system.run(program, args);
  if (!ok) throw new CommandError(exitCodes.bad, `${program} ${args.join(' ')} could not do it: ${text}`);
  return text;
}

/** Starts the service with the machine, by the same link that `systemctl enable` makes. */
export function enabledStep(system: System): Step {
  const what = 'start with the machine';
  if (linkAt(system, enabledLink) === unitFile) return already(what, 'switched on');
  return { what, detail: 'switched on', work: () => placeLink(system, enabledLink, unitFile) };
}

interface ServiceState {
  readonly active: boolean;
  readonly needsReload: boolean;
  readonly sinceMs: number;
}

function stateOf(system: System): ServiceState {
  const properties = 'ActiveState,NeedDaemonReload,ActiveEnterTimestamp';
  const { text } = system.run('systemctl', ['show', '--timestamp=unix', `--property=${properties}`, name]);
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '';
  return {
    active: /^(active|activating)/.test(value('ActiveState')),
    needsReload: value('NeedDaemonReload') === 'yes',
    sinceMs: Number(value('ActiveEnterTimestamp').replace('@', '') || 0) * 1000,
  };
}

/** Reloads the unit and (re)starts the chair unless it runs the installed version. `changed`: by an earlier step; `starts`: the unit can start. */
export function runningStep(system: System, changed: boolean, starts: boolean): Step {
  const what = 'the chair';
  if (!system.running) {
    return left(what, 'starts with the machine: what is installed on does not run now');
  }
  const { active, needsReload, sinceMs } = stateOf(system);
  if (!starts) {
    const work = () => void must(system, 'systemctl', 'daemon-reload');
    return { what, detail: 'cannot start before it has a chair file (see above)', work, left: true };
  }
  const stale = changed || needsReload || sinceMs < newestMs(system);
  if (active && !stale) return already(what, 'runs');
  const work = () => {
    must(system, 'systemctl', 'daemon-reload');
    must(system, 'systemctl', 'restart', name);
  };
  return { what, detail: active ? 'started anew' : 'started', work };
}

/** When the unit or the version link was last replaced. An interrupted run may have replaced them and not restarted the chair. */
function newestMs(system: System): number {
  const times = [unitFile, currentLink].map(
    (path) => lstatSync(at(system, path), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  // systemd reports whole seconds.
  return Math.floor(Math.max(...times) / 1000) * 1000;
}

export function stoppedStep(system: System): Step {
  const what = 'the chair';
  if (!system.running) return already(what, 'does not run');
  if (!stateOf(system).active) return already(what, 'does not run');
  return { what, detail: 'stopped', work: () => void must(system, 'systemctl', 'stop', name) };
}

export function notEnabledStep(system: System): Step {
  const what = 'start with the machine';
  if (linkAt(system, enabledLink) === null) return already(what, 'switched off');
  return { what, detail: 'switched off', work: () => removeAt(system, enabledLink) };
}

/** Makes udev and the journal read what has changed; a system that is not running does so when it starts. */
export function rereadSteps(system: System, rules: boolean, journal: boolean): Step[] {
  if (!system.running) return [];
  const steps: Step[] = [];
  if (rules && !isAt(system, '/run/udev/control')) {
    steps.push(left('udev', 'does not run; it reads the rules when it starts'));
  } else if (rules) {
    const work = () => {
      must(system, 'udevadm', 'control', '--reload');
      must(system, 'udevadm', 'trigger', '--subsystem-match=tty', '--subsystem-match=usb');
      must(system, 'udevadm', 'settle', '--timeout=10');
    };
    steps.push({ what: 'udev', detail: 'has read the rules', work });
  }
  if (journal) {
    const work = () => void must(system, 'systemctl', 'restart', 'systemd-journald');
    steps.push({ what: 'the journal', detail: 'has read its limits', work });
  }
  return steps;
}
