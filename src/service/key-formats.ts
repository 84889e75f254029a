/**
 * The formats of Ed25519 keys, told apart by their content: PKCS#8 and SPKI in PEM (OpenSSL), with or without a
 * passphrase, OpenSSH's own private and public keys, and 64 hex digits. Anything else is named in the answer.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { ed25519, publicKeyObject, rawPublicKey, type Signer, signerOf } from '../program/package/cose.ts';

export type KeyText =
  | ({ readonly is: 'private' } & Signer)
  /** `comment`: the owner's name for it, where the format has one. */
  | { readonly is: 'public'; readonly publicKey: Uint8Array; readonly comment: string }
  /** The key needs a passphrase, or a different one. */
  | { readonly is: 'locked'; readonly wrong: boolean }
  /** `what` the text is, and what would do instead. */
  | { readonly is: 'none'; readonly what: string; readonly cure: string };

const makeOne = 'Make one: lumbar keygen.';
const none = (what: string, cure: string = makeOne): KeyText => ({ is: 'none', what, cure });

/** Never throws. */
export function readKeyText(text: string, passphrase: string | null): KeyText {
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1];
  if (label !== undefined) return readPem(label, text, passphrase);
  const line = text.trim();
  if (/^[0-9a-f]{64}$/i.test(line)) return publicOf(Buffer.from(line, 'hex'), '');
  const open = /^(ssh-[a-z0-9-]+|ecdsa-[a-z0-9-]+|sk-[a-z0-9@.-]+) ([A-Za-z0-9+/=]+)(?: (.*))?$/m.exec(line);
  if (open !== null) return readOpenSshPublic(open[1] ?? '', open[2] ?? '', open[3] ?? '');
  if (line.startsWith('PuTTY-User-Key-File'))
    return none('a PuTTY key', 'Convert it: puttygen FILE -O private-openssh -o NEW.');
  if (line.startsWith('untrusted comment:')) return none('a minisign key');
  return none('no key');
}

function readPem(label: string, text: string, passphrase: string | null): KeyText {
  switch (label) {
    case 'OPENSSH PRIVATE KEY':
      return readOpenSshPrivate(text);
    case 'ENCRYPTED PRIVATE KEY':
      if (passphrase === null) return { is: 'locked', wrong: false };
      return readPkcs8(text, passphrase);
    case 'PRIVATE KEY':
      return readPkcs8(text, null);
    case 'PUBLIC KEY':
      return readSpki(text);
    case 'RSA PRIVATE KEY':
    case 'EC PRIVATE KEY':
    case 'DSA PRIVATE KEY':
      return none(`${label.startsWith('DSA') ? 'a' : 'an'} ${label.split(' ')[0]} private key`);
    default:
      return none(`a PEM file with ${label.toLowerCase()}`);
  }
}

function readPkcs8(text: string, passphrase: string | null): KeyText {
  try {
    return privateOf(createPrivateKey(passphrase === null ? text : { key: text, passphrase }));
  } catch {
    return passphrase === null ? none('a damaged private key') : { is: 'locked', wrong: true };
  }
}

function readSpki(text: string): KeyText {
  try {
    const key = createPublicKey(text);
    if (key.asymmetricKeyType !== 'ed25519')
      return none(`a public key of another kind (${key.asymmetricKeyType})`);
    return publicOf(rawPublicKey(key), '');
  } catch {
    return none('a damaged public key');
  }
}

function privateOf(privateKey: KeyObject): KeyText {
  if (privateKey.asymmetricKeyType !== 'ed25519')
    return none(`a private key of another kind (${privateKey.asymmetricKeyType})`);
  return { is: 'private', ...signerOf(privateKey) };
}

function publicOf(bytes: Uint8Array, comment: string): KeyText {
  const publicKey = Uint8Array.from(bytes);
  return publicKeyObject(publicKey) === null
    ? none('no Ed25519 public key')
    : { is: 'public', publicKey, comment };
}

// ---- OpenSSH: strings with their length before them (RFC 4251 5) ----

const openSshType = 'ssh-ed25519';
const magic = 'openssh-key-v1\0';

function readOpenSshPublic(type: string, base64: string, comment: string): KeyText {
  if (type !== openSshType) return none(`an OpenSSH key of another kind (${type})`);
  const next = stringsIn(Buffer.from(base64, 'base64'));
  return next()?.toString() === openSshType
    ? publicOf(next() ?? Buffer.alloc(0), comment.trim())
    : none('a damaged OpenSSH key');
}

/** Source: PROTOCOL.key of OpenSSH. */
function readOpenSshPrivate(text: string): KeyText {
  const damaged = none('a damaged OpenSSH key');
  const bytes = Buffer.from(text.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return damaged;
  const next = stringsIn(bytes.subarray(magic.length));
  const cipher = next()?.toString();
  if (cipher !== undefined && cipher !== 'none') {
    const cure =
      'Give a copy without one: cp FILE COPY, ssh-keygen -p -N "" -f COPY; or make a key for chairs: lumbar keygen.';
    return none(`an OpenSSH key with a passphrase (${cipher}), which this version does not decrypt`, cure);
  }
  // The key derivation and its options, the number of keys, the public key.
  next();
  next();
  const rest = next.rest();
  const blobs = stringsIn(rest.subarray(4));
  if (rest.length < 4 || rest.readUInt32BE(0) !== 1 || blobs() === null) return damaged;
  const secret = blobs();
  if (secret === null || secret.length < 8 || secret.readUInt32BE(0) !== secret.readUInt32BE(4))
    return damaged;
  const fields = stringsIn(secret.subarray(8));
  const type = fields()?.toString();
  if (type !== openSshType)
    return type === undefined ? damaged : none(`an OpenSSH key of another kind (${type})`);
  const [publicKey, both] = [fields(), fields()];
  if (publicKey?.length !== ed25519.publicKey || both?.length !== 2 * ed25519.publicKey) return damaged;
  const d = both.subarray(0, ed25519.publicKey).toString('base64url');
  const x = publicKey.toString('base64url');
  try {
    const opened = privateOf(createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' }));
    return opened.is === 'private' && Buffer.compare(opened.publicKey, publicKey) === 0 ? opened : damaged;
  } catch {
    return damaged;
  }
}

interface Strings {
  (): Buffer | null;
  rest(): Buffer;
}

/** Reads one string after the other; null at the end, or where one is longer than what is left. */
function stringsIn(bytes: Buffer): Strings {
  let at = 0;
  const next = () => {
    if (at + 4 > bytes.length) return null;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    const text = bytes.subarray(at + 4, end);
    at = end;
    return text;
  };
  return Object.assign(next, { rest: () => bytes.subarray(at) });
}
