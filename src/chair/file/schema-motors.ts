/** Carriage, kneader and tapper as a chair file describes them. */

import { widths } from '../names.ts';
import { placeNames } from '../zones.ts';
import { angles, figure, figureIn, pin, whole, word } from './leaves.ts';
import type { Quantity } from './quantities.ts';
import { draws, fuse, inputKeys, motorCurrent, output, partText, spread } from './schema-parts.ts';
import { type Key, type Keys, type Kinds, list, may, must, part, section } from './shape.ts';
import { usual } from './usual.ts';

const duty = (example: string, about: string) => figure('share', '1 %', '100 %', example, about);

/** Keys of a drive with PWM. */
const pwmKeys = (breakaway: string, friction: string) => ({
  pwm: must(output('pwm', 'The PWM output that sets the duty.')),
  // The upper limit is what the guard protocol can carry, as for the dead time.
  frequency: may(
    figure(
      'Hz',
      '20 Hz',
      '32 kHz',
      '15.7 kHz',
      'PWM frequency; the nearest one that the timer can make is used',
    ),
    `that of another output on the same timer, else ${usual.frequency.text}`,
  ),
  duty: may(
    section('The range of useful duty.', {
      from: must(duty(breakaway, 'The least duty that moves it')),
      to: must(duty('100 %', 'The highest duty that is useful')),
    }),
    `${usual.duty.from.text} to ${usual.duty.to.text}`,
  ),
  friction: may(
    duty(friction, 'Duty lost to friction: while it moves, its speed is proportional to the duty minus this'),
    'half of duty.from',
  ),
});
const onKey = { on: must(output('output', 'The output that switches the motor on and off.')) };
const directionKey = (forwards: string) => ({
  direction: must(output('output', `The direction line; active drives it ${forwards}.`)),
});
const linesKeys = (forwards: string, backwards: string) => ({
  up: must(output('output', `The output that drives it ${forwards}.`)),
  down: must(output('output', `The output that drives it ${backwards}.`)),
});
const restKeys = {
  'at-rest': may(word(['coast', 'brake'], 'What the driver does with the motor at duty 0.'), 'coast'),
};
const turnKeys = {
  ...restKeys,
  'dead-time': may(
    figure('ms', '20 ms', '1 s', '100 ms', 'How long the power stays off before the direction changes'),
    usual.deadTime.text,
  ),
};

const twoWayKinds = (forwards: string, backwards: string, breakaway: string, friction: string) => ({
  'pwm-direction': { ...pwmKeys(breakaway, friction), ...directionKey(forwards) },
  'on-direction': { ...onKey, ...directionKey(forwards) },
  'each-way': linesKeys(forwards, backwards),
  'pwm-two-lines': { ...pwmKeys(breakaway, friction), ...linesKeys(forwards, backwards) },
});
const twoWayAbout = {
  'pwm-direction': 'PWM and a direction line',
  'on-direction': 'one output that switches it on, and a direction line',
  'each-way': 'one output each way, on or off',
  'pwm-two-lines': 'PWM and two direction lines',
};

const optional = <K extends Keys>(keys: K) =>
  Object.fromEntries(
    Object.entries(keys).map(([name, key]) => [name, may(key.of, 'see the kinds above')]),
  ) as {
    readonly [Name in keyof K]: K[Name] extends Key<infer S, infer _P> ? Key<S, 'may'> : never;
  };
const { friction, frequency, duty: usefulDuty, pwm } = pwmKeys('30 %', '15 %');
/** Keys of a drive whose one motor moves the carriage and turns the heads: the pins of any of the kinds above. */
const coupledKeys = {
  ...optional({ pwm, ...onKey, ...directionKey('up'), ...linesKeys('up', 'down') }),
  frequency,
  duty: usefulDuty,
  friction,
};

const kinds = <C extends Keys, K extends Readonly<Record<string, Keys>>>(
  common: C,
  each: K,
  kindsAbout: Readonly<Record<keyof K, string>>,
): Kinds<C, K> => ({ shape: 'kinds', about: 'How the motor is driven.', common, kinds: each, kindsAbout });

const carriageDrive = kinds(
  turnKeys,
  { ...twoWayKinds('up', 'down', '30 %', '15 %'), coupled: coupledKeys },
  {
    ...twoWayAbout,
    coupled: 'the motor of the carriage also turns the heads; pins as for any of the other kinds',
  },
);

const directions = may(
  word(
    ['one'],
    'It turns one way only.',
    '; a motor that turns both ways is of the kind pwm-direction, on-direction, each-way or pwm-two-lines',
  ),
  'one',
);
const oneWayKinds = {
  pwm: { ...pwmKeys('22 %', '12 %'), directions },
  on: { ...onKey, directions },
};
const oneWayAbout = { pwm: 'PWM, one direction', on: 'on or off, one direction' };
const kneaderDrive = kinds(
  turnKeys,
  { ...twoWayKinds('inwards', 'outwards', '22 %', '12 %'), ...oneWayKinds },
  { ...twoWayAbout, ...oneWayAbout },
);
const tapperDrive = kinds(restKeys, oneWayKinds, oneWayAbout);

const shareSpeed = (about: string): Quantity => ({
  kind: 'share',
  from: '1 %',
  to: '100 %',
  example: '60 %',
  about,
});
const speeds = (own: Quantity) =>
  list(`${own.about}, slow to fast.`, figureIn(own, shareSpeed(own.about)), 1, 6);
const speedsAbout = 'The speeds that the remote offers, at most six';

const ramp = may(figure('ms', '100 ms', '5 s', '650 ms', 'Time from rest to full duty'), usual.ramp.text);

const railMost = '2000 mm';
const mm = (to: string, example: string, about: string) => figure('mm', '0 mm', to, example, about);

/** Travel time from end to end at full duty with nobody in the chair, s. A slower carriage is held up by something; a faster one hurts. */
export const wholeRailS = { least: 4, most: 90 } as const;
const travelTime = (example: string, about: string) =>
  figure('ms', `${wholeRailS.least} s`, `${wholeRailS.most} s`, example, about);
/** A person who slows a carriage by more than this is a jam. */
export const slowerMost = { text: '60 %', share: 0.6 } as const;
/** A person never makes the travel faster, but may make it much slower. */
const travelTimeWithPerson = (example: string, about: string) =>
  figure('ms', `${wholeRailS.least} s`, '5 min', example, about);

const end = (about: string) => section(about, inputKeys('input'));
const countPin = { ...inputKeys('interrupt'), pin: must(pin('interrupt')) };

const band = (name: string) =>
  section(`Where ${name} is on this rail.`, {
    from: must(mm(railMost, '240 mm', 'Distance from the lower end of the rail')),
    to: must(mm(railMost, '290 mm', 'Distance from the lower end of the rail')),
  });

const howItDrives = {
  speeds: may(
    speeds({ kind: 'mm/s', from: '2 mm/s', to: '100 mm/s', example: '22 mm/s', about: speedsAbout }),
    'PWM: six even steps up to the speed that it keeps under a person; on/off: one',
  ),
  ramp,
  landing: may(
    section('How it arrives at its target.', {
      within: must(figure('mm', '1 mm', '30 mm', '4 mm', 'How near to its target it comes to rest')),
      speed: must(
        figure('mm/s', '2 mm/s', '50 mm/s', '15 mm/s', 'Highest speed just before a target or an end'),
      ),
    }),
    `within ${usual.landing.within.text} at ${usual.landing.speed.text} with PWM, else within its coast`,
  ),
  planning: may(
    section('The time that a program allots for travel to a place.', {
      'travel-speed': must(
        figure(
          'mm/s',
          '2 mm/s',
          '100 mm/s',
          '25 mm/s',
          'Speed for planning, slower than the carriage is under anybody',
        ),
      ),
      settling: must(figure('ms', '0 ms', '20 s', '3 s', 'Time for starting and landing')),
    }),
    `${usual.planning.travelTimes} of the speed of the slower direction under a person, and ${usual.planning.settling.text}`,
  ),
  walk: may(
    section('The slow walk through a band.', {
      hop: must(figure('mm', '2 mm', '100 mm', '12 mm', 'Distance from one place of the walk to the next')),
      turns: must(figure('turns', '1 turns', '20 turns', '2 turns', 'Turns of the arms at each place')),
    }),
    `${usual.walk.hop.text} and ${usual.walk.turns.text}`,
  ),
  reach: may(
    spread('mm', '0 mm', railMost, ['20 mm', '774 mm'], 'Where places may lie'),
    `all of the rail but ${usual.reachMargin.text} at each end`,
  ),
  homing: may(
    section('How it finds an end of the rail.', {
      'known-duty': must(duty('85 %', 'Duty when its position is known')),
      'unknown-duty': must(duty('60 %', 'Duty when its position is unknown')),
      'slow-last': must(
        mm('500 mm', '60 mm', 'Length of the last, slower stretch when its position is known'),
      ),
      within: must(
        figure('ms', '2 s', '5 min', '40 s', 'Longest time that homing may take before it is a fault'),
      ),
    }),
    `${usual.homing.knownDuty.text} and ${usual.homing.unknownDuty.text} with PWM, else 100 %; the last ${usual.homing.slowLast.text} slower, at most a quarter of the rail; within ${usual.homing.withinTimes} times the slower travel time divided by the second duty`,
  ),
  'park-below-top': may(
    mm(railMost, '60 mm', 'How far below the top it parks, so that no switch stays pressed'),
    `${usual.parkBelowTop.text}, at most a tenth of the rail`,
  ),
};

export const carriage = section('The carriage with the massage heads, and the rail it travels on.', {
  drive: must(carriageDrive),
  fuse: part(fuse('4 A'), 'none'),
  draws: may(draws('5 A'), 'not measured'),
  rail: may(
    figure('mm', '100 mm', railMost, '794 mm', 'Length of travel between the two ends'),
    `${usual.rail.text}, the standard rail: places are only as accurate as that`,
  ),
  travel: may(
    section('Travel time from end to end at full duty.', {
      up: must(travelTime('15.9 s', 'Upwards with nobody in the chair')),
      down: must(travelTime('14.8 s', 'Downwards with nobody in the chair')),
      'up-with-person': may(
        travelTimeWithPerson('18 s', 'Upwards with a person, the longest'),
        'computed from slower-with-person',
      ),
      'down-with-person': may(
        travelTimeWithPerson('16.5 s', 'Downwards with a person, the longest'),
        'computed from slower-with-person',
      ),
    }),
    'computed from full-speed; one of the two is needed',
  ),
  'full-speed': may(
    section('Speed at full duty with nobody in the chair.', {
      up: must(figure('mm/s', '2 mm/s', '300 mm/s', '50 mm/s', 'Speed upwards at full duty')),
      down: must(figure('mm/s', '2 mm/s', '300 mm/s', '54 mm/s', 'Speed downwards at full duty')),
    }),
    'computed from travel; one of the two is needed',
  ),
  'slower-with-person': may(
    spread(
      'share',
      '0 %',
      slowerMost.text,
      ['10 %', '30 %'],
      'How much slower it travels under a person of 75 kg',
    ),
    `${usual.slower.least.text} to ${usual.slower.most.text}`,
  ),
  'coast-distance': may(
    spread('mm', '0 mm', '50 mm', ['4 mm', '8 mm'], 'How far it coasts from full speed with the power off'),
    `the distance at full speed in ${usual.coastsFor.least.text} to ${usual.coastsFor.most.text}`,
  ),
  counts: part(
    section('The sensor that counts the distance travelled.', {
      ...countPin,
      each: may(
        figure('mm', '0.2 mm', '20 mm', '2 mm', 'Distance from one counted edge to the next'),
        'computed from over-rail; one of the two is needed',
      ),
      'over-rail': may(
        whole(10, 4000, 'How many edges are counted from end to end'),
        'computed from each; one of the two is needed',
      ),
      edges: may(word(['both', 'rising', 'falling'], 'Which edges are counted.'), 'both'),
    }),
    'place by time',
  ),
  ends: part(
    section('The ends of the rail.', {
      top: part(end('The switch at the top.'), 'no such switch'),
      bottom: part(end('The switch at the bottom.'), 'no such switch'),
      middle: part(
        section('A switch along the rail that corrects the place.', {
          ...inputKeys('input'),
          at: may(
            mm(railMost, '400 mm', 'Distance from the lower end of the rail'),
            'the middle of the rail',
          ),
        }),
        'no such switch',
      ),
      'stop-beyond': may(
        mm('100 mm', '15 mm', 'Distance from each end to the mechanical stop'),
        usual.stopBeyond.text,
      ),
    }),
    'no carriage',
  ),
  current: part(motorCurrent('5 A'), 'a jam is noticed by counts or by time'),
  places: may(
    section(
      'Places that lie elsewhere than on the standard rail.',
      Object.fromEntries(
        placeNames.map((name) => [name, may(band(name), 'as on the standard rail')]),
      ) as Record<(typeof placeNames)[number], Key<ReturnType<typeof band>, 'may'>>,
    ),
    'as on the standard rail',
  ),
  ...howItDrives,
});

const cam = section('A sensor at the cam of the arms.', {
  width: must(word(widths, 'How far apart the arms are there.')),
  ...inputKeys('input'),
  at: must(angles),
  half: may(
    figure('deg', '2 deg', '90 deg', '20 deg', 'How far to either side of that angle it is active'),
    usual.camHalf.text,
  ),
});

const thermalSwitch = part(
  word(['yes'], 'A thermal switch in the motor, which opens before the motor is too hot.'),
  'no such switch',
);

export const kneader = section('The motor that turns the arms.', {
  drive: must(kneaderDrive),
  fuse: part(fuse('10 A'), 'none'),
  draws: may(draws('7 A'), 'not measured'),
  'full-speed': may(
    figure('rpm', '10 rpm', '200 rpm', '64 rpm', 'Turns per minute at full duty with nobody in the chair'),
    usual.fullTurns.text,
  ),
  speeds: may(
    speeds({ kind: 'rpm', from: '2 rpm', to: '120 rpm', example: '38 rpm', about: speedsAbout }),
    'PWM: six even steps of the useful duty; on/off: one',
  ),
  ramp,
  cams: part(list('The sensors at the cam, in any order.', cam, 1, 3), 'width cannot be chosen'),
  current: part(motorCurrent('7 A'), 'a stall is noticed by cams, or by nothing'),
  'thermal-switch': thermalSwitch,
  part: partText(),
});

export const tapper = section('The motor that taps.', {
  drive: must(tapperDrive),
  fuse: part(fuse('4 A'), 'none'),
  draws: may(draws('4 A'), 'not measured'),
  speeds: may(
    list(`${speedsAbout}, slow to fast.`, duty('60 %', speedsAbout), 1, 6),
    'PWM: six even steps of the useful duty; on/off: one',
  ),
  current: part(motorCurrent('4 A'), 'nothing notices a stall'),
  'thermal-switch': thermalSwitch,
  part: partText(),
});
