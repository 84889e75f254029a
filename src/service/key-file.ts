/**
 * A technician's signing key: an Ed25519 private key that only its owner may read. Written in PKCS#8 as OpenSSL does,
 * and read in every format of `key-formats.ts`. A key that others can read is refused.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Signer, signerOf } from '../program/package/cose.ts';
import { type KeyText, readKeyText } from './key-formats.ts';

/** Why a key file cannot be used or made, for the person at the terminal. */
export class KeyFileError extends Error {}

const ownerOnly = 0o600;

/** Makes a new key. An existing file is never overwritten. */
export async function createKeyFile(path: string): Promise<Signer> {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new KeyFileError(
      `The folder ${dirname(path)} cannot be made: ${(error as Error).message}. Give another place with --out.`,
    );
  }
  try {
    const file = await open(path, 'wx', ownerOnly);
    try {
      await file.writeFile(privateKey.export({ format: 'pem', type: 'pkcs8' }));
      await file.sync();
    } catch (error) {
      // Otherwise the next attempt would find half a key, which it must not overwrite.
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new KeyFileError(
        `${path} is there already, and a key is never written over. Give another name with --out.`,
      );
    }
    throw new KeyFileError(`${path} cannot be written: ${(error as Error).message}`);
  }
  return signerOf(privateKey);
}

/** Gives the passphrase of a key, or null where nobody can be asked. `again`: the one before was wrong. */
export type AskPassphrase = (file: string, again: boolean) => Promise<string | null>;

const nobodyToAsk: AskPassphrase = async () => null;
const passphraseTries = 3;

/** Reads a signing key. A key that others may read is refused: it may no longer be its owner's alone. */
export async function readKeyFile(path: string, ask: AskPassphrase = nobodyToAsk): Promise<Signer> {
  const { text, mode } = await readFileOf(path);
  const read = await unlocked(path, text, ask);
  if (read.is === 'public')
    throw new KeyFileError(
      `${path} is a public key; signing needs the private one. Public keys do for: lumbar chair trust, restore.`,
    );
  if (read.is !== 'private') throw notUsable(path, read);
  mustBeOwn(path, mode);
  const { publicKey, privateKey } = read;
  return { publicKey, privateKey };
}

/** A private key that others may read is refused. */
function mustBeOwn(path: string, mode: number): void {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new KeyFileError(
    `Others may read ${path} (mode ${(mode & 0o777).toString(8)}), so it may no longer be yours alone. ` +
      `If it is: chmod 600 ${path}. Else make a new key: lumbar keygen.`,
  );
}

/** The public key from a file with a public or a private key, and its comment, or empty. */
export async function readPublicKeyFile(
  path: string,
  ask: AskPassphrase = nobodyToAsk,
): Promise<{ publicKey: Uint8Array; comment: string }> {
  const { text, mode } = await readFileOf(path);
  const read = await unlocked(path, text, ask);
  if (read.is === 'public') return read;
  if (read.is !== 'private') throw notUsable(path, read);
  mustBeOwn(path, mode);
  return { publicKey: read.publicKey, comment: '' };
}

async function unlocked(path: string, text: string, ask: AskPassphrase): Promise<KeyText> {
  let read = readKeyText(text, null);
  for (let turn = 0; read.is === 'locked' && turn < passphraseTries; turn++) {
    const passphrase = await ask(path, turn > 0);
    if (passphrase === null) break;
    read = readKeyText(text, passphrase);
  }
  return read;
}

function notUsable(path: string, read: Extract<KeyText, { is: 'locked' | 'none' }>): KeyFileError {
  if (read.is === 'none')
    return new KeyFileError(`${path} holds no Ed25519 key: it is ${read.what}. ${read.cure}`);
  return new KeyFileError(
    read.wrong
      ? `The passphrase does not open ${path}.`
      : `${path} is encrypted: its passphrase is asked for on a terminal, or taken from LUMBAR_KEY_PASSPHRASE.`,
  );
}

/** More than any key file has (bytes). */
const keyBytesMax = 65_536;

async function readFileOf(path: string): Promise<{ text: string; mode: number }> {
  try {
    const stats = await stat(path);
    // A device may give text for ever.
    const cannotBe = stats.size > keyBytesMax || stats.isCharacterDevice();
    return { text: cannotBe ? '' : await readFile(path, 'utf8'), mode: stats.mode };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new KeyFileError(
      missing
        ? `There is no key ${path}. Make one: lumbar keygen.`
        : `${path} cannot be read: ${(error as Error).message}`,
    );
  }
}
