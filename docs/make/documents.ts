/** Every file that is made from the code, with its text. `npm run docs` writes them; a test finds the stale ones. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAnyChair, loadChair, shippedChairs } from '../../src/board/shipped.ts';
import type { AnyChair } from '../../src/chair/any-chair.ts';
import { chips } from '../../src/chair/chips/index.ts';
import { chairJsonSchemaText } from '../../src/chair/file/json-schema.ts';
import { packageFolder } from '../../src/package-folder.ts';
import { programJsonSchemaText } from '../../src/program/language/json-schema.ts';
import { chairsDocument } from './chairs.ts';
import { heatChart, reactionChart } from './charts.ts';
import { faultsDocument } from './faults.ts';
import { guardDocument } from './guard-protocol.ts';
import { chipHeader, protocolHeader } from './headers.ts';
import { programsDocument } from './programs.ts';
import { remoteTables } from './remote.ts';
import { scenarioTables } from './scenarios.ts';
import { serviceTables } from './service.ts';
import { setupTables } from './setup.ts';
import { withTables } from './table.ts';
import { wiringDocument } from './wiring.ts';

export interface MadeDocument {
  /** Within the package. */
  readonly path: string;
  /** What the file should hold, from what it holds: some pages have tables made and prose written by hand. */
  readonly text: (current: string) => string;
}

/** The reference chair first. */
function chairsThatShip(): AnyChair[] {
  const chairs = shippedChairs().map((id) => loadAnyChair(id));
  const reference = loadChair().model;
  return [...chairs].sort(
    (one, other) => Number(other.model === reference) - Number(one.model === reference),
  );
}

const pageNamed = (name: string): string => readFileSync(join(packageFolder(), 'docs', `${name}.md`), 'utf8');

export const documents: readonly MadeDocument[] = [
  { path: 'docs/faults.md', text: faultsDocument },
  { path: 'docs/guard-protocol.md', text: guardDocument },
  { path: 'docs/programs.md', text: () => programsDocument(loadChair()) },
  { path: 'docs/remote.md', text: (page) => withTables(page, remoteTables()) },
  { path: 'docs/scenarios.md', text: (page) => withTables(page, scenarioTables()) },
  { path: 'docs/setup.md', text: (page) => withTables(page, setupTables()) },
  { path: 'docs/service.md', text: (page) => withTables(page, serviceTables()) },
  { path: 'docs/chairs.md', text: chairsDocument },
  { path: 'docs/wiring.md', text: () => wiringDocument(loadChair(), chairsThatShip()) },
  { path: 'docs/pictures/heat.svg', text: () => heatChart(pageNamed('heat')) },
  { path: 'docs/pictures/reactions.svg', text: () => reactionChart(pageNamed('safety')) },
  { path: 'programs/program.schema.json', text: () => programJsonSchemaText(loadChair()) },
  { path: 'boards/chair.schema.json', text: chairJsonSchemaText },
  { path: 'boards/guard/protocol.h', text: protocolHeader },
  ...Object.values(chips).map((chip) => ({
    path: `boards/guard/chips/${chip.name}.h`,
    text: () => chipHeader(chip),
  })),
];

/** Those whose file is not what it should be, with what it should be. */
export function staleDocuments(root: string): { path: string; text: string }[] {
  return documents.flatMap(({ path, text }) => {
    const file = join(root, path);
    const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const made = text(current);
    return made === current ? [] : [{ path, text: made }];
  });
}
