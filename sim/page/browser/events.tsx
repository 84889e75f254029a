/** The list of everything that happened, with filters and search; each entry leads to its time. Also markers with notes. */
import { useState } from 'preact/hooks';
import { faults as faultRows } from '../../../src/chair/faults.ts';
import type { History } from '../protocol.ts';
import { send } from './connection.ts';
import { clock } from './format.ts';
import { chair, change, page } from './state.ts';
import { lookAt } from './timeline/view.ts';
import { triggerText } from './trigger-words.ts';

const kinds = ['state', 'step', 'fault', 'off plan', 'action', 'marker'] as const;
type Kind = (typeof kinds)[number];

interface Happening {
  readonly atMs: number;
  readonly kind: Kind;
  readonly text: string;
  /** The number of a marker. */
  readonly mark?: number;
}

const actionTexts = {
  down: (name: string) => `${name} pressed`,
  up: (name: string) => `${name} let go`,
  fault: (name: string, value: string) => `${name}: ${value}`,
  ambient: (_name: string, value: string) => `the room is ${value} °C`,
  around: (name: string, value: string) => aroundText(name, value),
  choose: (name: string) => `${name} chosen`,
} as const;

/** `leans 0.6 1 0.5`, `blanket 0.2`, `room 28 600000`, in words. */
function aroundText(name: string, value: string): string {
  const [first = '', second = '', third = ''] = value.split(' ');
  if (name === 'leans')
    return `leans with ${first} W/K on ${second} of the pad, ${third} of the loss to air left`;
  if (name === 'room') return `the room goes to ${first} °C in ${Number(second) / 60_000} min`;
  return value === 'none' ? 'the cover taken off' : `a cover leaves ${value} of the loss to air`;
}

function happeningsOf({ states, runs, faults, offPlan, actions, marks }: History): Happening[] {
  const steps = runs.flatMap((run) =>
    run.steps.map(({ step, fromMs }): Happening => {
      const planned = page.plans[run.plan]?.steps[step];
      return { atMs: fromMs, kind: 'step', text: `${planned?.path ?? step} ${planned?.technique ?? ''}` };
    }),
  );
  return [
    ...states.map(({ state, by, fromMs }): Happening => {
      const why = triggerText(by);
      return { atMs: fromMs, kind: 'state', text: why === '' ? state : `${state}: ${why}` };
    }),
    ...steps,
    ...faults.map(
      ({ code, atMs }): Happening => ({ atMs, kind: 'fault', text: `${code} ${faultRows[code].title}` }),
    ),
    ...offPlan.map(({ why, fromMs }): Happening => ({ atMs: fromMs, kind: 'off plan', text: why })),
    ...actions.map(
      ({ atMs, do: what, name, value }): Happening => ({
        atMs,
        kind: 'action',
        text: actionTexts[what](name, value),
      }),
    ),
    ...marks.map(({ atMs, note, number }): Happening => ({ atMs, kind: 'marker', text: note, mark: number })),
  ].sort((one, other) => one.atMs - other.atMs);
}

/** Most rows drawn: the newest of those found. */
const rowsMost = 400;

/** Looks at a time and moves it to the middle of the view. */
function goTo(atMs: number): void {
  change({ follow: false, viewFromMs: atMs - page.viewSpanMs / 2 });
  lookAt(atMs, chair().tickMs);
}

function addMark(): void {
  send({ c: 'mark', atMs: page.lookBackMs ?? page.nowMs, note: '' });
}

export function Events() {
  const [without, setWithout] = useState<readonly Kind[]>([]);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const found = happeningsOf(page.history).filter(
    ({ kind, text }) => !without.includes(kind) && text.toLowerCase().includes(wanted),
  );
  return (
    <div class="events">
      <div class="events-tools">
        <input
          type="search"
          placeholder="Search"
          aria-label="Search events"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        {kinds.map((kind) => (
          <label key={kind} class="check">
            <input
              type="checkbox"
              checked={!without.includes(kind)}
              onChange={(event) =>
                setWithout(
                  event.currentTarget.checked ? without.filter((one) => one !== kind) : [...without, kind],
                )
              }
            />
            {kind}
          </label>
        ))}
        <button type="button" class="small" title="At the moment looked at, else now (M)" onClick={addMark}>
          Add marker
        </button>
        <output class="soft">{found.length} events</output>
      </div>
      <ol>
        {found.slice(-rowsMost).map((one) => (
          <li key={`${one.atMs}${one.kind}${one.mark ?? one.text}`} data-kind={one.kind}>
            <button type="button" class="link" onClick={() => goTo(one.atMs)}>
              {clock(one.atMs, 2)}
            </button>
            <span class="soft">{one.kind}</span>
            {one.mark === undefined ? (
              <span>{one.text}</span>
            ) : (
              <Mark number={one.mark} note={one.text} atMs={one.atMs} />
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Mark({ number, note, atMs }: { number: number; note: string; atMs: number }) {
  return (
    <span class="mark-note">
      <input
        value={note}
        maxLength={200}
        placeholder="a note"
        aria-label={`Note of the marker at ${clock(atMs, 2)}`}
        onChange={(event) => send({ c: 'mark', number, atMs, note: event.currentTarget.value })}
      />
      <button type="button" class="small" onClick={() => send({ c: 'unmark', number })}>
        Remove
      </button>
    </span>
  );
}
