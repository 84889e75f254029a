/**
 * A technician's signing key: an Ed25519 private key in a PKCS#8 PEM file that only its owner may read, as
 * OpenSSL writes and reads it. A key that others can read is no key: it is refused.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Signer } from '../program/package/cose.ts';

/** Why a key file cannot be used or made, for the person at the terminal. */
export class KeyFileError extends Error {}

const ownerOnly = 0o600;

/** Makes a new key. An existing file is never written over. */
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

export async function readKeyFile(path: string): Promise<Signer> {
  let text: string;
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new KeyFileError(
        `Others may read ${path} (mode ${(mode & 0o777).toString(8)}), so it may no longer be yours alone. ` +
          `If it is: chmod 600 ${path}. Else make a new key: lumbar keygen.`,
      );
    }
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof KeyFileError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new KeyFileError(
      missing
        ? `There is no key ${path}. Make one: lumbar keygen.`
        : `${path} cannot be read: ${(error as Error).message}`,
    );
  }
  try {
    const privateKey = createPrivateKey(text);
    if (privateKey.asymmetricKeyType === 'ed25519') return signerOf(privateKey);
  } catch {
    // Falls through: whatever it is, it is no key of ours.
  }
  throw new KeyFileError(`${path} holds no Ed25519 private key. Make one: lumbar keygen.`);
}

function signerOf(privateKey: Signer['privateKey']): Signer {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { publicKey: Uint8Array.from(Buffer.from(x ?? '', 'base64url')), privateKey };
}
