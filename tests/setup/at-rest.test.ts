/** Whether the driver of the carriage brakes: told by how it stops, where the way is counted. */
import { expect, test } from 'vitest';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { knownFacts } from '../../src/setup/parts.ts';
import { writtenChair } from '../../src/setup/write.ts';
import { kindNamed, kindOfText, measure, unknown } from './measured.ts';

const only = new Set(['carriage']);

/** The carriage of a chair whose driver does this, by a file that does not say so. */
function measured(id: string, seed: number, atRest: 'coast' | 'brake') {
  const base = unknown(seed, 0, kindNamed(id));
  const path = ['carriage', 'drive', 'at-rest'];
  const truth = { ...base, chair: changedYaml(base.chair, [{ path, value: atRest }]) };
  const known = kindOfText(changedYaml(base.chair, [{ path, value: undefined }]));
  const isOver = ({ facts }: { facts: { carriage?: unknown } }) => facts.carriage !== undefined;
  const { setup } = measure(truth, undefined, isOver, knownFacts(known.chair, only), known, only);
  expect(setup.failure).toBe('');
  return {
    known,
    setup,
    write: (text: string) => writtenChair(text, known.chair, setup.facts, '2026-11-28'),
  };
}

const drivers = [
  ['lumbar-1', 'coast'],
  ['lumbar-1', 'brake'],
  ['chair-b', 'coast'],
  ['chair-b', 'brake'],
] as const;

test.each(drivers)('%s, whose driver is to %s, gets a file that says so, and how it was found', (id, is) => {
  const { known, setup, write } = measured(id, 2, is);
  expect(setup.facts.carriage?.atRest?.is).toBe(is);
  const { text } = write(known.text);
  expect(chairOf(text).carriage?.drive.atRest).toBe(is);
  const comment = new RegExp(`at-rest: ${is} # measured: stops within [\\d.]+ of the way lost running up`);
  expect(text).toMatch(comment);
  // Written again, it is not said twice.
  expect(write(text).text.match(/# measured: stops/g)).toHaveLength(1);
});

test('what a person wrote beside it stays', () => {
  const { known, write } = measured('lumbar-1', 2, 'brake');
  const path = ['carriage', 'drive', 'at-rest'];
  const remarked = changedYaml(known.text, [{ path, value: 'coast', comment: 'by its data sheet' }]);
  const once = write(remarked).text;
  expect(once).toMatch(/at-rest: brake # by its data sheet; measured: stops/);
  expect(write(once).text).toBe(once);
});

test('without counts it is told that it cannot be known, and the file is left as it is', () => {
  const { known, setup, write } = measured('chair-a', 2, 'brake');
  expect(setup.facts.carriage?.atRest).toBeNull();
  expect(setup.io.told.map(({ text }) => text)).toContain(
    'whether the driver of the carriage brakes is not known: without counts of the way nothing shows it. drive.at-rest stays as declared',
  );
  expect(write(known.text).text).not.toContain('measured: stops');
});
