/** The tables of docs/scenarios.md, made from the tables of the simulator. */
import { hostFaultNames } from '../../sim/chair/host-faults.ts';
import { valueTexts } from '../../sim/plant/fault-values.ts';
import { faultNames } from '../../sim/plant/faults.ts';
import { roughKindNames, roughKinds } from '../../sim/rough/kinds.ts';
import { type Observable, observablesOf } from '../../sim/scenario/observables.ts';
import { valuesFor } from '../../sim/scenario/read-faults.ts';
import { table } from './table.ts';

/** Names that take the same values stand in one row. */
function faultRows(): string[][] {
  const rows = new Map<string, string[]>();
  for (const name of [...faultNames, ...hostFaultNames]) {
    const family = name.replace(/\..*/, '');
    const values = valueTexts(valuesFor(name));
    const key = `${family} ${values.join(' ')}`;
    const row = rows.get(key) ?? [];
    row.push(name);
    rows.set(key, row);
  }
  return [...rows.values()].map((names) => [
    names.map((name) => `\`${name}\``).join(' '),
    valueTexts(valuesFor(names[0] as (typeof faultNames)[number]))
      .map((text) => `\`${text}\``)
      .join(' '),
  ]);
}

/** What may stand behind a name in `expect` and `always`. */
function wantedText(observable: Observable): string {
  switch (observable.kind) {
    case 'number':
      return `\`[least, most]\` or one number${observable.unit === '' ? '' : `, ${observable.unit}`}`;
    case 'flag':
      return `\`${observable.yes}\` \`${observable.no}\``;
    case 'word':
      return observable.words.map((word) => `\`${word}\``).join(' ');
    case 'faults':
      return 'a code that is active, or `none`';
    case 'text':
      return 'its characters';
  }
}

export function scenarioTables(): Record<string, string> {
  const observables = Object.entries(observablesOf({ pads: [{ name: 'PAD' }] }));
  return {
    observables: table(
      ['name', 'may be'],
      observables.map(([name, observable]) => [`\`${name}\``, wantedText(observable)]),
    ),
    faults: table(['name', 'values'], faultRows()),
    rough: table(
      ['kind', 'does'],
      roughKindNames.map((kind) => [`\`${kind}\``, roughKinds[kind]]),
    ),
  };
}
