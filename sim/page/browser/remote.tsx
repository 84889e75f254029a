/**
 * The wired remote: the keys, lamps and display that this chair has, and its beeper. A key is down while it is held by mouse,
 * fingers or keyboard. Shift and click keeps a key down, so that two can be pressed with one mouse.
 */
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { remoteLimits } from '../../../src/chair/limits.ts';
import { heatLevels, type KeyName, keyBit } from '../../../src/chair/names.ts';
import { send } from './connection.ts';
import { setKeysOn } from './keyboard.ts';
import { Orders } from './real-chair.tsx';
import { keepSetting } from './settings.ts';
import { chair, change, page, shownMoment } from './state.ts';

interface RemoteKey {
  readonly name: KeyName;
  readonly label: string;
  readonly sign: string;
  readonly stroke: string;
}

const keys: readonly RemoteKey[] = [
  { name: 'power', label: 'Power', sign: 'POWER', stroke: 'P' },
  { name: 'start', label: 'Start / pause', sign: '▶ ❚❚', stroke: 'Space' },
  { name: 'stop', label: 'Stop', sign: 'STOP', stroke: 'S' },
  { name: 'program', label: 'Program', sign: 'PROG', stroke: 'G' },
  { name: 'heat', label: 'Heat', sign: 'HEAT', stroke: 'H' },
  { name: 'timer', label: 'Timer', sign: 'TIME', stroke: 'T' },
  { name: 'speed-down', label: 'Slower', sign: '−', stroke: '-' },
  { name: 'speed-up', label: 'Faster', sign: '+', stroke: '+' },
  { name: 'spot-down', label: 'Spot down', sign: '▼', stroke: '↓' },
  { name: 'spot-up', label: 'Spot up', sign: '▲', stroke: '↑' },
];

interface Hold {
  readonly held: readonly KeyName[];
  readonly forMs: number;
  readonly does: string;
}

/** The holds that mean something other than a press. */
function holdsOf(keys: readonly KeyName[]): readonly Hold[] {
  const switchesOn = keys.includes('power') ? 'power' : 'start';
  const all: readonly Hold[] = [
    { held: ['program'], forMs: remoteLimits.saveHoldMs, does: 'saves the choices' },
    { held: ['program', 'timer'], forMs: remoteLimits.lockHoldMs, does: 'child lock' },
    { held: [switchesOn, 'stop'], forMs: remoteLimits.serviceHoldMs, does: 'service, from off' },
  ];
  return all.filter(({ held }) => held.every((key) => keys.includes(key)));
}

export function Remote() {
  const signs = useRef<HTMLDivElement>(null);
  const { lamp, lockLamp, display: shows } = chair().signs;
  useEffect(() => {
    const root = signs.current!;
    const status = root.querySelector('.lamp.status');
    const lock = root.querySelector('.lamp.lock');
    const tone = root.querySelector('.tone')!;
    const display = root.querySelector('.display');
    const cells = [...root.querySelectorAll('.digit')];
    // Updated at once and not with the next frame, since the signs respond to keys.
    return effect(() => {
      const moment = shownMoment();
      if (status !== null) toggle(status, 'lit', moment.lamp);
      if (lock !== null) toggle(lock, 'lit', moment.lockLamp);
      if (tone.getAttribute('data-tone') !== moment.tone) tone.setAttribute('data-tone', moment.tone);
      cells.forEach((cell, place) => {
        const letter = moment.display[place] ?? ' ';
        if (cell.textContent !== letter) cell.textContent = letter;
      });
      const label = `Display: ${moment.display.trim() === '' ? 'dark' : moment.display.trim()}`;
      if (display !== null && display.getAttribute('aria-label') !== label)
        display.setAttribute('aria-label', label);
    });
  }, []);
  return (
    <section class="panel remote" aria-labelledby="remote-title">
      <div class="panel-head">
        <h2 id="remote-title">Remote</h2>
        {chair().real ? null : <RemoteSwitches />}
      </div>
      <div class="remote-body">
        <div class="remote-signs" ref={signs}>
          {lamp ? <span class="lamp status" role="img" aria-label="Status lamp" /> : <span />}
          {shows ? (
            <div class="display" role="img" aria-label="Display: dark">
              {[0, 1, 2, 3].map((place) => (
                <span key={place} class="digit" aria-hidden="true" />
              ))}
            </div>
          ) : (
            <span class="soft">no display</span>
          )}
          {lockLamp ? <span class="lamp lock" role="img" aria-label="Lock lamp" /> : <span />}
          <span class="tone" data-tone="none" aria-hidden="true">
            ♪
          </span>
        </div>
        {chair().real ? null : (
          <fieldset class="keys" aria-label="Keys of the remote">
            {keys
              .filter(({ name }) => chair().keys.includes(name))
              .map((key) => (
                <KeyButton key={key.name} {...key} />
              ))}
          </fieldset>
        )}
        {chair().real ? null : <Holds />}
      </div>
      {chair().real ? <Orders /> : null}
      <Settings />
    </section>
  );
}

function toggle(element: Element, name: string, on: boolean): void {
  if (element.classList.contains(name) !== on) element.classList.toggle(name, on);
}

const latched = new Set<KeyName>();

function KeyButton({ name, label, sign, stroke }: RemoteKey) {
  const { lookBack, heldKeys, keys: wires } = page;
  const bit = keyBit(name);
  const isDown = ((lookBack === null ? heldKeys | wires : lookBack.keys) & bit) !== 0;
  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    if (latched.has(name)) {
      latched.delete(name);
      send({ c: 'key', key: name, down: false });
      return;
    }
    if (event.shiftKey) latched.add(name);
    send({ c: 'key', key: name, down: true });
  };
  const release = (): void => {
    if (!latched.has(name)) send({ c: 'key', key: name, down: false });
  };
  const onKey = (event: KeyboardEvent, down: boolean): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!event.repeat) send({ c: 'key', key: name, down });
  };
  return (
    <button
      type="button"
      class={`key key-${name}${isDown ? ' down' : ''}`}
      aria-pressed={isDown}
      title={`${label} (${stroke}); hold it for a long press, Shift+click keeps it down`}
      onPointerDown={press}
      onPointerUp={release}
      onPointerCancel={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => onKey(event, true)}
      onKeyUp={(event) => onKey(event, false)}
    >
      <span class="unseen">{label}</span>
      <span class="key-sign" aria-hidden="true">
        {sign}
      </span>
      <span class="stroke" aria-hidden="true">
        {stroke}
      </span>
    </button>
  );
}

/** The list of holds and chords. */
function Holds() {
  return (
    <ul class="holds" aria-label="What holding keys does">
      {holdsOf(chair().keys).map(({ held, forMs, does }) => {
        const signs = held.map((name) => keys.find((key) => key.name === name)?.sign).join(' + ');
        return (
          <li key={signs}>
            <b>{signs}</b> {forMs / 1000} s: {does}
          </li>
        );
      })}
    </ul>
  );
}

function RemoteSwitches() {
  const { keysOn, soundOn } = page;
  return (
    <span class="switches">
      <label title="The computer's keyboard presses the remote's keys">
        <input
          type="checkbox"
          checked={keysOn}
          onChange={(event) => setKeysOn(event.currentTarget.checked)}
        />{' '}
        keyboard
      </label>
      <label title="The chair's beeps">
        <input
          type="checkbox"
          checked={soundOn}
          onChange={(event) => {
            keepSetting('sound', event.currentTarget.checked ? 'on' : 'off');
            change({ soundOn: event.currentTarget.checked });
          }}
        />{' '}
        sound
      </label>
    </span>
  );
}

/** The choices made on the remote, in words. */
function Settings() {
  const { plans } = page;
  const { minutes, speedShift, spotMm, heatLevel, locked, plan } = shownMoment();
  const has = (key: KeyName): boolean => chair().keys.includes(key);
  // Shown with a sign because these are offsets; speeds and places are the program's.
  const signed = (value: number): string => (value === 0 ? '±0' : value > 0 ? `+${value}` : String(value));
  return (
    <p class="settings">
      <span>{plans[plan]?.name ?? 'no program'}</span>
      <span>{minutes} min</span>
      {heatLevel < 0 ? null : <span>heat {heatLevels[heatLevel]}</span>}
      {has('speed-up') ? <span>speed {signed(speedShift)}</span> : null}
      {has('spot-up') ? <span>spot {signed(spotMm)} mm</span> : null}
      {locked ? <span class="warn">locked</span> : null}
    </p>
  );
}
