/** How long a chair file takes to be read, checked and resolved: each that ships, warmed up. */
import { readFileSync } from 'node:fs';
import { chairFile, shippedChairs } from '../../src/board/shipped.ts';
import { abilitiesOf } from '../../src/chair/abilities.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { readYaml } from '../../src/codec/yaml.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const rounds = 60;

function millisecondsOf(work: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const before = performance.now();
    work();
    return performance.now() - before;
  });
  return medianOf(times.slice(rounds / 3));
}

export function chairFileRows(): BenchRow[] {
  return shippedChairs().map((id) => {
    const text = readFileSync(chairFile(id), 'utf8');
    const all = millisecondsOf(() => {
      const { chair } = readChair(text, id);
      if (chair === null) throw new Error(`${id} has problems`);
      abilitiesOf(chair);
      supportedChair(chair);
    });
    // The peer is what reading the YAML alone takes.
    return row(
      `chair file ${id}, read, checked and resolved`,
      all,
      'ms',
      millisecondsOf(() => readYaml(text, id)),
    );
  });
}
