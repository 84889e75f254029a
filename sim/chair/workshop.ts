/** The simulated technician's workshop: a signing key that the simulated chair trusts, and packages signed with it. */
import { createPrivateKey } from 'node:crypto';
import type { Program } from '../../src/program/language/program.ts';
import { canonicalProgram } from '../../src/program/package/canonical.ts';
import { hexOf, keyIdOf, type Signer, signerOf } from '../../src/program/package/cose.ts';
import { packProgram } from '../../src/program/package/package.ts';
import type { TrustedKey } from '../../src/store/documents.ts';

/** Start of an Ed25519 key in PKCS#8, up to its 32 secret bytes (RFC 8410). */
const ed25519Head = '302e020100300506032b657004220420';
/** The same in every simulation, so that runs repeat; it guards nothing. */
const secret = 'lumbar simulated workshop key 01';

export function workshopSigner(): Signer {
  const der = Buffer.concat([Buffer.from(ed25519Head, 'hex'), Buffer.from(secret, 'latin1')]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return signerOf(privateKey);
}

export function workshopKey(signer: Signer): TrustedKey {
  return {
    id: hexOf(keyIdOf(signer.publicKey)),
    publicKey: hexOf(signer.publicKey),
    name: 'workshop',
    since: null,
  };
}

export function packageOf(program: Program, signer: Signer = workshopSigner()): Uint8Array {
  return packProgram(canonicalProgram(program), signer);
}
