import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { decode, encode, Tag } from 'cbor2';
import { describe, expect, test } from 'vitest';
import { encodeCbor } from '../../../src/codec/cbor.ts';
import { hexOf, keyIdOf } from '../../../src/program/package/cose.ts';
import {
  openPackage,
  type PackageRules,
  packageBytesMax,
  packProgram,
} from '../../../src/program/package/package.ts';
import { newSigner } from './signer.ts';

const signer = newSigner();
const stranger = newSigner();
const program = {
  format: 1,
  id: 'warm-and-roll',
  name: 'Warm and roll',
  version: 3,
  model: 'lumbar-1',
  about: 'Warms, then rolls.',
  heat: { lumbar: 'medium', sacral: 'off' },
  steps: [
    { preheat: { for: '3 min' } },
    { roll: { from: 'gluteal', to: 'thoracolumbar', speed: 2, width: 'wide', for: '3 min' } },
  ],
};

const rules: PackageRules<string> = {
  model: 'lumbar-1',
  trusted: (keyId) => (keyId === hexOf(keyIdOf(signer.publicKey)) ? signer.publicKey : null),
  check: (value) => {
    const steps = (value as { steps?: unknown[] }).steps;
    return steps && steps.length > 0
      ? { ok: true, program: 'checked' }
      : { ok: false, problems: ['no steps', 'too short'] };
  },
};

const reasonOf = (bytes: Uint8Array, other: Partial<PackageRules<string>> = {}) => {
  const opened = openPackage(bytes, { ...rules, ...other });
  return opened.ok ? 'accepted' : opened.reason;
};

/** A COSE_Sign1 object put together and signed by hand, so that each part can be wrong. */
function signedByHand(
  parts: { header?: Uint8Array; unprotected?: unknown; payload?: Uint8Array } = {},
): Uint8Array {
  const payload = parts.payload ?? encodeCbor(program);
  const header =
    parts.header ??
    encode(
      new Map<number, unknown>([
        [1, -8],
        [4, keyIdOf(signer.publicKey)],
      ]),
    );
  const toBeSigned = encode(['Signature1', header, new Uint8Array(0), payload]);
  const signature = Uint8Array.from(sign(null, toBeSigned, signer.privateKey));
  return encode(new Tag(18, [header, parts.unprotected ?? new Map(), payload, signature]), { cde: true });
}

describe('a package', () => {
  const bytes = packProgram(program, signer);

  test('holds the program, who signed it and what it is for', () => {
    expect(openPackage(bytes, rules)).toEqual({
      ok: true,
      id: 'warm-and-roll',
      version: 3,
      keyId: hexOf(keyIdOf(signer.publicKey)),
      value: program,
      program: 'checked',
    });
  });

  test('is a COSE_Sign1 object as a reader and signer that know nothing of packages see it', () => {
    const cose = decode<Tag>(bytes);
    expect(cose.tag).toBe(18);
    const [header, unprotected, payload, signature] = cose.contents as [
      Uint8Array,
      object,
      Uint8Array,
      Uint8Array,
    ];
    expect(decode(header)).toEqual(
      new Map<number, unknown>([
        [1, -8],
        [4, keyIdOf(signer.publicKey)],
      ]),
    );
    expect(unprotected).toEqual({});
    expect(decode(payload)).toEqual(program);
    expect(signature.length).toBe(64);
    expect(hexOf(signedByHand())).toBe(hexOf(bytes));
  });

  test('is to the byte what every version has written, so that old packages stay good', () => {
    const der = Buffer.from(`302e020100300506032b657004220420${'00'.repeat(32)}`, 'hex');
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
    const packed = packProgram(program, { privateKey, publicKey: Buffer.from(x, 'base64url') });
    expect(createHash('sha256').update(packed).digest('hex')).toBe(
      'c18538f558068ec559bec5b913dfdc181fc0016e7cd6e75c694e6570e52cf90d',
    );
  });

  test('is the same bytes whenever the same program is packed, whatever order its keys came in', () => {
    const turned = Object.fromEntries(Object.entries(program).reverse());
    expect(hexOf(packProgram(turned, signer))).toBe(hexOf(bytes));
  });

  test('is refused after any single bit of it has changed', () => {
    const changed = Uint8Array.from(bytes);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const mask = 1 << (bit & 7);
      changed[bit >> 3]! ^= mask;
      if (openPackage(changed, rules).ok) expect.fail(`accepted with bit ${bit} changed`);
      changed[bit >> 3]! ^= mask;
    }
    expect(reasonOf(changed)).toBe('accepted');
  });

  test('is refused when it is cut short at any byte, or goes on after its end', () => {
    for (let length = 0; length < bytes.length; length++) {
      if (reasonOf(bytes.subarray(0, length)) !== 'damaged') expect.fail(`not refused at ${length} bytes`);
    }
    expect(reasonOf(Buffer.concat([bytes, Uint8Array.of(0)]))).toBe('damaged');
    expect(reasonOf(Buffer.concat([bytes, bytes]))).toBe('damaged');
  });

  test('is refused with a reason of its own for a signer not trusted, another model, a newer format and a bad program', () => {
    expect(reasonOf(packProgram(program, stranger))).toBe('unknown-signer');
    expect(reasonOf(packProgram({ ...program, model: 'lumbar-2' }, signer))).toBe('other-model');
    expect(reasonOf(packProgram({ ...program, format: 2, model: 'lumbar-2' }, signer))).toBe(
      'format-too-new',
    );
    expect(reasonOf(packProgram({ ...program, steps: [] }, signer))).toBe('bad-program');
    expect(openPackage(packProgram({ ...program, steps: [] }, signer), rules)).toMatchObject({
      detail: 'no steps; too short',
    });
  });

  test('is refused when it is larger than any program', () => {
    expect(reasonOf(packProgram({ ...program, about: 'x'.repeat(packageBytesMax) }, signer))).toBe(
      'too-large',
    );
  });

  test('is refused when a trusted key signed something that is not canonical', () => {
    const long = Buffer.concat([
      encodeCbor(program).subarray(0, 1),
      Buffer.from('6161'),
      Buffer.from('1801', 'hex'),
    ]);
    const cases: readonly Uint8Array[] = [
      signedByHand({ payload: long }),
      signedByHand({ payload: Buffer.concat([encodeCbor(program), Uint8Array.of(0)]) }),
      signedByHand({ payload: encodeCbor([program]) }),
      signedByHand({ payload: encodeCbor({ ...program, id: 7 }) }),
      signedByHand({ unprotected: new Map([[4, Uint8Array.of(1)]]) }),
      signedByHand({
        header: encode(
          new Map<number, unknown>([
            [1, -7],
            [4, keyIdOf(signer.publicKey)],
          ]),
        ),
      }),
      signedByHand({
        header: encode(
          new Map<number, unknown>([
            [4, keyIdOf(signer.publicKey)],
            [1, -8],
          ]),
          { sortKeys: null },
        ),
      }),
      signedByHand({ header: encode(new Map<number, unknown>([[1, -8]])) }),
      signedByHand({ header: new Uint8Array(0) }),
      signedByHand().subarray(1),
    ];
    for (const [index, made] of cases.entries()) expect([index, reasonOf(made)]).toEqual([index, 'damaged']);
  });

  test('is refused when the key under its id is no key', () => {
    expect(reasonOf(bytes, { trusted: () => new Uint8Array(31) })).toBe('damaged');
    expect(reasonOf(bytes, { trusted: () => stranger.publicKey })).toBe('damaged');
  });

  test('of random bytes never makes the chair throw', () => {
    for (let length = 0; length < 300; length++) {
      const noise = Uint8Array.from(
        { length },
        (_, index) => (index * 2654435761 + length * 40503) >>> (index % 13),
      );
      expect(reasonOf(noise)).toBe('damaged');
    }
  });
});
