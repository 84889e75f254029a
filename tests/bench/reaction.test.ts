import { expect, test } from 'vitest';
import { reactionRows } from './reaction.ts';

test('the bench of reactions breaks chairs that run and finds the bound kept', () => {
  const rows = reactionRows({ phases: 3, host: 'pauses', row: 'emergency stop' });
  expect(rows).toHaveLength(1);
  expect(rows[0]?.name).toBe('emergency stop: every output off [3]');
  expect(rows[0]?.value).toBeGreaterThan(0);
});
