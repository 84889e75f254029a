/** `lumbar chair`: a technician's work at a chair, apart from flashing. */
import { Command } from 'commander';
import type { ListedProgram } from '../../service/chair-group.ts';
import type { Client } from '../../service/client.ts';
import type { SelfTestRow } from '../../service/self-test-report.ts';
import type { LifetimeReport, StatusReport } from '../../service/technician.ts';
import type { LogName } from '../../store/keep.ts';
import { CommandError, exitCodes, painter, printJson, write } from '../terminal/output.ts';

interface ChairArguments {
  port?: string;
  key?: string;
  allowDowngrade?: true;
  set?: true;
  json?: true;
}

type Work = (client: Client, options: ChairArguments, subject: string) => Promise<void>;

export function chairCommand(): Command {
  const chair = new Command('chair')
    .description("the technician's work at a chair")
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar chair list --port /dev/ttyACM0\n  $ lumbar chair faults\n  $ lumbar chair selftest\n\n' +
        'Reading is always possible. What changes the chair needs its service state: switched off, then power and\nstop held for 5 s.',
    );
  // Subcommands inherit this: wrong usage must end with the exit code for usage errors.
  chair.exitOverride();
  /** `changes`: the command changes the chair, so it first identifies the technician by key, for the chair's log. */
  const add = (usage: string, description: string, work: Work, changes?: 'changes') => {
    const command = chair
      .command(usage)
      .description(description)
      .option('--port <port>', 'serial device, or tcp://HOST:PORT (default: the one chair that is found)')
      .option('--json', 'one JSON document')
      .addHelpText(
        'after',
        `\nExample:\n  $ lumbar chair ${usage.replace(/<(\w+)>/, exampleOf)} --port /dev/ttyACM0\n`,
      );
    command.action((...given: unknown[]) => {
      const subject = typeof given[0] === 'string' ? given[0] : '';
      const options = command.opts<ChairArguments>();
      return at(options, subject, changes === undefined ? work : known(work));
    });
    return command;
  };
  add('list', 'the programs on the chair', list);
  add('status', 'state, link, guard, supply, temperatures, lateness, what is wrong', status);
  add('clock', "the chair's clock", clock, 'changes').option('--set', "set it to this computer's");
  add('activate <id>', 'let the program uploaded last take effect', activate, 'changes');
  add('rollback <id>', 'take the last activation of a program back', rollback, 'changes');
  add('delete <id>', 'delete a flashed program', remove, 'changes');
  add('faults', 'the fault log', (client, options) => log(client, options, 'faults'));
  add('sessions', 'the session log', (client, options) => log(client, options, 'sessions'));
  add('work', 'what technicians did: which key, what, when, before and after', (client, options) =>
    log(client, options, 'work'),
  );
  add('selftest', 'run the self-test', selfTest, 'changes');
  add('keys', 'the keys the chair trusts', keys);
  add('trust', 'let the chair trust your key, with start pressed on the remote', trust, 'changes').option(
    '--key <file>',
    'the key; its public half is enough (default: what lumbar keygen made)',
  );
  add('untrust <key>', 'end the trust in a key', untrust, 'changes');
  add('backup <file>', 'all flashed programs and all settings into a file', backup);
  add('restore <file>', 'programs and settings of a backup onto this chair', restoreFrom, 'changes')
    .option('--allow-downgrade', 'let versions go down, with start pressed on the remote')
    .option(
      '--key <file>',
      'a key that the programs are signed with and the backup does not hold; its public half is enough',
    );
  return chair;
}

function exampleOf(_whole: string, argument: string): string {
  return (
    { id: 'my-program', key: '3f2a91c04b7d5e6f8091a2b3c4d5e6f7', file: 'chair.json' }[argument] ?? argument
  );
}

async function at(options: ChairArguments, subject: string, work: Work): Promise<void> {
  const { withChair } = await import('../service-port.ts');
  await withChair(options.port, (client) => work(client, options, subject));
}

function known(work: Work): Work {
  return async (client, options, subject) => {
    const { quietSigner } = await import('../signing.ts');
    const signer = await quietSigner();
    if (signer !== null) await (await technician()).identify(client, signer);
    await work(client, options, subject);
  };
}

const technician = () => import('../../service/technician.ts');
const say = (text: string) => write(process.stdout, `${text}\n`);

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Columns as wide as their widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

// ---- programs ----

async function list(client: Client, options: ChairArguments): Promise<void> {
  const programs = await (await technician()).listPrograms(client);
  if (options.json) return printJson({ programs });
  await say(table(['program', 'version', 'before', 'waiting', 'from', ''], programs.map(programRow)));
}

function programRow(program: ListedProgram): string[] {
  const version = (value: number | null) => (value === null ? '-' : String(value));
  return [
    program.id,
    version(program.active),
    version(program.previous),
    version(program.uploaded),
    program.factory ? 'factory' : `key ${program.key.slice(0, 8)}`,
    program.refused === '' ? '' : `not run: ${program.refused}`,
  ];
}

async function activate(client: Client, options: ChairArguments, id: string): Promise<void> {
  await (await technician()).activateProgram(client, id);
  await tellProgram(client, options, id);
}

async function rollback(client: Client, options: ChairArguments, id: string): Promise<void> {
  await (await technician()).rollbackProgram(client, id);
  await tellProgram(client, options, id);
}

async function tellProgram(client: Client, options: ChairArguments, id: string): Promise<void> {
  const program = (await (await technician()).listPrograms(client)).find((listed) => listed.id === id);
  const active = program?.active ?? null;
  if (options.json) return printJson({ id, active });
  await say(`${id}: version ${active} is active`);
}

async function remove(client: Client, options: ChairArguments, id: string): Promise<void> {
  await (await technician()).deleteProgram(client, id);
  if (options.json) return printJson({ id, deleted: true });
  await say(`${id}: deleted`);
}

// ---- looking ----

async function status(client: Client, options: ChairArguments): Promise<void> {
  const { readStatus, readLifetime } = await technician();
  const report = await readStatus(client);
  const lifetime = await readLifetime(client);
  if (options.json) return printJson({ ...report, lifetime });
  const { model, software, boot, state, upMs, chair, faults, problems } = report;
  const running = `${Math.floor(upMs / 60_000)} min`;
  const shown: StatusReport['chair'] = { model, software, boot, state, running, ...chair };
  const names = statusNames(Object.keys(shown));
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) await say(`${name.padEnd(width)}  ${shown[name] ?? '-'}`);
  if (lifetime !== null) await say(`${'lifetime'.padEnd(width)}  ${lifetimeText(lifetime)}`);
  const { faultMessage } = await import('../../chair/faults.ts');
  for (const { code, value, part } of faults ?? [])
    await say(painter(process.stdout)('bad', faultMessage(code, value ?? Number.NaN, part)));
  for (const problem of problems) await say(painter(process.stdout)('bad', problem));
}

function lifetimeText({ sessions, motorHours, padHours, faults }: LifetimeReport): string {
  const hours = Object.entries({ ...motorHours, ...padHours }).map(([name, h]) => `${name} ${h} h`);
  const came = Object.entries(faults).map(([code, count]) => `${code} ${count}x`);
  return [counted(sessions, 'session'), ...hours, came.join(' ') || 'no fault'].join(', ');
}

async function clock(client: Client, { json, set }: ChairArguments): Promise<void> {
  const { readClock, setClock } = await technician();
  if (set) await setClock(client, Date.now());
  const now = await readClock(client);
  if (json) return printJson({ clock: now });
  await say(now ?? 'The clock is not set. To set it: lumbar chair clock --set');
}

/** The names in display order, since the protocol keeps none; without `uptimeMs`, which `running` shows already. */
function statusNames(names: readonly string[]): string[] {
  const order = [
    ...[
      'model',
      'software',
      'boot',
      'running',
      'state',
      'fault',
      'link',
      'guard',
      'badFrames',
      'controllerStarts',
    ],
    ...['supplyV', 'roomC', 'seatTaken', 'emergencyStop', 'carriageMm'],
    ...['lateMs', 'worstLateMs', 'missedTurns', 'clock', 'program', 'locked', 'sessions'],
  ];
  const rankOf = (name: string) => {
    const rank = order.indexOf(name);
    // An unlisted name is a pad's temperature; it goes before `seatTaken`.
    return rank < 0 ? order.indexOf('seatTaken') - 0.5 : rank;
  };
  return names.filter((name) => name !== 'uptimeMs').sort((a, b) => rankOf(a) - rankOf(b));
}

async function log(client: Client, options: ChairArguments, name: LogName): Promise<void> {
  const lines = await (await technician()).readLog(client, name);
  const whole = lines.map(({ crc: _, ...line }) => line);
  if (options.json) return printJson({ [name]: whole });
  // Lines with the frames of the link are for diagnosis by programs (--json) and do not fit a table.
  const shown = whole.filter((line) => !('frames' in line));
  if (shown.length === 0)
    return say(name === 'work' ? 'No work has been logged.' : `No ${name} have been logged.`);
  const columns = [...new Set(shown.flatMap((line) => Object.keys(line)))];
  await say(
    table(
      columns,
      shown.map((line) => columns.map((column) => String(line[column] ?? ''))),
    ),
  );
}

async function selfTest(client: Client, options: ChairArguments): Promise<void> {
  const { runSelfTest } = await technician();
  const { passed, stopped, rows } = await runSelfTest(client, {
    onBegun() {
      if (!options.json) process.stderr.write('The chair moves and warms now; stop on the remote ends it.\n');
    },
  });
  if (options.json) await printJson({ passed, stopped, rows });
  else {
    for (const row of rows) await say(rowText(row));
    const verdict = passed ? 'passed' : `failed${stopped === '' ? '' : `: ${stopped}`}`;
    await say(painter(process.stdout)(passed ? 'good' : 'bad', verdict));
  }
  if (!passed) process.exitCode = exitCodes.bad;
}

function rowText({ name, value, unit, low, high, pass, notRun }: SelfTestRow): string {
  if (!Number.isFinite(value) && notRun)
    return `${painter(process.stdout)('warn', 'skip')}  ${name.padEnd(32)} not run: ${notRun}`;
  const figure = Number.isFinite(value) ? `${Number(value.toFixed(2))} ${unit}`.trim() : 'not measured';
  const limits = `${low} to ${high} ${unit}`.trim();
  const verdict = painter(process.stdout)(pass ? 'good' : 'bad', pass ? 'pass' : 'FAIL');
  return `${verdict}  ${name.padEnd(32)} ${figure.padStart(14)}   (${limits})`;
}

// ---- keys ----

async function keys(client: Client, options: ChairArguments): Promise<void> {
  const listed = await (await technician()).listKeys(client);
  if (options.json) return printJson({ keys: listed });
  if (listed.length === 0) return say('The chair trusts no key. To let it trust yours: lumbar chair trust');
  await say(
    table(
      ['key', 'name', 'since', 'programs'],
      listed.map(({ id, name, since = '', programs }) => [id, name, since, String(programs)]),
    ),
  );
}

async function trust(client: Client, options: ChairArguments): Promise<void> {
  const { loadPublicKey, keyName } = await import('../signing.ts');
  const { keyNamePattern } = await import('../../service/key-name.ts');
  const { hexOf, keyIdOf } = await import('../../program/package/cose.ts');
  const { askForStart } = await import('./flash.ts');
  const { publicKey, comment } = await loadPublicKey(options.key);
  const name = comment !== '' && keyNamePattern.test(comment) ? comment : keyName();
  await (await technician()).trustKey(client, publicKey, name, { onWait: askForStart });
  const key = hexOf(keyIdOf(publicKey));
  if (options.json) return printJson({ key, trusted: true });
  await say(`The chair trusts ${key} (${name}).`);
}

async function untrust(client: Client, options: ChairArguments, given: string): Promise<void> {
  const { listKeys, untrustKey } = await technician();
  const found = (await listKeys(client)).filter(
    ({ id, name }) => (given.length >= 8 && id.startsWith(given)) || name === given,
  );
  const [key] = found;
  if (key === undefined || found.length > 1) {
    throw new CommandError(
      exitCodes.bad,
      `${found.length === 0 ? 'No' : 'More than one'} key of this chair is ${given}; see: lumbar chair keys`,
    );
  }
  await untrustKey(client, key.id);
  if (options.json) return printJson({ key: key.id, trusted: false });
  const stopped =
    key.programs === 0 ? '' : ` ${counted(key.programs, 'program')} signed with it will not run any more.`;
  await say(`The chair no longer trusts ${key.id} (${key.name}).${stopped}`);
}

// ---- backup ----

async function backup(client: Client, options: ChairArguments, file: string): Promise<void> {
  const { backUp } = await technician();
  const { writeWhole } = await import('../whole-file.ts');
  const made = await backUp(client);
  writeWhole(file, `${JSON.stringify(made, null, 1)}\n`);
  if (options.json)
    return printJson({ file, programs: made.programs.map(({ id, version }) => ({ id, version })) });
  await say(`${file}: ${counted(made.programs.length, 'program')} and the settings`);
}

async function restoreFrom(client: Client, options: ChairArguments, file: string): Promise<void> {
  const { parseBackup, readStatus, restore } = await technician();
  const { askForStart } = await import('./flash.ts');
  const { readText } = await import('../load.ts');
  const made = parseBackup(readText(file));
  if (made === null) throw new CommandError(exitCodes.bad, `${file} is no backup of a chair.`);
  if (typeof made === 'number') {
    const cure = 'Bring this one up to date: npm i -g lumbar.';
    throw new CommandError(exitCodes.bad, `${file} is a backup by a newer lumbar (format ${made}). ${cure}`);
  }
  const { model } = await readStatus(client);
  if (model !== made.model)
    throw new CommandError(exitCodes.bad, `${file} is of a ${made.model}, this chair is a ${model}.`);
  const { loadPublicKey } = await import('../signing.ts');
  const publicKeys = options.key === undefined ? [] : [(await loadPublicKey(options.key)).publicKey];
  const restored = await restore(client, made, {
    onWait: askForStart,
    publicKeys,
    allowDowngrade: options.allowDowngrade === true,
  });
  if (options.json) return printJson(restored);
  for (const { id, version } of restored.programs) await say(`${id}: version ${version} is active`);
  await say(
    `${counted(restored.programs.length, 'program')} restored, ${restored.unchanged.length} there already; settings restored`,
  );
}
