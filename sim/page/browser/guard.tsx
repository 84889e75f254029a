/** The guard's view: for each output a sentence on whether power is requested and which rule holds it back. */
import { useEffect, useState } from 'preact/hooks';
import { reasons } from '../../../src/control/guard/reasons.ts';
import { type ChairView, type Moment, outputNames, type PadNumber, padNumbers } from '../protocol.ts';
import { onSlowFrame } from './frames.ts';
import { chair, page, shownMoment } from './state.ts';

/** An output as the page shows it, and its place in the moment's lists. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly index: number;
  readonly pad?: PadNumber;
}

function rowsOf({ pads, carriage, kneader, tapper, relays }: ChairView): readonly Row[] {
  const row = (id: (typeof outputNames)[number], name: string): Row => ({
    id,
    name,
    index: outputNames.indexOf(id),
  });
  return [
    ...(carriage ? [row('carriage', 'Carriage')] : []),
    ...(kneader === 'motor' ? [row('kneader', 'Kneader')] : []),
    ...(tapper ? [{ id: 'tapper', name: 'Tapper', index: outputNames.length + padNumbers.length }] : []),
    ...(relays.motors ? [row('motorRelay', 'Motor relay')] : []),
    ...pads.map(({ id, name, number }) => ({
      id,
      name: `${name} pad`,
      index: outputNames.length + number,
      pad: number,
    })),
    ...(relays.pads ? [row('padRelay', 'Pad relay')] : []),
  ];
}

interface Hold {
  readonly level: 'on' | 'held' | 'idle';
  readonly text: string;
}

/** What an output is doing and why; `measure` is NaN where it was not recorded. */
function holdOf(moment: Moment, row: Row, measure: number): Hold {
  const { index } = row;
  const wanted = moment.wants[index] === true;
  const rule = reasons[moment.holds[index] ?? 0];
  if (rule !== undefined && rule.name !== 'none') {
    const figure =
      Number.isFinite(measure) && rule.unit !== '' ? ` ${shortFigure(measure)} ${rule.unit}` : '';
    const name = rule.code === null ? rule.name : `${rule.name} ${lower(rule.says)}`;
    const more = rule.code === null ? `: ${rule.says}` : '';
    return { level: wanted ? 'held' : 'idle', text: `off because: ${name}${figure}${more}` };
  }
  if (wanted) return { level: 'on', text: 'on' };
  return { level: 'idle', text: whyNotAsked(moment, row) };
}

function shortFigure(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Why an output that nothing holds back is off: the session or the program does not request it. */
function whyNotAsked(moment: Moment, { id, pad }: Row): string {
  const { state } = moment;
  if (state === 'off') return 'not asked for: the chair is off';
  if (pad === undefined && id !== 'padRelay')
    return state === 'running' ? 'not asked for: it is to stand still' : `not asked for: ${state}`;
  const numbers = pad === undefined ? padNumbers : [pad];
  if (!numbers.some((number) => Number.isFinite(moment[`pad${number}TargetC`])))
    return state === 'running' ? 'not asked for: the heat is off' : `not asked for: ${state}`;
  return 'not asked for: warm enough just now';
}

interface Group extends Hold {
  readonly rows: readonly Row[];
}

/** Outputs with the same sentence share one row. */
function groupsOf(rows: readonly Row[]): Group[] {
  const moment = shownMoment();
  const groups: { rows: Row[]; level: Hold['level']; text: string }[] = [];
  for (const row of rows) {
    const measure = page.lookBack === null ? page.measures[row.index] : undefined;
    const hold = holdOf(moment, row, measure ?? Number.NaN);
    const same = groups.find(({ level, text }) => level === hold.level && text === hold.text);
    if (same === undefined) groups.push({ ...hold, rows: [row] });
    else same.rows.push(row);
  }
  return groups;
}

const namesOf = (rows: readonly Row[]): string =>
  rows.map(({ name }, index) => (index === 0 ? name : lower(name))).join(', ');

export function Guard() {
  const [groups, setGroups] = useState<readonly Group[]>([]);
  const model = chair();
  // Pads are switched many times a second, and a flickering sentence could not be read, so it changes slowly.
  useEffect(() => {
    const rows = rowsOf(model);
    let shown = '';
    return onSlowFrame(() => {
      const next = groupsOf(rows);
      const text = JSON.stringify(next);
      if (text !== shown) setGroups(next);
      shown = text;
    });
  }, [model]);
  return (
    <section class="panel guard" aria-labelledby="guard-title">
      <div class="panel-head">
        <h2 id="guard-title">Guard</h2>
        <span class="soft">what holds power back</span>
      </div>
      <dl>
        {groups.map(({ rows, level, text }) => (
          <div key={rows[0]?.id} data-output={rows.map(({ id }) => id).join(' ')}>
            <dt>{namesOf(rows)}</dt>
            <dd class={level}>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
