/** Fault injection: faults are injected and cleared by a click; also the person and the room. */
import { useState } from 'preact/hooks';
import type { ChairView } from '../protocol.ts';
import { send } from './connection.ts';
import { chair, page } from './state.ts';

type Row = ChairView['faults'][number];

const groups: readonly { readonly title: string; readonly has: (name: string) => boolean }[] = [
  { title: 'Temperature sensors', has: (name) => name.startsWith('thermistor.') },
  { title: 'Heat', has: (name) => /^(fet|pad)\.|^relay$/.test(name) },
  { title: 'Motion', has: (name) => /^(carriage|kneader|tapper|motor-relay)$|^(limit|cam)\./.test(name) },
  {
    title: 'Supply, link and host',
    has: (name) => /^(supply|power|link|host|chip|guard|store|program)$/.test(name),
  },
  { title: 'Seat and emergency stop', has: (name) => /^(seat|estop)$/.test(name) },
  { title: 'Keys', has: (name) => name.startsWith('key.') },
  { title: 'Output pins', has: (name) => name.startsWith('pin.') },
];

export function FaultInjection() {
  const { injected } = page;
  const count = Object.keys(injected).length;
  return (
    <section class="panel fault-injection" aria-labelledby="faults-title">
      <div class="panel-head">
        <h2 id="faults-title">Fault injection</h2>
        <button
          type="button"
          class="small"
          disabled={count === 0}
          onClick={() => send({ c: 'clear-faults' })}
        >
          Clear all{count === 0 ? '' : ` (${count})`}
        </button>
      </div>
      <Surroundings />
      <AroundThePads />
      <TypedFault />
      <div class="fault-groups">
        {groups.map((group) => (
          <Group
            key={group.title}
            title={group.title}
            rows={offered().filter(({ name }) => group.has(name))}
            injected={injected}
          />
        ))}
        <Group
          title="Other"
          rows={offered().filter(({ name }) => !groups.some(({ has }) => has(name)))}
          injected={injected}
        />
      </div>
    </section>
  );
}

/** Faults with words or a number to choose; the others can only be typed. */
const offered = (): readonly Row[] =>
  chair().faults.filter(({ words, number }) => words.length > 0 || number !== null);

/** Any fault with any value that a scenario may give it, also one that comes and goes. */
function TypedFault() {
  const { faults } = chair();
  const [name, setName] = useState(faults[0]?.name ?? '');
  const [value, setValue] = useState('');
  return (
    <form
      class="surroundings typed-fault"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') send({ c: 'fault', name, value: value.trim() });
      }}
    >
      <select aria-label="Fault" value={name} onChange={(event) => setName(event.currentTarget.value)}>
        {faults.map((row) => (
          <option key={row.name}>{row.name}</option>
        ))}
      </select>
      <input
        aria-label="Its value, as in a scenario"
        placeholder="open 20 ms every 500 ms for 10 min"
        title="open, beta 3435, resistance 100 kohm, lead 500 ohm, contact 0.8, 0 to 15 ms, open 200 ms, open 20 ms chance 0.1, none"
        value={value}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <button type="submit" class="small">
        Inject
      </button>
    </form>
  );
}

const leanings: readonly (readonly [words: string, value: string])[] = [
  ['as most people do', '0.6 1 0.5'],
  ['heavily', '1.2 1 0.2'],
  ['lightly', '0.3 1 0.7'],
  ['on a tenth of the pad', '0.3 0.1 0.7'],
];
const covers: readonly (readonly [words: string, value: string])[] = [
  ['none', 'none'],
  ['a cushion: half of the loss left', '0.5'],
  ['a blanket: 20 % left', '0.2'],
  ['wrapped up: 5 % left', '0.05'],
];

/** How the person leans, a cover over the pads, and a room that warms or cools. */
function AroundThePads() {
  const [toC, setToC] = useState('28');
  const [minutes, setMinutes] = useState('10');
  const put = (name: string, value: string): void => {
    if (value !== '') send({ c: 'around', name, value });
  };
  const choices = (name: string, title: string, list: typeof covers) => (
    <select aria-label={title} onChange={(event) => put(name, event.currentTarget.value)}>
      <option value="">{title}…</option>
      {list.map(([words, value]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
  return (
    <div class="surroundings">
      {choices('leans', 'How the person leans', leanings)}
      {choices('blanket', 'Cover over the pads', covers)}
      <label class="check">
        room to{' '}
        <input
          type="number"
          min="-10"
          max="60"
          value={toC}
          aria-label="Room goes to, °C"
          onInput={(event) => setToC(event.currentTarget.value)}
        />{' '}
        °C in{' '}
        <input
          type="number"
          min="0"
          max="120"
          value={minutes}
          aria-label="Minutes"
          onInput={(event) => setMinutes(event.currentTarget.value)}
        />{' '}
        min
      </label>
      <button
        type="button"
        class="small"
        onClick={() => put('room', `${toC} ${Math.round(Number(minutes) * 60_000)}`)}
      >
        Begin
      </button>
    </div>
  );
}

function Group({
  title,
  rows: mine,
  injected,
}: {
  title: string;
  rows: readonly Row[];
  injected: Record<string, string>;
}) {
  if (mine.length === 0) return null;
  const count = mine.filter(({ name }) => injected[name] !== undefined).length;
  return (
    <details class="fault-group">
      <summary>
        {title}
        <span class={count > 0 ? 'count some' : 'count'}>
          {count > 0 ? `${count} injected` : mine.length}
        </span>
      </summary>
      {mine.map((row) => (
        <FaultRow key={row.name} row={row} value={injected[row.name] ?? 'none'} />
      ))}
    </details>
  );
}

function FaultRow({ row, value }: { row: Row; value: string }) {
  const { name, words, number } = row;
  const put = (word: string): void => send({ c: 'fault', name, value: word === value ? 'none' : word });
  return (
    <div class="fault-row">
      <span class={value === 'none' ? '' : 'injected'}>{name}</span>
      <fieldset class="segments" aria-label={name}>
        {words.map((word) => (
          <button
            key={word}
            type="button"
            aria-pressed={value === word || value.startsWith(`${word} `)}
            data-fault={`${name}:${word}`}
            onClick={() => put(word)}
          >
            {word}
          </button>
        ))}
        {number !== null && words.length === 0 ? (
          <NumberFault name={name} number={number} value={value} />
        ) : null}
      </fieldset>
    </div>
  );
}

function NumberFault({
  name,
  number: { unit, least, most },
  value,
}: {
  name: string;
  number: NonNullable<Row['number']>;
  value: string;
}) {
  const [typed, setTyped] = useState(name === 'supply' ? '19' : String(least));
  const isIn = value !== 'none';
  return (
    <>
      <input
        type="number"
        min={least}
        max={most}
        value={typed}
        aria-label={`${name}, ${unit}`}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button
        type="button"
        aria-pressed={isIn}
        data-fault={name}
        onClick={() => send({ c: 'fault', name, value: isIn ? 'none' : `${typed} ${unit}` })}
      >
        {isIn ? value : `set ${unit}`}
      </button>
    </>
  );
}

/** The person in the seat, and the temperature of the room. */
function Surroundings() {
  const { personKg, ambientC, injected } = page;
  const [kg, setKg] = useState('75');
  const sits = personKg > 0;
  const seatFault = injected['seat'] !== undefined;
  return (
    <div class="surroundings">
      <label class="check">
        <input
          type="checkbox"
          checked={sits}
          onChange={(event) =>
            send({ c: 'fault', name: 'person', value: event.currentTarget.checked ? `${kg} kg` : 'none' })
          }
        />
        person in the seat{seatFault ? ' (seat switch faulty)' : ''}
      </label>
      <label class="check">
        <input
          type="number"
          min="20"
          max="200"
          step="5"
          value={sits ? personKg : kg}
          aria-label="Weight, kg"
          onChange={(event) => {
            setKg(event.currentTarget.value);
            if (sits) send({ c: 'fault', name: 'person', value: `${event.currentTarget.value} kg` });
          }}
        />{' '}
        kg
      </label>
      <label class="check">
        <input
          type="number"
          min="-10"
          max="50"
          step="1"
          value={Math.round(ambientC * 10) / 10}
          aria-label="Room, °C"
          onChange={(event) => send({ c: 'ambient', celsius: Number(event.currentTarget.value) })}
        />{' '}
        °C room
      </label>
    </div>
  );
}
