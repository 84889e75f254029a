/**
 * Rules across several figures of a chair file. Each rule is judged if the figures that it needs are good, whatever else
 * is wrong with the file.
 */

import { fuseRange, fuseTimesRunning, isWithinFuse } from '../fuse.ts';
import type { Millimetres } from '../units.ts';
import { type Facts, pathOf, shown } from './facts.ts';
import { leftOut, saidLeftOut } from './left-out.ts';
import { checkNeeds } from './needs.ts';
import { padRules } from './pad-rules.ts';
import type { ChairProblemCode, Finding } from './problems.ts';
import { type Broken, notAbove, type Rule, round, rule } from './rule.ts';
import { slowerMost, wholeRailS } from './schema-motors.ts';
import { sensorRules } from './sensor-rules.ts';
import { usual } from './usual.ts';

const supplyWhy = 'allowed is the wider band: outside warn a code is shown before everything is switched off';
const between = (band: string) => `the nominal voltage lies between the two of ${band}`;
const onRail = 'it lies on the rail';
const limitRules = [
  notAbove('supply.allowed.from', 'supply.warn.from', supplyWhy),
  notAbove('supply.warn.to', 'supply.allowed.to', supplyWhy),
  ...['warn', 'allowed'].flatMap((band) => [
    notAbove(`supply.${band}.from`, 'supply.volts', between(band)),
    notAbove('supply.volts', `supply.${band}.to`, between(band)),
  ]),
  ...['carriage', 'kneader', 'tapper'].flatMap((motor) => [
    notAbove(
      `${motor}.drive.friction`,
      `${motor}.drive.duty.from`,
      'a duty that moves the motor is above its friction',
    ),
    ...['current', 'draws'].map((what) =>
      notAbove(
        `${motor}.${what}.running.to`,
        `${motor}.${what}.stall`,
        'a motor draws most when it is held fast',
      ),
    ),
    fuseRule(motor),
    ...['current', 'draws'].flatMap((what) =>
      [`${motor}.fuse`, 'motors.fuse'].map((fuse) => liveRule(fuse, `${motor}.${what}.running.to`)),
    ),
  ]),
  ...['known-duty', 'unknown-duty'].map((duty) =>
    rule(`carriage.homing.${duty} carriage.drive.duty.from`, ([own = 0, least = 0], texts) =>
      own >= least
        ? null
        : [
            'C24',
            `${texts[0]} does not move it: it takes ${texts[1]}`,
            'write at least carriage.drive.duty.from',
          ],
    ),
  ),
  ...['up', 'down'].flatMap((way) => [
    notAbove(
      `carriage.travel.${way}`,
      `carriage.travel.${way}-with-person`,
      'nobody in the chair makes it faster: measure both again',
    ),
    slowedRule(way),
  ]),
];

/** How long a jam may last follows from the travel time with a person, so a slip in it must not make that minutes. */
function slowedRule(way: string): Rule {
  const travel = `carriage.travel.${way}`;
  return rule(`${travel}-with-person ${travel}`, ([loadedMs = 0, emptyMs = 0], texts) => {
    const mostMs = emptyMs / (1 - slowerMost.share);
    if (loadedMs <= mostMs) return null;
    const message = `${travel}-with-person is ${texts[0]}, and ${texts[1]} with nobody in the chair`;
    const hint = `a person makes a carriage slower by ${slowerMost.text} at most, which is ${round(mostMs / 1000)} s: measure both again`;
    return ['C25', message, hint];
  });
}

/** A fuse must blow when the motor stalls, and hold while the motor runs. */
function fuseRule(motor: string): Rule {
  return rule(
    `${motor}.fuse ${motor}.draws.running.to ${motor}.draws.stall`,
    ([fuse = 0, running = 0, stall = 0], texts) => {
      const range = fuseRange(running, stall);
      if (isWithinFuse(range, fuse)) return null;
      const message = `${texts[0]} does not protect a motor that draws ${texts[1]} running and ${texts[2]} held fast`;
      const { leastA, mostA } = range;
      const which =
        leastA <= mostA
          ? `from ${round(leastA)} A to ${round(mostA)} A`
          : 'no fuse would: look for a current sensor';
      return ['C24', message, `above 1.3 times running, at most half of held fast: ${which}`];
    },
  );
}

/** A fuse below what a healthy motor draws blows while it runs. */
function liveRule(fuse: string, running: string): Rule {
  return rule(`${fuse} ${running}`, ([fuseA = 0, runningA = 0], texts) => {
    if (fuseA >= runningA) return null;
    const message = `${texts[0]} is below ${running} (${texts[1]}): it blows while the motor runs`;
    return ['C24', message, `above 1.3 times running: at least ${round(fuseTimesRunning * runningA)} A`];
  });
}

const railHint = `measure both: massage carriages take ${wholeRailS.least} s to ${wholeRailS.most} s from end to end`;

const railRules = [
  ...['up', 'down'].flatMap((way) => [
    rule(`carriage.full-speed.${way} carriage.rail`, ([speed = 0, rail = 0], texts) => {
      const seconds = rail / speed;
      const message = `at ${texts[0]} the ${texts[1]} of the rail take ${round(seconds)} s`;
      const possible = seconds >= wholeRailS.least && seconds <= wholeRailS.most;
      return possible ? null : ['C25', message, railHint];
    }),
    rule(
      `carriage.travel.${way} carriage.full-speed.${way} carriage.rail`,
      ([time = 0, speed = 0, rail = 0], texts) => {
        const wanted = rail / speed;
        if (Math.abs(time / 1000 / wanted - 1) <= 0.25) return null;
        const message = `${texts[0]}, and at ${texts[1]} the ${texts[2]} of the rail take ${round(wanted)} s`;
        return ['C24', message, 'one of the two is enough: measure it, and leave the other out'];
      },
    ),
  ]),
  rule('carriage.counts.each carriage.rail', ([each = 0, rail = 0], texts) =>
    rail / each >= 10
      ? null
      : [
          'C24',
          `${texts[0]} a count on ${texts[1]} of rail makes fewer than 10 counts`,
          'measure both again',
        ],
  ),
];

/** After power off the carriage has to stand within half a second; under even deceleration it goes half as far as at full speed. */
const coastMostS = 0.45;

function coastProblem(from: number, to: number, mmPerS: number, texts: readonly string[]): Broken {
  const seconds = (from + to) / mmPerS;
  if (seconds <= coastMostS) return null;
  const message = `from ${texts[1]} to ${texts[0]} at ${round(mmPerS)} mm/s is a coast of ${round(seconds)} s`;
  const hint = `measure it again, or leave it out; after a stop the carriage has to stand still within half a second`;
  return ['C25', message, hint];
}

const coastRules = ['up', 'down'].flatMap((way) => {
  const coast = 'carriage.coast-distance.to carriage.coast-distance.from';
  return [
    rule(`${coast} carriage.full-speed.${way}`, ([to = 0, from = 0, mmPerS = 0], texts) =>
      coastProblem(from, to, mmPerS, texts),
    ),
    rule(`${coast} carriage.travel.${way} carriage.rail`, ([to = 0, from = 0, ms = 0, mm = 0], texts) =>
      coastProblem(from, to, (1000 * mm) / ms, texts),
    ),
  ];
});

/** The rail in the file, or the standard rail; NaN if the value in the file is faulty. */
const railMmOf = (facts: Facts): number =>
  facts.has('carriage.rail') ? (facts.figure('carriage.rail') ?? Number.NaN) : usual.rail.value;

/** Speed of the slower direction at full duty with nobody in the chair, as stated or from the travel time; NaN where neither is stated. */
function slowestMmPerS(facts: Facts): number {
  const speeds = ['up', 'down'].map((way) => {
    const travelMs = facts.figure(`carriage.travel.${way}`) ?? Number.NaN;
    return facts.figure(`carriage.full-speed.${way}`) ?? (1000 * railMmOf(facts)) / travelMs;
  });
  return Math.min(...speeds);
}

function underPerson(facts: Facts, speed: string, what: string): Rule {
  const slower = facts.has('carriage.slower-with-person')
    ? (facts.figure('carriage.slower-with-person.to') ?? Number.NaN)
    : usual.slower.most.value;
  const most = slowestMmPerS(facts) * (1 - slower);
  return rule(speed, ([wanted = 0], texts) => {
    if (!(wanted > most)) return null;
    const message = `${what} is ${texts[0]}, and under a person the carriage does ${Number(most.toPrecision(3))} mm/s at full duty`;
    return ['C25', message, 'a speed that is promised must be kept under anybody: write a lower one'];
  });
}

/** A time limit of homing below the travel time at full duty would always lead to a fault. */
function homingRule(facts: Facts): Rule {
  const leastS = railMmOf(facts) / slowestMmPerS(facts);
  return rule('carriage.homing.within', ([withinMs = 0], texts) => {
    if (!(withinMs / 1000 < leastS)) return null;
    const message = `carriage.homing.within: at full duty the rail takes ${round(leastS)} s, and homing ${texts[0]} at most`;
    return ['C24', message, 'from the other end it would always be a fault: write more, or leave homing out'];
  });
}

/** Checks the speeds of each motor, as many as there are. */
function checkSpeeds(facts: Facts): Finding[] {
  return ['carriage', 'kneader', 'tapper'].flatMap((motor) => {
    const list = `${motor}.speeds`;
    const steps = facts.inside(list).map((index) => `${list}.${index}`);
    const amounts = steps.map(
      (path) => facts.value(path) as { unit: string; amount: number } | number | undefined,
    );
    return steps.flatMap((path, index): Finding[] => {
      const [step, before] = [plain(amounts[index]), plain(amounts[index - 1])];
      if (step === null) return [];
      const say = (code: ChairProblemCode, message: string, hint: string): Finding[] => [
        { path: pathOf(path), at: 'value', code, message, hint },
      ];
      const wrong = wrongSpeed(facts, motor, step, facts.text(path), steps.length);
      if (wrong !== null) return say(...wrong);
      if (before === null) return [];
      const [now, was] = [
        `speed ${index + 1} (${facts.text(path)})`,
        `speed ${index} (${facts.text(steps[index - 1] as string)})`,
      ];
      if (step.unit !== before.unit)
        return say('C24', `${now} and ${was} have different units`, 'one unit for all of them');
      return step.amount > before.amount ? [] : say('C24', `${now} is not above ${was}`, 'slow to fast');
    });
  });
}

interface Step {
  readonly unit: string;
  readonly amount: number;
}
function plain(value: Step | number | undefined): Step | null {
  if (value === undefined) return null;
  return typeof value === 'number' ? { unit: 'share', amount: value } : value;
}

function wrongSpeed(facts: Facts, motor: string, step: Step, text: string, count: number): Broken {
  const drive = `${motor}.drive`;
  const hasPwm = facts.has(`${drive}.pwm`);
  if (!hasPwm && facts.has(`${drive}.kind`) && count > 1) {
    return [
      'C24',
      `${motor}.speeds has ${count} entries, and ${drive} is on or off`,
      'an on/off motor has one speed',
    ];
  }
  const assumed = leftOut(facts);
  const [from, to] = [`${drive}.duty.from`, `${drive}.duty.to`];
  const least = assumed.get(from)?.value ?? facts.figure(from);
  const most = assumed.get(to)?.value ?? facts.figure(to);
  if (step.unit !== 'share' || least === undefined || most === undefined) return null;
  if (step.amount >= least && step.amount <= most) return null;
  const usually = assumed.get(to);
  const range = `${assumed.get(from)?.text ?? facts.text(from)} to ${usually === undefined ? facts.text(to) : saidLeftOut(usually)}`;
  return [
    'C24',
    `${motor}.speeds: ${text} is outside ${drive}.duty (${range})`,
    `write a duty that moves it, or \`${drive}.duty\` as it was measured`,
  ];
}

const speedRules = (facts: Facts): Rule[] => {
  const carriage = facts.inside('carriage.speeds');
  const kneader = facts.inside('kneader.speeds');
  const isSaid = facts.has('kneader.full-speed');
  const fullTurns = isSaid ? (facts.figure('kneader.full-speed') ?? Number.NaN) : usual.fullTurns.value;
  const fullText = isSaid ? facts.text('kneader.full-speed') : `${fullTurns} rpm, as nobody has measured it`;
  return [
    ...carriage
      .slice(-1)
      .map((index) => underPerson(facts, `carriage.speeds.${index}`, `speed ${carriage.length}`)),
    underPerson(facts, 'carriage.planning.travel-speed', 'the speed that programs allot'),
    ...kneader
      .slice(-1)
      .map((index) =>
        rule(`kneader.speeds.${index}`, ([wanted = 0], texts) =>
          wanted > fullTurns
            ? [
                'C25',
                `speed ${kneader.length} is ${texts[0]}, and at full duty the arms do ${fullText}`,
                'write a lower one, or `kneader.full-speed` as it was measured',
              ]
            : null,
        ),
      ),
  ];
};

/** Checks each map with `from` and `to`. */
function checkSpreads(facts: Facts): Finding[] {
  return facts.paths
    .filter((path) => path.endsWith('.from'))
    .flatMap((path): Finding[] => {
      const spread = path.slice(0, -'.from'.length);
      const [from, to] = [facts.figure(path), facts.figure(`${spread}.to`)];
      if (from === undefined || to === undefined || from <= to) return [];
      const message = `${spread} goes from ${facts.text(path)} to ${facts.text(`${spread}.to`)}`;
      return [
        { path: pathOf(path), at: 'value', code: 'C24', message, hint: 'from is the smaller of the two' },
      ];
    });
}

/** No back is longer than this, mm. */
const longestBackMm = 800;

/** A pad may lie above a short rail, but must lie on the back. */
const padOnBack = (path: string, railMm: Millimetres, rail: string): Rule =>
  rule(path, ([mm = 0], texts) =>
    mm > Math.max(railMm, longestBackMm)
      ? [
          'C24',
          `${path} (${texts[0]}) is above carriage.rail (${rail})`,
          'both are from the bottom end: measure them',
        ]
      : null,
  );

/** Rules on what must lie on the rail, whether or not the file says how long it is. */
function placeRules(facts: Facts): Rule[] {
  if (!facts.has('carriage')) return [];
  const railMm = railMmOf(facts);
  const rail = facts.has('carriage.rail') ? facts.text('carriage.rail') : `${railMm} mm, as none is given`;
  const on = (path: string, why: string): Rule =>
    rule(path, ([mm = 0], texts) =>
      mm > railMm ? ['C24', `${path} (${texts[0]}) is above carriage.rail (${rail})`, why] : null,
    );
  return [
    on('carriage.reach.to', 'places lie on the rail'),
    on('carriage.park-below-top', 'it parks on the rail'),
    on('carriage.homing.slow-last', 'the last stretch is a part of the rail'),
    on('carriage.ends.middle.at', onRail),
    ...facts.inside('carriage.places').map((name) => on(`carriage.places.${name}.to`, onRail)),
    ...facts.inside('heat.pads').map((name) => padOnBack(`heat.pads.${name}.area.to`, railMm, rail)),
  ];
}

export function checkRules(facts: Facts): Finding[] {
  const rules = [
    ...limitRules,
    ...railRules,
    ...coastRules,
    ...speedRules(facts),
    homingRule(facts),
    ...sensorRules(facts),
    ...placeRules(facts),
    ...padRules(facts),
  ];
  const spreads = checkSpreads(facts);
  // A spread from more to less is one problem, and no other rule is judged by it.
  const turned = spreads.map(({ path }) => `${path.slice(0, -1).join('.')}.`);
  const judged = rules.filter(
    ({ needs }) => !needs.some((need) => turned.some((band) => need.startsWith(band))),
  );
  const assumed = leftOut(facts);
  const broken = judged.flatMap(({ needs, judge }): Finding[] => {
    const figures = needs.map((path) => assumed.get(path)?.value ?? amountAt(facts, path));
    const name = needs.find((path) => !assumed.has(path));
    if (name === undefined || figures.includes(undefined)) return [];
    const found = judge(
      figures as number[],
      needs.map((path) => {
        const usually = assumed.get(path);
        return usually === undefined ? facts.text(path) : saidLeftOut(usually);
      }),
    );
    if (found === null) return [];
    const [code, message, hint] = found;
    const said = message.startsWith(name) ? message : `${shown(name)}: ${message}`;
    return [{ path: pathOf(name), at: 'value', code, message: said, hint }];
  });
  return [...spreads, ...broken, ...checkSpeeds(facts), ...checkNeeds(facts)];
}

/** A figure, or the amount of one that may be in several units, unless it is a duty. */
function amountAt(facts: Facts, path: string): number | undefined {
  const value = facts.value(path);
  if (typeof value === 'object' && value !== null && 'amount' in value) {
    const { unit, amount } = value as Step;
    return unit === 'share' ? undefined : amount;
  }
  return facts.figure(path);
}
