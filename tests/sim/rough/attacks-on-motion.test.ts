/** No variant of an attack on motion passes a bound, and what must be told is told by a code that fits. */
import { describe, expect, test } from 'vitest';
import { attacksOnMotion } from './attacks-on-motion.ts';
import { tryAttack } from './try-attack.ts';

const variants = 10;

describe.each(attacksOnMotion)('$name', (attack) => {
  test(`in ${variants} variants`, () => {
    for (let seed = 1; seed <= variants; seed++) {
      const { wrong, text } = tryAttack(attack, seed);
      expect(wrong, text).toBeNull();
    }
  });
});
