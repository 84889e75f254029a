/**
 * COSE_Sign1 (RFC 9052) with Ed25519, the one shape that packages have: tagged 18, algorithm and key id in
 * the protected header, unprotected header empty, payload inside. There is exactly one encoding of a signed
 * payload here; everything else is refused before a signature is looked at.
 */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { cborObject, decodeCbor, encodeCbor } from '../../codec/cbor.ts';

const sign1Tag = 0xd2; // tag 18 in one byte (RFC 9052, table 1)
const header = { algorithm: 1, keyId: 4 } as const; // RFC 9052, table 3
const eddsa = -8; // RFC 9053, table 2
/** Sizes in bytes (RFC 8032). */
export const ed25519 = { publicKey: 32, signature: 64 } as const;
/** A key id is the first 16 bytes of the public key's SHA-256: nobody can make a second key with the same id. */
const keyIdBytes = 16;

export interface Signer {
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

/** The signer with this private key. */
export function signerOf(privateKey: KeyObject): Signer {
  return { publicKey: rawPublicKey(createPublicKey(privateKey)), privateKey };
}

export interface Sign1 {
  readonly keyId: Uint8Array;
  readonly payload: Uint8Array;
  readonly protectedHeader: Uint8Array;
  readonly signature: Uint8Array;
}

export type OpenedSign1 =
  | { readonly ok: true; readonly object: Sign1 }
  | { readonly ok: false; readonly why: string };

export function keyIdOf(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(publicKey).digest().subarray(0, keyIdBytes));
}

/** Key ids as people read and type them. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function signCose(payload: Uint8Array, signer: Signer): Uint8Array {
  const protectedHeader = encodeCbor(
    new Map<number, number | Uint8Array>([
      [header.algorithm, eddsa],
      [header.keyId, keyIdOf(signer.publicKey)],
    ]),
  );
  const signature = new Uint8Array(sign(null, toBeSigned(protectedHeader, payload), signer.privateKey));
  const parts = encodeCbor([protectedHeader, {}, payload, signature]);
  return new Uint8Array(Buffer.concat([Uint8Array.of(sign1Tag), parts]));
}

/** Splits the object into its parts without checking the signature. Never throws. */
export function openCose(bytes: Uint8Array): OpenedSign1 {
  if (bytes[0] !== sign1Tag) return refuse('it does not begin as a COSE_Sign1 object');
  const decoded = decodeCbor(bytes.subarray(1), { strict: true });
  if (!decoded.ok) return refuse(decoded.why);
  const parts = decoded.value;
  if (!Array.isArray(parts) || parts.length !== 4) return refuse('it is no list of four parts');
  const [protectedHeader, unprotected, payload, signature] = parts;
  if (!(protectedHeader instanceof Uint8Array)) return refuse('the protected header is no byte string');
  const unsigned = cborObject(unprotected);
  if (unsigned === null || Object.keys(unsigned).length > 0)
    return refuse('the unprotected header is not empty');
  if (!(payload instanceof Uint8Array)) return refuse('the payload is no byte string');
  if (!(signature instanceof Uint8Array) || signature.length !== ed25519.signature) {
    return refuse('the signature has not 64 bytes');
  }
  const keyId = keyIdIn(protectedHeader);
  if (keyId === null) return refuse('the protected header is not EdDSA and a key id');
  return { ok: true, object: { keyId, payload, protectedHeader, signature } };
}

/** True if exactly this was signed with the private key of `publicKey`. Never throws. */
export function verifyCose(object: Sign1, publicKey: Uint8Array): boolean {
  const key = publicKeyObject(publicKey);
  if (key === null) return false;
  return verify(null, toBeSigned(object.protectedHeader, object.payload), key, object.signature);
}

/** The 32 bytes of an Ed25519 public key. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  return Uint8Array.from(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'));
}

/** A raw public key as Node's crypto takes it, or null if it is none. */
export function publicKeyObject(publicKey: Uint8Array): KeyObject | null {
  if (publicKey.length !== ed25519.publicKey) return null;
  try {
    const x = Buffer.from(publicKey).toString('base64url');
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    return null;
  }
}

/** Sig_structure of RFC 9052 4.4; there is no external data. */
function toBeSigned(protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedHeader, new Uint8Array(0), payload]);
}

function keyIdIn(protectedHeader: Uint8Array): Uint8Array | null {
  const decoded = decodeCbor(protectedHeader, { strict: true });
  if (!decoded.ok || !(decoded.value instanceof Map)) return null;
  const keyId = decoded.value.get(header.keyId);
  if (decoded.value.size !== 2 || decoded.value.get(header.algorithm) !== eddsa) return null;
  return keyId instanceof Uint8Array && keyId.length === keyIdBytes ? keyId : null;
}

function refuse(why: string): OpenedSign1 {
  return { ok: false, why };
}
