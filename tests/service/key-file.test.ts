/** Keys as other programs write them: made with OpenSSH 9 and OpenSSL 3 for this test, and used for nothing else. */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hexOf, openCose, signCose, verifyCose } from '../../src/program/package/cose.ts';
import { readKeyFile, readPublicKeyFile } from '../../src/service/key-file.ts';
import { readKeyText } from '../../src/service/key-formats.ts';

const openSsh = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACAgdphaZUpJ/Oo2KQgRgU0o7y2rhHmiq9vjytPBdU5Z6wAAAJAGAoMuBgKD
LgAAAAtzc2gtZWQyNTUxOQAAACAgdphaZUpJ/Oo2KQgRgU0o7y2rhHmiq9vjytPBdU5Z6w
AAAEBiAWTaa8ivo4JPsL+NcyboM5Dl3Kko6O0pSuNAwDSZ4SB2mFplSkn86jYpCBGBTSjv
LauEeaKr2+PK08F1TlnrAAAADWFubmFAd29ya3Nob3A=
-----END OPENSSH PRIVATE KEY-----
`;
const openSshPublic =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICB2mFplSkn86jYpCBGBTSjvLauEeaKr2+PK08F1Tlnr anna@workshop';
const openSshLocked = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABB+8jWT7r
fMWtKvNcHmX5HsAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIBpziEOwynmZIfwo
aB0KE2am7pji5ucJ7kR42/E4c9CtAAAAkNIGToz0PGf55QOPfa+Liv9IYm2NcJctDSo5zT
7VbfcwTawqOeoydnrLyVdT2+w9IEsB1Y/tWTB+wHA6hk+AjUad1+i/y+2Z3TyqFiP29DhI
vUowENQDdJL8cJVzVW/vK+n0Xeq7IrLm12Jtjfk/uQzS6s4XasGRb7e7nF28NFU3wMFFfq
XaAynH5ZVeQFCpdQ==
-----END OPENSSH PRIVATE KEY-----
`;
const openSshEcdsa = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS
1zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQQXEMUY14AOqtoHPVj+O90/nIjezGUq
01QUgE6efe1+pYPFpi6E0KjFeO+m+34eI/rQ6sV5qqAmjzG5OyVxxpD+AAAAoDx0BiU8dA
YlAAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBBcQxRjXgA6q2gc9
WP473T+ciN7MZSrTVBSATp597X6lg8WmLoTQqMV476b7fh4j+tDqxXmqoCaPMbk7JXHGkP
4AAAAgQSyoS9tD9yy2PETp96euE+l/Jt6X2+9CdLxuEeFsFKcAAAAHcm9vdEB2bQE=
-----END OPENSSH PRIVATE KEY-----
`;
/** The passphrase is "secret". */
const pkcs8Locked = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgzgWHJ+NWBagICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEHH90KwPOBC5GDSnL+8+CPMEQGgf
EA0zjSQxM0EprJ6PYyUiyn5uM5xLIsiHP54an0ft2Slfutn3Jw/uYuJEvSxAjeD9
lK5geqrVsP50oDrue6A=
-----END ENCRYPTED PRIVATE KEY-----
`;
const spki = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAUMvEpywsN+qLVMjK1v2IAJndnq0S+CJGMEyQ2Nce1oE=
-----END PUBLIC KEY-----
`;

const folder = mkdtempSync(join(tmpdir(), 'lumbar-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(text: string, mode = 0o600): string {
  const path = join(folder, `${++files}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('a signing key', () => {
  test('of OpenSSH signs, and its .pub is the public half', async () => {
    const signer = await readKeyFile(file(openSsh));
    const { publicKey, comment } = await readPublicKeyFile(file(openSshPublic, 0o644));
    expect(comment).toBe('anna@workshop');
    expect(hexOf(signer.publicKey)).toBe(hexOf(publicKey));
    const opened = openCose(signCose(Uint8Array.of(1, 2), signer));
    expect(opened.ok && verifyCose(opened.object, publicKey)).toBe(true);
  });

  test('with a passphrase is opened with it; without, or with another, it is said', async () => {
    const path = file(pkcs8Locked);
    const asked: boolean[] = [];
    const second = async (_file: string, again: boolean) => {
      asked.push(again);
      return again ? 'secret' : 'wrong';
    };
    const { publicKey } = await readKeyFile(path, second);
    expect(asked).toEqual([false, true]);
    const held = readKeyText(spki, null);
    expect(held.is === 'public' && hexOf(held.publicKey)).toBe(hexOf(publicKey));
    await expect(readKeyFile(path)).rejects.toThrow(/is encrypted: .*LUMBAR_KEY_PASSPHRASE/);
    await expect(readKeyFile(path, async () => 'wrong')).rejects.toThrow('The passphrase does not open');
  });

  test('that others may read is refused, and so is a public one', async () => {
    await expect(readKeyFile(file(openSsh, 0o644))).rejects.toThrow(/Others may read .*chmod 600/);
    await expect(readKeyFile(file(openSshPublic))).rejects.toThrow(/is a public key; signing needs/);
  });
});

describe('what is no Ed25519 key is named for what it is', () => {
  test.each([
    [openSshLocked, /an OpenSSH key with a passphrase \(aes256-ctr\).*ssh-keygen -p/],
    [openSshEcdsa, /an OpenSSH key of another kind \(ecdsa-sha2-nistp256\)/],
    [openSsh.replace('AAAA', 'AAAB'), /a damaged OpenSSH key/],
    ['ssh-rsa AAAAB3NzaC1yc2E anna', /an OpenSSH key of another kind \(ssh-rsa\)/],
    ['-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----', /an RSA private key/],
    ['-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----', /a PEM file with certificate/],
    ['-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----', /a damaged private key/],
    ['PuTTY-User-Key-File-3: ssh-ed25519', /a PuTTY key.*puttygen/],
    ['format: 1', /no key/],
    ['', /no key/],
  ])('%#', async (text, message) => {
    await expect(readKeyFile(file(text))).rejects.toThrow(message);
  });
});

test.skipIf(!existsSync('/dev/zero'))('a device is no key, though it gives bytes for ever', async () => {
  await expect(readPublicKeyFile('/dev/zero')).rejects.toThrow(/holds no Ed25519 key/);
});

test('64 hex digits are a public key', () => {
  const held = readKeyText(spki, null);
  if (held.is !== 'public') throw new Error(held.is);
  expect(readKeyText(`${hexOf(held.publicKey)}\n`, null)).toEqual({ ...held, comment: '' });
});
