/**
 * Commas between braces or brackets. To YAML `{ up: 15,9 s }` is the whole number 15 and a separate key "9 s", and a problem
 * reported for either would be about half of a figure.
 */
import { isScalar, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { quoted } from './quoted.ts';
import { type Path, type Reading, report } from './yaml-problems.ts';

const endsInDigits = /(?:^|[\s+-])\d+$/;
const decimals = /^\d+(?:\s*[a-z%/]{1,5})?$/i;
const withUnit = /[a-z%/]$/i;

/** Whether only a comma without spaces lies between the two, as in a figure. */
function cutsFigure(before: unknown, after: Scalar, text: string): before is Scalar {
  if (!isScalar(before) || !endsInDigits.test(String(before.source))) return false;
  const between = text.slice(before.range?.[1] ?? 0, after.range?.[0] ?? 0);
  return between === ',' && decimals.test(String(after.source));
}

function reportFigure(before: Scalar, after: Scalar, reading: Reading): void {
  const [whole, rest] = [String(before.source), String(after.source)];
  const message = `${quoted(`${whole},${rest}`)} is no figure`;
  const hint = `did you mean ${quoted(`${whole}.${rest}`)}? Between braces or brackets a comma ends the value`;
  report(reading, before.range?.[0] ?? 0, 'no-key', message, hint);
}

/** The entries of a map without those that a comma has cut off from the value before; each cut is reported. */
export function uncutPairs(map: YAMLMap, path: Path, reading: Reading): readonly Pair[] {
  const pairs = map.items as readonly Pair[];
  if (map.flow !== true) return pairs;
  const uncut: Pair[] = [];
  for (const [index, pair] of pairs.entries()) {
    const before = pairs[index - 1];
    if (before !== undefined && isCutOff(pair, before)) reportCutOff(pair.key, before, path, reading);
    else uncut.push(pair);
  }
  return uncut;
}

/** A word without a colon, after an entry whose value is no map or list. */
const isCutOff = (pair: Pair, before: Pair): pair is Pair<Scalar> =>
  pair.value === null && isScalar(pair.key) && (before.value === null || isScalar(before.value));

function reportCutOff(rest: Scalar, before: Pair, path: Path, reading: Reading): void {
  if (cutsFigure(before.value, rest, reading.text)) {
    reportFigure(before.value, rest, reading);
    if (isScalar(before.key)) reading.spoilt.push([...path, String(before.key.value)]);
    return;
  }
  const message = `${quoted(String(rest.source))} stands alone after a comma`;
  const hint = 'write `key: value`, or put a text that has commas in quotes';
  report(reading, rest.range?.[0] ?? 0, 'no-key', message, hint);
}

/** Reports figures in a list that a comma has cut in two. A second half without a unit may be the next entry, so it is not reported. */
export function reportCutEntries(list: YAMLSeq, path: Path, reading: Reading): void {
  if (list.flow !== true) return;
  for (const [index, after] of list.items.entries()) {
    const before = list.items[index - 1];
    if (!isScalar(after) || !withUnit.test(String(after.source))) continue;
    if (!cutsFigure(before, after, reading.text)) continue;
    reportFigure(before, after, reading);
    reading.spoilt.push(path);
  }
}
