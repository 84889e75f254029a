/** Near misses: which of the allowed words the author probably meant. */

/** Longer words are not compared, so that a hostile file cannot make this slow; all allowed words are shorter. */
const lettersMax = 40;

/** The nearest of `words`, or null if none is near. Case, and `_` or blanks in place of `-`, do not count. */
export function nearMiss(word: string, words: readonly string[]): string | null {
  if (word.length > lettersMax) return null;
  const wanted = plain(word);
  if (wanted === '') return null;
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of words) {
    const known = plain(candidate);
    // One slip in a short word, two in a middling one, three in a long one.
    const slipsMax = Math.min(3, Math.max(1, Math.floor(known.length / 3)));
    if (Math.abs(known.length - wanted.length) > slipsMax) continue;
    const distance = slipsBetween(wanted, known);
    if (distance <= slipsMax && distance < known.length && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '');
}

/** Number of letters that are wrong, missing, extra or swapped with their neighbour (optimal string alignment distance). */
function slipsBetween(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      let slips = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (swapped) slips = Math.min(slips, (beforeLast[column - 2] as number) + 1);
      current.push(slips);
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] as number;
}
