/** Every chair that ships rehearses the flashing before it serves. */
import { expect, test } from 'vitest';
import { loadChair, shippedChairs } from '../../src/board/shipped.ts';
import { rehearseFlashing } from '../../src/cli/rehearsal.ts';

test.each(shippedChairs())('%s', (id) => {
  expect(() => rehearseFlashing(loadChair(id))).not.toThrow();
});
