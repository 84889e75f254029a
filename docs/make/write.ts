/** Writes every document that is stale: npm run docs */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFolder } from '../../src/package-folder.ts';
import { documents, staleDocuments } from './documents.ts';

const root = packageFolder();
const stale = staleDocuments(root);
for (const { path, text } of stale) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  process.stdout.write(`${path}\n`);
}
process.stdout.write(`${documents.length - stale.length} of ${documents.length} were up to date.\n`);
