/** Random carriages, kneaders and tappers. */
import { widths } from '../../src/chair/names.ts';
import { type Dice, dropped, type FileMap } from './parts.ts';

/** The stall current; a running current of at most 30 % of it, and a fuse between 1.3 times the running and half the stall current. */
function drawDraws(dice: Dice) {
  const stallA = dice.chance(0.4) ? 5 : dice.whole(20, 120) / 10;
  const most = dice.chance(0.4) ? 0.24 : dice.whole(12, 30) / 100;
  const amperes = (share: number) => `${Number((stallA * share).toPrecision(2))} A`;
  return {
    running: { from: amperes(most / 2), to: amperes(most) },
    stall: `${stallA} A`,
    fuse: `${Number((stallA * 0.45).toPrecision(2))} A`,
  };
}

/** The parts that show a jam or a stall, or end it. */
function watched(dice: Dice, needsFuse: boolean): FileMap {
  const current = dice.chance(0.4);
  const fused = (needsFuse && !current) || dice.chance(0.4);
  const { running, stall, fuse } = drawDraws(dice);
  return dropped({
    fuse: fused ? fuse : dice.none(),
    draws: dice.chance(0.3) ? { running, stall } : undefined,
    current: current ? { pin: dice.pins.analog(), scale: '2 A/V', running, stall } : dice.none(),
  });
}

const frequencies = [undefined, '20 Hz', '1 kHz', '20 kHz'] as const;

/** The pins and figures of a drive of this kind; a coupled drive has those of any other kind. */
function linesOf(kind: string, dice: Dice): FileMap {
  const pwm = () => ({
    pwm: dice.output('pwm'),
    frequency: frequencies[dice.below(frequencies.length)],
    duty: dice.chance(0.7) ? { from: `${dice.whole(15, 40)} %`, to: '100 %' } : undefined,
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
  const railMm = dice.whole(200, 900);
  const upS = dice.whole(80, 350) / 10;
  const downS = Number((upS * (dice.whole(70, 115) / 100)).toPrecision(3));
  const timed = dice.chance(0.6);
  const perSecond = (seconds: number) => `${Number((railMm / seconds).toPrecision(3))} mm/s`;
  return dropped({
    drive,
    ...watched(dice, hasTwoLines(drive)),
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
    ...drawManners(dice, railMm, railMm / Math.max(upS, downS)),
  });
}

/** How the carriage drives; each figure is left out in three of four chairs. */
function drawManners(dice: Dice, railMm: number, slowerMmPerS: number): FileMap {
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
    ...(dice.chance(0.5) ? { each: `${dice.whole(1, 6)} mm` } : { 'over-rail': dice.whole(40, railMm) }),
    edges: edges[dice.below(edges.length)],
  };
}

export function drawKneader(dice: Dice): FileMap {
  const drive = drawDrive([...twoWays, ...oneWay], dice, false);
  return dropped({
    drive,
    ...watched(dice, hasTwoLines(drive)),
    'full-speed': dice.chance(0.5) ? `${dice.whole(40, 80)} rpm` : undefined,
    speeds: 'pwm' in drive && dice.chance(0.5) ? ['50 %', '75 %', '100 %'] : undefined,
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
  return dropped({
    drive: drawDrive(oneWay, dice, false),
    ...watched(dice, false),
    'thermal-switch': dice.chance(0.5) ? 'yes' : dice.none(),
  });
}
