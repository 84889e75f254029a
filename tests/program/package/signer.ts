/** Signing keys for tests. */
import { generateKeyPairSync } from 'node:crypto';
import type { Signer } from '../../../src/program/package/cose.ts';

export function newSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return { publicKey: Uint8Array.from(raw), privateKey };
}
