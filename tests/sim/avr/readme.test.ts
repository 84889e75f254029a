/** The example in the package's README is executed as it stands there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../../sim/avr');

test('the example of the README blinks as its comment says', async () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const contents = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const stdin = { contents, resolveDir: folder, loader: 'ts' } as const;
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'node',
  });
  const said: string[] = [];
  const log = { log: (line: string) => said.push(line) };
  new Function('console', outputFiles[0]?.text ?? '')(log);
  expect(said).toEqual(['4 true', '8 false', '12 true', '16 false']);
});
