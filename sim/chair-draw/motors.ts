/** Random carriages, kneaders and tappers. */
import { assumedMotors } from '../../src/chair/assumed.ts';
import { atmega2560 as atmega } from '../../src/chair/chips/atmega2560.ts';
import { mostPerVoltOf } from '../../src/chair/motor-current.ts';
import { type AnyMotorName, widths } from '../../src/chair/names.ts';
import { type Dice, dropped, type FileMap } from './parts.ts';

/** Running free, a motor draws what its friction takes; a body that leans on it adds to that (as on the reference chair). */
const runsFrom = 0.8;
const runsTo = 1.6;
const fuseShare = 0.45;
/** With more friction no fuse would hold the running motor and blow for a stalled one. */
const frictionMost = 20;
/** With less, no sensor would both show a stall and tell a running motor from its own noise. */
const frictionLeast = 8;

/** The stall current, what friction takes of it as running current, and a fuse between 1.3 times the running and half the stall current. */
function drawDraws(dice: Dice, friction: number) {
  const stallA = dice.chance(0.4) ? 5 : dice.whole(20, 120) / 10;
  const amperes = (share: number) => `${Number((stallA * share).toPrecision(2))} A`;
  return {
    running: { from: amperes(runsFrom * friction), to: amperes(runsTo * friction) },
    stall: `${stallA} A`,
    fuse: amperes(fuseShare),
  };
}

/** A/V of a sensor for the few motors for which 2 A/V shows no stall and 5 A/V no running. */
const betweenScale = 3;

/**
 * Mostly a scale whose 5 V show a stall and whose noise hides no running motor; a motor with a fuse may have any, and is not
 * protected by one that does not.
 */
function drawScale(dice: Dice, stallA: number, runsFromA: number, fused: boolean): string {
  const most = mostPerVoltOf(atmega, { stallA, runningA: { min: runsFromA, max: runsFromA } });
  const fits = [1, 2, 5].filter(
    (perVolt) => (fused && dice.chance(0.3)) || (5 * perVolt >= 1.5 * stallA && perVolt <= most),
  );
  return `${fits[dice.below(fits.length)] ?? betweenScale} A/V`;
}

/** A motor that needs more duty than this to start may draw as much then as held fast: a current may not show that. */
const startsHard = 40;

/** The share of its most useful duty at which an empty motor starts: more would not start it under a person. */
const startsMost = 0.65;

/** The parts that show a jam or a stall, or end it. */
function watched(dice: Dice, drive: FileMap, friction: number): FileMap {
  const needsFuse = hasTwoLines(drive);
  const current = dice.chance(0.4);
  const fused = (needsFuse && (!current || usefulDuty(drive).least > startsHard)) || dice.chance(0.4);
  const { running, stall, fuse } = drawDraws(dice, friction);
  const scale = drawScale(dice, parseFloat(stall), parseFloat(running.from), fused);
  return dropped({
    fuse: fused ? fuse : dice.none(),
    draws: dice.chance(0.3) ? { running, stall } : undefined,
    current: current ? { pin: dice.pins.analog(), scale, running, stall } : dice.none(),
  });
}

/**
 * Some motors turn only from most of the duty on; and the useful duty ends below 100 % in some, where a driver or a motor
 * allows no more.
 */
function drawDuty(dice: Dice): FileMap {
  if (!dice.chance(0.7)) return {};
  const from = dice.chance(0.8) ? dice.whole(15, startsHard) : dice.whole(startsHard + 1, 100 * startsMost);
  const given = from / 2 > frictionMost || dice.chance(0.3);
  return {
    duty: {
      from: `${from} %`,
      to: dice.chance(0.6) ? '100 %' : `${dice.whole(Math.max(75, Math.ceil(from / startsMost)), 100)} %`,
    },
    friction: given ? `${dice.whole(frictionLeast, Math.min(from, frictionMost))} %` : undefined,
  };
}

/** The share of the duty that friction takes, as the reader has it. */
function frictionOf(drive: FileMap, motor: AnyMotorName): number {
  const { duty, friction } = drive as { duty?: { from: string }; friction?: string };
  if (friction !== undefined) return parseFloat(friction) / 100;
  return duty === undefined ? assumedMotors[motor].frictionDuty : parseFloat(duty.from) / 200;
}

/** In percent. */
function usefulDuty(drive: FileMap) {
  const useful = drive['duty'] as { readonly from: string; readonly to: string } | undefined;
  return { least: parseFloat(useful?.from ?? '0'), most: parseFloat(useful?.to ?? '100') };
}

/** Those of these duties that the drive allows; undefined where it has no PWM. */
function speedsOf(drive: FileMap, duties: readonly string[]): readonly string[] | undefined {
  if (!('pwm' in drive)) return undefined;
  const { least, most } = usefulDuty(drive);
  const allowed = duties.filter((duty) => parseFloat(duty) >= least && parseFloat(duty) <= most);
  return allowed.length > 0 ? allowed : undefined;
}

const frequencies = [undefined, '20 Hz', '1 kHz', '20 kHz'] as const;

/** The pins and figures of a drive of this kind; a coupled drive has those of any other kind. */
function linesOf(kind: string, dice: Dice): FileMap {
  const pwm = () => ({
    pwm: dice.output('pwm'),
    frequency: frequencies[dice.below(frequencies.length)],
    ...drawDuty(dice),
  });
  const on = () => ({ on: dice.output('plain') });
  const direction = () => ({ direction: dice.output('plain') });
  const lines = () => ({ up: dice.output('plain'), down: dice.output('plain') });
  switch (kind) {
    case 'pwm-direction':
      return { ...pwm(), ...direction() };
    case 'on-direction':
      return { ...on(), ...direction() };
    case 'each-way':
      return lines();
    case 'pwm-two-lines':
      return { ...pwm(), ...lines() };
    case 'pwm':
      return { ...pwm(), directions: 'one' };
    default:
      return { ...on(), directions: 'one' };
  }
}

const twoWays = ['pwm-direction', 'on-direction', 'each-way', 'pwm-two-lines'] as const;
const oneWay = ['pwm', 'on'] as const;

/** Whether the drive has two outputs that could be on against each other. */
const hasTwoLines = (lines: FileMap): boolean => 'up' in lines;

function drawDrive(kinds: readonly string[], dice: Dice, coupled: boolean): FileMap {
  const kind = kinds[dice.below(kinds.length)] as string;
  const turns = (twoWays as readonly string[]).includes(kind);
  return dropped({
    kind: coupled ? 'coupled' : kind,
    ...linesOf(kind, dice),
    'at-rest': dice.chance(0.5) ? (dice.chance(0.5) ? 'brake' : 'coast') : undefined,
    'dead-time': turns && dice.chance(0.5) ? `${dice.whole(50, 500)} ms` : undefined,
  });
}

export function drawCarriage(dice: Dice): FileMap {
  const drive = drawDrive(twoWays, dice, dice.chance(0.15));
  const railMm = dice.chance(0.8) ? dice.whole(200, 900) : dice.whole(120, 1500);
  const upS = dice.chance(0.8) ? dice.whole(80, 350) / 10 : Math.min(dice.whole(60, 750) / 10, railMm / 4);
  const downS = Number((upS * (dice.whole(70, 115) / 100)).toPrecision(3));
  const timed = dice.chance(0.6);
  const perSecond = (seconds: number) => `${Number((railMm / seconds).toPrecision(3))} mm/s`;
  return dropped({
    drive,
    ...watched(dice, drive, frictionOf(drive, 'carriage')),
    rail: `${railMm} mm`,
    travel: timed
      ? dropped({
          up: `${upS} s`,
          down: `${downS} s`,
          ...(dice.chance(0.5) ? withPerson(upS, downS) : {}),
        })
      : undefined,
    'full-speed': timed ? undefined : { up: perSecond(upS), down: perSecond(downS) },
    counts: dice.chance(0.5) ? drawCounts(dice, railMm) : dice.none(),
    ends: dice.chance(0.9)
      ? dropped({
          top: dice.chance(0.9) ? dice.input('plain') : dice.none(),
          bottom: dice.chance(0.9) ? dice.input('plain') : dice.none(),
          middle: dice.chance(0.3)
            ? { ...dice.input('plain'), at: `${Math.round(railMm / 2)} mm` }
            : dice.none(),
          'stop-beyond': dice.chance(0.3) ? `${dice.whole(5, 40)} mm` : undefined,
        })
      : dice.none(),
    ...drawManners(dice, railMm, railMm / Math.max(upS, downS), drive),
  });
}

/** How the carriage drives; each figure is left out in three of four chairs. */
function drawManners(dice: Dice, railMm: number, slowerMmPerS: number, drive: FileMap): FileMap {
  const hasPwm = 'pwm' in drive;
  const { least } = usefulDuty(drive);
  const some = <Value>(value: Value): Value | undefined => (dice.chance(0.25) ? value : undefined);
  const coastMm = slowerMmPerS * (dice.whole(4, 20) / 100);
  const mm = (value: number) => `${Number(value.toPrecision(2))} mm`;
  return {
    'slower-with-person': some({ from: `${dice.whole(2, 12)} %`, to: `${dice.whole(13, 30)} %` }),
    'coast-distance': some({ from: mm(coastMm / 2), to: mm(coastMm) }),
    ramp: some(`${dice.whole(200, 1200)} ms`),
    walk: some({ hop: `${dice.whole(8, 30)} mm`, turns: `${dice.whole(1, 4)} turns` }),
    reach: some({ from: `${dice.whole(0, 40)} mm`, to: `${railMm - dice.whole(0, 40)} mm` }),
    'park-below-top': some(`${dice.whole(10, Math.min(80, railMm / 4))} mm`),
    landing: some({ within: `${dice.whole(3, 12)} mm`, speed: `${dice.whole(5, 20)} mm/s` }),
    planning: some({
      'travel-speed': `${Number(Math.max(2, slowerMmPerS * (dice.whole(40, 65) / 100)).toPrecision(2))} mm/s`,
      settling: `${dice.whole(1, 8)} s`,
    }),
    homing: some({
      'known-duty': hasPwm ? `${dice.whole(Math.max(60, least), 100)} %` : '100 %',
      'unknown-duty': hasPwm ? `${dice.whole(Math.max(45, least), 80)} %` : '100 %',
      'slow-last': `${dice.whole(0, Math.floor(railMm / 4))} mm`,
      within: `${Math.min(300, Math.ceil((railMm / slowerMmPerS) * 4))} s`,
    }),
    speeds: some(speedsOf(drive, ['40 %', '60 %', '80 %', '100 %'].slice(dice.below(3)))),
    places: some({ waist: { from: mm(railMm * 0.3), to: mm(railMm * 0.5) } }),
  };
}

const withPerson = (upS: number, downS: number): FileMap => ({
  'up-with-person': `${Number((upS * 1.3).toPrecision(4))} s`,
  'down-with-person': `${Number((downS * 1.3).toPrecision(4))} s`,
});

function drawCounts(dice: Dice, railMm: number): FileMap {
  const edges = ['both', 'rising', 'falling'] as const;
  return {
    ...dice.input('interrupt'),
    ...(dice.chance(0.5)
      ? { each: dice.chance(0.7) ? `${dice.whole(1, 6)} mm` : `${dice.whole(4, 120) / 10} mm` }
      : { 'over-rail': dice.whole(40, railMm) }),
    edges: edges[dice.below(edges.length)],
  };
}

export function drawKneader(dice: Dice): FileMap {
  const drive = drawDrive([...twoWays, ...oneWay], dice, false);
  return dropped({
    drive,
    ...watched(dice, drive, frictionOf(drive, 'kneader')),
    'full-speed': dice.chance(0.5) ? `${dice.whole(40, 80)} rpm` : undefined,
    ramp: dice.chance(0.25) ? `${dice.whole(200, 1500)} ms` : undefined,
    speeds: dice.chance(0.5) ? speedsOf(drive, ['50 %', '75 %', '100 %']) : undefined,
    cams: dice.chance(0.5) ? drawCams(dice) : dice.none(),
    'thermal-switch': dice.chance(0.4) ? 'yes' : dice.none(),
  });
}

/** Cams so far apart that no two are active together; some with medium twice, as on the reference chair. */
function drawCams(dice: Dice): readonly FileMap[] {
  const half = dice.chance(0.4) ? `${dice.whole(8, 22)} deg` : undefined;
  const cam = (width: string, at: unknown) => dropped({ width, ...dice.input('plain'), at, half });
  if (dice.chance(0.3))
    return [cam('narrow', '0 deg'), cam('medium', ['90 deg', '270 deg']), cam('wide', '180 deg')];
  const some = widths.filter(() => dice.chance(0.7));
  const chosen = some.length > 0 ? some : [widths[0]];
  const apart = dice.chance(0.5) ? 62 : Math.floor(345 / chosen.length);
  return chosen.map((width, index) => cam(width, `${index * apart + dice.below(15)} deg`));
}

export function drawTapper(dice: Dice): FileMap {
  const drive = drawDrive(oneWay, dice, false);
  return dropped({
    drive,
    ...watched(dice, drive, dice.whole(frictionLeast, frictionMost) / 100),
    'thermal-switch': dice.chance(0.5) ? 'yes' : dice.none(),
  });
}
