/**
 * What is recorded beside the charts' numbers: keys, switches, signs, the guard's holds, the link. One table serves the
 * timeline's tracks and the columns of an exported trace.
 */
import type { Chair } from '../../../src/chair/chair.ts';
import { keyBit, keyNames } from '../../../src/chair/names.ts';
import { padPart, part } from '../../../src/chair/parts.ts';
import type { InputName } from '../../../src/chair/wiring.ts';
import { reasons } from '../../../src/control/guard/reasons.ts';
import { channelNames, outputNames, type TrackView, toneNames } from '../protocol.ts';
import { holdOf } from './hold-codes.ts';

export interface Track extends TrackView {
  readonly read: (codes: Float64Array, values: Float64Array) => number | string;
}

/** Bits of the first code; see `moment.ts`. */
export const codeBits = {
  lamp: 16,
  lockLamp: 17,
  pads: 18,
  seat: 20,
  emergencyStop: 21,
  powered: 22,
  limitTop: 23,
  limitMiddle: 24,
  limitBottom: 25,
  camNarrow: 26,
  camMedium: 27,
  camWide: 28,
  carriageMoves: 29,
  kneaderTurns: 30,
} as const;

const isOn = (bits: number | undefined, place: number): number => ((bits ?? 0) >>> place) & 1;

function wire(id: string, name: string, group: TrackView['group'], place: number): Track {
  return { id, name, group, kind: 'switch', read: (codes) => isOn(codes[0], place) };
}

function holdTrack(id: string, name: string, output: number): Track {
  return {
    id: `hold_${id}`,
    name: `${name} held`,
    group: 'guard',
    kind: 'text',
    read: (codes) => {
      const rule = reasons[holdOf(output, codes)];
      return rule === undefined || rule.name === 'none' ? '' : rule.name;
    },
  };
}

const holdIds = {
  carriage: 'carriage',
  kneader: 'kneader',
  motorRelay: 'motor_relay',
  padRelay: 'pad_relay',
} as const;

function toneText(codes: Float64Array): string {
  const tone = toneNames[((codes[0] ?? 0) >>> 14) & 3] ?? 'none';
  return tone === 'none' ? '' : tone;
}

function displayText(codes: Float64Array): string {
  const letters = codes[6] ?? 0;
  return String.fromCharCode(...[0, 7, 14, 21].map((place) => (letters >>> place) & 127)).trim();
}

const wired: readonly (readonly [InputName, string, keyof typeof codeBits])[] = [
  ['seat', 'seat', 'seat'],
  ['emergency-stop', 'emergency stop', 'emergencyStop'],
  ['limit-top', 'limit top', 'limitTop'],
  ['limit-middle', 'switch middle', 'limitMiddle'],
  ['limit-bottom', 'limit bottom', 'limitBottom'],
  ['cam-narrow', 'cam narrow', 'camNarrow'],
  ['cam-medium', 'cam medium', 'camMedium'],
  ['cam-wide', 'cam wide', 'camWide'],
];

const snake = (name: string): string => name.replaceAll('-', '_');

function relayTrack(id: 'motorRelay' | 'padRelay', name: string): Track {
  const channel = channelNames.indexOf(id);
  return {
    id: snake(name.replace(' ', '_')),
    name,
    group: 'outputs',
    kind: 'switch',
    read: (_codes, values) => values[channel] ?? 0,
  };
}

function linkTrack(id: string, name: string, most: number, code: number): Track {
  return { id, name, group: 'link', kind: 'number', most, read: (codes) => codes[code] ?? 0 };
}

/** The tracks that this chair has, in the order of the timeline. */
export function tracksOf({ pads, tapper, carriage, wiring }: Chair): Track[] {
  const { inputs, switches, signs, motors } = wiring;
  const isThere = {
    carriage: motors.carriage !== null,
    kneader: motors.kneader !== null,
    motorRelay: switches['motor-relay'] !== null,
    padRelay: switches['pad-relay'] !== null,
  };
  return [
    ...keyNames
      .filter((key) => wiring.keys[key] !== null)
      .map(
        (key): Track => ({
          id: `key_${snake(key)}`,
          name: `${key} key`,
          group: 'keys',
          kind: 'switch',
          read: (codes) => (((codes[3] ?? 0) & keyBit(key)) === 0 ? 0 : 1),
        }),
      ),
    wire('carriage_moves', 'carriage moves', 'outputs', codeBits.carriageMoves),
    ...(wiring.motors.kneader === null && !carriage.coupled
      ? []
      : [wire('kneader_turns_on', 'arms turn', 'outputs', codeBits.kneaderTurns)]),
    ...(switches['motor-relay'] === null ? [] : [relayTrack('motorRelay', 'motor relay')]),
    ...(switches['pad-relay'] === null ? [] : [relayTrack('padRelay', 'pad relay')]),
    ...pads.map(({ name }, index) =>
      wire(`${snake(name)}_on`, `${name} pad`, 'outputs', codeBits.pads + index),
    ),
    ...(signs.lamp === null ? [] : [wire('lamp', 'status lamp', 'signs', codeBits.lamp)]),
    ...(signs['lock-lamp'] === null ? [] : [wire('lock_lamp', 'lock lamp', 'signs', codeBits.lockLamp)]),
    ...(signs.beeper === null
      ? []
      : [{ id: 'beeper', name: 'beeper', group: 'signs', kind: 'text', read: toneText } as const]),
    ...(wiring.display === null
      ? []
      : [{ id: 'display', name: 'display', group: 'signs', kind: 'text', read: displayText } as const]),
    ...wired
      .filter(([input]) => inputs[input] !== null)
      .map(([input, name, bit]) => wire(snake(input), name, 'sensors', codeBits[bit])),
    ...outputNames.flatMap((output) =>
      isThere[output] ? [holdTrack(holdIds[output], output, part[output])] : [],
    ),
    ...pads.map(({ name }, index) => holdTrack(snake(name), `${name} pad`, padPart(index))),
    ...(tapper === null ? [] : [holdTrack('tapper', 'tapper', part.tapper)]),
    linkTrack('link_age_ms', 'link age, ms', 100, 10),
    linkTrack('link_late_ms', 'link lateness, ms', 100, 11),
    linkTrack('link_bad_frames', 'frames refused', 10, 12),
  ];
}
