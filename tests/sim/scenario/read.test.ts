import { describe, expect, test } from 'vitest';
import { readScenario, readStep } from '../../../sim/scenario/read.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { chair } from '../../chair.ts';

const head = 'scenario: a chair\nprogram: lower-back-relief\n';
const steps = (...lines: string[]) => `${head}steps:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

/** `line:column code message | hint` of each problem. */
function problemsOf(text: string): string[] {
  return readScenario(text, 'a.yaml', chair).problems.map(
    ({ line, column, code, message, hint }) => `${line}:${column} ${code} ${message} | ${hint}`,
  );
}

describe('a scenario file', () => {
  test('says who sits in the chair, and how warm the room is; what it leaves out is the usual', () => {
    const read = readScenario(
      `${head}seed: 7\nambient: 15 C\nperson: none\nsteps: [press: power]\n`,
      'a.yaml',
      chair,
    );
    expect(read.problems).toEqual([]);
    expect(read.scenario).toMatchObject({ seed: 7, ambientC: 15, personKg: 0 });
    expect(readScenario(`${head}steps: [press: power]`, 'a.yaml', chair).scenario).toMatchObject({
      seed: 1,
      ambientC: 22,
      personKg: 75,
    });
  });

  test('has every kind of step, each with its line', () => {
    const text = steps(
      'press: power',
      'hold: { keys: [power, stop], for: 5 s }',
      'wait: 1 min 30 s',
      'expect: { state: ready, surface.lumbar: [38, 41 C], fault: none, within: 150 ms }',
      'always: { carriage.mm: [0, 794] }',
      'fault: { thermistor.lumbar: detached 33 C, supply: 31 V, power: none }',
      'person: 110 kg',
      'person: none',
    );
    const { scenario, problems } = readScenario(text, 'a.yaml', chair);
    expect(problems).toEqual([]);
    expect(scenario?.steps.map(({ kind, line }) => `${line} ${kind}`)).toEqual([
      '4 press',
      '5 hold',
      '6 wait',
      '7 expect',
      '8 always',
      '9 fault',
      '10 fault',
      '11 fault',
    ]);
    expect(scenario?.steps[2]).toMatchObject({ forMs: 90_000 });
    expect(scenario?.steps[3]).toMatchObject({ withinMs: 150 });
    expect(scenario?.steps[6]).toMatchObject({ faults: [{ name: 'person', value: '110 kg' }] });
  });

  test('with several mistakes has all of them told at once, with place and cure', () => {
    const text = steps(
      'press: powre',
      'expect: { stat: ready }',
      'expect: { state: runing, within: 3 parsecs }',
      'fault: { thermistr.lumbar: open }',
      'fault: { relay: wleded }',
      'wait: 9',
      'expect: { surface.lumbar: [41, 38] }',
      'pres: power',
      'press: power\n    wait: 1 s',
    );
    expect(problemsOf(text)).toEqual([
      '4:12 S10 the remote has no key "powre" | did you mean power?',
      '5:15 S06 "stat" cannot be observed | did you mean state?',
      '6:22 S07 state: "runing" is not known | did you mean running?',
      '6:38 S11 "3 parsecs" is no duration | numbers with units, at most a day: `150 ms`, `40 s`, `9 min`, `1 min 30 s`',
      '7:14 S08 "thermistr.lumbar" cannot be broken | did you mean thermistor.lumbar?',
      '8:21 S09 relay cannot be "wleded" | did you mean welded?',
      '9:11 S11 9 is no duration | numbers with units, at most a day: `150 ms`, `40 s`, `9 min`, `1 min 30 s`',
      '10:31 S07 surface.lumbar: nothing lies between 41 and 38 | the lower end first',
      '11:5 S04 "pres" is not known here | did you mean press?',
      '12:5 S05 a step says one thing: here press and wait in one step | one of: press, hold, wait, expect, always, fault, person, leans, blanket, room, choose, technician',
    ]);
  });

  test.each([
    ['', 'S02'],
    ['- a\n- list\n', 'S02'],
    ['scenario: a\n', 'S03'],
    [`${head}steps: 3\n`, 'S02'],
    [`${head}steps: []\n`, 'S02'],
    [`${head}sead: 3\nsteps: [press: power]\n`, 'S04'],
    [`${head}ambient: 70 C\nsteps: [press: power]\n`, 'S12'],
    [`${head}person: 12 stones\nsteps: [press: power]\n`, 'S12'],
    [`${head}steps: [ {`, 'S01'],
    [steps('expect: {}'), 'S03'],
    [steps('hold: { keys: [power] }'), 'S03'],
    [steps('expect: { fault: E99 }'), 'S07'],
    [steps('fault: { supply: 99 V }'), 'S09'],
    [steps('{}'), 'S05'],
    [steps('expect: { __proto__: 1 }'), 'S06'],
  ])('%j is refused with %s', (text, code) => {
    const { scenario, problems } = readScenario(text, 'a.yaml', chair);
    expect(scenario).toBeNull();
    expect(problems.map((problem) => problem.code)).toContain(code);
    for (const { line, column } of problems) expect(line * column).toBeGreaterThan(0);
  });
});

describe('a part that the chair of a scenario has not', () => {
  const onChairC = (step: string) =>
    `scenario: a chair\nchair: chair-c\nprogram: just-roll\nsteps:\n  - ${step}\n`;

  test.each([
    ['fault: { kneader: jammed }', '5:14 S08 "kneader" cannot be broken so: chair-c has no such part'],
    ['fault: { cam.wide: open }', '5:14 S08 "cam.wide" cannot be broken so: chair-c has no such part'],
    ['fault: { seat: { empty: 5 s } }', '5:14 S08 "seat" cannot be broken so: chair-c has no such part'],
    ['press: heat', '5:12 S10 the remote of chair-c has no key "heat"'],
    ['hold: { keys: [stop, heat], for: 1 s }', '5:26 S10 the remote of chair-c has no key "heat"'],
    [
      'expect: { kneader.width: wide }',
      '5:15 S06 "kneader.width" cannot be observed: chair-c has no such part',
    ],
    ['always: { relay: open }', '5:15 S06 "relay" cannot be observed: chair-c has no such part'],
  ])('%s is refused on it', (step, problem) => {
    expect(problemsOf(onChairC(step)).map((each) => each.replace(/ \|.*/, ''))).toEqual([problem]);
  });

  test('is refused on the chair that is meant where none is named', () => {
    expect(problemsOf(steps('fault: { tapper: jammed }'))).toEqual([
      '4:14 S08 "tapper" cannot be broken so: lumbar-1 has no such part | lumbar explain says what it has',
    ]);
  });

  test('is left alone where the scenario runs on another chair than its own, or was drawn', () => {
    const other = loadChair('chair-c');
    const text = steps('fault: { kneader: jammed }', 'press: heat', 'expect: { relay: open }');
    expect(readScenario(text, 'a.yaml', other, true).problems).toEqual([]);
    expect(readScenario(text, 'a.yaml', other).problems).toEqual([]);
    const drawn = onChairC('press: heat').replace('steps:', 'invariants: true\nsteps:');
    expect(problemsOf(drawn)).toEqual([]);
  });
});

describe('whatever stands anywhere in a scenario', () => {
  const odd = ['{ a: { b: c } }', '[{ a: b }]', '[[]]', 'null', 'true', '-1.5', '""', '2026-01-01'];
  const places: readonly ((value: string) => string)[] = [
    ...[
      'scenario',
      'chair',
      'program',
      'seed',
      'ambient',
      'person',
      'pads',
      'rough',
      'invariants',
      'steps',
    ].map(
      (key) => (value: string) =>
        `${steps('press: power')
          .split('\n')
          .filter((line) => !line.startsWith(`${key}:`))
          .join('\n')}${key}: ${value}\n`,
    ),
    ...'press hold wait expect always fault person leans blanket room choose technician'
      .split(' ')
      .map((kind) => (value: string) => steps(`${kind}: ${value}`)),
    ...'keys for state fault display locked surface.lumbar within thermistor.lumbar host line host.late'
      .split(' ')
      .flatMap((key) =>
        ['hold', 'expect', 'fault'].map(
          (kind) => (value: string) => steps(`${kind}: { ${key}: ${value}, for: 1 s }`),
        ),
      ),
    ...['open', 'lead', 'every', 'chance', 'for'].map(
      (key) => (value: string) => steps(`fault: { thermistor.lumbar: { ${key}: ${value} } }`),
    ),
    ...['late', 'pause', 'one-in'].map(
      (key) => (value: string) => steps(`fault: { host: { ${key}: ${value}, every: 1 s } }`),
    ),
    ...['contact', 'share', 'to', 'in', 'flash', 'activate', 'selftest'].flatMap((key) =>
      ['leans', 'room', 'technician'].map(
        (kind) => (value: string) => steps(`${kind}: { ${key}: ${value} }`),
      ),
    ),
  ];

  test.each(odd)('%s is read or refused with a place and a cure', (value) => {
    for (const text of places.map((place) => place(value))) {
      const { scenario, problems } = readScenario(text, 'a.yaml', chair);
      expect(scenario === null, text).toBe(problems.length > 0);
    }
  });
});

describe('a fault that comes and goes, or is a matter of degree', () => {
  const ordersOf = (step: string) => {
    const { step: read, problems } = readStep(step, chair);
    return read?.kind === 'fault' ? read.faults.map(({ name, value }) => `${name} ${value}`) : problems;
  };

  test.each([
    [
      'limit.top: { open: 20 ms, every: 500 ms, for: 10 min }',
      ['limit.top open 20 ms every 500 ms for 600000 ms'],
    ],
    ['cam.wide: { open: 20 ms, chance: 0.1 }', ['cam.wide open 20 ms chance 0.1']],
    ['seat: { empty: 5 s }', ['seat empty 5000 ms']],
    [
      '"thermistor.lumbar": { detached 33 C: 5 s, every: 1 min }',
      ['thermistor.lumbar detached 33 C 5000 ms every 60000 ms'],
    ],
    ['thermistor.lumbar: { beta: 3435 }', ['thermistor.lumbar beta 3435']],
    ['thermistor.sacral: { lead: 500 ohm, for: 1 min }', ['thermistor.sacral lead 500 ohm for 60000 ms']],
    ['thermistor.ambient: { contact: 0.8 }', ['thermistor.ambient contact 0.8']],
    // A word that also takes a number: by how much, or how long.
    ['surface-sensor.lumbar: { drift: 2 }', ['surface-sensor.lumbar drift 2']],
    ['surface-sensor.lumbar: { drift: 2 min }', ['surface-sensor.lumbar drift 120000 ms']],
    ['thermistor.lumbar: { detached: 33 C, for: 5 s }', ['thermistor.lumbar detached 33 C for 5000 ms']],
    ['thermistor.lumbar: { detached: 5 s }', ['thermistor.lumbar detached 5000 ms']],
    ['host: { late: [0 ms, 15 ms] }', ['host.late 0 to 15 ms']],
    ['host: { pause: 60 ms, every: 500 ms }', ['host.pause on 60 ms every 500 ms']],
    ['host: { missed: 0.1, for: 1 min }', ['host.missed 0.1 for 60000 ms']],
    ['host: hung', ['host hung']],
    ['host: { hung: 1 s, every: 5 s }', ['host hung 1000 ms every 5000 ms']],
    ['line: { lag: 100 ms, repeat: 0.01 }', ['line.lag 100 ms', 'line.repeat 0.01']],
    ['line: { burst: 50 ms }', ['line.burst 50 ms']],
    ['wires: { carriage: reversed, ends: swapped }', ['wires.carriage reversed', 'wires.ends swapped']],
    ['disk: { full: 5 s, every: 1 min }', ['disk full 5000 ms every 60000 ms']],
    // A pause comes and goes; what is late beside it is late all the while.
    [
      'host: { late: [0 ms, 15 ms], pause: 60 ms, every: 500 ms, for: 10 s }',
      ['host.late 0 to 15 ms for 10000 ms', 'host.pause on 60 ms every 500 ms for 10000 ms'],
    ],
  ])('%s', (fault, orders) => {
    expect(ordersOf(`fault: { ${fault} }`)).toEqual(orders);
  });

  test('of several of a kind none is left by none', () => {
    expect(ordersOf('fault: { wires: none }')).toHaveLength(8);
    expect(ordersOf('fault: { line: none }')).toHaveLength(4);
    expect(ordersOf('fault: { host: none }')).toEqual(['host none']);
  });

  test('with mistakes has them told with place and cure', () => {
    const text = steps(
      'fault: { limit.top: { opn: 20 ms, every: 500 ms } }',
      'fault: { limit.top: { open: 20, every: 500 ms } }',
      'fault: { limit.top: { open: 500 ms, every: 20 ms } }',
      'fault: { limit.top: { open: 20 ms, chance: 3 } }',
      'fault: { limit.top: { open: 20 ms, stuck: 20 ms } }',
      'fault: { limit.top: { every: 20 ms } }',
      'fault: { thermistor.lumbar: { lead: 9000 ohm } }',
      'fault: { wires: { ends: reversed } }',
      'fault: { wires: { cam: swapped } }',
      'fault: { host: { late: [15 ms, 0 ms] } }',
      'fault: { limit.top: { open: 20 ms, evry: 500 ms } }',
      'fault: { limit.top: open 20 ms every 10 ms }',
      'fault: { thermistor.lumbar: open 20 }',
      'fault: { thermistor.lumbar: { open: 20, every: 1 s } }',
      'fault: { thermistor.lumbar: { drift: 99 } }',
    );
    expect(problemsOf(text)).toEqual([
      '4:27 S09 limit.top cannot be "opn" | did you mean open?',
      '5:33 S11 20 is no duration | numbers with units, 1 ms to a day: `20 ms`, `5 s`, `10 min`',
      '6:48 S12 limit.top: there for 500 ms every 20 ms is there always | as { open: 20 ms, every: 500 ms, for: 10 min }',
      '7:48 S12 a chance of 3 | a number above 0, at most 1',
      '8:25 S05 limit.top is one thing at a time: here open and stuck | as { open: 20 ms, every: 500 ms }',
      '9:25 S05 limit.top is one thing at a time: here nothing | as { open: 20 ms, every: 500 ms }',
      expect.stringMatching(/^10:41 S12 thermistor\.lumbar: "9000 ohm" is out of range/),
      expect.stringMatching(/^11:29 S09 wires\.ends cannot be "reversed"/),
      '12:23 S08 "wires.cam" cannot be broken | did you mean cams?',
      expect.stringMatching(/^13:28 S09 host\.late cannot be/),
      '14:25 S05 limit.top is one thing at a time: here open and evry | as { open: 20 ms, every: 500 ms }',
      '15:25 S12 limit.top: there for 20 ms every 10 ms is there always | as open 20 ms every 500 ms for 10 min',
      expect.stringMatching(/^16:33 S09 thermistor\.lumbar cannot be "open 20" \|/),
      '17:41 S11 20 is no duration | numbers with units, 1 ms to a day: `20 ms`, `5 s`, `10 min`',
      '18:42 S12 thermistor.lumbar: 99 is out of range | drift is a number, 0 to 60',
    ]);
  });
});

describe('what makes no sense', () => {
  test('is refused with what would', () => {
    const text = steps(
      'expect: { display: ABCDE }',
      'always: { state: off, within: 1 s }',
      'hold: { keys: [], for: 1 s }',
      'leans: {}',
      'room: { to: 28 C }',
      'technician: { selftest: false }',
      'technician: { flash: nobody }',
      'estop: pressed',
      'fault: { line: lag }',
      'fault: { relay: { none: 20 ms } }',
      'fault: { relay: { welded: } }',
      'fault: { supply: -5 V }',
      'fault: { thermistor.lumbar: { beta: 10 } }',
      'fault: { thermistor.lumbar: detached 200 C }',
      'fault: { host: { late: [0 ms, 100 s] } }',
      'fault: { cam.all: open }',
      'expect: { surface.foot: 22 }',
    );
    expect(problemsOf(text)).toEqual([
      '4:24 S07 display: "ABCDE" has 5 characters | at most 4: it shows no more',
      '5:27 S04 always has no within | it holds from here to the end: leave it out, or write expect',
      '6:19 S03 no key is named | as { keys: [power, stop], for: 5 s }',
      '7:12 S03 nothing is said of how | as { contact: 0.6, share: 0.5 }',
      '8:11 S03 `in` is missing | as { to: 28 C, in: 10 min }',
      expect.stringMatching(/^9:29 S14 selftest: false, which can only be true \| one of \{ flash: FILE \}/),
      expect.stringMatching(/^10:26 S14 there is no program "nobody" \| one of: .*; or a path$/),
      '11:5 S04 "estop" is not known here | as fault: { estop: ... }',
      '12:20 S09 line cannot be "lag" | none, or a map of some of: lag, burst, repeat, pause',
      '13:23 S09 relay: none takes a fault away, for good | as relay: none',
      expect.stringMatching(/^14:31 S11 nothing is no duration/),
      '15:22 S09 supply cannot be "-5 V" | a number, 0 to 60 V',
      '16:41 S12 thermistor.lumbar: 10 is out of range | beta is a number, 2500 to 5000',
      '17:33 S09 thermistor.lumbar cannot be "detached 200 C" | detached at a number, -40 to 100 C',
      '18:28 S09 host.late cannot be "0 to 100000 ms" | two numbers, the lower first, 0 to 1000 ms',
      '19:14 S08 "cam.all" cannot be broken | one of: cam.narrow, cam.medium, cam.wide',
      '20:15 S06 "surface.foot" cannot be observed | one of: surface.lumbar, surface.sacral',
    ]);
  });

  test('a seed is a whole number, and another kind of file is called what it is', () => {
    expect(problemsOf(`${head}seed: 1.5\nsteps: [press: power]\n`)).toEqual([
      '3:7 S12 seed: 1.5 is no seed | a whole number, 0 to 4294967295',
    ]);
    expect(problemsOf('format: 1\nid: a\n')).toEqual([
      '1:1 S02 a program is no scenario | lumbar run runs it; a scenario names it, as program: FILE',
    ]);
    expect(problemsOf('chair: a\nformat: 1\n')).toEqual([
      '1:1 S02 a chair file is no scenario | lumbar test --chair FILE runs scenarios on it',
    ]);
  });
});

describe('the roughness of a world', () => {
  const roughOf = (text: string) =>
    readScenario(`${head}rough: ${text}\nsteps: [press: power]\n`, 'a.yaml', chair);

  test('is all there is, some kinds, or none', () => {
    expect(roughOf('true').scenario?.rough).toContain('hum');
    expect(roughOf('[hum, bounce]').scenario?.rough).toEqual(['hum', 'bounce']);
    expect(roughOf('false').scenario?.rough).toEqual([]);
  });

  test('of no known kind is told', () => {
    const [problem] = roughOf('[hum, bunce]').problems;
    expect(problem).toMatchObject({ line: 3, column: 14, code: 'S15' });
    expect(problem?.hint).toContain('did you mean bounce?');
  });
});

describe('a single step', () => {
  test('is read with or without its dash', () => {
    expect(readStep('- press: stop', chair).step).toMatchObject({ kind: 'press', key: 'stop' });
    expect(readStep('fault: { estop: pressed }', chair).step).toMatchObject({ kind: 'fault' });
  });

  test('that is none says why', () => {
    expect(readStep('press: halt', chair).problems[0]).toMatchObject({ code: 'S10' });
    expect(readStep('halt', chair).step).toBeNull();
  });
});
