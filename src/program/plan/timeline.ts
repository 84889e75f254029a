/**
 * The timeline of a plan as text: a table of its steps, then bars over time for carriage, arms, tapper and heat. Pure; colours
 * come from whoever prints it.
 */
import { heatLevels, type Width } from '../../chair/names.ts';
import { type Rhythm, rhythmNames } from '../../chair/rhythms.ts';
import { type Millimetres, type Milliseconds, minuteMs } from '../../chair/units.ts';
import { type Band, type PlaceName, zoneNames, zones } from '../../chair/zones.ts';
import { formatDuration } from '../../codec/durations.ts';
import { type Paint, plainPaint } from '../language/format-problems.ts';
import { type KneadStep, type Plan, type PlanStep, type TapStep, untilWhen } from './plan.ts';

const narrowest = 60;
const labelWidth = 15;
/** The places of a chair that differ from those of the standard rail. */
type OwnPlaces = Readonly<Partial<Record<PlaceName, Band>>>;

/** `width` is the number of columns of the page it is printed on. No line end at the end. */
export function timelineText(
  plan: Plan,
  width = 100,
  paint: Paint = plainPaint,
  places: OwnPlaces = {},
): string {
  const page = Math.max(narrowest, Math.floor(width));
  return [
    paint('strong', plan.name),
    paint(
      'dim',
      `${plan.program}, version ${plan.version}, ${lasts(plan.plannedMs)}, ${counted(plan.steps.length, 'step')}`,
    ),
    ...wrapped(plan.about, page),
    '',
    ...table(plan, paint),
    '',
    ...bars(plan, page, paint, { ...zones, ...places }),
    '',
    ...wrapped(legend(plan), page).map((line) => paint('dim', line)),
  ].join('\n');
}

function legend(plan: Plan): string {
  const [tapping, rhythms] = taps(plan)
    ? [', ○ tapping', `Tapper: ${rhythmNames.map((name) => `${rhythmSigns[name]} ${name}`).join(', ')}. `]
    : ['', ''];
  return (
    `Carriage: ─ rolling, ● kneading${tapping}, ▼ pressing. Arms: n m w narrow, medium, wide; > < kneading in, out. ` +
    `${rhythms}Heat: ▂ low, ▄ medium, ▆ high. Times marked ~ depend on the person and the room.`
  );
}

const rhythmSigns: Readonly<Record<Rhythm, string>> = { steady: '=', double: ':', waltz: '3' };

/** Whether the plan taps: only then is the tapper shown. */
const taps = ({ steps }: Plan): boolean => steps.some(({ technique }) => technique === 'tap');

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A duration, to a tenth of a second where it is not whole seconds. */
function lasts(durationMs: Milliseconds): string {
  const tenths = Math.round(durationMs / 100) % 10;
  const whole = formatDuration(Math.floor(Math.round(durationMs / 100) / 10) * 1000);
  return tenths === 0
    ? whole
    : whole.endsWith('s')
      ? whole.replace(' s', `.${tenths} s`)
      : `${whole} 0.${tenths} s`;
}

function clock(timeMs: Milliseconds): string {
  const seconds = Math.round(timeMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function table(plan: Plan, paint: Paint): string[] {
  const rows = plan.steps.map((step) => [
    step.path,
    clock(step.startMs),
    `${step.exact ? '' : '~'}${lasts(step.endMs - step.startMs)}`,
    step.technique,
    settings(step),
    heat(step),
  ]);
  const head = ['step', 'start', 'lasts', 'does', '', 'heat'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length)),
  );
  const rightAligned = [1, 2];
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        rightAligned.includes(column)
          ? cell.padStart(widths[column] as number)
          : cell.padEnd(widths[column] as number),
      )
      .join('  ')
      .trimEnd();
  return [paint('dim', line(head)), ...rows.map(line)];
}

function settings(step: PlanStep): string {
  switch (step.technique) {
    case 'roll': {
      const passes =
        step.passes === null ? '' : `, ${counted(step.passes, 'pass').replace('passs', 'passes')}`;
      return `${step.fromMm} to ${step.toMm} mm, speed ${step.speed}, ${step.width}${passes}`;
    }
    case 'knead': {
      const turns = step.turns === null ? '' : `, ${counted(step.turns, 'turn')}`;
      return `${worked(step)}, speed ${step.speed}, ${step.direction}${turns}`;
    }
    case 'press':
      return `${step.atMm} mm, ${step.width}, hold ${formatDuration(step.holdMs)}`;
    case 'tap':
      return `${worked(step)}, speed ${step.speed}, ${step.rhythm}`;
    case 'rest':
      return '';
    case 'preheat':
      return untilWhen(step);
  }
}

const worked = ({ lowMm, highMm }: KneadStep | TapStep): string =>
  lowMm === highMm ? `${lowMm} mm` : `${lowMm} to ${highMm} mm`;

function heat({ heat: levels }: PlanStep): string {
  const [first = 'off', ...others] = Object.values(levels);
  if (others.every((level) => level === first)) return first;
  return Object.entries(levels)
    .map(([pad, level]) => `${pad} ${level}`)
    .join(', ');
}

function bars(
  plan: Plan,
  page: number,
  paint: Paint,
  zoneOf: Readonly<Record<keyof typeof zones, Band>>,
): string[] {
  const columns = page - labelWidth - 2;
  const slices = Array.from({ length: columns }, (_, column) => stepsBetween(plan, column, columns));
  const row = (label: string, cell: (steps: readonly PlanStep[]) => string) =>
    `${label.padStart(labelWidth)} ${paint('dim', '|')}${slices.map(cell).join('').trimEnd()}`;
  // The rail above the zones has a row only where a step goes there.
  const above: Band = { fromMm: zoneOf[zoneNames.at(-1)!].toMm, toMm: Number.POSITIVE_INFINITY };
  const aboveZones = plan.steps.some((step) => carriageSign(step, above) !== ' ');
  return [
    ...(aboveZones ? [row('above', (steps) => first(steps, (step) => carriageSign(step, above)))] : []),
    ...[...zoneNames]
      .reverse()
      .map((zone) => row(zone, (steps) => first(steps, (step) => carriageSign(step, zoneOf[zone])))),
    row('arms', (steps) => first(steps, armsSign)),
    ...(taps(plan) ? [row('tapper', (steps) => first(steps, tapperSign))] : []),
    row('speed', (steps) => first(steps, (step) => ('speed' in step ? String(step.speed) : ' '))),
    ...Object.keys(plan.steps[0]?.heat ?? {}).map((pad) =>
      row(`heat ${pad}`.slice(0, labelWidth), (steps) =>
        first(steps, (step) => heatSigns[heatLevels.indexOf(step.heat[pad] ?? 'off')] as string),
      ),
    ),
    scale(plan.plannedMs, columns, paint),
  ];
}

/** The steps of one column, the most important first: a short press is not lost between two rolls. */
function stepsBetween(plan: Plan, column: number, columns: number): PlanStep[] {
  const fromMs = (column / columns) * plan.plannedMs;
  const toMs = ((column + 1) / columns) * plan.plannedMs;
  const order = ['press', 'knead', 'tap', 'roll', 'rest', 'preheat'];
  return plan.steps
    .filter((step) => step.startMs < toMs && step.endMs > fromMs)
    .sort((one, other) => order.indexOf(one.technique) - order.indexOf(other.technique));
}

/** The first sign that is no blank. */
function first(steps: readonly PlanStep[], sign: (step: PlanStep) => string): string {
  return steps.map(sign).find((one) => one !== ' ') ?? ' ';
}

function carriageSign(step: PlanStep, zone: Band): string {
  switch (step.technique) {
    case 'roll':
      return meets(zone, step.fromMm, step.toMm) ? '─' : ' ';
    case 'knead':
      return meets(zone, step.lowMm, step.highMm) ? '●' : ' ';
    case 'tap':
      return meets(zone, step.lowMm, step.highMm) ? '○' : ' ';
    case 'press':
      return meets(zone, step.atMm, step.atMm) ? '▼' : ' ';
    case 'rest':
    case 'preheat':
      return ' ';
  }
}

/** A boundary belongs to the zone above it. */
function meets(zone: Band, oneMm: Millimetres, otherMm: Millimetres): boolean {
  const lowMm = Math.min(oneMm, otherMm);
  const highMm = Math.max(oneMm, otherMm);
  if (lowMm === highMm) return lowMm >= zone.fromMm && lowMm < zone.toMm;
  return highMm > zone.fromMm && lowMm < zone.toMm;
}

const widthSigns: Readonly<Record<Width, string>> = { narrow: 'n', medium: 'm', wide: 'w' };
const heatSigns = [' ', '▂', '▄', '▆'];

function armsSign(step: PlanStep): string {
  if (step.technique === 'knead') return step.direction === 'in' ? '>' : '<';
  return 'width' in step ? widthSigns[step.width] : ' ';
}

function tapperSign(step: PlanStep): string {
  return step.technique === 'tap' ? rhythmSigns[step.rhythm] : ' ';
}

/** Minutes under the bars, as many as have room. */
function scale(plannedMs: Milliseconds, columns: number, paint: Paint): string {
  const minutes = plannedMs / minuteMs;
  const every = [1, 2, 3, 5].find((step) => (columns / minutes) * step >= 5) ?? 10;
  const unitAt = columns - 3;
  let line = '';
  for (let minute = 0; minute < minutes; minute += every) {
    const column = Math.round((minute / minutes) * columns);
    if (column < unitAt - 2) line = `${line.padEnd(column)}${minute}`;
  }
  return paint('dim', `${''.padStart(labelWidth)} |${line.padEnd(unitAt)}min`);
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
