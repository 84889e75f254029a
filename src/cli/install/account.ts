/** The user that the chair runs as, and the group that lets it use serial ports. */
import { CommandError, exitCodes } from '../terminal/output.ts';
import { already, left, type Step } from './steps.ts';
import { type System, textAt } from './system.ts';
import { homeFolder } from './texts.ts';

const userName = 'lumbar';
/** Debian's group for serial ports. */
const group = 'dialout';
/** The user's comment in /etc/passwd; it distinguishes a user made by lumbar install from one that existed before. */
const comment = 'Lumbar massage chair';

interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
}

function accountOf(system: System): Account | null {
  const line = (textAt(system, '/etc/passwd') ?? '')
    .split('\n')
    .find((each) => each.startsWith(`${userName}:`));
  if (line === undefined) return null;
  const [, , uid, gid, said = ''] = line.split(':');
  return { uid: Number(uid), gid: Number(gid), comment: said };
}

function isInGroup(system: System): boolean {
  const line = groupLine(system);
  return (line?.split(':')[3] ?? '').split(',').includes(userName);
}

function groupLine(system: System): string | undefined {
  return (textAt(system, '/etc/group') ?? '').split('\n').find((each) => each.startsWith(`${group}:`));
}

/** Runs a tool that changes accounts, on this machine or in an image. Throws with the tool's message if it fails. */
function change(system: System, tool: string, args: readonly string[]): void {
  const prefix = system.root === '' ? [] : ['--prefix', system.root];
  const { ok, text } = system.run(tool, [...prefix, ...args]);
  if (!ok) throw new CommandError(exitCodes.bad, `${tool} could not do it: ${text}`);
}

export function accountStep(system: System): Step {
  const what = `user ${userName}`;
  if (groupLine(system) === undefined) {
    throw new CommandError(
      exitCodes.usage,
      `There is no group ${group} here: this is no Debian or Raspberry Pi OS, and nothing else is known well enough to install on.`,
    );
  }
  if (accountOf(system) === null) {
    const work = () =>
      change(system, 'useradd', [
        ...[
          '--system',
          '--user-group',
          '--no-create-home',
          '--home-dir',
          homeFolder,
          '--shell',
          '/usr/sbin/nologin',
        ],
        ...['--comment', comment, '--groups', group, userName],
      ]);
    return { what, detail: `the chair runs as it; in the group ${group}, without login`, work };
  }
  if (isInGroup(system)) return already(what, `in the group ${group}`);
  return {
    what,
    detail: `into the group ${group}, which may use serial ports`,
    work: () => change(system, 'usermod', ['--append', '--groups', group, userName]),
  };
}

export function noAccountStep(system: System): Step {
  const what = `user ${userName}`;
  const account = accountOf(system);
  if (account === null) return already(what, 'not there');
  if (account.comment !== comment) return left(what, 'kept: it was there before lumbar install');
  return { what, detail: 'removed', work: () => change(system, 'userdel', [userName]) };
}
