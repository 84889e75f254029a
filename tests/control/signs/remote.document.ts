/** The tables of docs/remote.md, made from the tables of the code. */
import { sessionStates } from '../../../src/chair/names.ts';
import { referenceChair } from '../../../src/chair/specification.ts';
import { type Action, type KeyEvent, keyTable, worksLocked } from '../../../src/control/session/table.ts';
import { type SoundName, sounds, type Tone } from '../../../src/control/signs/beeps.ts';
import { type DisplayItem, heatTexts, rounds, stateTexts } from '../../../src/control/signs/display.ts';

const events: Readonly<Record<KeyEvent, string>> = {
  power: '**power**, on release',
  start: '**start**',
  stop: '**stop**',
  program: '**program**, on release',
  'program-hold': '**program** held 4 s',
  heat: '**heat**',
  'speed-up': '**speed-up**',
  'speed-down': '**speed-down**',
  'spot-up': '**spot-up**, repeats',
  'spot-down': '**spot-down**, repeats',
  timer: '**timer**, on release',
  'lock-chord': '**program + timer** held 3 s',
  'power-with-stop': '**power + stop**, on release',
  'service-chord': '**power + stop** held 5 s',
};

const actions: Readonly<Record<Action, string>> = {
  ignore: '–',
  refuse: 'refused',
  'switch-on': '→ homing',
  'switch-off': '→ off',
  park: '→ parking',
  'stop-parking': 'stands still → ready',
  start: '→ running',
  pause: '→ paused',
  resume: '→ running',
  stop: 'stands still → ready',
  'next-program': 'next program',
  save: 'saves',
  'next-heat': 'next level',
  faster: '+1',
  slower: '−1',
  'spot-up': '+10 mm',
  'spot-down': '−10 mm',
  'next-timer': 'next time',
  'toggle-lock': 'lock on or off',
  'enter-service': '→ service',
  confirm: 'confirms',
  'stop-service-job': 'stands still',
};

const tones: Readonly<Record<Tone, string>> = { none: 'silence', high: 'high', low: 'low' };

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function keys(locked: boolean): string {
  const rows = (Object.keys(events) as KeyEvent[]).map((event) => [
    events[event],
    ...sessionStates.map((state) => {
      const action = keyTable[state][event];
      return actions[locked && !worksLocked[action] ? 'refuse' : action];
    }),
  ]);
  return table(['key', ...sessionStates], rows);
}

function soundTable(): string {
  const names = (Object.keys(sounds) as SoundName[]).filter((name) => name !== 'none');
  const rows = names.map((name) => [
    name,
    sounds[name].map(({ tone, onMs }) => `${tones[tone]} ${onMs} ms`).join(', '),
  ]);
  return table(['sound', 'pulses'], rows);
}

function lamps(): string {
  const { blinkMs } = referenceChair.remote;
  return table(
    ['state', 'blinks each'],
    sessionStates.map((state) => [state, blinkMs[state] === 0 ? 'dark' : `${blinkMs[state] / 1000} s`]),
  );
}

function displays(): string {
  const words: Partial<Record<DisplayItem, string>> = {
    left: 'minutes left',
    code: 'fault code',
    nothing: 'dark',
  };
  const rows = sessionStates.map((state) => [
    state,
    rounds[state]
      .map((item) => (item === 'state' ? `\`${stateTexts[state]}\`` : (words[item] ?? item)))
      .join(', '),
  ]);
  return table(['state', 'goes round'], rows);
}

/** Each table under the name of its mark in the document. */
function remoteTables(): Record<string, string> {
  return {
    keys: keys(false),
    locked: keys(true),
    sounds: soundTable(),
    lamps: lamps(),
    display: displays(),
    heat: heatTexts.map((text) => `\`${text}\``).join(', '),
  };
}

/** The document with its marked tables made anew. */
export function withTables(document: string): string {
  let text = document;
  for (const [name, body] of Object.entries(remoteTables())) {
    const mark = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- end -->)`);
    if (!mark.test(text)) throw new Error(`docs/remote.md has no mark <!-- ${name} -->`);
    text = text.replace(mark, (_, before: string, after: string) => before + body + after);
  }
  return text;
}
