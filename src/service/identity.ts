/**
 * Whose work it is: a technician proves to have a key by signing a challenge of the chair. The proof permits nothing;
 * the log of work names the key.
 */
import { createHash, sign, verify } from 'node:crypto';
import type { Milliseconds } from '../chair/units.ts';
import { ed25519, hexOf, keyIdOf, publicKeyObject, type Signer } from '../program/package/cose.ts';

/** Never the same twice: start of the chair, line and time differ. */
export function challengeFor(boot: number, connection: number, nowMs: Milliseconds): Uint8Array {
  const text = `${boot} ${connection} ${nowMs}`;
  return Uint8Array.from(createHash('sha256').update(text).digest());
}

/** Begins unlike anything else that a key signs, so that no signature can be used for another purpose. */
function toBeSigned(challenge: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('lumbar: this is my work\n'), challenge]);
}

export function answerTo(challenge: Uint8Array, { privateKey }: Signer): Uint8Array {
  return Uint8Array.from(sign(null, toBeSigned(challenge), privateKey));
}

/** The id of the key, or null where the signature is not by it. */
export function keyShown(challenge: Uint8Array, publicKey: Uint8Array, signature: Uint8Array): string | null {
  if (challenge.length === 0 || signature.length !== ed25519.signature) return null;
  const key = publicKeyObject(publicKey);
  if (key === null || !verify(null, toBeSigned(challenge), key, signature)) return null;
  return hexOf(keyIdOf(publicKey));
}
