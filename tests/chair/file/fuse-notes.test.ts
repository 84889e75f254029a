/** Where nothing but a fuse ends a jam, it is said if the fuse cannot, wherever it stands and wherever the current is known from. */
import { expect, test } from 'vitest';
import { readChair } from '../../../src/chair/file/read.ts';
import { hazardsOf } from '../../../src/chair/hazards.ts';

const chair = (carriage: string, motors = 'none'): string => `chair: mine
format: 1
chip: mega-2560
supply: { volts: 24 V }
motors: ${motors}
carriage:
  drive: { kind: pwm-direction, pwm: { pin: 6, active: high }, direction: { pin: 22, active: high } }
  travel: { up: 16 s, down: 15 s }
  rail: 794 mm
  ends:
    top: { pin: 33, active: high, pull: up }
    bottom: { pin: 34, active: high, pull: up }
${carriage}
inputs:
  stop: { pin: 37, active: high, pull: up }
  emergency-stop: { cuts: motors, pin: none }
  keys: { start: { pin: 41 } }
signs: { beeper: { pin: 11 } }
`;

/** All but what is locked out, which follows from it. */
const said = (text: string): string[] => {
  const { problems, notes } = readChair(text, 'mine.yaml');
  return [...problems, ...notes]
    .filter(({ message }) => !message.includes('is locked out'))
    .map(({ line, code, message }) => `${line} ${code} ${message}`);
};

const draws = '  draws: { running: { from: 0.8 A, to: 1.5 A }, stall: 8 A }';
/** A sensor too coarse to show anything: its figures are known all the same. */
const blind = '  current: { pin: A0, scale: 20 A/V, running: { from: 50 mA, to: 0.1 A }, stall: 0.5 A }';
const counts = '  counts: { pin: 2, active: high, pull: up, each: 2 mm }';

test('the fuse of all motors protects the only one, and has to fit it', () => {
  expect(said(chair(draws, '{ fuse: 3 A }'))).toEqual([]);
  expect(said(chair(draws, '{ fuse: 30 A }'))).toEqual([
    '5 N49 only the fuse could end a jam, and motors.fuse of 30 A does not fit a carriage that draws 1.5 A running and 8 A held fast',
  ]);
});

test('what a sensor that is of no use was bought for still tells what the carriage draws', () => {
  expect(said(chair(`  fuse: 30 A\n${blind}`))).toEqual([
    '13 N49 only the fuse could end a jam, and carriage.fuse of 30 A does not fit a carriage that draws 0.1 A running and 0.5 A held fast',
    expect.stringMatching(/^14 N46 carriage\.current is not used/),
  ]);
});

test('counts that come too rarely to show a jam leave it to the fuse', () => {
  const rare = '  counts: { pin: 2, active: high, pull: up, each: 20 mm }';
  expect(said(chair(`  fuse: 3 A\n${rare}`))).toEqual([
    '13 N43 only the fuse could end a jam, and the file does not say what the carriage draws',
  ]);
});

test('a tapper is ended by its fuse as well, unless it has a switch of its own', () => {
  const tapper = (more: string) =>
    said(`chair: mine
format: 1
chip: mega-2560
supply: { volts: 24 V }
motors: { fuse: 30 A }
tapper: { drive: { kind: on, on: { pin: 9, active: high } }, ${draws.trim()}${more} }
inputs:
  stop: { pin: 37, active: high, pull: up }
  emergency-stop: { cuts: motors, pin: none }
  keys: { start: { pin: 41 } }
signs: { beeper: { pin: 11 } }
`);
  expect(tapper('')).toEqual([
    '5 N49 only the fuse could end a stall, and motors.fuse of 30 A does not fit a tapper that draws 1.5 A running and 8 A held fast',
  ]);
  expect(tapper(', thermal-switch: yes')).toEqual([]);
});

test('where something else ends a jam, any fuse will do', () => {
  expect(said(chair(`${draws}\n${counts}`, '{ fuse: 30 A }'))).toEqual([]);
});

test('a fuse that does not fit ends nothing: what it would have to protect is locked out, and explained', () => {
  const jamOf = (text: string) => {
    const { chair: read } = readChair(text, 'mine.yaml');
    return read === null ? null : hazardsOf(read).find(({ id }) => id === 'jam');
  };
  expect(jamOf(chair(draws, '{ fuse: 3 A }'))).toMatchObject({ met: 'time' });
  for (const fuse of ['1.9 A', '4.1 A', '30 A'])
    expect(jamOf(chair(draws, `{ fuse: ${fuse} }`)), fuse).toMatchObject({ met: null });
  expect(jamOf(chair(`${draws}\n${counts}`, '{ fuse: 30 A }'))).toMatchObject({ met: 'counts' });
});
