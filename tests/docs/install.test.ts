/** docs/install.md: what it tells people to type is there. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageFolder } from '../../src/package-folder.ts';
import { lumbar } from '../cli/lumbar.ts';

const docs = join(packageFolder(), 'docs');
const page = readFileSync(join(docs, 'install.md'), 'utf8');

describe('docs/install.md', () => {
  const typed = new Set(
    page.match(/\blumbar (?:install|uninstall|upgrade|check|firmware \w+|chair \w+)(?: [^`\n|]*)?/g),
  );

  test('there is something to type', () => {
    expect(typed.size).toBeGreaterThan(8);
  });

  test.each([...typed].filter((line) => line.includes('--')))('knows the options of: %s', (line) => {
    const words = line.split(' ').slice(1);
    const command = words.slice(
      0,
      words.findIndex((word) => !/^[a-z]+$/.test(word)),
    );
    const help = lumbar([...command, '--help']).stdout;
    for (const option of words.filter((word) => word.startsWith('--'))) expect(help).toContain(option);
  });

  test('the chair file that is copied has no problems', () => {
    const { status } = spawnSync(process.execPath, ['dist/lumbar.js', 'check', 'boards/lumbar-1.yaml']);
    expect(status).toBe(0);
  });
});
