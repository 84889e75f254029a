/** The table of docs/setup.md: the mistakes of wiring that setup knows. */
import { mistakeRows } from '../../src/setup/mistakes.ts';
import { table } from './table.ts';

export function setupTables(): Record<string, string> {
  return {
    mistakes: table(
      [
        'mistake',
        'what it is',
        'how it shows',
        'what to do',
        'what has happened by then, at worst',
        'in use',
      ],
      mistakeRows.map(({ id, about, shows, cure, worst, inUse }) => {
        const codes = Object.keys(inUse).map((code) => `[${code}](faults.md#${code.toLowerCase()})`);
        return [`\`${id}\``, about, shows, cure, worst, codes.join(', ') || '-'];
      }),
    ),
  };
}
