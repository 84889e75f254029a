/** What pack and flash share: the signing key, and programs checked, signed and ready to send. */
import { readFileSync, statSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { abilitiesOf } from '../chair/abilities.ts';
import { planningFigures } from '../chair/planning.ts';
import { checkProgram, fitProgramText } from '../program/language/check.ts';
import { type Problem, problemsText } from '../program/language/format-problems.ts';
import { canonicalProgram } from '../program/package/canonical.ts';
import type { Signer } from '../program/package/cose.ts';
import { packageBytesMax, packProgram, peekPackage } from '../program/package/package.ts';
import { KeyFileError, readKeyFile, readPublicKeyFile } from '../service/key-file.ts';
import { storeHome } from '../store/home.ts';
import { chosenChair, readAnyChairFile } from './board-chair.ts';
import { findProgram, isPackageFile, readText, theChair } from './load.ts';
import { askPassphrase } from './passphrase.ts';
import { CommandError, exitCodes, painter, usageError } from './terminal/output.ts';
import { cannotRead } from './whole-file.ts';

export function defaultKeyFile(): string {
  return join(storeHome(), 'signing-key.pem');
}

export function loadSigner(file: string | undefined): Promise<Signer> {
  return orUsage(readKeyFile(file ?? defaultKeyFile(), askPassphrase));
}

/** Accepts a public or a private key file. */
export function loadPublicKey(file: string | undefined): Promise<{ publicKey: Uint8Array; comment: string }> {
  return orUsage(readPublicKeyFile(file ?? defaultKeyFile(), askPassphrase));
}

/** The technician's own key, if it can be read without asking for a passphrase; else null. */
export function quietSigner(): Promise<Signer | null> {
  const environment = async (_file: string, again: boolean) =>
    again ? null : (process.env['LUMBAR_KEY_PASSPHRASE'] ?? null);
  return readKeyFile(defaultKeyFile(), environment).catch(() => null);
}

async function orUsage<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof KeyFileError) throw usageError(error.message);
    throw error;
  }
}

/** The name of a key on the chair: user and host, in characters that every terminal shows. */
export function keyName(): string {
  return `${userName()}@${hostname()}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 40);
}

/** The user's name; a user without an entry in the passwd file has only a number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}

export interface Packed {
  readonly file: string;
  readonly id: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  /** Signed now with the technician's key, not read from a package. */
  readonly own: boolean;
}

/** Checks a program's text for one chair: gives the program, or its problems. */
export type CheckForChair = (text: string, shown: string) => ReturnType<typeof checkProgram>;

/** The check for the chair that --chair names or this machine's, including what it cannot do; else for the reference chair. */
export async function checkFor(chairName: string | undefined): Promise<CheckForChair> {
  const { idOrFile, source, named } = chosenChair(chairName);
  if (!named) {
    const chair = theChair();
    return (text, shown) => checkProgram(text, shown, chair);
  }
  const any = await readAnyChairFile(idOrFile, source);
  const [figures, abilities] = [planningFigures(any), abilitiesOf(any)];
  return (text, shown) => fitProgramText(text, shown, figures, abilities);
}

/** Packs program files and takes packages as they are. Reports every problem of every program before anything is done. */
export function packFiles(names: readonly string[], signer: Signer | null, check: CheckForChair): Packed[] {
  const problems: Problem[] = [];
  const texts: string[] = [];
  const packed: Packed[] = [];
  for (const name of names) {
    if (isPackageFile(name)) packed.push(readPackage(name));
    else {
      const { file, shown } = findProgram(name);
      const text = readText(file);
      const checked = check(text, shown);
      if (checked.program === null) {
        problems.push(...checked.problems);
        texts.push(problemsText(checked.problems, text, painter(process.stderr)));
      } else if (signer !== null) {
        const { id, version } = checked.program;
        const bytes = packProgram(canonicalProgram(checked.program), signer);
        packed.push({ file: name, id, version, bytes, own: true });
      }
    }
  }
  if (problems.length > 0)
    throw new CommandError(exitCodes.bad, `not a good program:\n${texts.join('\n')}`, problems);
  return packed;
}

function readPackage(file: string): Packed {
  try {
    const stats = statSync(file);
    const cannotBe = stats.size > packageBytesMax || stats.isCharacterDevice();
    const bytes = cannotBe ? new Uint8Array(0) : new Uint8Array(readFileSync(file));
    const head = peekPackage(bytes);
    if (head === null) throw new CommandError(exitCodes.bad, `${file} is no package, or it is damaged.`);
    return { file, id: head.id, version: head.version, bytes, own: false };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw cannotRead(file, error);
  }
}
