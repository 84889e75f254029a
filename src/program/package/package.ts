/**
 * A package (`.lumbar`): one checked program, signed, as it is flashed into a chair. Opening a package takes bytes from
 * strangers: it never throws, and gives the reason for each package that it refuses.
 */

import { type CborValue, cborObject, decodeCbor, encodeCbor } from '../../codec/cbor.ts';
import { programFormat } from '../language/program.ts';
import { ed25519, hexOf, openCose, type Signer, signCose, verifyCose } from './cose.ts';

/** Twice the size of the largest program that the format allows (bytes). */
export const packageBytesMax = 65_536;

/**
 * Why a package is refused, in the order of the checks; only a wrong signature or payload, which is `damaged` too, is
 * found after `unknown-signer`. The service port's table of refusals says what each means and what to do about it.
 */
export type PackageRefusal =
  | 'too-large'
  | 'damaged'
  | 'unknown-signer'
  | 'format-too-new'
  | 'other-model'
  | 'bad-program';

/** The program checker's verdict on a value that was read from a package. */
type ProgramVerdict<P> =
  | { readonly ok: true; readonly program: P }
  | { readonly ok: false; readonly problems: readonly string[] };

export interface PackageRules<P> {
  /** The chair's model. */
  readonly model: string;
  /** The public key of a key id (hex), or null if this chair does not trust it. */
  readonly trusted: (keyId: string) => Uint8Array | null;
  readonly check: (value: unknown) => ProgramVerdict<P>;
}

interface OpenPackage<P> {
  readonly ok: true;
  readonly id: string;
  readonly version: number;
  /** Who signed it: key id, hex. */
  readonly keyId: string;
  /** The program's value, as it was packed. */
  readonly value: unknown;
  readonly program: P;
}

interface RefusedPackage {
  readonly ok: false;
  readonly reason: PackageRefusal;
  /** The particulars: which key, which model, which problem. */
  readonly detail: string;
}

/** The program's value must hold format, id, version and model; the same program always gives the same payload. */
export function packProgram(value: object, signer: Signer): Uint8Array {
  return signCose(encodeCbor(value), signer);
}

export function openPackage<P>(bytes: Uint8Array, rules: PackageRules<P>): OpenPackage<P> | RefusedPackage {
  if (bytes.length > packageBytesMax)
    return refuse('too-large', `${bytes.length} bytes, at most ${packageBytesMax}`);
  const opened = openCose(bytes);
  if (!opened.ok) return refuse('damaged', opened.why);
  const keyId = hexOf(opened.object.keyId);
  const publicKey = rules.trusted(keyId);
  if (publicKey === null) return refuse('unknown-signer', `key ${keyId}`);
  if (publicKey.length !== ed25519.publicKey || !verifyCose(opened.object, publicKey)) {
    return refuse('damaged', 'the signature does not fit');
  }
  const decoded = decodeCbor(opened.object.payload, { strict: true });
  if (!decoded.ok) return refuse('damaged', `the payload is not canonical: ${decoded.why}`);
  const head = headOf(decoded.value);
  if (head === null) return refuse('damaged', 'the payload has no format, id, version and model');
  if (head.format > programFormat) {
    return refuse('format-too-new', `format ${head.format}, this chair reads ${programFormat}`);
  }
  if (head.model !== rules.model) return refuse('other-model', `${head.model}, this chair is ${rules.model}`);
  const verdict = rules.check(decoded.value);
  if (!verdict.ok) return refuse('bad-program', verdict.problems.join('; '));
  return {
    ok: true,
    id: head.id,
    version: head.version,
    keyId,
    value: decoded.value,
    program: verdict.program,
  };
}

interface Head {
  readonly format: number;
  readonly id: string;
  readonly version: number;
  readonly model: string;
}

function headOf(value: CborValue): Head | null {
  const { format, id, version, model } = cborObject(value) ?? {};
  if (!isWhole(format) || !isWhole(version) || typeof id !== 'string' || typeof model !== 'string')
    return null;
  return { format, id, version, model };
}

function isWhole(value: CborValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function refuse(reason: PackageRefusal, detail: string): RefusedPackage {
  return { ok: false, reason, detail };
}

/** Id, version and key of a package, without judging who signed it or whether it may run. */
export function peekPackage(bytes: Uint8Array): { id: string; version: number; keyId: string } | null {
  const opened = openCose(bytes);
  if (!opened.ok) return null;
  const decoded = decodeCbor(opened.object.payload, { strict: true });
  const head = decoded.ok ? headOf(decoded.value) : null;
  return head === null ? null : { id: head.id, version: head.version, keyId: hexOf(opened.object.keyId) };
}
