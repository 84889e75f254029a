/** Heating pads and what they share, as a chair file describes them. */
import { padsMax } from '../parts.ts';
import { figure, word } from './leaves.ts';
import { current, output, partText, spread, thermistor } from './schema-parts.ts';
import { may, must, named, part, section } from './shape.ts';

const share = (from: string, to: string, example: string, about: string) =>
  figure('share', from, to, example, about);

const byTable = section('Heat by a table of duty, where nothing measures it.', {
  low: must(share('1 %', '100 %', '50 %', 'Duty of the level low')),
  medium: may(share('1 %', '100 %', '75 %', 'Duty of the level medium'), 'the level is not there'),
  high: may(share('1 %', '100 %', '100 %', 'Duty of the level high'), 'the level is not there'),
  'steady-surface': may(
    figure('C', '25 C', '60 C', '40 C', 'Surface at full duty after 30 min'),
    'not measured: a thermostat must do',
  ),
  room: may(figure('C', '5 C', '40 C', '22 C', 'The room it was measured in'), 'needed with steady-surface'),
  covered: may(word(['yes', 'no'], 'Whether it was measured under a blanket.'), 'no, which meets nothing'),
});

const pad = section('A heating pad.', {
  out: must(output('output', 'What switches it.')),
  volts: may(figure('V', '5 V', '40 V', '24 V', 'At this voltage it takes its watts'), 'supply.volts'),
  watts: must(figure('W', '5 W', '80 W', '40 W', 'Power at its volts')),
  area: may(spread('mm', '0 mm', '2000 mm', '180 mm', 'Where on the back it lies'), 'not said'),
  'element-sensor': part(thermistor('On the heating element.'), 'heat is not closed-loop'),
  'surface-sensor': part(thermistor('Under the cover, at the surface.'), 'the level low alone'),
  thermostat: part(
    section('A thermostat in series that closes again by itself.', {
      at: must(word(['surface', 'element'], 'Where it feels.')),
      opens: must(figure('C', '25 C', '80 C', '43 C', 'It opens at')),
      part: partText(),
    }),
    'no heat by table',
  ),
  'cut-off': part(
    figure(
      'C',
      '50 C',
      '120 C',
      '66 C',
      'The one-shot cut-off on the element opens: against fire, not burns',
    ),
    'none is known',
  ),
  'by-table': part(byTable, 'no heat by table'),
  element: may(
    section('What heats up first.', {
      capacity: must(figure('J/K', '10 J/K', '1000 J/K', '90 J/K', 'Heat it takes for each kelvin')),
      'to-air': must(figure('K/W', '0.2 K/W', '10 K/W', '1.6 K/W', 'Kelvin above the air for each watt')),
    }),
    '90 J/K and 1.6 K/W',
  ),
  surface: may(
    section('What is felt.', {
      'time-constant': must(figure('ms', '10 s', '30 min', '120 s', 'How slowly it follows the element')),
      'from-element': must(
        share('10 %', '95 %', '67 %', 'It settles at this share of the element, the rest of the air'),
      ),
      'from-skin': must(share('0 %', '50 %', '10 %', 'Share of the skin while somebody leans on it')),
      skin: must(figure('C', '28 C', '38 C', '34 C', 'The skin that leans on it')),
    }),
    '120 s, 67 %, 10 % and 34 C',
  ),
  tolerance: may(
    section('How much such pads differ.', {
      parts: must(share('0 %', '50 %', '30 %', 'Power, capacity and conductance')),
      'from-element': must(share('0 %', '20 %', '2 %', 'Share of the element')),
    }),
    '30 % and 2 %',
  ),
});

export const heat = section('Heating pads and what they share.', {
  pads: part(
    named('The pads by name, such as lumbar and sacral.', pad, padsMax, {
      pattern: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
      hint: 'small letters and single hyphens, such as lumbar',
    }),
    'no heat',
  ),
  relay: part(output('output', 'In series with all pads.'), 'no such relay'),
  current: part(current('The current of all pads together.'), 'the relay is not proved'),
  ambient: part(
    thermistor('In the air, away from the pads.'),
    'the room is taken as it is when the pads are cold',
  ),
});
