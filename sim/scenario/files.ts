/** Scenario files in folders. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every .yaml or .yml file in a folder and below, in order of their names; null if the path is not a folder. */
export function scenarioFiles(path: string): string[] | null {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return null;
  return readdirSync(path, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) return scenarioFiles(inside) ?? [];
      return /\.ya?ml$/i.test(entry.name) ? [inside] : [];
    });
}
