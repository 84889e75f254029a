/** Attacks on heat, each kind varied by chance: what is drawn is what a world may do, what must come of it is said beside it. */
import { nextBelow, nextBetween, type Random } from '../../../sim/random.ts';
import { nextLog } from '../../../sim/rough/streams.ts';
import { type Attack, around, heated, late, lateCodes, pick, session, whole } from './attack.ts';

const padOf = (random: Random, chair: string): string =>
  chair === 'lumbar-1' ? pick(random, ['lumbar', 'sacral']) : 'lumbar';

/** A sensor of a pad that this chair has. */
const sensorOf = (random: Random, chair: string): string => {
  const kind = chair === 'lumbar-1' ? pick(random, ['thermistor', 'surface-sensor']) : 'thermistor';
  return `${kind}.${padOf(random, chair)}`;
};

export const attacksOnHeat: readonly Attack[] = [
  {
    name: 'the lead of a thermistor comes and goes, and then it has fallen off',
    fits: ['E21', 'E22', 'E23', 'E27', 'E28'],
    chairs: heated,
    draw(random, chair) {
      const sensor = sensorOf(random, chair);
      const onMs = whole(nextBetween(random, 20, 90));
      const everyMs = whole(nextLog(random, Math.max(200, 2 * onMs), 2000));
      const word = pick(random, ['open', 'short']);
      const restsC = whole(nextBetween(random, 20, 34));
      return {
        due: true,
        program: 'just-heat',
        head: around(random),
        steps: [
          ...session(random, nextBelow(random, 2)),
          `wait: ${whole(nextBetween(random, 20, 120))} s`,
          `fault: { ${sensor}: { ${word}: ${onMs} ms, every: ${everyMs} ms } }`,
          'wait: 30 s',
          `fault: { ${sensor}: { detached ${restsC} C: ${everyMs - onMs} ms, every: ${everyMs} ms } }`,
          'wait: 1 min',
        ],
      };
    },
  },
  {
    name: 'a thermistor falls off while host or line is late',
    fits: [...lateCodes, 'E23', 'E27', 'E28'],
    chairs: heated,
    draw(random, chair) {
      const sensor = sensorOf(random, chair);
      return {
        // Else the pad is held where no cover makes a surface too warm, or cold: when that is told has no short bound.
        due: chair === 'lumbar-1' && sensor.startsWith('thermistor'),
        program: 'just-heat',
        head: around(random),
        steps: [
          ...session(random, nextBelow(random, 2)),
          late(random),
          `wait: ${whole(nextBetween(random, 10, 120))} s`,
          `fault: { ${sensor}: detached ${whole(nextBetween(random, 15, 33))} C }`,
          'wait: 4 min',
        ],
      };
    },
  },
  {
    name: 'the room moves while its thermistor is frozen',
    fits: null,
    chairs: ['lumbar-1'],
    draw(random) {
      const fromC = whole(nextBetween(random, 8, 26));
      const byK = nextBetween(random, -12, 12);
      return {
        program: 'just-heat',
        head: [`ambient: ${fromC} C`, `seed: ${nextBelow(random, 1000)}`],
        steps: [
          ...session(random, nextBelow(random, 3)),
          'fault: { thermistor.ambient: frozen }',
          `room: { to: ${whole(fromC + byK)} C, in: ${whole(nextBetween(random, 8, 12))} min }`,
          'wait: 8 min',
        ],
      };
    },
  },
  {
    name: 'a thermistor is another part, has a poor lead or poor contact',
    fits: null,
    chairs: heated,
    draw(random, chair) {
      const sensor = sensorOf(random, chair);
      // Poorer at the surface is as good as fallen off: the margins are for a tenth.
      const least = sensor.startsWith('surface') ? 0.9 : 0.8;
      const part = pick(random, [
        '{ beta: 3435 }',
        '{ resistance: 100 kohm }',
        `{ lead: ${whole(nextLog(random, 100, 500))} ohm }`,
        `{ contact: ${nextBetween(random, least, 0.97).toFixed(2)} }`,
      ]);
      return {
        program: 'just-heat',
        head: [`ambient: ${whole(nextBetween(random, 5, 35))} C`, `seed: ${nextBelow(random, 1000)}`],
        steps: [
          `fault: { ${sensor}: ${part} }`,
          ...session(random, nextBelow(random, 3)),
          `leans: { contact: ${nextBetween(random, 0.3, 1.2).toFixed(2)}, share: ${nextBetween(random, 0.1, 1).toFixed(2)} }`,
          `blanket: ${nextLog(random, 0.05, 0.5).toFixed(2)}`,
          'wait: 7 min',
        ],
      };
    },
  },
  {
    name: 'nobody sees the pads for a while: the cable is out, or the computer is suspended',
    fits: [...lateCodes, 'E55'],
    chairs: heated,
    toTheEnd: true,
    draw(random) {
      const unseenS = whole(nextLog(random, 1, 600));
      const fault = pick(random, ['link: { lost', 'host: { hung', 'host: { killed', 'chip: { hung']);
      return {
        program: pick(random, ['just-heat', 'lower-back-relief']),
        head: [`ambient: ${whole(nextBetween(random, 5, 35))} C`, `seed: ${nextBelow(random, 1000)}`],
        steps: [
          ...session(random, nextBelow(random, 3)),
          `wait: ${whole(nextLog(random, 20, 840))} s`,
          `fault: { ${fault}: ${unseenS} s } }`,
          pick(random, ['person: none', 'person: 90 kg']),
          `wait: ${unseenS + 30} s`,
        ],
      };
    },
  },
  {
    name: 'everything above the guard wants heat',
    fits: null,
    chairs: heated,
    draw(random) {
      return {
        program: 'just-heat',
        head: [`ambient: ${whole(nextBetween(random, 5, 38))} C`, `seed: ${nextBelow(random, 1000)}`],
        steps: [
          ...session(random, nextBelow(random, 3)),
          `blanket: ${nextLog(random, 0.05, 1).toFixed(2)}`,
          `fault: { upstream: ${pick(random, ['heat', 'full'])} }`,
          'wait: 7 min',
        ],
      };
    },
  },
];
