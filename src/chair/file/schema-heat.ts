/** Heating pads and what they share, as a chair file describes them. */
import { allMotorNames } from '../names.ts';
import { padsMax } from '../parts.ts';
import { figure, word } from './leaves.ts';
import { current, output, partText, spread, surfaceSensor, thermistor } from './schema-parts.ts';
import { may, must, named, part, section } from './shape.ts';
import { usual } from './usual.ts';

const share = (from: string, to: string, example: string, about: string) =>
  figure('share', from, to, example, about);

const conductance = (example: string, about: string) => figure('W/K', '0.05 W/K', '10 W/K', example, about);

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

/** Most power that a pad may take from the chair's supply, W. */
export const padWattsMost = 80;

const pad = section('A heating pad.', {
  out: must(output('output', 'What switches it.')),
  volts: may(figure('V', '5 V', '40 V', '24 V', 'At this voltage it takes its watts'), 'supply.volts'),
  watts: must(figure('W', '5 W', `${padWattsMost} W`, '40 W', 'Power at its volts')),
  area: may(
    spread(
      'mm',
      '0 mm',
      '2000 mm',
      ['180 mm', '300 mm'],
      'Where on the back it lies; for people alone, no rule reads it',
    ),
    'not said',
  ),
  'element-sensor': part(thermistor('On the heating element.'), 'heat is not closed-loop'),
  'surface-sensor': part(surfaceSensor('Under the cover, at the surface.'), 'the level low alone'),
  thermostat: part(
    section('A thermostat in series that closes again by itself.', {
      at: must(word(['surface', 'element'], 'Where it feels.')),
      opens: must(figure('C', '25 C', '80 C', '45 C', 'It opens at')),
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
      'to-surface': must(conductance('0.6 W/K', 'Heat that flows to the surface')),
      'to-air': must(conductance('0.43 W/K', 'Heat lost through the frame behind it')),
    }),
    `${usual.element.capacity.text}, ${usual.element.toSurface.text} and ${usual.element.toAir.text}`,
  ),
  surface: may(
    section('What is felt.', {
      capacity: must(figure('J/K', '10 J/K', '1000 J/K', '107 J/K', 'Heat it takes for each kelvin')),
      'to-air': must(conductance('0.3 W/K', 'Heat lost to the air with nobody there')),
    }),
    `${usual.surface.capacity.text} and ${usual.surface.toAir.text}`,
  ),
  tolerance: may(
    share('0 %', '50 %', '30 %', 'Such pads differ by this in each of these, and in power'),
    usual.tolerance.text,
  ),
});

/**
 * Names that no pad may have: traces, faults of scenarios and the lines of an emulated board name these parts beside pads, and every
 * object, such as one keyed by pad names, already has a `constructor`.
 */
const takenNames = [
  ...allMotorNames,
  'ambient',
  'relay',
  'motor-relay',
  'lamp',
  'lock-lamp',
  'beeper',
  'constructor',
];

export const heat = section('Heating pads and what they share.', {
  pads: part(
    named('The pads by name, such as lumbar and sacral.', pad, padsMax, {
      pattern: new RegExp(`^(?!(?:${takenNames.join('|')})$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`),
      hint: 'small letters, digits and single hyphens, such as lumbar, and not the name of another part',
    }),
    'no heat',
  ),
  relay: part(output('output', 'In series with all pads.'), 'no such relay'),
  current: part(
    current(
      'The current of all pads together. Half of what the weakest of them draws, at the low end of its tolerance and of the voltage allowed, must exceed its noise (50 mA and 22 steps of the converter), and what all of them draw must be within its range; else it is not used.',
    ),
    'the relay is not proved',
  ),
  ambient: part(thermistor('In the air, away from the pads.'), 'any room from 5 to 40 C is allowed for'),
});
