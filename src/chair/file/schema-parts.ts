/** Elements that many parts of a chair file share: pins with their levels, sensors, spreads. */

import { figure, pin, text, word } from './leaves.ts';
import type { UnitKind } from './quantities.ts';
import { may, must, type PinNeed, part, section } from './shape.ts';
import { usual } from './usual.ts';

export const partText = () =>
  may(
    text(160, 'limit switch, closes to ground', 'What is connected, for the person who wires it.'),
    'not said',
  );

const levels = ['high', 'low'] as const;
const outputLevel = word(levels, 'The level that switches it on.');

const outputExtras = (pullLeftOut: string, fedLeftOut: string) => ({
  pull: may(
    word(['external-down', 'external-up'], 'The resistor that holds it off while the chip is in reset.'),
    pullLeftOut,
  ),
  'fed-from': may(word(['chip', 'supply'], "What feeds its driver or its relay's coil."), fedLeftOut),
  part: partText(),
});

/** An output that moves or heats; its level must be stated. */
export const output = (need: PinNeed, about: string) =>
  section(about, {
    pin: must(pin(need)),
    active: must(outputLevel),
    ...outputExtras(
      'if it is active high, a pull-down of 10 k is expected at its driver; needed if it is active low',
      'not said; needed if it is active low',
    ),
  });

/** A lamp or beeper; its level may be left out, since one that is on while the chip is in reset hurts nobody. */
export const sign = (about: string) =>
  section(about, {
    pin: must(pin('output')),
    active: may(outputLevel, 'high'),
    ...outputExtras('not said', 'not said'),
  });

const pulls = ['up', 'down', 'external-up', 'external-down', 'none'] as const;
const inputActive = word(levels, 'The level that means closed, seen, reached or pressed.');
const inputPull = word(
  pulls,
  'What holds the input when its wire is broken: the chip, or a resistor outside.',
);

/** The rules hold however long a contact bounces: ends act at the first contact, keys count as released 40 ms after the last. */
const debounce = may(
  figure(
    'ms',
    '0 ms',
    '100 ms',
    '5 ms',
    'How long its contact bounces; only the ends of the simulated chair use it, no rule reads it',
  ),
  usual.debounce.text,
);

export const inputKeys = (need: PinNeed) => ({
  pin: must(pin(need)),
  active: must(inputActive),
  pull: must(inputPull),
  debounce,
  part: partText(),
});
export const input = (about: string) => section(about, inputKeys('input'));

/** A key that neither stops nor limits. */
export const key = (about: string) =>
  section(about, {
    ...inputKeys('input'),
    active: may(inputActive, usual.contact.active),
    pull: may(inputPull, usual.contact.pull),
  });

/** The input of a stop that may be wired to the supply only. */
export const optionalInputKeys = {
  pin: part(
    pin('input', 'The pin of its second contact; `none` if nothing tells the chip.'),
    'nothing tells the chip',
  ),
  active: may(inputActive, 'needed with a pin'),
  pull: may(inputPull, 'needed with a pin'),
  debounce,
  part: partText(),
};

/** Scale of a current at the pin, of shunt and amplifier together. */
const ampereScale = figure('A/V', '0.01 A/V', '20 A/V', '2 A/V', 'What one volt at the pin stands for');
const currentKeys = { pin: must(pin('analog')), scale: must(ampereScale), part: partText() };
export const current = (about: string) => section(about, currentKeys);

export const voltage = (about: string) =>
  section(about, {
    pin: must(pin('analog')),
    scale: must(figure('V/V', '1 V/V', '20 V/V', '7.8 V/V', 'What one volt at the pin stands for')),
    part: partText(),
  });

/** `examples`: one for the least, one for the most. */
export const spread = (
  kind: UnitKind,
  from: string,
  to: string,
  examples: readonly [string, string],
  about: string,
) =>
  section(about, {
    from: must(figure(kind, from, to, examples[0], `${about}, lower end`)),
    to: must(figure(kind, from, to, examples[1], `${about}, upper end`)),
  });

const drawn = (stall: string) => ({
  running: must(spread('A', '50 mA', '15 A', ['0.6 A', '1.2 A'], 'Current while it runs')),
  stall: must(figure('A', '0.5 A', '20 A', stall, 'Current when it is held fast at full duty')),
});
export const motorCurrent = (stall: string) =>
  section(
    'The sensor of its current. It is used only if the current that shows a motor held fast is within its range, and what it draws running stands out from the noise of the sensor (50 mA and 12.5 steps of the converter).',
    { ...currentKeys, ...drawn(stall) },
  );
export const draws = (stall: string) =>
  section('The current of the motor, measured once by hand if no sensor measures it.', drawn(stall));

const thermistorKeys = {
  pin: must(pin('analog')),
  resistance: must(
    figure(
      'ohm',
      '1 kohm',
      '100 kohm',
      '10 kohm',
      'Resistance of the thermistor at 25 C, and of the resistor that goes from its pin to 5 V. Of less than 10 kohm, 500 ohm in the lead hide more, and the pad is held cooler: by 2.7 K with 4.7 kohm',
    ),
  ),
  beta: must(figure('K', '3000 K', '5000 K', '3950 K', 'Its B value')),
  part: partText(),
};
export const thermistor = (about: string) => section(about, thermistorKeys);
/** A sensor that comes off reads as low as under a cold back; nothing in a session distinguishes the two. */
export const surfaceSensor = (about: string) =>
  section(about, {
    ...thermistorKeys,
    fixed: may(
      word(
        ['yes', 'no'],
        'Whether it is cast or sewn in, so that its contact cannot become worse by more than a tenth.',
      ),
      'yes; if `no`, the element is kept at 45 C or below',
    ),
  });

export const fuse = (example: string) =>
  figure('A', '0.5 A', '30 A', example, 'Rating of the fuse in its line');
