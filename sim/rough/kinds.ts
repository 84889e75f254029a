/**
 * The kinds of roughness that a healthy chair must tolerate, each with what it does. Real sensors, hosts and lines
 * are like this every day; what is broken stands in the table of faults.
 */
export const roughKinds = {
  'converter-noise': '0.5 to 2 steps rms on every analog input',
  hum: '0.25 to 1 step of 50 or 60 Hz on every analog input; sampled each 20 ms it beats in 1 to 60 s',
  reference:
    'the reference of the converter off by up to 1 %: currents and supply read wrong (thermistors are measured against it and do not)',
  ripple:
    'the supply seen 0.1 to 0.5 V up and down, in a beat of 1 to 60 s, and the current of the pads with it',
  dips: 'the supply falls by 1 to 6 V for 1 to 10 ms when a motor starts',
  'current-noise': '1 to 5 steps rms on the currents',
  'current-offset': 'each current off by up to 50 mA',
  'current-gain': 'each current off by up to 5 %',
  'hall-jitter': 'edges of the carriage up to 0.3 mm late',
  'cam-jitter': 'edges of the cam sensors uncertain by 1 to 5 degrees',
  tremble: 'a magnet that stops on the rim of the hall sensor, at one place of ten, trembles and gives edges',
  'stray-edges': 'an edge of the carriage out of nothing, one in 5 min at rest',
  'double-edges': 'one edge in 50 to 1000 bounces, and is two more',
  bounce: 'keys, seat, stops and limit switches show anything for 1 to 10 ms after they have changed',
  parts:
    'thermistors with B within 1 %, up to 100 ohm in the lead, contact up to 10 % poorer, warmed by up to 0.3 K by their own current',
  leaning:
    'a back that shifts each 3 s to 3 min: contact 0.3 to 1.2 W/K over 10 to 100 % of the pad, 20 to 70 % of the loss to air left there',
  cover:
    'a blanket thrown over that leaves 5 to 50 % of the loss of the surface to air, and the air under it warmer by up to 16 K, to 43 C at most',
  room: 'a room that becomes up to 12 K warmer or colder in 10 min, or 20 K in 30 min',
  'late-turns': 'each turn of the host late by 0 to 15 ms',
  pauses: 'the host away for 20 to 100 ms, at most 8 % of the time together',
  'line-lag': 'every byte 20 to 120 ms late, either way',
  'line-burst': 'bytes come in bursts, 16 to 100 ms apart',
  'line-repeat': 'one message in 20 to 1000 comes twice',
} as const;
export type RoughKind = keyof typeof roughKinds;
export const roughKindNames = Object.keys(roughKinds) as readonly RoughKind[];

export function isRoughKind(text: string): text is RoughKind {
  return Object.hasOwn(roughKinds, text);
}
