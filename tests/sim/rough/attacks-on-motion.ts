/** Attacks on motion, each kind varied by chance: what is drawn is what a world may do, what must come of it is said beside it. */
import { nextBelow, nextBetween } from '../../../sim/random.ts';
import { nextLog } from '../../../sim/rough/streams.ts';
import { type Attack, all, around, heated, late, lateCodes, pick, session, whole } from './attack.ts';

export const attacksOnMotion: readonly Attack[] = [
  {
    name: 'the line is noisy or slow',
    fits: lateCodes,
    chairs: all,
    draw(random, chair) {
      return {
        due: true,
        program: pick(random, ['just-roll', chair === 'chair-c' ? 'just-roll' : 'just-knead']),
        head: around(random),
        steps: [
          ...session(random),
          `wait: ${whole(nextLog(random, 200, 20_000))} ms`,
          `fault: { link: ${pick(random, ['noisy', 'slow'])} }`,
          'wait: 30 s',
        ],
      };
    },
  },
  {
    name: 'nobody sees the motors for a while: the cable is out, or the computer is suspended',
    fits: [...lateCodes, 'E55'],
    chairs: all,
    toTheEnd: true,
    draw(random, chair) {
      const unseenMs = whole(nextLog(random, 300, 120_000));
      const fault = pick(random, ['link: { lost', 'host: { hung', 'host: { killed', 'chip: { hung']);
      const homing = nextBelow(random, 3) === 0;
      return {
        program: pick(random, ['just-roll', chair === 'chair-c' ? 'just-roll' : 'just-knead']),
        head: around(random),
        steps: [
          ...(homing ? ['press: power'] : session(random)),
          `wait: ${whole(nextLog(random, 200, homing ? 20_000 : 200_000))} ms`,
          `fault: { ${fault}: ${unseenMs} ms } }`,
          `wait: ${unseenMs + 5000} ms`,
          'press: power',
          'wait: 40 s',
          'press: power',
          'wait: 60 s',
          'press: start',
          'wait: 60 s',
        ],
      };
    },
  },
  {
    name: 'a motor fails while host or line is late',
    fits: [...lateCodes, 'E31', 'E32', 'E33', 'E34', 'E35', 'E36', 'E37', 'E38', 'E41', 'E42', 'E43'],
    chairs: all,
    draw(random, chair) {
      // What nothing counts is met by time, a kneader without a sensor by its thermal switch, a bridge without a relay by the mains.
      const motor = chair === 'lumbar-1' ? pick(random, ['carriage', 'kneader']) : 'carriage';
      const words = chair === 'lumbar-1' ? ['jammed', 'runaway', 'no-edges'] : ['jammed'];
      return {
        due: true,
        program: motor === 'carriage' ? 'just-roll' : 'just-knead',
        head: around(random),
        steps: [
          ...session(random),
          late(random),
          `wait: ${whole(nextBetween(random, 1, 30))} s`,
          `fault: { ${motor}: ${pick(random, words)} }`,
          'wait: 60 s',
        ],
      };
    },
  },
  {
    name: 'turns are missed for good',
    fits: [...lateCodes, 'E38', 'E28'],
    chairs: all,
    draw(random, chair) {
      return {
        due: true,
        program: chair === 'chair-c' ? 'just-roll' : pick(random, ['just-roll', 'just-knead']),
        head: around(random),
        steps: [
          ...session(random),
          `fault: { host: { ${pick(random, ['one-in: 2', 'one-in: 3', `missed: ${nextBetween(random, 0.3, 0.6).toFixed(2)}`])} } }`,
          `wait: 8 s`,
        ],
      };
    },
  },
  {
    name: 'the switch of an end makes contact now and then',
    fits: ['E31', 'E32', 'E33', 'E34', 'E37', 'E38'],
    chairs: all,
    draw(random) {
      const closedMs = whole(nextBetween(random, 20, 60));
      const everyMs = whole(closedMs * nextLog(random, 5, 30));
      const end = pick(random, ['top', 'bottom']);
      const fault = `fault: { limit.${end}: { open: ${everyMs - closedMs} ms, every: ${everyMs} ms } }`;
      const homes = nextBelow(random, 2) === 0;
      return {
        program: 'just-roll',
        head: around(random),
        steps: [
          ...(homes ? [fault] : []),
          'press: power',
          'wait: 25 s',
          'press: start',
          ...(homes ? [] : ['wait: 3 s', fault]),
          'wait: 60 s',
        ],
      };
    },
  },
  {
    name: 'an end looks like the other one',
    fits: ['E37', 'E33'],
    chairs: all,
    draw(random) {
      return {
        due: true,
        program: 'just-roll',
        head: around(random),
        steps: [
          `fault: { wires: { ${pick(random, ['carriage: reversed', 'ends: swapped'])} } }`,
          'press: power',
          'wait: 60 s',
        ],
      };
    },
  },
  {
    name: 'wires are crossed in pairs',
    fits: null,
    chairs: heated,
    draw(random, chair) {
      const wires = [
        'carriage: reversed',
        'kneader: reversed',
        'ends: swapped',
        'cams: swapped',
        'motors: swapped',
      ];
      if (chair === 'lumbar-1') wires.push('currents: swapped', 'pads: swapped', 'thermistors: swapped');
      const first = nextBelow(random, wires.length);
      const other = (first + 1 + nextBelow(random, wires.length - 1)) % wires.length;
      return {
        program: pick(random, ['just-roll', 'just-knead']),
        head: around(random),
        steps: [
          `fault: { wires: { ${wires[first]}, ${wires[other]} } }`,
          'press: power',
          'wait: 50 s',
          'press: start',
          'wait: 2 min',
        ],
      };
    },
  },
  {
    name: 'a healthy chair in a world that is rough in one thing',
    fits: [],
    chairs: all,
    draw(random, chair) {
      const kinds = [
        'converter-noise',
        'hum',
        'ripple',
        'dips',
        'current-noise',
        'current-offset',
        'current-gain',
      ];
      kinds.push(
        'hall-jitter',
        'cam-jitter',
        'stray-edges',
        'double-edges',
        'bounce',
        'parts',
        'leaning',
        'room',
      );
      kinds.push('late-turns', 'pauses', 'line-lag', 'line-burst', 'line-repeat', 'cover', 'reference');
      // An edge that trembles is told from travel by the motor's current alone.
      if (chair === 'lumbar-1') kinds.push('tremble');
      return {
        program: chair === 'chair-c' ? 'just-roll' : pick(random, ['just-roll', 'just-knead']),
        head: [...around(random), `rough: [${pick(random, kinds)}]`],
        steps: [...session(random), 'wait: 2 min', 'press: power', 'wait: 40 s'],
      };
    },
  },
];
