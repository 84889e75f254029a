/** Putting faults in and taking them away by a click; the person, the room; and what the chair says is wrong. */
import { useState } from 'preact/hooks';
import { faults as faultRows } from '../../../src/chair/faults.ts';
import { type HostFaultName, hostFaultNames, hostFaultTable } from '../../chair/host-faults.ts';
import { type FaultName, faultNames, faultTable } from '../../plant/faults.ts';
import { clock } from './format.ts';
import { useKeys } from './store.ts';
import { send } from './wire.ts';

interface Row {
  readonly name: string;
  readonly words: readonly string[];
  readonly number: { readonly unit: string; readonly least: number; readonly most: number } | null;
}

/** Every row of both tables; a name the table gains appears here by itself. */
const rows: readonly Row[] = [
  ...faultNames
    .filter((name) => name !== 'person')
    .map((name: FaultName) => ({ name, words: faultTable[name].words, number: faultTable[name].number })),
  ...hostFaultNames.map((name: HostFaultName) => ({ name, words: hostFaultTable[name], number: null })),
];

const groups: readonly { readonly title: string; readonly has: (name: string) => boolean }[] = [
  { title: 'Temperature sensors', has: (name) => name.startsWith('thermistor.') },
  { title: 'Heat', has: (name) => /^(fet|pad)\.|^relay$/.test(name) },
  { title: 'Motion', has: (name) => /^(carriage|kneader|motor-relay)$|^(limit|cam)\./.test(name) },
  {
    title: 'Supply, link and host',
    has: (name) => /^(supply|power|link|host|chip|guard|store|program)$/.test(name),
  },
  { title: 'Seat and emergency stop', has: (name) => /^(seat|estop)$/.test(name) },
  { title: 'Keys', has: (name) => name.startsWith('key.') },
  { title: 'Output pins', has: (name) => name.startsWith('pin.') },
];

export function Faults() {
  const { broken } = useKeys('broken');
  const count = Object.keys(broken).length;
  return (
    <section class="panel faults" aria-labelledby="faults-title">
      <div class="panel-head">
        <h2 id="faults-title">Break things</h2>
        <button type="button" class="small" disabled={count === 0} onClick={() => send({ c: 'mend' })}>
          Mend all{count === 0 ? '' : ` (${count})`}
        </button>
      </div>
      <Surroundings />
      <div class="fault-groups">
        {groups.map((group) => (
          <Group
            key={group.title}
            title={group.title}
            rows={rows.filter(({ name }) => group.has(name))}
            broken={broken}
          />
        ))}
        <Group
          title="Other"
          rows={rows.filter(({ name }) => !groups.some(({ has }) => has(name)))}
          broken={broken}
        />
      </div>
    </section>
  );
}

function Group({
  title,
  rows: mine,
  broken,
}: {
  title: string;
  rows: readonly Row[];
  broken: Record<string, string>;
}) {
  if (mine.length === 0) return null;
  const count = mine.filter(({ name }) => broken[name] !== undefined).length;
  return (
    <details class="fault-group">
      <summary>
        {title}
        <span class={count > 0 ? 'count some' : 'count'}>{count > 0 ? `${count} broken` : mine.length}</span>
      </summary>
      {mine.map((row) => (
        <FaultRow key={row.name} row={row} value={broken[row.name] ?? 'none'} />
      ))}
    </details>
  );
}

function FaultRow({ row, value }: { row: Row; value: string }) {
  const { name, words, number } = row;
  const put = (word: string): void => send({ c: 'fault', name, value: word === value ? 'none' : word });
  return (
    <div class="fault-row">
      <span class={value === 'none' ? '' : 'broken'}>{name}</span>
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
  const [wish, setWish] = useState(name === 'supply' ? '19' : String(least));
  const isIn = value !== 'none';
  return (
    <>
      <input
        type="number"
        min={least}
        max={most}
        value={wish}
        aria-label={`${name}, ${unit}`}
        onInput={(event) => setWish(event.currentTarget.value)}
      />
      <button
        type="button"
        aria-pressed={isIn}
        data-fault={name}
        onClick={() => send({ c: 'fault', name, value: isIn ? 'none' : `${wish} ${unit}` })}
      >
        {isIn ? value : `set ${unit}`}
      </button>
    </>
  );
}

/** Who sits there, and how warm the room is. */
function Surroundings() {
  const { personKg, ambientC, broken } = useKeys('personKg', 'ambientC', 'broken');
  const [kg, setKg] = useState('75');
  const sits = personKg > 0;
  const seatFault = broken['seat'] !== undefined;
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
        somebody sits there{seatFault ? ' (seat switch broken)' : ''}
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

/** What is wrong, as the chair has found: message, what to do, where to read on. Takes room only when something is. */
export function ActiveFaults() {
  const { activeFaults } = useKeys('activeFaults');
  return (
    <div class="active-faults" role="alert">
      {activeFaults.map(({ code, atMs, latched, message }) => {
        const row = faultRows[code];
        return (
          <article key={code} class={latched ? 'fault-card' : 'fault-card warning'}>
            <h3>
              {code} {row.title} <time>{clock(atMs, 2)}</time>
            </h3>
            <p>{bare(message)}</p>
            <p class="soft">{row.technician}</p>
          </article>
        );
      })}
    </div>
  );
}

/** The message without what stands in the title: `Lumbar pad, reading -84 C. The heat was switched off. ...` */
function bare(message: string): string {
  return message
    .replace(
      /^E\d+ [^(.]*\(([^)]*)\)\./,
      (_, seen: string) => `${seen.charAt(0).toUpperCase()}${seen.slice(1)}.`,
    )
    .replace(/ See docs\S*$/, '');
}
