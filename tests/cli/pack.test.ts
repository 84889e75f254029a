/** `lumbar pack` for chairs of other kinds: what a program is checked by, and whom the package is for. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lumbarHere } from './lumbar.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumbar-pack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const program = (...lines: string[]): string =>
  ['format: 1', 'id: strokes', 'name: Strokes', ...lines, ''].join('\n');
const roll = '  - roll: { from: gluteal, to: mid-back, for: 6 min }';

beforeAll(async () => {
  await lumbarHere(['keygen', '--out', at('key.pem')]);
});

async function packed(text: string, ...args: string[]) {
  writeFileSync(at('strokes.yaml'), text);
  const said = await lumbarHere([
    'pack',
    at('strokes.yaml'),
    '--key',
    at('key.pem'),
    '--out',
    at('strokes.lumbar'),
    ...args,
  ]);
  return { ...said, model: said.code === 0 ? modelIn(readFileSync(at('strokes.lumbar'), 'latin1')) : null };
}

/** A text in CBOR: its length in one byte, then its letters. */
function modelIn(payload: string): string {
  const [, length = '', rest = ''] = /model(.)(.*)/s.exec(payload) ?? [];
  return rest.slice(0, (length.codePointAt(0) ?? 0) - 0x60);
}

test('a program for any chair is packed for the one that is named', async () => {
  expect(await packed(program('steps:', roll))).toMatchObject({ code: 0, model: 'lumbar-1' });
  expect(await packed(program('steps:', roll), '--chair', 'chair-a')).toMatchObject({
    code: 0,
    model: 'chair-a',
  });
});

test('a program for one chair is packed for that one alone', async () => {
  const text = program('model: chair-a', 'steps:', roll);
  expect(await packed(text, '--chair', 'chair-a')).toMatchObject({ code: 0, model: 'chair-a' });
  const { code, stderr } = await packed(text);
  expect(code).toBe(1);
  expect(stderr).toContain('P16');
});

test('what the chair cannot do is told before anything is packed', async () => {
  const text = program('steps:', roll, '  - press: { at: waist, hold: 20 s }');
  const { code, stderr } = await packed(text, '--chair', 'chair-a');
  expect(code).toBe(1);
  expect(stderr).toContain('P36');
});
