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

const byTable = section('Heat by a table of duty, for a pad whose temperature nothing measures.', {
  low: must(share('1 %', '100 %', '50 %', 'Duty of the level low')),
  medium: may(share('1 %', '100 %', '75 %', 'Duty of the level medium'), 'no such level'),
  high: may(share('1 %', '100 %', '100 %', 'Duty of the level high'), 'no such level'),
  'steady-surface': may(
    figure('C', '25 C', '60 C', '40 C', 'Surface temperature after 30 min at full duty'),
    'not measured: a thermostat is needed',
  ),
  room: may(
    figure('C', '5 C', '40 C', '22 C', 'Temperature of the room in which it was measured'),
    'needed with steady-surface',
  ),
  covered: may(
    word(['yes', 'no'], 'Whether it was measured under a blanket.'),
    'no, and then it meets no hazard',
  ),
});

/** Most power that a pad may take from the chair's supply, W. */
export const padWattsMost = 80;
/** Least power of a pad at its own voltage, W. */
export const padWattsLeast = 5;

const pad = section('A heating pad.', {
  out: must(output('output', 'The output that switches it.')),
  volts: may(figure('V', '5 V', '40 V', '24 V', 'Voltage at which it draws its watts'), 'supply.volts'),
  watts: must(
    figure('W', `${padWattsLeast} W`, `${padWattsMost} W`, '40 W', 'Power that it draws at its volts'),
  ),
  area: may(
    spread(
      'mm',
      '0 mm',
      '2000 mm',
      ['180 mm', '300 mm'],
      'Where on the back it lies (only for people, no rule reads it)',
    ),
    'not said',
  ),
  'element-sensor': part(thermistor('The thermistor on the heating element.'), 'no closed-loop heat'),
  'surface-sensor': part(
    surfaceSensor('The thermistor under the cover, at the surface.'),
    'only the level low',
  ),
  thermostat: part(
    section('A thermostat in series that closes again by itself.', {
      at: must(word(['surface', 'element'], 'Where it senses the temperature.')),
      opens: must(figure('C', '25 C', '80 C', '45 C', 'Temperature at which it opens')),
      part: partText(),
    }),
    'heat by table needs steady-surface',
  ),
  'cut-off': part(
    figure(
      'C',
      '50 C',
      '120 C',
      '66 C',
      'Temperature at which the one-shot cut-off on the element opens; it protects from fire, not from burns',
    ),
    'none is known',
  ),
  'by-table': part(byTable, 'no heat by table'),
  element: may(
    section('Thermal figures of the heating element.', {
      capacity: must(figure('J/K', '10 J/K', '1000 J/K', '90 J/K', 'Heat capacity')),
      'to-surface': must(conductance('0.6 W/K', 'Thermal conductance to the surface')),
      'to-air': must(conductance('0.43 W/K', 'Thermal conductance to the air, through the frame behind it')),
    }),
    `${usual.element.capacity.text}, ${usual.element.toSurface.text} and ${usual.element.toAir.text}`,
  ),
  surface: may(
    section('Thermal figures of the surface that people feel.', {
      capacity: must(figure('J/K', '10 J/K', '1000 J/K', '107 J/K', 'Heat capacity')),
      'to-air': must(conductance('0.3 W/K', 'Thermal conductance to the air with nobody in the chair')),
    }),
    `${usual.surface.capacity.text} and ${usual.surface.toAir.text}`,
  ),
  tolerance: may(
    share(
      '0 %',
      '50 %',
      '30 %',
      'How much pads of this kind vary in power and in each figure of element and surface',
    ),
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
  relay: part(output('output', 'The relay in series with all pads.'), 'no such relay'),
  current: part(
    current(
      'The sensor of the current of all pads together. It is used only if half the current of the weakest pad, at the low end of its tolerance and of the allowed voltage, exceeds the noise of the sensor (50 mA and 22.5 steps of the converter), and the current of all pads is within its range.',
    ),
    'the relay is not proved',
  ),
  ambient: part(
    thermistor('The thermistor in the air, away from the pads.'),
    'any room from 5 to 40 C is allowed for',
  ),
});
