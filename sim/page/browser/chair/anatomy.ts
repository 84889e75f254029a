/**
 * The drawing of the person's back: one unit is one millimetre, the rail's lower end lies at `baseY`, and y decreases upwards.
 * Outlines are those of a seated adult; figures of the chair come from its description.
 */
import type { ChairView } from '../../protocol.ts';

export const drawing = {
  width: 1080,
  height: 1120,
  topY: 5,
  baseY: 905,
  railX: 165,
  nameX: 488,
  backX: 822,
} as const;

export function yOf(mm: number): number {
  return drawing.baseY - mm;
}

/** The height on the person's back of a place on the chair's rail. */
export function bodyMmOf({ rail: { drawn } }: ChairView, mm: number): number {
  return mm * drawn.scale + drawn.fromMm;
}

/** The y coordinate of a place on the chair's rail. */
export function railY(view: ChairView, mm: number): number {
  return yOf(bodyMmOf(view, mm));
}

/** The person's back from the side: its x coordinate at each height. */
const backLine: readonly (readonly [mm: number, x: number])[] = [
  [-20, 236],
  [60, 206],
  [150, 212],
  [240, 241],
  [330, 222],
  [440, 203],
  [560, 210],
  [640, 238],
  [700, 262],
  [820, 250],
];

/** The back line's x coordinate at a height, smooth between the points, so that rollers glide along it. */
export function backLineX(mm: number): number {
  for (let index = 1; index < backLine.length; index++) {
    const [toMm, toX] = backLine[index]!;
    const [fromMm, fromX] = backLine[index - 1]!;
    if (mm > toMm && index < backLine.length - 1) continue;
    const share = Math.min(1, Math.max(0, (mm - fromMm) / (toMm - fromMm)));
    return fromX + (toX - fromX) * share * share * (3 - 2 * share);
  }
  return 240;
}

/** Part of the back line as a path. */
export function backPath(fromMm: number, toMm: number, forwardMm = 0): string {
  const points: string[] = [];
  for (let mm = fromMm; mm <= toMm; mm += 10) points.push(`${backLineX(mm) + forwardMm} ${yOf(mm)}`);
  return `M${points.join('L')}`;
}

interface Vertebra {
  readonly name: string;
  readonly mm: number;
  readonly width: number;
  readonly height: number;
}

/** L5-L4, L3 and L2-L1 lie in their zones, T12-T11 in the thoracolumbar one. */
export const vertebrae: readonly Vertebra[] = [
  ['L5', 189],
  ['L4', 211],
  ['L3', 240],
  ['L2', 269],
  ['L1', 291],
  ['T12', 316],
  ['T11', 344],
  ['T10', 372],
  ['T9', 399],
  ['T8', 426],
  ['T7', 452],
  ['T6', 478],
  ['T5', 503],
  ['T4', 527],
  ['T3', 551],
  ['T2', 574],
  ['T1', 597],
  ['C7', 619],
  ['C6', 638],
  ['C5', 656],
  ['C4', 673],
].map(([name, mm], index) => ({
  name: String(name),
  mm: Number(mm),
  width: 50 - index * 1.25,
  height: index < 5 ? 18 : index < 17 ? 17 : 12,
}));

interface Muscle {
  readonly name: string;
  readonly fromMm: number;
  readonly toMm: number;
  /** Right half, relative to the middle of the back. */
  readonly path: string;
}

const muscles: readonly Omit<Muscle, 'fromMm' | 'toMm'>[] = [
  {
    name: 'erector spinae',
    path: `M14 ${yOf(118)} C34 ${yOf(140)} 50 ${yOf(200)} 56 ${yOf(260)} C60 ${yOf(340)} 54 ${yOf(460)} 40 ${yOf(560)} L22 ${yOf(625)} L13 ${yOf(625)} Z`,
  },
  {
    name: 'quadratus lumborum',
    path: `M58 ${yOf(190)} C76 ${yOf(194)} 96 ${yOf(200)} 112 ${yOf(206)} C104 ${yOf(240)} 92 ${yOf(275)} 82 ${yOf(303)} C74 ${yOf(303)} 66 ${yOf(301)} 61 ${yOf(298)} C62 ${yOf(262)} 61 ${yOf(226)} 58 ${yOf(190)} Z`,
  },
  {
    name: 'gluteus medius',
    path: `M66 ${yOf(164)} C96 ${yOf(186)} 138 ${yOf(180)} 160 ${yOf(150)} C176 ${yOf(120)} 180 ${yOf(86)} 172 ${yOf(56)} C140 ${yOf(60)} 104 ${yOf(86)} 84 ${yOf(112)} C74 ${yOf(128)} 68 ${yOf(146)} 66 ${yOf(164)} Z`,
  },
];

/** Runs along the spine; no target of the chair is named after it. */
const erectorSpinae = { fromMm: 120, toMm: 620 };

/** The muscles, at the places that the chair's targets give. */
export function musclesOf({ targets, rail: { drawn } }: ChairView): Muscle[] {
  const onRail = (mm: number): number => (mm - drawn.fromMm) / drawn.scale;
  const spine = { fromMm: onRail(erectorSpinae.fromMm), toMm: onRail(erectorSpinae.toMm) };
  return muscles.map((muscle) => {
    const { fromMm, toMm } = targets.find(({ name }) => name === muscle.name) ?? spine;
    return { ...muscle, fromMm, toMm };
  });
}

/** Right half of the torso from behind, relative to the middle; mirrored for the left. */
export const torsoHalf =
  'M0 120 L50 128 C56 165 52 205 60 226 C74 256 140 262 192 288 C214 300 214 350 198 412 C180 490 148 560 142 640 C142 706 186 752 194 834 C197 880 190 925 184 945 L0 945 Z';

/** The person from the side: back line, then chest, lap and thigh. */
export const sidePerson = `${backPath(-20, 700)} C272 ${yOf(742)} 330 ${yOf(742)} 330 ${yOf(690)} C332 ${yOf(660)} 356 ${yOf(630)} 384 ${yOf(588)} C416 ${yOf(530)} 414 ${yOf(460)} 406 ${yOf(390)} C398 ${yOf(320)} 414 ${yOf(270)} 420 ${yOf(210)} C424 ${yOf(170)} 430 ${yOf(135)} 470 ${yOf(122)} L612 ${yOf(112)} L612 ${yOf(-28)} L300 ${yOf(-34)} C262 ${yOf(-34)} 246 ${yOf(-30)} ${backLineX(-20)} ${yOf(-20)} Z`;
