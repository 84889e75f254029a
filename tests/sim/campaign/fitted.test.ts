/** What is drawn for a chair, fitted to one with fewer parts: the scenario can be read with that chair. */
import { expect, test } from 'vitest';
import { drawScenario } from '../../../sim/campaign/draw.ts';
import { fitted } from '../../../sim/campaign/fitted.ts';
import { loadChair } from '../../../src/board/shipped.ts';

test('pads that the chair lacks are left out', () => {
  const whole = drawScenario(1, loadChair('lumbar-1'));
  expect(Object.keys(whole.pads)).toEqual(['lumbar', 'sacral']);
  expect(fitted(whole, loadChair('chair-a')).pads).toEqual({});
  expect(fitted(whole, loadChair('lumbar-1')).pads).toEqual(whole.pads);
});
