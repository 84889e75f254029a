/** A chair file written and read again is the same chair, with its comments: every one that ships, and chairs of chance. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drawChair, drawnChairText } from '../../../sim/chair-draw/draw.ts';
import { chairFile, shippedChairs } from '../../../src/board/shipped.ts';
import { abilitiesOf } from '../../../src/chair/abilities.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { hazardsOf } from '../../../src/chair/hazards.ts';
import { planningFigures } from '../../../src/chair/planning.ts';
import { changedYaml, formattedYaml, yamlText } from '../../../src/codec/yaml-text.ts';

const commentsOf = (text: string): string[] =>
  [...text.matchAll(/(?:^|\s)#\s*(.*)$/gm)].map((match) => match[1] ?? '');
const seeds = Array.from({ length: 150 }, (_, index) => index + 1);

/** A drawn chair with remarks in it, as a person would have written them. */
const remarked = (seed: number): string =>
  drawnChairText(seed).replace(/^(supply|inputs):$/gm, '# what follows is $1\n$1: # of the chair');

describe('a chair file written and read again', () => {
  const shipped = shippedChairs().map((id) => [id, readFileSync(chairFile(id), 'utf8')] as const);
  test.each(shipped)('%s is the same chair, with its comments', (_id, text) => {
    const again = changedYaml(text, []);
    expect(readChair(again, 'again.yaml').chair).toEqual(readChair(text, 'first.yaml').chair);
    expect(commentsOf(again)).toEqual(commentsOf(text));
    expect(changedYaml(again, [])).toBe(again);
  });

  test('is the same for chairs of chance', () => {
    for (const seed of seeds) {
      const text = remarked(seed);
      const again = changedYaml(text, []);
      expect(readChair(again, 'again.yaml').chair, text).toEqual(readChair(text, 'first.yaml').chair);
      expect(commentsOf(again)).toEqual(commentsOf(text));
      expect(commentsOf(text)).toHaveLength(4);
    }
  });

  test('keeps the line ends of the one who wrote it', () => {
    const text = readFileSync(chairFile('chair-a'), 'utf8');
    const change = [{ path: ['carriage', 'travel', 'up'], value: '16.2 s' }];
    const [lf, crlf] = [text, text.replaceAll('\n', '\r\n')].map((each) => changedYaml(each, change));
    expect(lf).not.toContain('\r');
    expect(crlf).toBe(lf?.replaceAll('\n', '\r\n'));
    expect(formattedYaml(text.replaceAll('\n', '\r\n'))).toBe(formattedYaml(text).replaceAll('\n', '\r\n'));
  });

  test('differs in the figure that was changed, and in nothing else', () => {
    const text = readFileSync(chairFile('chair-a'), 'utf8');
    const changed = changedYaml(text, [{ path: ['carriage', 'travel', 'up'], value: '16.2 s' }]);
    const [before, after] = [text, changed].map((each) => changedYaml(each, []).split('\n')) as [
      string[],
      string[],
    ];
    expect(after.filter((line, index) => line !== before[index])).toEqual(['    up: 16.2 s']);
    expect(commentsOf(changed)).toEqual(commentsOf(text));
    const without = changedYaml(text, [{ path: ['tapper'], value: undefined }]);
    expect(without).not.toContain('tapper:\n');
  });
});

describe('chairs of chance', () => {
  test('are the same for the same seed, and others for others', () => {
    expect(drawChair(7)).toEqual(drawChair(7));
    expect(new Set(seeds.map((seed) => yamlText({ ...drawChair(seed), chair: 'x', name: 'x' }))).size).toBe(
      seeds.length,
    );
  });

  test('have nothing wrong with them, whatever parts they have', () => {
    for (const seed of seeds) {
      const text = drawnChairText(seed);
      expect(readChair(text, 'drawn.yaml').problems, text).toEqual([]);
    }
  });

  test('are of every kind: each ability and each way to meet a hazard is among them', () => {
    const chairs = seeds.flatMap((seed) => readChair(drawnChairText(seed), 'drawn.yaml').chair ?? []);
    const of = (key: string) => new Set(chairs.map((chair) => String(abilitiesOf(chair)[key as 'place'])));
    expect([...of('place')].sort()).toEqual(['counts', 'none', 'time']);
    expect([...of('jam')].sort()).toEqual(['counts', 'current', 'none', 'time']);
    expect([...of('knead')].sort()).toEqual(['at-place', 'moving', 'none']);
    expect([...of('directions')].sort()).toEqual(['none', 'one', 'two']);
    const ways = new Set(
      chairs.flatMap((chair) =>
        hazardsOf(chair).flatMap(({ id, parts }) => parts.map(({ met }) => `${id} ${met}`)),
      ),
    );
    expect([...ways].filter((way) => way.startsWith('end ')).sort()).toEqual([
      'end ends-and-counts',
      'end ends-and-time',
      'end null',
      'end one-end',
    ]);
    // But for a surface that stays cool: no pad of these watts does, and one that is drawn says what is true of it.
    expect([...ways].filter((way) => way.startsWith('skin-hot ')).sort()).toEqual([
      'skin-hot element',
      'skin-hot element-and-any-surface',
      'skin-hot element-and-surface',
      'skin-hot null',
      'skin-hot thermostat',
    ]);
  });

  test('are planned with figures that are figures', () => {
    for (const seed of seeds) {
      const { chair } = readChair(drawnChairText(seed), 'drawn.yaml');
      const { carriage, kneader } = planningFigures(chair as NonNullable<typeof chair>);
      const { coupled, ...ofCarriage } = carriage;
      expect(typeof coupled).toBe('boolean');
      const figures = [...Object.values(ofCarriage).flat(), ...kneader.speedsTurnsPerMin];
      expect(figures.every((figure) => Number.isFinite(figure) && figure >= 0)).toBe(true);
    }
  });
});
