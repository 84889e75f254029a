/**
 * Commas inside of braces and brackets. To YAML `{ up: 15,9 s }` is the whole number 15 and a key "9 s" of its own, and what is
 * said of either would be about half of a figure.
 */
import { isMap, isScalar, isSeq, type Pair, type Scalar } from 'yaml';
import { quoted } from './quoted.ts';
import { type Path, type Reading, report } from './yaml-problems.ts';

/** Decimals with a unit; in a map a unit may be missing, in a list they would be the next entry. */
const decimals = /^\d+(?:\s*[a-z%/]{1,5})?$/i;
const withUnit = /[a-z%/]$/i;

const endsWhole = /(?:^|[\s+-])\d+$/;

/** The comma with nothing beside it, as in a figure. */
function cutsFigure(before: unknown, after: Scalar, text: string): before is Scalar {
  if (!isScalar(before) || !endsWhole.test(String(before.source))) return false;
  const between = text.slice(before.range?.[1] ?? 0, after.range?.[0] ?? 0);
  return between === ',' && decimals.test(String(after.source));
}

function reportFigure(before: Scalar, after: Scalar, reading: Reading): void {
  const [whole, rest] = [String(before.source), String(after.source)];
  const message = `${quoted(`${whole},${rest}`)} is no figure`;
  const hint = `did you mean ${quoted(`${whole}.${rest}`)}? A comma ends a value between braces and brackets`;
  report(reading, before.range?.[0] ?? 0, 'no-key', message, hint);
}

/** The entries of a map without what a comma has cut off the value before; each cut is reported. */
export function uncutPairs(node: unknown, path: Path, reading: Reading): readonly Pair[] {
  if (!isMap(node)) return [];
  const pairs = node.items as readonly Pair[];
  if (node.flow !== true) return pairs;
  return pairs.filter(({ key, value }, at) => {
    const before = pairs[at - 1];
    // Without a colon.
    if (value !== null || !isScalar(key) || before === undefined) return true;
    if (before.value !== null && !isScalar(before.value)) return true;
    if (cutsFigure(before.value, key, reading.text)) {
      reportFigure(before.value, key, reading);
      if (isScalar(before.key)) reading.spoilt.push([...path, String(before.key.value)]);
      return false;
    }
    const name = String(key.source);
    const message = `${quoted(name)} stands alone behind a comma`;
    const hint = 'write `key: value`, or put a text that has commas in quotes';
    report(reading, key.range?.[0] ?? 0, 'no-key', message, hint);
    return false;
  });
}

/** Reports figures of a list that a comma has cut in two. */
export function reportCutEntries(node: unknown, path: Path, reading: Reading): void {
  if (!isSeq(node) || node.flow !== true) return;
  for (const [at, after] of node.items.entries()) {
    const before = node.items[at - 1];
    if (!isScalar(after) || !withUnit.test(String(after.source))) continue;
    if (!cutsFigure(before, after, reading.text)) continue;
    reportFigure(before, after, reading);
    reading.spoilt.push(path);
  }
}
