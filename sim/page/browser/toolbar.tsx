/** The top bar: the chair's state, the program and its run, and time. */
import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { codesIn } from '../../../src/chair/fault-set.ts';
import type { Moment, Speed } from '../protocol.ts';
import { query, send } from './connection.ts';
import { clock } from './format.ts';
import { onSlowFrame } from './frames.ts';
import { backToNow, speeds, stepSpeed, togglePause } from './keyboard.ts';
import { keepSetting } from './settings.ts';
import { chair, change, notify, page, shownMoment, shownState } from './state.ts';
import { stateText } from './trigger-words.ts';

export function Toolbar() {
  const { real } = chair();
  return (
    <header class="top">
      <h1>
        Lumbar <span>{real ? chair().model : 'simulator'}</span>
      </h1>
      <State />
      {real ? (
        <RealTime />
      ) : (
        <>
          <RunProgram />
          <Time />
        </>
      )}
      <Tools />
    </header>
  );
}

const stateTexts = {
  off: 'Off',
  homing: 'Homing',
  ready: 'Ready',
  running: 'Running',
  paused: 'Paused',
  parking: 'Parking',
  fault: 'Fault',
  service: 'Service',
} as const;

/** The chair's state now, or at the moment looked back at. */
function State() {
  const { connected, lookBack } = page;
  const { state, faults } = shownMoment();
  const codes = codesIn(faults);
  // The time left changes each tick, but its text only once a minute.
  const detail = useComputed(() => detailOf(shownMoment()));
  return (
    <div class="state" role="status" aria-label="State of the chair">
      <span class={`pill state-${connected ? state : 'gone'}`} data-test="state">
        {connected ? stateTexts[state] : 'No connection'}
        {codes.length === 0 ? null : <b> {codes.join(' ')}</b>}
      </span>
      <span class={lookBack === null ? 'state-detail' : 'state-detail past'}>
        {lookBack === null ? '' : `at ${clock(lookBack.nowMs, 2)}: `}
        {detail}
      </span>
    </div>
  );
}

/** What the chair is doing, or what to press. */
function detailOf({ state, step, plan, leftMs }: Moment): string {
  const now = page.plans[plan]?.steps[step];
  if (state !== 'running') return stateText(shownState(), chair().keys);
  const left = `${Math.ceil(leftMs / 60_000)} min left`;
  return now === undefined ? left : `step ${now.path} ${now.technique}, ${left}`;
}

/** Time since the start, for a real chair, whose time cannot be controlled. */
function RealTime() {
  const shown = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      onSlowFrame(() => {
        if (shown.current !== null) shown.current.textContent = clock(page.nowMs);
      }, 250),
    [],
  );
  return (
    <span class="clock-now" title="Since the chair's computer took over">
      <span ref={shown} data-test="now" />
    </span>
  );
}

function RunProgram() {
  const { plan, plans, state, library } = page;
  const id = plans[plan]?.program ?? '';
  const inSession = state === 'running' || state === 'paused';
  return (
    <div class="run">
      <select
        aria-label="Program"
        title={
          inSession
            ? 'Stop the session before choosing another program'
            : 'The program that the remote would run'
        }
        value={id}
        disabled={inSession}
        onChange={(event) => send({ c: 'choose', id: event.currentTarget.value })}
      >
        {library.map((entry) => (
          <option key={entry.id} value={entry.id} disabled={entry.plannedMs === 0}>
            {entry.name}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="primary"
        disabled={id === ''}
        title="Presses power and start; in a session: restarts on a reset chair"
        onClick={() => send({ c: 'run', id })}
      >
        {inSession ? 'Restart' : 'Run'}
      </button>
    </div>
  );
}

function Time() {
  const { running, speed, until } = page;
  return (
    <fieldset class="time" aria-label="Time">
      <Now />
      <button
        type="button"
        class="icon"
        aria-label={running ? 'Pause time' : 'Let time run'}
        title={`${running ? 'Pause' : 'Go on'} (K)`}
        onClick={togglePause}
      >
        {running ? '❚❚' : '▶'}
      </button>
      <button
        type="button"
        class="icon"
        title="One tick, 20 ms (.)"
        onClick={() => send({ c: 'tick', ticks: 1 })}
      >
        <span class="unseen">One tick</span>
        <span aria-hidden="true">+1</span>
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Slower time"
        title="Slower ([)"
        onClick={() => stepSpeed(-1)}
      >
        «
      </button>
      <select
        aria-label="Speed of time"
        value={String(speed)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          send({ c: 'speed', speed: value === 'max' ? 'max' : Number(value) });
        }}
      >
        {listed(speed).map((one) => (
          <option key={one} value={String(one)}>
            {one === 'max' ? 'max' : `${one}×`}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="icon"
        aria-label="Faster time"
        title="Faster (])"
        onClick={() => stepSpeed(1)}
      >
        »
      </button>
      <RunTo until={until} />
    </fieldset>
  );
}

/** The usual speeds, and the current one if it is not among them. */
function listed(speed: Speed): readonly Speed[] {
  const usual: readonly Speed[] = speeds;
  return usual.includes(speed) ? usual : [...usual, speed];
}

function RunTo({ until }: { until: string }) {
  const run = (value: string): void => {
    if (value === 'step' || value === 'fault') send({ c: 'until', what: value });
    else if (value !== '') send({ c: 'until', what: 'time', ms: page.nowMs + Number(value) });
  };
  return (
    <select
      class="run-to"
      aria-label="Run to"
      title="As fast as possible, then pause"
      value=""
      onChange={(event) => {
        run(event.currentTarget.value);
        event.currentTarget.value = '';
      }}
    >
      <option value="">{until === '' ? 'run to…' : `to ${until}…`}</option>
      <option value="step">next step (N)</option>
      <option value="fault">next fault (F)</option>
      <option value="10000">10 s on</option>
      <option value="60000">1 min on</option>
      <option value="300000">5 min on</option>
      <option value="1800000">30 min on</option>
    </select>
  );
}

/** Chair time; a click on it lets the person enter a time to run to or to look back at. */
function Now() {
  const { pace, running } = page;
  const shown = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      onSlowFrame(() => {
        if (shown.current !== null) shown.current.textContent = clock(page.nowMs, 2);
      }, 100),
    [],
  );
  const [editing, setEditing] = useState(false);
  const goTo = (text: string): void => {
    setEditing(false);
    const ms = readTime(text);
    if (ms === null) return;
    if (ms > page.nowMs) send({ c: 'until', what: 'time', ms });
    else change({ lookBackMs: ms });
  };
  return editing ? (
    <input
      class="clock-now"
      aria-label="Time to go to, minutes:seconds"
      autofocus
      placeholder="m:ss"
      onBlur={(event) => goTo(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') goTo(event.currentTarget.value);
        if (event.key === 'Escape') setEditing(false);
      }}
    />
  ) : (
    <button
      type="button"
      class="clock-now"
      title="Chair time; click to enter a time to go to"
      onClick={() => setEditing(true)}
    >
      <span ref={shown} data-test="now" />
      <small>{running ? `${pace >= 10 ? Math.round(pace) : pace.toFixed(1)}× real` : 'time stands'}</small>
    </button>
  );
}

/** Reads `90`, `1:30` or `1:02:03.5`; null where the text is no time. */
function readTime(text: string): number | null {
  if (!/^\s*\d+(:\d{1,2}){0,2}(\.\d+)?\s*$/.test(text)) return null;
  return text.split(':').reduce((ms, part) => ms * 60 + Number(part) * 1000, 0);
}

function Tools() {
  const { theme, lookBack } = page;
  const next = theme === 'auto' ? 'dark' : theme === 'dark' ? 'light' : 'auto';
  return (
    <div class="tools">
      <button
        type="button"
        class={`to-now${lookBack === null ? ' hidden' : ''}`}
        disabled={lookBack === null}
        title="Back to now (L)"
        onClick={backToNow}
      >
        Back to now
      </button>
      {chair().real ? null : (
        <button
          type="button"
          title="A link that reproduces what you see: program, seed, speed, everything done"
          onClick={() => void copyLink()}
        >
          Link
        </button>
      )}
      <button
        type="button"
        class="icon"
        aria-label={`Colours: ${theme}`}
        title={`Colours: ${theme}; click for ${next}`}
        onClick={() => {
          keepSetting('theme', next);
          change({ theme: next });
          showTheme();
        }}
      >
        {theme === 'auto' ? '◐' : theme === 'dark' ? '●' : '○'}
      </button>
    </div>
  );
}

export function showTheme(): void {
  document.documentElement.dataset['theme'] = page.theme;
}

async function copyLink(): Promise<void> {
  try {
    const { link } = await query<{ link: string }>({ q: 'link' });
    history.replaceState(null, '', link);
    await navigator.clipboard.writeText(location.href).then(
      () => notify('info', 'The link is copied, and in the address bar.'),
      () => notify('info', 'The link is in the address bar.'),
    );
  } catch (error) {
    notify('bad', (error as Error).message);
  }
}
