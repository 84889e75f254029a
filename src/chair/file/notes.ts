/** Notes on a good chair file: wires, fuses, places and keys, and what stays locked out. */
import { type AnyChair, type AnyMotor, drawsOf, motorsOf } from '../any-chair.ts';
import { brokenWires } from '../broken-wires.ts';
import { fullScaleVolts } from '../chips/chip.ts';
import {
  padsCurrent,
  padsCurrentLeastPerVolt,
  padsCurrentMostPerVolt,
  padsDrawMostA,
} from '../hazards/heat.ts';
import { fuseOf, hasAnyFuse, isFuseUnfit, travelLimitS } from '../hazards/motors.ts';
import { type Hazard, hazardsOf, helpText } from '../hazards.ts';
import { sessionLimits } from '../limits.ts';
import { motorCurrent, motorCurrentShows } from '../motor-current.ts';
import type { AnyMotorName } from '../names.ts';
import { openEndOf, reachOf } from '../open-end.ts';
import { supportedChair } from '../supported.ts';
import { type Amperes, minuteMs } from '../units.ts';
import { bandNamed, middleOf, type PlaceName, placeNames } from '../zones.ts';
import { type Facts, pathOf } from './facts.ts';
import { type NoteFinding, pathText } from './problems.ts';
import { usual } from './usual.ts';

export function notesOf(chair: AnyChair, facts: Facts): NoteFinding[] {
  return [
    ...wireNotes(chair, facts),
    ...fuseNotes(chair),
    ...placeNotes(chair),
    ...keyNotes(chair),
    ...askNotes(chair),
    ...lockNotes(chair),
    ...currentNotes(chair),
    ...unsupportedNotes(chair),
  ];
}

function unsupportedNotes(chair: AnyChair): NoteFinding[] {
  return (supportedChair(chair).unsupported ?? []).map((part) => ({
    // Each text begins with the path of its part.
    path: pathOf(part.split(' ')[0] as string),
    at: 'value',
    code: 'N48',
    message: `this version does not drive ${part}: the chair cannot be run`,
    hint: 'write `none` in its place, and the chair runs without it; lumbar explain says what it then can do',
  }));
}

/** Inputs whose broken wire is dangerous; reported at the level, if the file states it. */
function wireNotes(chair: AnyChair, facts: Facts): NoteFinding[] {
  return brokenWires(chair)
    .filter(({ dangerous }) => dangerous)
    .map(({ input, readsAs }) => {
      const said = (key: string) => facts.value(`${input}.${key}`);
      const [level, pull] = [said('active') ?? usual.contact.active, said('pull') ?? usual.contact.pull];
      const reads = readsAs.startsWith('floats') ? readsAs : `reads "${readsAs}"`;
      const message = `${input} is active ${level} with pull ${pull}: a broken wire ${reads}`;
      return {
        path: pathOf(said('active') === undefined ? input : `${input}.active`),
        at: 'value',
        code: 'N40',
        message,
        hint: wireHint(chair, input),
      };
    });
}

function wireHint(chair: AnyChair, input: string): string {
  if (input === 'inputs.seat') return 'better: a switch that closes to ground, a pull-up, and "active: low"';
  const opens = 'that opens, from ground with a pull-up, and "active: high"';
  if (!input.startsWith('carriage.ends.')) return `better: a contact ${opens}`;
  return `what then stops the carriage is ${stoppedBy(chair)}; better: a switch ${opens}; see lumbar explain, hazard end`;
}

function stoppedBy(chair: AnyChair): string {
  const { carriage } = chair;
  if (carriage === null) return 'nothing';
  const time = `the longest travel time of ${travelLimitS(carriage)} s`;
  const sensed = [
    ...(motorCurrent(chair, 'carriage', carriage) === null ? [] : ['its current']),
    ...(carriage.counts === null
      ? []
      : [`the count of ${Math.round(carriage.railMm / carriage.counts.eachMm)}`]),
  ];
  if (sensed.length > 0) return `${sensed.join(', ')}, and ${time}`;
  return hasAnyFuse(chair, 'carriage') ? `${time} and the fuse` : time;
}

/** Places of the standard rail that programs may name and that this rail does not reach. */
function placeNotes({ carriage }: AnyChair): NoteFinding[] {
  if (carriage === null) return [];
  const { railMm } = carriage;
  const reach = reachOf(carriage);
  const lies = (name: PlaceName) => middleOf(bandNamed(name, carriage.places));
  const beyond = placeNames.filter((name) => lies(name) > reach.toMm || lies(name) < reach.fromMm);
  if (beyond.length === 0) return [];
  const list = beyond.map((name) => `${name} at ${lies(name)} mm`).join(', ');
  const isOpen = (name: PlaceName) =>
    lies(name) >= carriage.reach.fromMm && lies(name) <= carriage.reach.toMm;
  const end = openEndOf(carriage) < 0 ? 'bottom' : 'top';
  const own = 'write where they lie on this chair under `carriage.places`, as boards/chair-c.yaml does';
  const cure = beyond.some(isOpen)
    ? `the carriage keeps clear of the end without a switch: add \`carriage.ends.${end}\`, or, if they lie elsewhere on this chair, ${own}`
    : own;
  return [
    {
      path: ['carriage', 'rail'],
      at: 'value',
      code: 'N44',
      message: `on a rail of ${railMm} mm places may lie from ${reach.fromMm} to ${reach.toMm} mm, which leaves out ${list}`,
      hint: `programs that go there are refused: ${cure}`,
    },
  ];
}

/** A remote with only a stop key cannot start anything. */
function keyNotes({ inputs: { keys } }: AnyChair): NoteFinding[] {
  if (keys.power !== undefined || keys.start !== undefined) return [];
  const message = 'neither a power nor a start key: nothing starts this chair';
  const hint = 'write `inputs.keys.start`; with `inputs.keys.power` as well, a key also switches it off';
  return [{ path: ['inputs'], at: 'key', code: 'N45', message, hint }];
}

/** The chair asks by two beeps and the display; with neither, nobody knows that an answer is due. */
function askNotes({ inputs: { seat, keys }, signs }: AnyChair): NoteFinding[] {
  const starts = keys.power !== undefined || keys.start !== undefined;
  if (seat !== null || signs.beeper !== null || signs.display !== null || !starts) return [];
  const [each, within] = [sessionLimits.askEachMs / minuteMs, sessionLimits.answerWithinMs / minuteMs];
  const message = `after ${each} min the chair asks whether somebody is there, and has neither beeper nor display to ask with`;
  const hint = `it parks unless a key is pressed within ${within} min of that: write \`signs.beeper\`, or \`inputs.seat\`, which nobody has to answer`;
  return [{ path: ['inputs'], at: 'key', code: 'N47', message, hint }];
}

/** Where nothing but a fuse ends a jam or a stall, it has to fit what the motor draws. */
function fuseNotes(chair: AnyChair): NoteFinding[] {
  const byFuse = hazardsOf(chair).flatMap(({ id, parts }) =>
    parts.filter(
      ({ met }) => (id === 'jam' || id === 'stall') && (met === null || met === 'time' || met === 'thermal'),
    ),
  );
  return motorsOf(chair).flatMap(([name, motor]) => {
    const relies = byFuse.some(({ part }) => part === name) && motor.thermalSwitch !== true;
    return relies ? fuseNote(name, motor, fuseOf(chair, name)) : [];
  });
}

function fuseNote(name: AnyMotorName, motor: AnyMotor, fuseA: Amperes | null): NoteFinding[] {
  const path = motor.fuseA === null ? ['motors', 'fuse'] : [name, 'fuse'];
  const fits = 'above 1.3 times the running current and at most half the current held fast';
  const draws = drawsOf(motor);
  const ends = `only the fuse could end ${name === 'carriage' ? 'a jam' : 'a stall'}, and`;
  if (fuseA === null) return [];
  if (draws === null) {
    // Arms and tapper run for 2 min in any 3 at most.
    if (name !== 'carriage') return [];
    const message = `${ends} the file does not say what the carriage draws`;
    const hint = `measure it running and held fast, and write \`carriage.draws\`: the fuse should be ${fits}`;
    return [{ path, at: 'value', code: 'N43', message, hint }];
  }
  if (!isFuseUnfit(motor, fuseA)) return [];
  const { runningA, stallA } = draws;
  const message =
    `${ends} ${pathText(path)} of ${amperes(fuseA)} does not fit a ${name} that draws ` +
    `${amperes(runningA.max)} running and ${amperes(stallA)} held fast`;
  const hint = `put a fuse into its line that is ${fits}, and write \`${name}.fuse\``;
  return [{ path, at: 'value', code: 'N49', message, hint }];
}

/** Current sensors that are of no use. */
function currentNotes(chair: AnyChair): NoteFinding[] {
  return [...motorsOf(chair).flatMap(([name, motor]) => motorNote(chair, name, motor)), ...padsNote(chair)];
}

const unused = (part: string, why: string, hint: string): NoteFinding => ({
  path: [...pathOf(part), 'scale'],
  at: 'value',
  code: 'N46',
  message: `${part} is not used: ${why}`,
  hint,
});

/** The scale of a sensor that would suffice, in two digits: rounded up where it is the least, down where it is the most. */
const scaleThatWould = (perVolt: number, of: 'least' | 'most'): string => {
  const step = 10 ** (Math.floor(Math.log10(perVolt)) - 1);
  const steps = of === 'least' ? Math.ceil(perVolt / step) : Math.floor(perVolt / step);
  return `a sensor of at ${of} ${Number((steps * step).toPrecision(2))} A/V would`;
};

function motorNote(chair: AnyChair, name: AnyMotorName, motor: AnyMotor): NoteFinding[] {
  const shows = motorCurrentShows(chair, name, motor);
  if (shows === null || shows.unfit === null) return [];
  const { unfit, leastPerVolt, mostPerVolt } = shows;
  const say = (why: string, hint: string) => [unused(`${name}.current`, why, hint)];
  if (unfit === 'starts as stalled') {
    const same = `while it starts, the ${name} draws as much as when held fast`;
    return say(same, 'a motor that moves from a lower duty would be shown by it');
  }
  if (unfit === 'runs as stalled') {
    const same = `running, the ${name} draws nearly as much as when held fast`;
    return say(
      same,
      name === 'carriage' ? '`carriage.counts` would show a jam' : `\`${name}.cams\` would show a stall`,
    );
  }
  const isLow = unfit === 'ends too low';
  const why = isLow
    ? `it shows at most ${amperes(shows.mostA)}, and only more than ${amperes(shows.neededA)} shows that the ${name} is held fast`
    : `what the ${name} draws running does not stand out from its noise`;
  if (leastPerVolt >= mostPerVolt)
    return say(why, 'no sensor would show both that it runs and that it is held fast');
  return say(why, isLow ? scaleThatWould(leastPerVolt, 'least') : scaleThatWould(mostPerVolt, 'most'));
}

const amperes = (value: number): string => `${Number(value.toPrecision(3))} A`;

function padsNote(chair: AnyChair): NoteFinding[] {
  const current = chair.heat?.current ?? null;
  if (current === null || padsCurrent(chair) !== null) return [];
  const [least, most] = [padsCurrentLeastPerVolt(chair), padsCurrentMostPerVolt(chair)];
  if (current.perVolt < least) {
    const shown = amperes(fullScaleVolts(chair.chip) * current.perVolt);
    const why = `it shows at most ${shown}, and all pads together may draw ${amperes(padsDrawMostA(chair))}`;
    return [unused('heat.current', why, least < most ? scaleThatWould(least, 'least') : tooLittle)];
  }
  const hint = most > least ? scaleThatWould(most, 'most') : tooLittle;
  return [unused('heat.current', 'the current of the weakest pad does not stand out from its noise', hint)];
}

const tooLittle = 'the weakest pad draws too little for any sensor';

/** Parts and heat levels that the file describes but the chair locks out. */
function lockNotes(chair: AnyChair): NoteFinding[] {
  return hazardsOf(chair).flatMap((hazard) => hazard.parts.flatMap(({ part }) => lockNote(hazard, part)));
}

function lockNote({ id, title, parts, lockedOut, lacks, remedies }: Hazard, part: string): NoteFinding[] {
  const reasons = lacks.filter((each) => each.part === part).map(({ says }) => says);
  const locked = lockedOut.filter((each) => each === part || each.startsWith(`${part}: `));
  // Levels that the file does not ask for are left to lumbar explain.
  if (locked.length === 0 || (locked[0] !== part && reasons.length === 0)) return [];
  const why = reasons.length === 0 ? 'nothing meets it' : reasons.join('; ');
  const what =
    part === 'knead.at'
      ? 'kneading at a place is'
      : `${locked.join(', ')} ${locked.length === 1 ? 'is' : 'are'}`;
  const own = remedies.filter((all) => parts.length === 1 || all.every((each) => belongs(each, part)));
  const helps = helpText(own, (each) => each);
  return [
    {
      path: part === 'knead.at' ? ['kneader'] : pathOf(part),
      at: 'value',
      code: 'N46',
      message: `${what} locked out: ${title}; ${why}`,
      hint: `${helps === null ? '' : `${helps}; `}see lumbar explain, hazard ${id}`,
    },
  ];
}

/** Whether an added part helps this part: shared parts help all. */
const belongs = (added: string, part: string): boolean =>
  added.startsWith(`${part}.`) || added === 'heat.relay' || added === 'heat.current';
