/** What setup makes of each answer at each of its asks: of nonsense nothing, and broken off there it goes on where it was. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Truth } from '../../sim/unknown/draw.ts';
import { possibleMistakes } from '../../sim/unknown/mistakes.ts';
import { Person } from '../../sim/unknown/person.ts';
import { PinChip } from '../../sim/unknown/pin-chip.ts';
import { chairOf } from '../../src/setup/kind.ts';
import type { MistakeId } from '../../src/setup/mistakes.ts';
import { asksOf, type Facts, Setup } from '../../src/setup/setup.ts';
import { type Kind, kindNamed, kindOfText, unknown } from './measured.ts';

const turnsMost = 600_000;

interface Walk {
  readonly kind: Kind;
  readonly truth: Truth;
  readonly page?: boolean;
  /** The chair file that would be replaced. */
  readonly replaces?: string;
  readonly facts?: Facts;
  readonly keep?: (facts: Facts) => void;
}

/** Setup on an unknown chair; `before` each turn may answer in the person's place. */
class Walker {
  readonly chip: PinChip;
  readonly setup: Setup;
  readonly #person: Person;

  constructor({ kind, truth, page = false, replaces, facts = {}, keep = () => undefined }: Walk) {
    this.chip = new PinChip(truth);
    this.#person = new Person(this.chip.chair);
    const options = { keep, replaces: replaces ?? null, only: null, page };
    this.setup = new Setup(kind.chair, this.chip.seen(), facts, options);
  }

  turn(): void {
    const { setup, chip } = this;
    const { io } = setup;
    if (io.asked?.id === 'hold-with') io.answer ??= 'button';
    this.#person.turn(io);
    io.hold(chip.chair.pressed.has('page'));
    setup.turn(chip.turn(io.order));
  }

  toEnd(each: () => void, isOver = () => false): void {
    for (let turn = 0; !this.setup.done && !isOver(); turn++) {
      if (turn > turnsMost) throw new Error(`never over: ${this.setup.io.asked?.id}`);
      each();
      this.turn();
    }
  }
}

/** Said in place of an answer. Less than setup takes before it ends, and the person is asked once more. */
const nonsense = ['', '?', 'yes please', '\u0007 17 apples'];

/** To each ask first nonsense, and then what the person says; the ids of what was asked. */
function answeredWithNonsense(walk: Walk, besides: (walker: Walker) => void = () => undefined): Set<string> {
  const walker = new Walker(walk);
  const { setup } = walker;
  const { io } = setup;
  const asked = new Set<string>();
  walker.toEnd(() => {
    besides(walker);
    const { asked: ask } = io;
    if (ask === null || asked.has(ask.id)) return;
    asked.add(ask.id);
    const before = JSON.stringify(setup.facts);
    const { arm } = io.order;
    for (const answer of nonsense) {
      // Enter is the answer to this one alone.
      if (answer === '' && ask.id.startsWith('pulse.')) continue;
      io.answer = answer;
      walker.turn();
      expect(io.asked?.id, `${ask.id} answered with "${answer}"`).toBe(ask.id);
      expect(io.order.arm, `${ask.id} answered with "${answer}"`).toBe(arm);
      expect(JSON.stringify(setup.facts)).toBe(before);
    }
    // What is done by hand takes no answer: the person goes on with it.
    if (ask.kind === 'hold' || ask.kind === 'release') io.answer = null;
  });
  expect(setup.failure).toBe('');
  expect(io.mistakes.map(({ id }) => id)).toEqual(walk.truth.mistakes.map(({ id }) => id));
  return asked;
}

function wrong(kind: Kind, id: MistakeId, part: string): Truth {
  const base = unknown(5, 0, kind);
  const mistakes = possibleMistakes(chairOf(base.chair)).filter(
    (each) => each.id === id && each.parts[0] === part,
  );
  expect(mistakes).toHaveLength(1);
  return { ...base, mistakes };
}

describe('an answer that nobody understands is asked for again, and never taken for a yes', () => {
  const [reference, onOff, byHand] = ['lumbar-1', 'chair-a', 'chair-b-table'].map(kindNamed) as [
    Kind,
    Kind,
    Kind,
  ];
  const byTable = kindOfText(readFileSync('tests/chairs/setup/a-pad-that-nothing-ends.yaml', 'utf8'));
  const words = (ids: Iterable<string>) => new Set([...ids].map((id) => id.split('.')[0] ?? ''));
  const seen = new Set<string>();
  const note = (ids: Set<string>) => {
    for (const word of words(ids)) seen.add(word);
  };

  test('with a key in the hand, and a file that would be replaced', () => {
    note(answeredWithNonsense({ kind: reference, truth: unknown(2), replaces: 'chair.yaml' }));
  });

  test('with the button of a page', () => {
    note(answeredWithNonsense({ kind: reference, truth: unknown(3), page: true }));
  });

  test('with nothing to hold: no pulse', () => {
    note(
      answeredWithNonsense({ kind: onOff, truth: unknown(7, 0, onOff) }, ({ setup: { io } }) => {
        if (io.asked?.kind === 'press' && io.asked.part.startsWith('inputs.keys.')) io.answer = 'none';
      }),
    );
  });

  test.each([
    ['arms without cams', onOff, unknown(7, 0, onOff)],
    ['a pad that nothing ends', byTable, unknown(56, 0, byTable)],
    ['a pad at the other level', byHand, wrong(byHand, 'output-inverted', 'heat.pads.lumbar.out')],
  ])('with %s', (_, kind, truth) => {
    note(answeredWithNonsense({ kind, truth }));
  });

  test('all that setup asks of any of them has been answered so', () => {
    expect([...seen].sort()).toEqual([...words(asksOf(reference.chair))].sort());
  });
});

/** Stages that are done, each pad for itself. */
function stagesOf(kept: string): number {
  const { pads = {}, ...others } = JSON.parse(kept) as Facts;
  return Object.keys(others).length + Object.keys(pads).length;
}

test('broken off at any ask, setup goes on from the last that was kept, asks that once more and nothing before it', () => {
  const walk = { kind: kindNamed('lumbar-1'), truth: unknown(2) };
  const asks: { readonly id: string; readonly kept: string }[] = [];
  let kept = '{}';
  let stages = 0;
  const keep = (facts: Facts) => {
    kept = JSON.stringify(facts);
    stages = stagesOf(kept);
  };
  const first = new Walker({ ...walk, keep });
  let last = '';
  first.toEnd(() => {
    const id = first.setup.io.asked?.id ?? '';
    if (id !== last && id !== '') asks.push({ id, kept });
    last = id;
  });
  const states = [...new Set(asks.map((ask) => ask.kept))];
  expect(states.length).toBeGreaterThan(6);
  /** Whatever was known, the stop key and the supply are proved anew. */
  const anew = ['press.inputs.stop', 'supply-on', 'volts'];
  for (const [at, state] of states.entries()) {
    const again = new Walker({ ...walk, facts: JSON.parse(state) as Facts, keep });
    const done = stagesOf(state);
    stages = done;
    again.toEnd(
      () => undefined,
      () => stages > done,
    );
    const { io, failure } = again.setup;
    expect(failure).toBe('');
    const from = asks.filter((ask) => states.indexOf(ask.kept) >= at).map(({ id }) => id);
    const before = io.asks.filter((id) => !from.includes(id) && !anew.includes(id));
    expect(before, `stage ${at}`).toEqual([]);
    const here = asks.filter((ask) => ask.kept === state).map(({ id }) => id);
    expect([...new Set(io.asks)], `stage ${at}`).toEqual(expect.arrayContaining([...new Set(here)]));
  }
});
