/** docs/package.md: what it tells people to run checks a package, and no other. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder } from '../../src/package-folder.ts';
import { packProgram } from '../../src/program/package/package.ts';
import { newSigner } from '../program/package/signer.ts';

const page = readFileSync(join(packageFolder(), 'docs', 'package.md'), 'utf8');
const script = /^```js\n([\s\S]*?)^```/m.exec(page)?.[1] ?? '';

test('the script that checks a package by hand tells one that was signed by this key from one that was not', () => {
  // Inside the package, so that it finds cbor2.
  const folder = mkdtempSync(join(packageFolder(), 'node_modules', '.lumbar-by-hand-'));
  try {
    const [signer, stranger] = [newSigner(), newSigner()];
    const [check, file] = [join(folder, 'check.mjs'), join(folder, 'warm.lumbar')];
    writeFileSync(check, script);
    writeFileSync(file, packProgram({ id: 'warm' }, signer));
    const said = (key: Uint8Array): string =>
      spawnSync(process.execPath, [check, file, Buffer.from(key).toString('hex')], { encoding: 'utf8' })
        .stdout;
    expect(said(signer.publicKey)).toContain("id: 'warm'");
    expect(said(stranger.publicKey)).toBe('the signature does not fit\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
