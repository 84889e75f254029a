/**
 * Random programs, up to the limits of the format: the longest and the shortest, every technique, places at
 * the ends of the rail, repeats in repeats. What the checker refuses is drawn again.
 */
import type { Chair } from '../../src/chair/chair.ts';
import { zoneNames } from '../../src/chair/zones.ts';
import { checkProgramValue } from '../../src/program/language/check.ts';
import { nextBelow, nextBetween, nextShare, pick, type Random } from '../random.ts';

type Value = Record<string, unknown>;

const levels = ['off', 'low', 'medium', 'high'] as const;
const widthNames = ['narrow', 'medium', 'wide'] as const;
/** Draws before a plain program is taken instead. */
const triesMax = 8;
/** About the most and the least a program may last. */
const longestS = 1790;
const shortestS = 305;

export function drawProgram(random: Random, chair: Chair): object {
  for (let tries = 0; tries < triesMax; tries++) {
    const program = drawOnce(random, chair);
    if (isDone(program, chair)) return program;
  }
  return plainProgram('plain', chair);
}

/** A program that any chair can run: rolling, else only a rest. */
export function plainProgram(id: string, chair: Chair): object {
  const { pointMinMm, pointMaxMm } = chair.carriage;
  const ends = [
    { from: 'gluteal', to: 'mid-back' },
    { from: `${Math.ceil(pointMinMm)} mm`, to: `${Math.floor(pointMaxMm)} mm` },
  ];
  const steps = [...ends.map((each) => ({ roll: { ...each, for: '6 min' } })), { rest: { for: '6 min' } }];
  const programs = steps.map((step) => ({ ...head(id), steps: [step] }));
  return programs.find((program) => isDone(program, chair)) ?? (programs.at(-1) as object);
}

function isDone(program: object, chair: Chair): boolean {
  return checkProgramValue(program, '<program>', chair, chair.abilities).program !== null;
}

function head(id: string): Value {
  return { format: 1, id, name: 'Of chance' };
}

function drawOnce(random: Random, chair: Chair): Value {
  const wantedS = nextShare(random) < 0.2 ? longestS : nextBetween(random, shortestS, 900);
  const steps: Value[] = [];
  let restS = wantedS;
  while (restS > 0 && steps.length < 60) {
    const longest = Math.min(restS, 85);
    const stepS = Math.max(
      1,
      Math.round(nextShare(random) < 0.2 ? longest : nextBetween(random, 1, longest)),
    );
    steps.push(doable(drawStep(random, stepS, chair), chair));
    restS -= stepS;
    if (nextShare(random) < 0.15) steps.push({ heat: drawHeat(random, chair) });
    if (nextShare(random) < 0.1) {
      const times = 2 + nextBelow(random, 5);
      steps.push({
        repeat: times,
        steps: [doable(drawStep(random, 5, chair), chair), { rest: { for: '2 s' } }],
      });
      restS -= times * 7;
    }
  }
  if (restS > 0)
    steps.push(doable({ roll: { ...wholeWay(chair), speed: 6, for: `${Math.round(restS)} s` } }, chair));
  return { ...head('of-chance'), heat: drawHeat(random, chair), steps };
}

function drawHeat(random: Random, { pads }: Chair): unknown {
  if (nextShare(random) < 0.6) return pick(random, levels);
  return Object.fromEntries(pads.map(({ name }) => [name, pick(random, levels)]));
}

function wholeWay({ carriage }: Chair): Record<'from' | 'to', string> {
  return { from: `${Math.ceil(carriage.pointMinMm)} mm`, to: `${Math.floor(carriage.pointMaxMm)} mm` };
}

function drawPlace(random: Random, { carriage }: Chair): string {
  const [low, high] = [Math.ceil(carriage.pointMinMm), Math.floor(carriage.pointMaxMm)];
  if (nextShare(random) < 0.5) return pick(random, zoneNames);
  return `${nextShare(random) < 0.2 ? pick(random, [low, high]) : Math.round(nextBetween(random, low, high))} mm`;
}

/** The step, or what this chair does in its place. */
function doable(step: Value, { abilities }: Chair): Value {
  const [technique = ''] = Object.keys(step);
  const settings = step[technique] as Value;
  const { at, direction: _, turns, ...rest } = settings;
  const time = settings['for'] ?? settings['hold'] ?? '5 s';
  if (technique === 'rest' && abilities.tap && abilities.roll)
    return { tap: { at: 'lower-lumbar', speed: 3, rhythm: 'waltz', for: time } };
  if (technique === 'press' && !abilities.press) return { rest: { for: time } };
  if (technique === 'roll' && !abilities.roll) return { rest: { for: time } };
  if (technique !== 'knead' || abilities.knead === 'at-place') return step;
  if (abilities.knead === 'none' || turns !== undefined) return { rest: { for: time } };
  return at === undefined ? step : { knead: { ...rest, over: 'quadratus-lumborum' } };
}

function drawStep(random: Random, seconds: number, chair: Chair): Value {
  const time = `${seconds} s`;
  const speed = 1 + nextBelow(random, 6);
  switch (nextBelow(random, 8)) {
    case 0:
      return { rest: { for: time } };
    case 1:
      return { preheat: { for: time } };
    case 2:
      return { press: { at: drawPlace(random, chair), hold: time } };
    case 3:
    case 4: {
      const direction = pick(random, ['in', 'out']);
      const where =
        nextShare(random) < 0.7 ? { at: drawPlace(random, chair) } : { over: pick(random, zoneNames) };
      return {
        knead: { ...where, speed, direction, ...(nextShare(random) < 0.8 ? { for: time } : { turns: 5 }) },
      };
    }
    default: {
      const ends = { from: drawPlace(random, chair), to: drawPlace(random, chair) };
      const long = nextShare(random) < 0.85 ? { for: time } : { passes: 2 };
      return { roll: { ...ends, speed, width: pick(random, widthNames), ...long } };
    }
  }
}
