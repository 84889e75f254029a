/**
 * The technician's work as functions: flash, list, trust, self-test, backup and restore. Long work reports its
 * progress; work that needs a person at the chair says so and waits.
 */
import { createHash } from 'node:crypto';
import { hexOf, keyIdOf, type Signer } from '../program/package/cose.ts';
import { peekPackage } from '../program/package/package.ts';
import type { LogName } from '../store/keep.ts';
import type { ListedProgram } from './chair-group.ts';
import { type Client, Refused } from './client.ts';
import { confirmWithinMs } from './consent.ts';
import { programPath } from './fs-group.ts';
import { answerTo } from './identity.ts';
import { keyNamePattern } from './key-name.ts';
import type { ListedFault } from './machine.ts';
import { chairCommands, fsCommands, groups, osCommands } from './message.ts';
import type { SelfTestReport, SelfTestRow } from './self-test-report.ts';

const chair = groups.chair;

/** What the caller of a piece of work provides. */
export interface Work {
  /** Called with how much is done, and of how much: bytes while flashing, programs during a backup. */
  readonly onProgress?: (have: number, all: number) => void;
  /** Somebody must press start on the remote now. */
  readonly onWait?: (what: string) => void;
  /** The chair has taken the order. */
  readonly onBegun?: () => void;
  readonly sleep?: (ms: number) => Promise<void>;
}

const sleepFor = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const pollMs = 300;

export interface StatusReport {
  readonly model: string;
  readonly software: string;
  readonly boot: number;
  readonly upMs: number;
  readonly state: string;
  readonly chair: Readonly<Record<string, string | number | boolean | null>>;
  /** The active faults, each with its part. */
  readonly faults: readonly ListedFault[];
  readonly problems: readonly string[];
}

export interface ListedKey {
  readonly id: string;
  readonly name: string;
  /** Hex of the raw public key; absent in a backup of an earlier version. */
  readonly publicKey?: string;
  /** When start was pressed for the key, as far as the chair knows. */
  readonly since?: string;
  /** Active programs signed with it. */
  readonly programs: number;
}

export async function readStatus(client: Client): Promise<StatusReport> {
  return (await client.read(chair, chairCommands.status)) as unknown as StatusReport;
}

export interface LifetimeReport {
  readonly sessions: number;
  readonly motorHours: Readonly<Record<string, number>>;
  readonly padHours: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
}

/** Null for a chair of an earlier version, which does not count. */
export async function readLifetime(client: Client): Promise<LifetimeReport | null> {
  try {
    return (await client.read(chair, chairCommands.lifetime)) as unknown as LifetimeReport;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** The chair's clock, or null where none is set. */
export async function readClock(client: Client): Promise<string | null> {
  try {
    const { datetime } = await client.read(groups.os, osCommands.datetime);
    return typeof datetime === 'string' ? datetime : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

export async function setClock(client: Client, wallMs: number): Promise<void> {
  await client.write(groups.os, osCommands.datetime, { datetime: new Date(wallMs).toISOString() });
}

export function listPrograms(client: Client): Promise<ListedProgram[]> {
  return pages<ListedProgram>(client, chairCommands.list, 'programs');
}

export function listKeys(client: Client): Promise<ListedKey[]> {
  return pages<ListedKey>(client, chairCommands.keys, 'keys');
}

async function findProgram(client: Client, id: string): Promise<ListedProgram | null> {
  const answer = await client.read(chair, chairCommands.list, { id });
  return ((answer['programs'] as readonly unknown[] | undefined)?.[0] as ListedProgram | undefined) ?? null;
}

async function pages<T>(client: Client, command: number, name: string): Promise<T[]> {
  const items: T[] = [];
  for (;;) {
    const answer = await client.read(chair, command, { off: items.length });
    const page = answer[name];
    if (!Array.isArray(page)) throw new Refused(null, 'The answer makes no sense.');
    items.push(...(page as T[]));
    if (page.length === 0 || items.length >= Number(answer['total'])) return items;
  }
}

/** Proves to the chair whose work this line carries, for its log; earlier versions of the chair do not know this. */
export async function identify(client: Client, signer: Signer): Promise<void> {
  try {
    const { challenge } = await client.read(chair, chairCommands.identify);
    if (!(challenge instanceof Uint8Array)) return;
    const signature = answerTo(challenge, signer);
    await client.write(chair, chairCommands.identify, { key: signer.publicKey, signature });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

// ---- flashing ----

export interface Flashed {
  readonly id: string;
  readonly version: number;
  readonly bytes: number;
  /** The version that was active before, or null. */
  readonly before: number | null;
  /** The very same package was active before. */
  readonly same: boolean;
}

export interface FlashOptions extends Work {
  readonly allowDowngrade?: boolean;
  /** The line was lost in the middle of this package: continue at the chair's offset. */
  readonly resume?: boolean;
}

/** Uploads a package, checks by its hash that the chair has it, activates it and checks that it is active. */
export async function flashPackage(
  client: Client,
  bytes: Uint8Array,
  options: FlashOptions = {},
): Promise<Flashed> {
  const head = peekPackage(bytes);
  if (head === null) throw new Refused('damaged', 'This is no package.');
  const { id, version } = head;
  const name = programPath(id);
  const there = await findProgram(client, id);
  const before = there?.active ?? null;
  if (options.allowDowngrade && before !== null && version < before)
    await allowDowngrade(client, id, options);
  const onProgress = (have: number) => options.onProgress?.(have, bytes.length);
  await client.upload(name, bytes, { onProgress, resume: options.resume ?? false });
  const hash = createHash('sha256').update(bytes).digest();
  const stored = await client.read(groups.fs, fsCommands.hash, { name, type: 'sha256' });
  if (!(stored['output'] instanceof Uint8Array) || Buffer.compare(stored['output'], hash) !== 0) {
    throw new Refused('unexpected', 'What the chair has stored is not what was sent.');
  }
  await client.write(chair, chairCommands.activate, { id });
  const after = await findProgram(client, id);
  if (
    after === null ||
    after.refused !== '' ||
    !hash.toString('hex').startsWith(after.hash) ||
    after.hash === ''
  ) {
    throw new Refused('unexpected', `The chair does not run ${id}: ${after?.refused || 'it is not active'}.`);
  }
  return { id, version, bytes: bytes.length, before, same: there?.hash === after.hash };
}

export async function allowDowngrade(client: Client, id: string, work: Work): Promise<void> {
  await client.write(chair, chairCommands.downgrade, { id });
  await waitForStart(client, `a lower version of ${id}`, work);
}

// ---- keys ----

/** Asks the chair to trust a key and waits until start was pressed on the remote. */
export async function trustKey(
  client: Client,
  publicKey: Uint8Array,
  name: string,
  work: Work = {},
): Promise<void> {
  await client.write(chair, chairCommands.trust, { key: publicKey, name });
  await waitForStart(client, `the key ${hexOf(keyIdOf(publicKey)).slice(0, 8)} (${name})`, work);
}

export async function untrustKey(client: Client, keyId: string): Promise<void> {
  await client.write(chair, chairCommands.untrust, { id: keyId });
}

async function waitForStart(client: Client, what: string, { onWait, sleep = sleepFor }: Work): Promise<void> {
  onWait?.(what);
  // Longer than the chair waits, so that the chair's answer ends the waiting.
  for (let waitedMs = 0; waitedMs < confirmWithinMs * 1.5; waitedMs += pollMs) {
    const { state } = await client.read(chair, chairCommands.trust);
    if (state === 'confirmed') return;
    if (state === 'expired')
      throw new Refused(null, 'Nobody pressed start on the remote within 60 s. Nothing was changed.');
    if (state !== 'waiting') {
      throw new Refused(
        'request-cancelled',
        'The request was cancelled: another came, or the service state ended.',
      );
    }
    await sleep(pollMs);
  }
  throw new Refused(null, 'The chair does not say whether start was pressed.');
}

// ---- programs on the chair ----

export async function activateProgram(client: Client, id: string): Promise<void> {
  await client.write(chair, chairCommands.activate, { id });
}

export async function rollbackProgram(client: Client, id: string): Promise<void> {
  await client.write(chair, chairCommands.rollback, { id });
}

export async function deleteProgram(client: Client, id: string): Promise<void> {
  await client.write(chair, chairCommands.delete, { id });
}

export async function readLog(client: Client, log: LogName): Promise<Record<string, unknown>[]> {
  const bytes = await client.download(groups.fs, fsCommands.file, { name: `/log/${log}` });
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
}

// ---- self-test ----

/** Runs the self-test and waits for its end: only then are its figures final. */
export async function runSelfTest(
  client: Client,
  { sleep = sleepFor, onBegun }: Work = {},
): Promise<SelfTestReport> {
  await client.write(chair, chairCommands.selftest);
  onBegun?.();
  for (;;) {
    // An offset beyond the last row gives only the state.
    const { running, passed, stopped } = await selfTestAt(client, Number.MAX_SAFE_INTEGER);
    if (!running) return { running, passed, stopped, rows: await selfTestRows(client) };
    await sleep(pollMs);
  }
}

async function selfTestRows(client: Client): Promise<SelfTestRow[]> {
  const rows: SelfTestRow[] = [];
  for (;;) {
    const page = await selfTestAt(client, rows.length);
    rows.push(...page.rows);
    if (page.rows.length === 0) return rows;
  }
}

/** A chair that has restarted meanwhile has no self-test to report. */
async function selfTestAt(client: Client, off: number): Promise<SelfTestReport> {
  const answer = await client.read(chair, chairCommands.selftest, { off });
  if (answer['known'] !== true)
    throw new Refused(
      null,
      'The self-test has ended without a result: the chair has started anew. lumbar chair faults may say why.',
    );
  if (!Array.isArray(answer['rows'])) throw new Refused(null, 'The answer makes no sense.');
  return answer as unknown as SelfTestReport;
}

// ---- backup ----

export interface Backup {
  readonly lumbar: 'backup';
  readonly format: 1;
  readonly model: string;
  readonly settings: unknown;
  /** Active packages, base64. */
  readonly programs: readonly { readonly id: string; readonly version: number; readonly package: string }[];
  /** Keys that the chair trusted. Trust is never restored by itself: a person at the chair gives it. */
  readonly keys: readonly ListedKey[];
  /** The technicians' log of work; restoring a backup does not restore it. */
  readonly work?: readonly Record<string, unknown>[];
}

export async function backUp(client: Client, work: Work = {}): Promise<Backup> {
  const { model } = await readStatus(client);
  const settings: unknown = JSON.parse(
    Buffer.from(await client.download(chair, chairCommands.settings, {})).toString('utf8'),
  );
  const flashed = (await listPrograms(client)).filter(({ factory, active }) => !factory && active !== null);
  const programs: Backup['programs'][number][] = [];
  for (const { id, active } of flashed) {
    const bytes = await client.download(chair, chairCommands.package, { id });
    programs.push({ id, version: active ?? 0, package: Buffer.from(bytes).toString('base64') });
    work.onProgress?.(programs.length, flashed.length);
  }
  const keys = await listKeys(client);
  const done = await readLog(client, 'work').catch((error) => {
    // A chair of an earlier version has no such log.
    if (error instanceof Refused) return [];
    throw error;
  });
  return { lumbar: 'backup', format: 1, model, settings, programs, keys, work: done };
}

/** Null where the text is no backup; a number is the format of a backup that is too new for this version. */
export function parseBackup(text: string): Backup | number | null {
  try {
    const backup = JSON.parse(text) as Partial<Omit<Backup, 'format'>> & { format?: unknown };
    if (backup.lumbar !== 'backup') return null;
    if (typeof backup.format === 'number' && backup.format > 1) return backup.format;
    return backup.format === 1 && Array.isArray(backup.programs) ? (backup as Backup) : null;
  } catch {
    return null;
  }
}

export interface Restored {
  readonly programs: readonly Flashed[];
  /** Programs already there as they were. */
  readonly unchanged: readonly string[];
}

export interface RestoreOptions extends FlashOptions {
  /** Public keys beside those in the backup that the chair may be asked to trust. */
  readonly publicKeys?: readonly Uint8Array[];
}

/**
 * Flashes the programs that differ from the chair's, then restores the settings. On the way the chair is asked to trust
 * a key that it does not, for which the public key is enough. The first refusal ends it.
 */
export async function restore(
  client: Client,
  backup: Backup,
  options: RestoreOptions = {},
): Promise<Restored> {
  const programs: Flashed[] = [];
  const unchanged: string[] = [];
  for (const { id, package: text } of backup.programs) {
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
    const hash = createHash('sha256').update(bytes).digest('hex');
    const there = await findProgram(client, id);
    if (there !== null && there.hash !== '' && hash.startsWith(there.hash)) unchanged.push(id);
    else programs.push(await flashTrusted(client, bytes, backup, options));
  }
  await client.uploadSettings(Buffer.from(JSON.stringify(backup.settings), 'utf8'));
  return { programs, unchanged };
}

async function flashTrusted(
  client: Client,
  bytes: Uint8Array,
  backup: Backup,
  options: RestoreOptions,
): Promise<Flashed> {
  try {
    return await flashPackage(client, bytes, options);
  } catch (error) {
    const keyId = peekPackage(bytes)?.keyId;
    const key = keyId === undefined ? null : publicKeyFor(keyId, backup, options);
    if (!(error instanceof Refused) || error.reason !== 'unknown-signer' || key === null) throw error;
    const named = backup.keys?.find(({ id }) => id === keyId)?.name ?? '';
    await trustKey(client, key, keyNamePattern.test(named) ? named : '', options);
    return flashPackage(client, bytes, options);
  }
}

/** Only a key whose hash gives the id is the right one. */
function publicKeyFor(
  keyId: string,
  { keys }: Backup,
  { publicKeys = [] }: RestoreOptions,
): Uint8Array | null {
  const held = (keys ?? []).flatMap(({ publicKey }) =>
    typeof publicKey === 'string' ? [Uint8Array.from(Buffer.from(publicKey, 'hex'))] : [],
  );
  return [...publicKeys, ...held].find((key) => hexOf(keyIdOf(key)) === keyId) ?? null;
}
