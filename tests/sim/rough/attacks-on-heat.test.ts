/** No variant of an attack on heat passes a bound, and what must be told is told by a code that fits. */
import { describe, expect, test } from 'vitest';
import { attacksOnHeat } from './attacks-on-heat.ts';
import { tryAttack } from './try-attack.ts';

const variants = 10;

describe.each(attacksOnHeat)('$name', (attack) => {
  test(`in ${variants} variants`, () => {
    for (let seed = 1; seed <= variants; seed++) {
      const { wrong, text } = tryAttack(attack, seed);
      expect(wrong, text).toBeNull();
    }
  });
});
