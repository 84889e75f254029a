/** The tables of docs/service.md: the chair group's commands, and the reasons for which it refuses. */
import { chairCommands } from '../../src/service/message.ts';
import { refusals } from '../../src/service/refusals.ts';
import { table } from './table.ts';

interface CommandRow {
  /** What a read takes and gives, or empty where it cannot be read. */
  readonly read: string;
  /** What a write takes, or empty. */
  readonly write: string;
  readonly means: string;
}

const commandRows: Readonly<Record<keyof typeof chairCommands, CommandRow>> = {
  list: {
    read: '`{off?, id?}` -> `{off, total, programs: [{id, name, factory, active, previous, uploaded, hash, key, refused}]}`',
    write: '',
    means: 'the programs; versions, or null',
  },
  activate: { read: '', write: '`{id}`', means: 'the package uploaded last takes effect' },
  rollback: { read: '', write: '`{id}`', means: 'takes the last activation back' },
  delete: { read: '', write: '`{id}`', means: 'deletes a flashed program' },
  selftest: {
    read: '`{off?}` -> `{known, running, passed, stopped, off, total, rows: [{name, value, unit, low, high, pass, notRun}]}`',
    write: '`{}`',
    means: 'the running or last self-test; a write starts one',
  },
  status: {
    read: '`{}` -> `{model, software, boot, upMs, state, chair: {...}, faults: [{code, part, value, latched}], problems: [...]}`; what is not known now is null',
    write: '',
    means: 'the chair at a glance',
  },
  keys: {
    read: '`{off?}` -> `{off, total, keys: [{id, name, publicKey, since, programs}]}`',
    write: '',
    means: 'the trusted keys',
  },
  trust: {
    read: '`{}` -> `{state, kind, subject, leftMs}`',
    write: '`{key, name}`',
    means: 'asks for trust in a public key (32 bytes); a read tells how the last request stands',
  },
  untrust: { read: '', write: '`{id}`', means: 'ends the trust in a key' },
  downgrade: {
    read: '`{}` -> `{state, kind, subject, leftMs}`',
    write: '`{id}`',
    means: 'asks to let a version of this program go down',
  },
  settings: {
    read: '`{off}` -> `{off, data, len}`',
    write: '`{off, data, len?}` -> `{off}`',
    means: 'settings and memories as JSON, in chunks',
  },
  package: { read: '`{id, off}` -> `{off, data, len}`', write: '', means: 'the active package, in chunks' },
  refusal: {
    read: '`{}` -> `{reason, detail, text}`',
    write: '',
    means: 'why the last request of this connection was refused',
  },
  identify: {
    read: '`{}` -> `{challenge}`',
    write: '`{key, signature}`',
    means:
      'shows whose work this line carries: a signature over `lumbar: this is my work`, a line feed and the challenge. It opens nothing',
  },
  lifetime: {
    read: '`{}` -> `{sessions, motorHours: {NAME}, padHours: {NAME}, faults: {CODE}}`',
    write: '',
    means: 'what the chair has done in its life: hours under power, sessions, how often each fault came',
  },
};

function commandTable(): string {
  const rows = Object.entries(commandRows).map(([name, { read, write, means }]) => {
    const number = chairCommands[name as keyof typeof chairCommands];
    return [`${number} ${name}`, means, read, write];
  });
  return table(['command', 'what', 'read', 'write'], rows);
}

function refusalTable(): string {
  const rows = Object.entries(refusals).map(([reason, { rc, smp, means, todo }]) => [
    reason,
    rc ?? '',
    smp,
    means,
    todo,
  ]);
  return table(['reason', 'rc', 'smp', 'means', 'what to do'], rows);
}

/** Each table under the name of its mark in the document. */
export function serviceTables(): Record<string, string> {
  return { refusals: refusalTable(), commands: commandTable() };
}
