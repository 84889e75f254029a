/** The carriage's figures against the truth, where they are hardest: an end that only the person sees, and edges far apart. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownFacts } from '../../src/setup/parts.ts';
import { addErrors, type Errors } from '../bench/setup-errors.ts';
import { type Kind, kindNamed, kindOfText, measure, unknown } from './measured.ts';

/** Of the carriage alone, on a chair whose file is true of its inputs. */
function carriageErrors(kind: Kind, seed: number): Errors {
  const truth = unknown(seed, 0, kind);
  const known = kindOfText(truth.chair);
  const only = new Set(['carriage']);
  const { setup } = measure(truth, undefined, undefined, knownFacts(known.chair, only), known, only);
  expect(setup.failure).toBe('');
  const errors: Errors = {};
  addErrors(errors, { kind: known, truth, setup });
  return errors;
}

const most = (values: readonly number[] | undefined): number => Math.max(...(values ?? [Number.NaN]));

test.each([
  ['an-end-by-eye-1', 16],
  ['an-end-by-eye-2', 22],
  ['an-end-by-eye-3', 12],
])('%s: what it coasts on is no part of its way', (name, seed) => {
  const errors = carriageErrors(kindOfText(readFileSync(`tests/chairs/setup/${name}.yaml`, 'utf8')), seed);
  expect(most(errors['travel, an end by eye'])).toBeLessThan(1);
  // Within an edge either way: the eye is no switch.
  expect(most(errors['counts, an end by eye'])).toBeLessThan(1);
});

test.each([3, 4, 5])('chair-b %i, edges 4 to 5 mm apart: coast within 1 mm, travel within 1 %%', (seed) => {
  const errors = carriageErrors(kindNamed('chair-b'), seed);
  expect(most(errors['coast'])).toBeLessThan(1);
  expect(most(errors['travel'])).toBeLessThan(1);
});
