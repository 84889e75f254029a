/** `rough: true`, `rough: [hum, ripple]`: the kinds of roughness of a scenario's world. */
import { quoted } from '../../src/codec/quoted.ts';
import { isRoughKind, type RoughKind, roughKindNames } from '../rough/kinds.ts';
import { type Reading, report } from './reading.ts';
import { suggestion, wordOf } from './values.ts';

export function roughAt(reading: Reading, value: unknown): readonly RoughKind[] {
  if (value === undefined || value === false) return [];
  if (value === true) return roughKindNames;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((kind, index) => {
    if (typeof kind === 'string' && isRoughKind(kind)) return [kind];
    const path = Array.isArray(value) ? ['rough', index] : ['rough'];
    const hint = `true, false, or some of: ${suggestion(wordOf(kind), roughKindNames).replace(/^one of: /, '')}`;
    report(reading, path, 'value', 'S15', `${quoted(kind)} is no kind of roughness`, hint);
    return [];
  });
}
