/**
 * The timeline as SVG text: the plan as lanes, the actual course over it, deviations hatched, faults as flags. It is a pure
 * function, used for the page and for the saved picture.
 */
import type { PlanStep } from '../../../../src/program/plan/plan.ts';
import type { ChairView, Marker, OffPlan } from '../../protocol.ts';
import { clock } from '../format.ts';
import { triggerText } from '../trigger-words.ts';
import type { Points } from './columns.ts';
import { armLabels, type Block, drawnBandOf, labelOf, type PlansInput, runBlocks } from './plan-blocks.ts';
import { gutterPx, rightPx } from './view.ts';

type ChairPad = ChairView['pads'][number];

interface Lane {
  readonly name: string;
  readonly top: number;
  readonly height: number;
}
/** The lanes of the parts that the chair has, from the top down. */
interface Lanes {
  readonly carriage: Lane;
  readonly kneader: Lane | null;
  readonly tapper: Lane | null;
  /** In the chair's order of pads. */
  readonly pads: readonly Lane[];
  readonly state: Lane;
}
function lanesOf({ kneader, tapper, pads }: ChairView): Lanes {
  let nextPx = 20;
  const lane = (name: string, height: number, gapPx: number): Lane => {
    const top = nextPx;
    nextPx += height + gapPx;
    return { name, top, height };
  };
  const carriage = lane('Carriage', 96, 4);
  const isThere = kneader !== 'none';
  // Kneader and tapper share the height of one lane.
  const arms = isThere ? lane('Kneader', tapper ? 15 : 30, tapper ? 1 : 4) : null;
  const taps = tapper ? lane('Tapper', isThere ? 14 : 30, 4) : null;
  const heat = pads.map(({ name }) => lane(name, 24, 3));
  return { carriage, kneader: arms, tapper: taps, pads: heat, state: lane('State', 16, 3) };
}

export function lanesHeightOf(view: ChairView): number {
  const { top, height } = lanesOf(view).state;
  return top + height + 3;
}

/** The height without the lane of states, since a plan has no states. */
export function planHeightOf(view: ChairView): number {
  return lanesOf(view).state.top;
}

/** Temperature range of the heat lanes: from a cool room to above the hottest level. */
const heatLaneC = { from: 15, over: 30 };
/** Approximate width of a letter: labels that would not fit are left out. */
const letterPx = 6.6;

interface LanesInput extends PlansInput {
  readonly fromMs: number;
  readonly toMs: number;
  readonly widthPx: number;
  readonly points: Points;
  /** Id of the clip; each drawing in the page has its own. */
  readonly clip?: string;
}

/** Context for drawing: coordinates in pixels, and the labels, which are drawn above all lines. */
interface Canvas {
  readonly input: LanesInput;
  readonly lanes: Lanes;
  readonly heightPx: number;
  readonly x: (ms: number) => number;
  readonly yOfMm: (mm: number) => number;
  readonly seen: (stretch: { fromMs: number; toMs: number }) => boolean;
  readonly labels: string[];
}

export function lanesSvg(input: LanesInput): string {
  const { fromMs, toMs, widthPx, chair, history, clip = 'plot' } = input;
  const plotPx = widthPx - gutterPx - rightPx;
  const { usedMm } = chair.rail;
  const lanes = lanesOf(chair);
  const { top, height } = lanes.carriage;
  const canvas: Canvas = {
    input,
    lanes,
    heightPx: lanesHeightOf(chair),
    x: (ms) => gutterPx + ((ms - fromMs) / (toMs - fromMs)) * plotPx,
    yOfMm: (mm) => top + height * (1 - Math.min(mm, usedMm) / usedMm),
    seen: (stretch) => stretch.toMs >= fromMs && stretch.fromMs <= toMs,
    labels: [],
  };
  const parts: string[] = [
    defs(canvas, clip),
    ruler(canvas),
    frames(canvas),
    `<g clip-path="url(#${clip})">`,
  ];
  for (const { blocks, ahead, plan } of runBlocks(input)) {
    parts.push(`<g class="${ahead ? 'plan ahead' : 'plan'}" data-plan="${plan}">`);
    for (const block of blocks) if (canvas.seen(block)) parts.push(blockSvg(canvas, block));
    parts.push('</g>');
  }
  parts.push(statesSvg(canvas));
  for (const off of history.offPlan) parts.push(offPlanSvg(canvas, off));
  parts.push(actualSvg(canvas), `<g class="labels">${canvas.labels.join('')}</g>`);
  for (const fault of history.faults) parts.push(flagSvg(canvas, fault));
  for (const mark of history.marks) parts.push(markSvg(canvas, mark));
  parts.push('</g>');
  return parts.join('');
}

function px(value: number): string {
  return value.toFixed(1);
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function plotRect(widthPx: number, className: string, top: number, height: number): string {
  return `<rect class="${className}" x="${gutterPx}" y="${top}" width="${Math.max(0, widthPx - gutterPx - rightPx)}" height="${height}"/>`;
}

function hatch(id: string): string {
  return (
    `<pattern id="${id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<rect class="${id}-ground" width="7" height="7"/><rect class="${id}-stripe" width="2.5" height="7"/></pattern>`
  );
}

function defs({ input: { widthPx, history }, heightPx }: Canvas, clip: string): string {
  const hatches = history.offPlan.length === 0 ? '' : `${hatch('off')}${hatch('held')}`;
  return `<defs><clipPath id="${clip}">${plotRect(widthPx, 'clip', 0, heightPx)}</clipPath>${hatches}</defs>`;
}

function frames({ input: { widthPx, chair }, lanes, yOfMm }: Canvas): string {
  const { carriage, kneader, tapper, pads, state } = lanes;
  const rows = [carriage, kneader, tapper, ...pads, state].map((lane) => {
    if (lane === null) return '';
    const { name, top, height } = lane;
    return (
      plotRect(widthPx, 'lane', top, height) +
      `<text class="lane-name" x="${gutterPx - 8}" y="${top + height / 2 + 4}" text-anchor="end">${name}</text>`
    );
  });
  const bands = chair.zones.slice(1).map(({ fromMm }) => {
    const y = px(yOfMm(fromMm));
    return `<line class="zone-line" x1="${gutterPx}" x2="${widthPx - rightPx}" y1="${y}" y2="${y}"/>`;
  });
  return rows.join('') + bands.join('');
}

/** Suitable intervals of the ruler, ms. */
const rulerSteps = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
];

function ruler({ input: { fromMs, toMs, widthPx }, heightPx, x }: Canvas): string {
  const step = rulerSteps.find((one) => x(fromMs + one) - x(fromMs) >= 70) ?? 7_200_000;
  const marks: string[] = [];
  for (let ms = Math.max(0, Math.ceil(fromMs / step)) * step; ms <= toMs; ms += step) {
    const at = x(ms);
    marks.push(`<line class="grid" x1="${px(at)}" x2="${px(at)}" y1="16" y2="${heightPx}"/>`);
    // A label that would be cut at the right end is left out.
    if (at + 20 <= widthPx)
      marks.push(
        `<text class="ruler" x="${px(at)}" y="12" text-anchor="middle">${clock(ms, step < 1000 ? 1 : 0)}</text>`,
      );
  }
  return marks.join('');
}

/** Adds the longest label that fits between two positions, at the left end of their visible part. */
function label(
  { labels, input }: Canvas,
  texts: readonly string[],
  leftPx: number,
  endPx: number,
  y: number,
): void {
  const left = Math.max(leftPx, gutterPx) + 4;
  const end = Math.min(endPx, input.widthPx - rightPx);
  const text = texts.find((one) => left + one.length * letterPx + 4 <= end);
  if (text !== undefined) labels.push(`<text x="${px(left)}" y="${px(y)}">${escaped(text)}</text>`);
}

function blockSvg(canvas: Canvas, { step, fromMs, toMs }: Block): string {
  const { x, yOfMm, lanes } = canvas;
  const left = x(fromMs);
  const wide = Math.max(1, x(toMs) - left - 1);
  const end = left + wide;
  const { labels, full } = labelOf(step);
  const title = `${step.path} ${full}, ${clock(fromMs)} to ${clock(toMs)}${step.exact ? '' : ' (about)'}`;
  const out: string[] = [
    `<g class="step ${step.technique}" data-step="${step.path}"><title>${escaped(title)}</title>`,
  ];
  const band = drawnBandOf(step);
  if (band !== null) {
    const top = yOfMm(band[1]);
    const tall = Math.max(6, yOfMm(band[0]) - top);
    out.push(`<rect x="${px(left)}" y="${px(top)}" width="${px(wide)}" height="${px(tall)}" rx="2"/>`);
    label(canvas, labels, left, end, tall > 16 ? top + 12 : top - 4);
  } else {
    label(canvas, labels, left, end, lanes.carriage.top + lanes.carriage.height - 5);
  }
  const arms = armLabels(step);
  if (arms.length > 0 && lanes.kneader !== null) {
    const { top, height } = lanes.kneader;
    out.push(`<rect x="${px(left)}" y="${top + 1}" width="${px(wide)}" height="${height - 2}" rx="2"/>`);
    label(canvas, arms, left, end, top + 12);
  }
  const { tapper } = lanes;
  if (step.technique === 'tap' && tapper !== null) {
    const { top, height } = tapper;
    out.push(`<rect x="${px(left)}" y="${top + 1}" width="${px(wide)}" height="${height - 2}" rx="2"/>`);
    label(canvas, [step.rhythm], left, end, top + 11);
  }
  out.push('</g>');
  for (const pad of canvas.input.chair.pads) out.push(heatSvg(canvas, step, pad, left, wide));
  return out.join('');
}

function heatSvg(canvas: Canvas, step: PlanStep, pad: ChairPad, left: number, wide: number): string {
  const level = step.heat[pad.id] ?? 'off';
  if (level === 'off') return '';
  const lane = canvas.lanes.pads[pad.number];
  if (lane === undefined) return '';
  const top = yOfCelsius(lane, canvas.input.chair.levelsC[level]);
  label(canvas, [level], left, left + wide, lane.top + lane.height - 4);
  return `<g class="step heat"><rect x="${px(left)}" y="${px(top)}" width="${px(wide + 1)}" height="${px(lane.top + lane.height - top)}"/></g>`;
}

function yOfCelsius(lane: Lane, celsius: number): number {
  const share = Math.min(1, Math.max(0, (celsius - heatLaneC.from) / heatLaneC.over));
  return lane.top + lane.height * (1 - share);
}

function offPlanSvg(
  { input, lanes, x, seen, labels }: Canvas,
  { why, alarm, fromMs, toMs }: OffPlan,
): string {
  const end = toMs < 0 ? input.nowMs : toMs;
  if (!seen({ fromMs, toMs: end })) return '';
  const kind = alarm ? 'off' : 'held';
  const wide = x(end) - x(fromMs);
  const height = lanes.state.top - 4 - lanes.carriage.top;
  const left = Math.max(x(fromMs), gutterPx) + 5;
  if (left + why.length * letterPx < x(end))
    labels.push(
      `<text class="${kind}" x="${px(left)}" y="${lanes.carriage.top + 12}">${escaped(why)}</text>`,
    );
  return (
    `<g class="off-plan ${kind}"><title>off the plan: ${escaped(why)}, ${clock(fromMs)} to ${clock(end)}</title>` +
    `<rect x="${px(x(fromMs))}" y="${lanes.carriage.top}" width="${px(Math.max(2, wide))}" height="${height}" fill="url(#${kind})"/></g>`
  );
}

function flagSvg(
  { input: { fromMs, toMs }, lanes, heightPx, x }: Canvas,
  fault: { atMs: number; code: string },
): string {
  const { atMs, code } = fault;
  if (atMs < fromMs || atMs > toMs) return '';
  const at = px(x(atMs));
  const { top, height } = lanes.state;
  return (
    `<g class="flag"><title>${code} at ${clock(atMs, 2)}</title>` +
    `<line x1="${at}" x2="${at}" y1="${lanes.carriage.top}" y2="${heightPx}"/>` +
    `<rect x="${at}" y="${top}" width="30" height="${height}"/><text x="${px(x(atMs) + 4)}" y="${top + 12}">${code}</text></g>`
  );
}

function markSvg({ input: { fromMs, toMs }, lanes, heightPx, x }: Canvas, { atMs, note }: Marker): string {
  if (atMs < fromMs || atMs > toMs) return '';
  const at = px(x(atMs));
  const said =
    note === '' ? '' : `<text x="${px(x(atMs) + 4)}" y="${lanes.carriage.top + 24}">${escaped(note)}</text>`;
  return `<g class="mark"><title>${escaped(note)} at ${clock(atMs, 2)}</title><line x1="${at}" x2="${at}" y1="16" y2="${heightPx}"/>${said}</g>`;
}

function statesSvg(canvas: Canvas): string {
  const { input, lanes, x, seen } = canvas;
  const { top, height } = lanes.state;
  return input.history.states
    .map(({ toMs, ...run }) => ({ ...run, toMs: toMs < 0 ? input.nowMs : toMs }))
    .filter(seen)
    .map(({ state, by, fromMs, toMs }) => {
      const left = x(fromMs);
      const wide = Math.max(1, x(toMs) - left);
      label(canvas, [state], left, left + wide, top + 12);
      return `<g class="state-run s-${state}"><title>${state}, ${clock(fromMs)} to ${clock(toMs)}${by === '' ? '' : `: ${triggerText(by)}`}</title><rect x="${px(left)}" y="${top}" width="${px(wide)}" height="${height}"/></g>`;
    })
    .join('');
}

/** The actual course of carriage, kneader, tapper and pad surfaces. */
function actualSvg({ input: { points, chair }, lanes, x, yOfMm }: Canvas): string {
  const { kneader, tapper, pads } = lanes;
  const line = (name: string, values: readonly (number | null)[], y: (value: number) => number): string =>
    linePath(points, values, x, y, (path) => `<path class="actual ${name}" d="${path}"/>`);
  return [
    chair.carriage ? line('carriage-line', points.values.carriageMm, yOfMm) : '',
    kneader === null || chair.kneader !== 'motor'
      ? ''
      : line(
          'kneader-line',
          points.values.kneaderDuty,
          (duty) => kneader.top + (kneader.height * (1 - duty)) / 2,
        ),
    ...(tapper === null
      ? []
      : [
          line(
            'tapper-line',
            points.values.tapperDuty,
            (duty) => tapper.top + tapper.height - duty * (tapper.height - 2),
          ),
        ]),
    ...chair.pads.map(({ number }) =>
      line('surface-line', points.values[`pad${number}SurfaceC`], (celsius) =>
        yOfCelsius(pads[number]!, celsius),
      ),
    ),
  ].join('');
}

/** A path through the points, rounded to half a pixel; `wrap` is called unless the path is empty. */
export function linePath(
  points: Points,
  values: readonly (number | null)[],
  x: (ms: number) => number,
  y: (value: number) => number,
  wrap: (path: string) => string,
): string {
  let path = '';
  let pen = false;
  let lastX = -1;
  let lastY = -1;
  for (let index = 0; index < points.count; index++) {
    const value = values[index];
    if (value === null || value === undefined) {
      pen = false;
      continue;
    }
    const atX = Math.round(x(points.ms[index]!) * 2) / 2;
    const atY = Math.round(y(value) * 2) / 2;
    if (pen && atX === lastX && atY === lastY) continue;
    path += `${pen ? 'L' : 'M'}${atX} ${atY}`;
    pen = true;
    lastX = atX;
    lastY = atY;
  }
  return path === '' ? '' : wrap(path);
}
