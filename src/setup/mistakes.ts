/**
 * The wiring mistakes that setup knows, one row each: how it shows, what to do, what has happened by then at worst, and
 * which rows of the fault table find the same mistake on the running chair. docs/setup.md is made from these rows.
 */
import type { FaultCode } from '../chair/faults.ts';

interface MistakeRow {
  readonly id: string;
  /** What is wrong, in words for a person. */
  readonly about: string;
  /** How setup notices. */
  readonly shows: string;
  readonly cure: string;
  /** The worst that has happened by the time the mistake is named. */
  readonly worst: string;
  /** Faults by which the running chair finds the same mistake, each with the scenario that shows it; may be empty. */
  readonly inUse: Readonly<Partial<Record<FaultCode, string>>>;
}

export const mistakeRows = [
  {
    id: 'input-dead',
    about: 'nothing changes when it is pressed',
    shows: 'it was pressed, and no pin changed, with the pull-ups of the chip and without them',
    cure: 'look for a broken wire, a wire on ground, or a plug that is not in',
    worst: 'nothing: the supply of motors and pads is off',
    inUse: { E32: 'faults/e32-limit-not-reached.yaml' },
  },
  {
    id: 'input-floats',
    about: 'its pin floats while the contact is open',
    shows: 'without the pull-up of the chip the pin changes by itself, and with it the pin shows no press',
    cure: 'add a resistor of 10 kohm from the pin to ground',
    worst: 'nothing: the supply of motors and pads is off',
    inUse: { E33: 'rough/a-limit-switch-on-a-broken-wire-floats.yaml' },
  },
  {
    id: 'input-loose',
    about: 'its pin changes now and then, not each time that it is pressed',
    shows: 'pressed again and again, twice over, its pin changes fewer than three times',
    cure: 'look for a loose plug, a wire that hangs by a strand, or a worn contact',
    worst: 'nothing: the supply of motors and pads is off',
    inUse: { E71: 'rough/the-emergency-stop-makes-contact-for-a-moment.yaml' },
  },
  {
    id: 'two-on-one-pin',
    about: 'two parts change the same pin',
    shows: 'pressing one changes the pin that another was found on',
    cure: 'give each a pin of its own',
    worst: 'nothing: the supply of motors and pads is off',
    inUse: {},
  },
  {
    id: 'supply-volts',
    about: 'the supply has another voltage than the file says',
    shows: 'the multimeter, or the divider, reads more than 10 % from it',
    cure: 'connect the right supply, or write its true voltage in supply.volts',
    worst: 'nothing: no output has been on',
    inUse: { E11: 'faults/e11-supply-low.yaml', E12: 'faults/e12-supply-high.yaml' },
  },
  {
    id: 'switch-stuck',
    about: 'a driver or relay conducts whatever it is told',
    shows:
      'something moves, draws current or warms with this one off and the other one on; without a relay, as soon as the supply is plugged in',
    cure: 'look for a welded relay, a shorted driver, or a driver input wired to 5 V',
    worst: 'a pulse of 0.15 s with the key held; without a relay it moves until you pull the plug, twice',
    inUse: {
      E25: 'faults/e25-fet-shorted-at-the-proof.yaml',
      E26: 'faults/e26-pad-relay-welded.yaml',
      E34: 'faults/e34-carriage-runs-on.yaml',
      E35: 'faults/e35-carriage-runaway-at-the-proof.yaml',
      E36: 'faults/e36-motor-relay-welded.yaml',
      E42: 'faults/e42-kneader-runaway.yaml',
      E44: 'faults/e44-tapper-stuck-on.yaml',
    },
  },
  {
    id: 'output-inverted',
    about: 'an output is on at the other level than the file says',
    shows:
      'off does what on should, and on what off should; without a relay it moves when the supply is plugged in, and not once it is held at the other level',
    cure: 'invert its level in the file, and give it the resistor that holds it off in reset',
    worst:
      'a pulse of 0.15 s with the key held; without a relay it moves until you pull the plug, once or twice',
    inUse: {},
  },
  {
    id: 'output-dead',
    about: 'nothing happens when it is on',
    shows: 'no motion, no current and nobody saw anything; of a pad: nothing is warm in the hand',
    cure: 'check its fuse, its relay, its driver and the plug of the motor',
    worst: 'a pulse of 0.15 s with the key held',
    inUse: { E24: 'faults/e24-fet-open.yaml', E36: 'faults/e36-motor-relay-open.yaml' },
  },
  {
    id: 'motors-swapped',
    about: 'the other motor moves',
    shows: 'the person sees the other part move',
    cure: 'swap the leads of the two motors',
    worst: 'a pulse of 0.15 s with the key held',
    inUse: {
      E32: 'chair-a/the-motors-are-swapped.yaml',
      E34: 'chair-b/the-motors-are-swapped.yaml',
      E35: 'rough/the-motors-are-swapped.yaml',
      E37: 'chair-b/the-motors-are-swapped-beside-an-end.yaml',
    },
  },
  {
    id: 'motor-reversed',
    about: 'it goes the other way',
    shows: 'the person sees it move against the order',
    cure: 'swap the two leads of the motor',
    worst: 'a pulse of 0.15 s with the key held',
    inUse: {
      E32: 'one-end/reversed-wires.yaml',
      E37: 'faults/e37-carriage-reversed.yaml',
      E43: 'chair-b/the-kneader-s-leads-are-reversed.yaml',
    },
  },
  {
    id: 'ends-swapped',
    about: 'the switch called top is at the bottom, and the other way round',
    shows: 'the person sees it go up, and the switch called bottom closes',
    cure: 'swap the pins of the two ends',
    worst: 'the carriage touches its end: any end stops it in setup',
    inUse: { E37: 'faults/e37-ends-swapped.yaml' },
  },
  {
    id: 'end-dead',
    about: 'the carriage stands at its end, and its switch does not close',
    shows:
      'the carriage is driven but no longer moves, and no end has closed, though it did by hand; a middle switch never closed on the whole way',
    cure: 'check the switch and what should press it',
    worst:
      'the carriage is driven into its end for 0.3 s; without counts and current, until the key in the hand is released',
    inUse: { E32: 'faults/e32-limit-not-reached.yaml' },
  },
  {
    id: 'counts-dead',
    about: 'no pin counts the distance travelled',
    shows: 'the carriage moves, and no free pin changes',
    cure: 'check the sensor, its supply and its magnet',
    worst: 'pulses of 0.15 s with the key held',
    inUse: { E31: 'faults/e31-carriage-no-edges.yaml' },
  },
  {
    id: 'counts-bounce',
    about: 'edges are counted more than once',
    shows: 'in a slow travel the interrupts count more edges than the pin shows',
    cure: 'add 100 nF from the pin to ground, or use a shielded wire',
    worst: 'nothing',
    inUse: {},
  },
  {
    id: 'cam-dead',
    about: 'a cam of the file is never seen',
    shows: 'in two whole turns fewer pins change than the file has cams',
    cure: 'check the sensor, its supply and its magnet',
    worst: 'the arms turn for 2 s with the key held',
    inUse: { E43: 'faults/e43-cam-sensor-missing.yaml' },
  },
  {
    id: 'cam-order',
    about: 'the cams come in another order than the file says',
    shows: 'a width is seen more than 45 degrees from where the file has it',
    cure: 'write the order that was measured, or move the sensor',
    worst: 'the arms turn for 2 s with the key held',
    inUse: { E43: 'chair-b/the-sensors-for-narrow-and-wide-are-swapped.yaml' },
  },
  {
    id: 'currents-swapped',
    about: 'the current of one motor shows at the sensor of the other',
    shows: 'the other input rises while this motor is driven',
    cure: 'swap the pins of the two currents',
    worst: 'a pulse of 0.15 s with the key held',
    inUse: { E35: 'rough/the-sensors-of-the-motors-currents-are-swapped.yaml' },
  },
  {
    id: 'current-silent',
    about: 'a current sensor shows nothing',
    shows:
      'the motor is driven, and its current stays at the value at rest: the sensor is reversed, unplugged or missing',
    cure: 'swap the leads of the shunt; check its plug',
    worst: 'a pulse of 0.15 s with the key held',
    inUse: { E36: 'rough/the-carriage-s-current-sensor-is-unplugged.yaml' },
  },
  {
    id: 'current-scale',
    about: 'a current sensor has another scale than the file says',
    shows:
      'held before it moves, the motor draws more than 1.4 times or less than 0.7 times volts divided by ohms',
    cure: 'check the shunt and the gain, or write the scale that was measured',
    worst: 'a pulse of 0.5 s with the key held',
    inUse: {},
  },
  {
    id: 'pads-swapped',
    about: 'the other pad gets warm',
    shows: 'the person feels the other pad',
    cure: 'swap the leads of the two pads',
    worst: 'a pad has a quarter of its power for 60 s',
    inUse: { E27: 'rough/the-pads-are-swapped.yaml' },
  },
  {
    id: 'thermistors-swapped',
    about: "the other pad's sensors follow",
    shows: "this pad is warm in the hand, and the other one's sensors rise",
    cure: 'swap the pins of the two sensors',
    worst: 'a pad has a quarter of its power for 60 s',
    inUse: { E27: 'rough/the-thermistors-are-swapped.yaml' },
  },
  {
    id: 'thermistor-dead',
    about: 'no sensor follows the pad',
    shows: 'the pad has a quarter of its power for 60 s, and no reading rises',
    cure: 'check the sensor, how it is fixed, and whether current flows',
    worst: 'a pad has a quarter of its power for 60 s',
    inUse: { E21: 'faults/e21-thermistor-open.yaml', E27: 'faults/e27-thermistor-detached.yaml' },
  },
] as const satisfies readonly MistakeRow[];

export type MistakeId = (typeof mistakeRows)[number]['id'];

function mistakeRow(id: MistakeId): MistakeRow {
  const row = mistakeRows.find((each) => each.id === id);
  if (row === undefined) throw new Error(`no mistake is called ${id}`);
  return row;
}

/** A mistake that has shown, and where. */
export interface Fault {
  readonly id: MistakeId;
  readonly part: string;
  /** As printed on the board. */
  readonly pins: readonly string[];
  /** Further details of what was seen; may be empty. */
  readonly seen: string;
}

/** A mistake that was found, with its message. */
export interface FoundMistake {
  readonly id: MistakeId;
  /** As printed on the board. */
  readonly pins: readonly string[];
  readonly said: string;
}

export function foundMistake(id: MistakeId, part: string, pins: readonly string[], seen = ''): FoundMistake {
  const { about, cure } = mistakeRow(id);
  const where = pins.length === 0 ? '' : ` (${pins.length === 1 ? 'pin' : 'pins'} ${pins.join(' and ')})`;
  return { id, pins, said: `${part}${where}: ${about}${seen === '' ? '' : `; ${seen}`}. ${cure}.` };
}
