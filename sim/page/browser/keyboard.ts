/**
 * The computer's keyboard as the remote, with real key presses and releases, and some keys that control time. Keys go to an
 * element that uses keys itself, if it has the focus: fields, menus, the editor, a chart.
 */
import type { KeyName } from '../../../src/chair/names.ts';
import { send } from './connection.ts';
import { keepSetting } from './settings.ts';
import { change, knownChair, page } from './state.ts';

/** The same letters as in the terminal. */
const remoteKeys: Readonly<Record<string, KeyName>> = {
  p: 'power',
  ' ': 'start',
  s: 'stop',
  g: 'program',
  h: 'heat',
  '+': 'speed-up',
  '=': 'speed-up',
  '-': 'speed-down',
  ArrowUp: 'spot-up',
  ArrowDown: 'spot-down',
  t: 'timer',
};

export const speeds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 100, 300, 1000, 'max'] as const;

export function stepSpeed(by: number): void {
  const index = speeds.findIndex(
    (speed) => speed === page.speed || (speed !== 'max' && page.speed !== 'max' && speed >= page.speed),
  );
  const next = speeds[Math.min(speeds.length - 1, Math.max(0, (index < 0 ? 3 : index) + by))];
  if (next !== undefined) send({ c: 'speed', speed: next });
}

export function togglePause(): void {
  send({ c: page.running ? 'pause' : 'go' });
}

export function backToNow(): void {
  change({ lookBack: null, lookBackMs: null });
}

const shortcuts: Readonly<Record<string, () => void>> = {
  k: togglePause,
  '.': () => send({ c: 'tick', ticks: 1 }),
  '[': () => stepSpeed(-1),
  ']': () => stepSpeed(1),
  n: () => send({ c: 'until', what: 'step' }),
  f: () => send({ c: 'until', what: 'fault' }),
  l: backToNow,
  m: () => send({ c: 'mark', atMs: page.lookBackMs ?? page.nowMs, note: '' }),
};

export function setKeysOn(on: boolean): void {
  keepSetting('keys', on ? 'on' : 'off');
  if (!on) send({ c: 'release' });
  change({ keysOn: on });
}

const down = new Map<string, KeyName>();

function ownKeys(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (
    target.closest(
      'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], .cm-editor, dialog',
    )
  )
    return true;
  if (key === ' ') return target.closest('button, a, summary, label, input, [role=tab]') !== null;
  return key.startsWith('Arrow') && target.closest('[data-arrows], [role=tab], input') !== null;
}

/**
 * A clicked control does not keep the focus, so that the next Space presses the remote's start key and does not click it again.
 * A control reached by Tab keeps the focus and its keys.
 */
function startReturningFocus(): void {
  let byPointer = false;
  addEventListener('pointerdown', () => {
    byPointer = true;
  });
  addEventListener('keydown', () => {
    byPointer = false;
  });
  const giveBack = (): void => {
    if (!byPointer) return;
    // Deferred until after the click's effect, which may move the focus.
    setTimeout(() => {
      const { activeElement } = document;
      if (page.keysOn && activeElement instanceof HTMLElement && activeElement.matches(clickable))
        activeElement.blur();
    });
  };
  addEventListener('click', giveBack);
  addEventListener('change', giveBack);
}

const clickable = 'input[type=checkbox], button:not([role=tab]), summary, select, a';

export function startKeyboard(): void {
  startReturningFocus();

  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !page.keysOn || ownKeys(event.target, event.key))
      return;
    const key = remoteKeys[event.key] ?? remoteKeys[event.key.toLowerCase()];
    if (key !== undefined && knownChair()?.keys.includes(key) === true) {
      event.preventDefault();
      if (event.repeat || down.has(event.code)) return;
      down.set(event.code, key);
      send({ c: 'key', key, down: true });
      return;
    }
    const shortcut = shortcuts[event.key];
    if (shortcut !== undefined && !event.repeat) {
      event.preventDefault();
      shortcut();
    }
  });
  addEventListener('keyup', (event) => {
    const key = down.get(event.code);
    if (key === undefined) return;
    down.delete(event.code);
    send({ c: 'key', key, down: false });
  });
  // Without the focus no key release arrives, so all keys are released.
  addEventListener('blur', () => {
    for (const key of down.values()) send({ c: 'key', key, down: false });
    down.clear();
  });
}
