/**
 * A program on a chair that cannot do all of it: a note where it is still a massage, a problem where it is not. Each
 * note is given once, at the first place where it holds, with the number of the others.
 */
import type { Abilities } from '../../chair/abilities.ts';
import { sessionLimits } from '../../chair/limits.ts';
import { type HeatLevel, levelGivenOf } from '../../chair/names.ts';
import { minuteMs } from '../../chair/units.ts';
import { formatDuration } from '../../codec/durations.ts';
import { isMap, type PlainMap } from '../../codec/plain-map.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import type { Plan } from '../plan/plan.ts';
import type { Finding, NoteFinding, ProgramNoteCode } from './problems.ts';

interface Fit {
  readonly problems: readonly Finding[];
  readonly notes: readonly NoteFinding[];
}

interface Fitting {
  readonly abilities: Abilities;
  readonly problems: Finding[];
  readonly notes: Map<ProgramNoteCode, { note: NoteFinding; count: number }>;
  moves: boolean;
  heats: Path | null;
}

/** `value` is a program as it was read; its own problems are not looked at. */
export function fitProgram(value: unknown, abilities: Abilities): Fit {
  const fitting: Fitting = { abilities, problems: [], notes: new Map(), moves: false, heats: null };
  if (isMap(value)) {
    fitHeat(value['heat'], ['heat'], fitting);
    fitEntries(value['steps'], ['steps'], fitting);
  }
  if (!fitting.moves && fitting.heats !== null && !canHeat(abilities)) {
    const message = `the program is of heat alone, and ${noHeat(abilities)}`;
    const cure = hasPads(abilities)
      ? 'lumbar explain says what would have to be added'
      : 'choose a program that moves, too; a pad that the chair has belongs into its file, under `heat.pads`';
    problem(fitting, fitting.heats, 'P38', message, cure);
    // That note says that the program runs without heat, which it does not.
    fitting.notes.delete('N05');
  }
  const notes = [...fitting.notes.values()].map(({ note, count }) =>
    count === 1 ? note : { ...note, message: `${note.message} (and in ${count - 1} more)` },
  );
  return { problems: fitting.problems, notes };
}

const canHeat = ({ levels }: Abilities): boolean => Object.values(levels).some((each) => each.length > 0);

/** True also where every pad of the chair is locked out: such a pad has no levels. */
const hasPads = ({ levels }: Abilities): boolean => Object.keys(levels).length > 0;

const noHeat = (abilities: Abilities): string =>
  hasPads(abilities) ? 'the heat of this chair is locked out' : 'this chair has no heat';

/** What every such chair can do in the place of a step that it cannot. */
const inPlace = ({ roll }: Abilities): string => (roll ? 'roll or rest in its place' : 'rest in its place');

/** The hint where a part is locked out. */
const lockedOutHint = (hint: string): string => `${hint}; lumbar explain says why, and what would help`;

function problem(
  fitting: Fitting,
  path: Path,
  code: Finding['code'],
  message: string,
  hint: string,
  at: Finding['at'] = 'value',
): void {
  fitting.problems.push({ path, at, code, message, hint });
}

function note(fitting: Fitting, path: Path, code: ProgramNoteCode, message: string, hint: string): void {
  const before = fitting.notes.get(code);
  if (before !== undefined) before.count++;
  else fitting.notes.set(code, { note: { path, at: 'value', code, message, hint }, count: 1 });
}

function fitEntries(entries: unknown, path: Path, fitting: Fitting): void {
  if (!Array.isArray(entries)) return;
  entries.forEach((entry, index) => {
    if (!isMap(entry)) return;
    const at = [...path, index];
    if (isMap(entry['roll'])) fitRoll(entry['roll'], [...at, 'roll'], fitting);
    if (isMap(entry['knead'])) fitKnead(entry['knead'], [...at, 'knead'], fitting);
    if (isMap(entry['tap'])) fitTap(entry['tap'], [...at, 'tap'], fitting);
    if (isMap(entry['press'])) fitPress(entry['press'], [...at, 'press'], fitting);
    fitHeat(entry['heat'], [...at, 'heat'], fitting);
    fitEntries(entry['steps'], [...at, 'steps'], fitting);
  });
}

function fitRoll(settings: PlainMap, path: Path, fitting: Fitting): void {
  fitting.moves = true;
  const { abilities } = fitting;
  if (!abilities.roll) {
    problem(fitting, path, 'P40', 'this chair has no carriage that may move', 'take the step out', 'key');
    return;
  }
  fitWidth(settings, path, fitting);
  fitSpeed(settings, path, abilities.speeds.carriage, 'rolling', fitting);
  if (abilities.place === 'time' && Object.hasOwn(settings, 'passes')) {
    const message =
      'nothing in this chair measures how fast its carriage goes: passes take as long as the person lets them';
    note(fitting, [...path, 'passes'], 'N20', message, '`for` in place of `passes` lasts what it says');
  }
  fitPlace(settings, path, ['from', 'to'], fitting);
}

function fitKnead(settings: PlainMap, path: Path, fitting: Fitting): void {
  fitting.moves = true;
  const { abilities } = fitting;
  if (abilities.knead === 'none') {
    problem(
      fitting,
      path,
      'P39',
      'this chair cannot knead',
      `${inPlace(abilities)}; if the chair has arms, lumbar explain says why they may not turn`,
      'key',
    );
    return;
  }
  if (abilities.knead === 'moving' && Object.hasOwn(settings, 'at')) {
    const message = 'this chair kneads only while its carriage travels';
    problem(fitting, [...path, 'at'], 'P37', message, 'over a band: `over: quadratus-lumborum`');
    return;
  }
  if (Object.hasOwn(settings, 'direction') && abilities.directions === 'one') {
    const message = 'this chair kneads one way only';
    note(fitting, [...path, 'direction'], 'N02', message, 'the step runs as the arms turn');
  }
  if (Object.hasOwn(settings, 'turns') && !abilities.width) {
    const message = 'nothing in this chair counts the turns of its arms: they are reckoned from its speed';
    note(fitting, [...path, 'turns'], 'N20', message, '`for` in place of `turns` lasts what it says');
  }
  fitSpeed(settings, path, abilities.speeds.kneader || abilities.speeds.carriage, 'kneading', fitting);
  fitPlace(settings, path, ['at', 'over'], fitting);
}

function fitPress(settings: PlainMap, path: Path, fitting: Fitting): void {
  fitting.moves = true;
  if (!fitting.abilities.press) {
    const message = 'pressing needs arms that can be told how far apart to stand, and a place that is known';
    problem(fitting, path, 'P36', message, `this chair has not both: ${inPlace(fitting.abilities)}`, 'key');
    return;
  }
  fitWidth(settings, path, fitting);
  fitPlace(settings, path, ['at'], fitting);
}

/** The checker has already reported a chair that may not tap. */
function fitTap(settings: PlainMap, path: Path, fitting: Fitting): void {
  fitting.moves = true;
  const { abilities } = fitting;
  if (!abilities.tap) return;
  if (!abilities.roll || abilities.place === 'none') {
    const key = Object.hasOwn(settings, 'over') ? 'over' : 'at';
    note(
      fitting,
      [...path, key],
      'N07',
      'this chair taps where its tapper stands',
      'the place is not gone to',
    );
  }
  fitSpeed(settings, path, abilities.speeds.tapper, 'tapping', fitting);
  fitPlace(settings, path, ['at', 'over'], fitting);
}

function fitWidth(settings: PlainMap, path: Path, fitting: Fitting): void {
  if (fitting.abilities.width || !Object.hasOwn(settings, 'width')) return;
  const message = 'this chair cannot choose how far apart its arms are';
  note(fitting, [...path, 'width'], 'N01', message, 'the step runs with the arms as they stand');
}

const speedsOfPrograms = 6;

function fitSpeed(settings: PlainMap, path: Path, count: number, what: string, fitting: Fitting): void {
  if (count >= speedsOfPrograms || count === 0 || !Object.hasOwn(settings, 'speed')) return;
  const message = `${what}, this chair has ${count === 1 ? 'one speed' : `${count} speeds`} of the six`;
  note(fitting, [...path, 'speed'], 'N03', message, 'the nearest is taken');
}

function fitPlace(settings: PlainMap, path: Path, keys: readonly string[], fitting: Fitting): void {
  if (fitting.abilities.place !== 'time') return;
  const key = keys.find((each) => Object.hasOwn(settings, each));
  if (key === undefined) return;
  const message = 'this chair knows by time in which third of the rail its carriage is';
  note(fitting, [...path, key], 'N06', message, 'the third that the place lies in is taken');
}

function fitHeat(heat: unknown, path: Path, fitting: Fitting): void {
  if (typeof heat === 'string' && heat !== 'off') fitAllPads(heat as HeatLevel, path, fitting);
  if (!isMap(heat)) return;
  for (const [pad, level] of Object.entries(heat)) {
    if (typeof level !== 'string' || level === 'off') continue;
    fitting.heats ??= [...path, pad];
    const { levels: all } = fitting.abilities;
    const levels = Object.hasOwn(all, pad) ? all[pad] : undefined;
    if (levels === undefined) {
      note(fitting, [...path, pad], 'N05', `this chair has no pad ${pad}`, 'nothing is heated there');
    } else if (levels.length === 0) {
      const message = `the pad ${pad} of this chair is locked out`;
      note(fitting, [...path, pad], 'N05', message, lockedOutHint('it stays off'));
    } else fitLevel(level as HeatLevel, levels, [...path, pad], fitting);
  }
}

function fitAllPads(level: HeatLevel, path: Path, fitting: Fitting): void {
  fitting.heats ??= path;
  const pads = Object.entries(fitting.abilities.levels).filter(([, levels]) => levels.length > 0);
  if (pads.length === 0) {
    const hint = 'the program runs without';
    const { abilities } = fitting;
    note(fitting, path, 'N05', noHeat(abilities), hasPads(abilities) ? lockedOutHint(hint) : hint);
  }
  const alike = pads.every(([, levels]) => levels.join() === pads[0]?.[1].join());
  for (const [pad, levels] of pads.slice(0, alike ? 1 : pads.length))
    fitLevel(level, levels, path, fitting, alike ? '' : ` at the pad ${pad}`);
}

function fitLevel(
  level: HeatLevel,
  levels: readonly HeatLevel[],
  path: Path,
  fitting: Fitting,
  where = '',
): void {
  if (levels.includes(level)) return;
  const given = levelGivenOf(level, levels);
  const hint = given === 'off' ? 'it stays off' : `${given} is given`;
  note(
    fitting,
    path,
    'N04',
    `this chair does not give the level ${level}${where}: ${levels.join(', ')} alone`,
    hint,
  );
}

/** A note on the first step of a valid program for which the chair's longest session leaves no time. */
export function cutByTime({ plannedMs, steps }: Plan, abilities: Abilities): NoteFinding | null {
  const longestMs = abilities.seat ? sessionLimits.maxMs : sessionLimits.unattendedMaxMs;
  if (plannedMs <= longestMs) return null;
  const massageMs = longestMs - sessionLimits.coolDownMs;
  const first = steps.find(({ endMs }) => endMs > massageMs);
  if (first === undefined) return null;
  const minutes = longestMs / minuteMs;
  return {
    path: ['steps', Number.parseInt(first.path, 10) - 1],
    at: 'value',
    code: 'N21',
    message: `nothing tells this chair whether somebody sits there: a session lasts ${minutes} min, the program ${formatDuration(Math.ceil(plannedMs / 1000) * 1000)}`,
    hint: `after ${massageMs / minuteMs} min comes a minute of cool-down, and the rest is left out`,
  };
}
