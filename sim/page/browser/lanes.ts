/**
 * The timeline as SVG text: the plan as lanes, what really happened drawn over it, off-plan stretches hatched red,
 * faults as flags. Pure: the same for the page and for the picture that is saved.
 */
import { heatLevels, type PadName } from '../../../src/chair/names.ts';
import { referenceChair } from '../../../src/chair/specification.ts';
import { zoneNames, zones } from '../../../src/chair/zones.ts';
import type { Plan, PlanStep } from '../../../src/program/plan/plan.ts';
import type { History } from '../protocol.ts';
import type { Points } from './columns.ts';
import { clock } from './format.ts';

/** Left of the plot are names and scales; lanes and charts share it. */
export const gutterPx = 68;
export const rightPx = 10;

export interface Lane {
  readonly name: string;
  readonly top: number;
  readonly height: number;
}
export const lanes = {
  ruler: { name: '', top: 0, height: 18 },
  carriage: { name: 'Carriage', top: 20, height: 96 },
  kneader: { name: 'Kneader', top: 120, height: 30 },
  lumbar: { name: 'Lumbar', top: 154, height: 24 },
  sacral: { name: 'Sacral', top: 181, height: 24 },
  state: { name: 'State', top: 209, height: 16 },
} as const satisfies Record<string, Lane>;
export const lanesHeight = 228;

/** The carriage's lane shows what programs use. */
const shownMm = 500;

export interface LanesInput {
  readonly fromMs: number;
  readonly toMs: number;
  readonly widthPx: number;
  readonly nowMs: number;
  readonly plans: readonly Plan[];
  /** The plan chosen, shown ahead where it has not begun. */
  readonly chosen: Plan | undefined;
  readonly history: History;
  readonly points: Points;
}

export interface Block {
  readonly step: PlanStep;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A plan in chair time. Each step begins where it really began; those to come follow as planned, so that an early end
 * of a preheat or a pause moves the rest along instead of leaving it behind.
 */
export function blocksOf(
  plan: Plan,
  zeroMs: number,
  steps: History['runs'][number]['steps'],
  nowMs: number,
): Block[] {
  const begun = new Map(steps.map((step) => [step.step, step.fromMs]));
  let nextMs = zeroMs;
  return plan.steps.map((step, index) => {
    const fromMs = begun.get(index) ?? nextMs;
    nextMs = fromMs + step.endMs - step.startMs;
    // A step that lasts longer than planned pushes the rest along while it lasts.
    if (index === steps.at(-1)?.step && steps.at(-1)?.toMs === -1) nextMs = Math.max(nextMs, nowMs);
    return { step, fromMs, toMs: fromMs + step.endMs - step.startMs };
  });
}

/** Homing takes about so long; a program that has not begun is shown from then on. */
const homingMs = 40_000;

function allBlocks(input: LanesInput): { blocks: Block[]; ahead: boolean }[] {
  const { history, plans, chosen, nowMs } = input;
  const found = history.runs.flatMap((run) => {
    const plan = plans[run.plan];
    if (plan === undefined) return [];
    const blocks = blocksOf(plan, run.zeroMs, run.steps, nowMs);
    // What was cut short ends where it was cut.
    return [
      { blocks: run.endMs < 0 ? blocks : blocks.filter(({ fromMs }) => fromMs <= run.endMs), ahead: false },
    ];
  });
  const current = history.runs.at(-1);
  if (chosen !== undefined && (current === undefined || current.endMs >= 0)) {
    const startMs = Math.max(homingMs, Math.ceil((nowMs + homingMs / 2) / 30_000) * 30_000);
    found.push({ blocks: blocksOf(chosen, startMs, [], 0), ahead: true });
  }
  return found;
}

export function lanesSvg(input: LanesInput): string {
  const { fromMs, toMs, widthPx } = input;
  const plotPx = widthPx - gutterPx - rightPx;
  const x = (ms: number): number => gutterPx + ((ms - fromMs) / (toMs - fromMs)) * plotPx;
  const seen = ({ fromMs: one, toMs: other }: { fromMs: number; toMs: number }): boolean =>
    other >= fromMs && one <= toMs;
  const parts: string[] = [defs(widthPx), ruler(fromMs, toMs, x), frames(widthPx)];
  parts.push('<g clip-path="url(#plot)">');
  for (const { blocks, ahead } of allBlocks(input)) {
    parts.push(`<g class="${ahead ? 'plan ahead' : 'plan'}">`);
    for (const block of blocks) if (seen(block)) parts.push(blockSvg(block, x));
    parts.push('</g>');
  }
  parts.push(statesSvg(input, x, seen));
  for (const off of input.history.offPlan) {
    const end = off.toMs < 0 ? input.nowMs : off.toMs;
    if (!seen({ fromMs: off.fromMs, toMs: end })) continue;
    const wide = x(end) - x(off.fromMs);
    parts.push(
      `<g class="off-plan"><title>off the plan: ${escaped(off.why)}, ${clock(off.fromMs)} to ${clock(end)}</title>` +
        `<rect x="${px(x(off.fromMs))}" y="${lanes.carriage.top}" width="${px(Math.max(2, wide))}" height="${lanes.sacral.top + lanes.sacral.height - lanes.carriage.top}" fill="url(#off)"/>` +
        (wide > 60
          ? `<text x="${px(Math.max(x(off.fromMs), gutterPx) + 5)}" y="${lanes.carriage.top + 12}">${escaped(off.why)}</text>`
          : '') +
        '</g>',
    );
  }
  parts.push(actualSvg(input, x));
  for (const { atMs, code } of input.history.faults) {
    if (atMs < fromMs || atMs > toMs) continue;
    parts.push(
      `<g class="flag"><title>${code} at ${clock(atMs, 2)}</title><line x1="${px(x(atMs))}" x2="${px(x(atMs))}" y1="${lanes.carriage.top}" y2="${lanesHeight}"/>` +
        `<rect x="${px(x(atMs))}" y="${lanes.state.top}" width="30" height="${lanes.state.height}"/><text x="${px(x(atMs) + 4)}" y="${lanes.state.top + 12}">${code}</text></g>`,
    );
  }
  parts.push('</g>');
  return parts.join('');
}

function px(value: number): string {
  return value.toFixed(1);
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function defs(widthPx: number): string {
  return (
    `<defs><clipPath id="plot"><rect x="${gutterPx}" y="0" width="${Math.max(0, widthPx - gutterPx - rightPx)}" height="${lanesHeight}"/></clipPath>` +
    '<pattern id="off" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="off-ground" width="7" height="7"/><rect class="off-stripe" width="2.5" height="7"/></pattern></defs>'
  );
}

function frames(widthPx: number): string {
  const rows = Object.values(lanes)
    .slice(1)
    .map(
      ({ name, top, height }) =>
        `<rect class="lane" x="${gutterPx}" y="${top}" width="${Math.max(0, widthPx - gutterPx - rightPx)}" height="${height}"/>` +
        `<text class="lane-name" x="${gutterPx - 8}" y="${top + height / 2 + 4}" text-anchor="end">${name}</text>`,
    );
  const bands = zoneNames.slice(1).map((name) => {
    const y = yOfMm(zones[name].fromMm);
    return `<line class="zone-line" x1="${gutterPx}" x2="${widthPx - rightPx}" y1="${px(y)}" y2="${px(y)}"/>`;
  });
  return rows.join('') + bands.join('');
}

function yOfMm(mm: number): number {
  return lanes.carriage.top + lanes.carriage.height * (1 - Math.min(mm, shownMm) / shownMm);
}

/** Steps of time that read well, ms. */
const rulerSteps = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
];

function ruler(fromMs: number, toMs: number, x: (ms: number) => number): string {
  const step = rulerSteps.find((one) => x(fromMs + one) - x(fromMs) >= 70) ?? 7_200_000;
  const marks: string[] = [];
  for (let ms = Math.ceil(fromMs / step) * step; ms <= toMs; ms += step) {
    if (ms < 0) continue;
    marks.push(
      `<line class="grid" x1="${px(x(ms))}" x2="${px(x(ms))}" y1="16" y2="${lanesHeight}"/>` +
        `<text class="ruler" x="${px(x(ms))}" y="12" text-anchor="middle">${clock(ms, step < 1000 ? 1 : 0)}</text>`,
    );
  }
  return marks.join('');
}

const pointMm = 14;

function blockSvg({ step, fromMs, toMs }: Block, x: (ms: number) => number): string {
  const left = x(fromMs);
  const wide = Math.max(1, x(toMs) - left - 1);
  const label = labelOf(step);
  const title = `<title>${escaped(`${step.path} ${label.full}, ${clock(fromMs)} to ${clock(toMs)}${step.exact ? '' : ' (about)'}`)}</title>`;
  const out: string[] = [`<g class="step ${step.technique}">${title}`];
  const band = bandOf(step);
  if (band !== null) {
    const top = yOfMm(band[1]);
    const tall = Math.max(6, yOfMm(band[0]) - top);
    out.push(`<rect x="${px(left)}" y="${px(top)}" width="${px(wide)}" height="${px(tall)}" rx="2"/>`);
    if (wide > label.short.length * 6.5 + 6) {
      out.push(
        `<text x="${px(left + 4)}" y="${px(tall > 16 ? top + 12 : top - 3)}">${escaped(label.short)}</text>`,
      );
    }
  } else if (wide > label.short.length * 6.5 + 6) {
    out.push(
      `<text x="${px(left + 4)}" y="${lanes.carriage.top + lanes.carriage.height - 5}">${escaped(label.short)}</text>`,
    );
  }
  const arms = armsOf(step);
  if (arms !== '') {
    out.push(
      `<rect x="${px(left)}" y="${lanes.kneader.top + 1}" width="${px(wide)}" height="${lanes.kneader.height - 2}" rx="2"/>`,
    );
    if (wide > arms.length * 6.5 + 6) {
      out.push(`<text x="${px(left + 4)}" y="${lanes.kneader.top + 12}">${escaped(arms)}</text>`);
    }
  }
  out.push('</g>');
  for (const pad of ['lumbar', 'sacral'] as const) out.push(heatSvg(step, pad, left, wide));
  return out.join('');
}

function heatSvg(step: PlanStep, pad: PadName, left: number, wide: number): string {
  const level = heatLevels.indexOf(step.heat[pad]);
  if (level <= 0) return '';
  const lane = lanes[pad];
  const top = yOfCelsius(lane, referenceChair.pads.levelC[step.heat[pad]]);
  const text =
    wide > 48 ? `<text x="${px(left + 4)}" y="${lane.top + lane.height - 3}">${step.heat[pad]}</text>` : '';
  return `<g class="step heat"><rect x="${px(left)}" y="${px(top)}" width="${px(wide + 1)}" height="${px(lane.top + lane.height - top)}"/>${text}</g>`;
}

/** Lanes of heat reach from a cool room to the limit. */
function yOfCelsius(lane: Lane, celsius: number): number {
  const share = Math.min(1, Math.max(0, (celsius - 15) / 30));
  return lane.top + lane.height * (1 - share);
}

function labelOf(step: PlanStep): { short: string; full: string } {
  switch (step.technique) {
    case 'roll':
      return {
        short: `roll ${step.speed}`,
        full: `roll ${step.fromMm} to ${step.toMm} mm, speed ${step.speed}, ${step.width}`,
      };
    case 'knead': {
      const where = step.lowMm === step.highMm ? `${step.lowMm} mm` : `${step.lowMm} to ${step.highMm} mm`;
      return { short: `knead ${step.speed}`, full: `knead ${where}, speed ${step.speed}, ${step.direction}` };
    }
    case 'press':
      return { short: 'press', full: `press ${step.atMm} mm, ${step.width}` };
    case 'rest':
      return { short: 'rest', full: 'rest' };
    case 'preheat':
      return { short: 'preheat', full: 'preheat until warm' };
  }
}

function bandOf(step: PlanStep): readonly [number, number] | null {
  switch (step.technique) {
    case 'roll':
      return [Math.min(step.fromMm, step.toMm), Math.max(step.fromMm, step.toMm)];
    case 'knead':
      return step.lowMm === step.highMm
        ? [step.lowMm - pointMm, step.highMm + pointMm]
        : [step.lowMm, step.highMm];
    case 'press':
      return [step.atMm - pointMm, step.atMm + pointMm];
    case 'rest':
    case 'preheat':
      return null;
  }
}

function armsOf(step: PlanStep): string {
  if (step.technique === 'knead') return `${step.direction} ${step.speed}`;
  return 'width' in step ? step.width : '';
}

function statesSvg(
  { history, nowMs }: LanesInput,
  x: (ms: number) => number,
  seen: (stretch: { fromMs: number; toMs: number }) => boolean,
): string {
  const { top, height } = lanes.state;
  return history.states
    .map(({ state, fromMs, toMs }) => ({ state, fromMs, toMs: toMs < 0 ? nowMs : toMs }))
    .filter(seen)
    .map(({ state, fromMs, toMs }) => {
      const wide = Math.max(1, x(toMs) - x(fromMs));
      const text =
        wide > state.length * 7 + 6
          ? `<text x="${px(Math.max(x(fromMs), gutterPx) + 4)}" y="${top + 12}">${state}</text>`
          : '';
      return `<g class="state-run s-${state}"><title>${state}, ${clock(fromMs)} to ${clock(toMs)}</title><rect x="${px(x(fromMs))}" y="${top}" width="${px(wide)}" height="${height}"/>${text}</g>`;
    })
    .join('');
}

/** Carriage, arms and skin as they really were. */
function actualSvg({ points }: LanesInput, x: (ms: number) => number): string {
  const { kneader, lumbar, sacral } = lanes;
  const line = (name: string, values: readonly (number | null)[], y: (value: number) => number): string => {
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
    return path === '' ? '' : `<path class="actual ${name}" d="${path}"/>`;
  };
  const { values } = points;
  return (
    line('carriage-line', values.carriageMm, yOfMm) +
    line(
      'kneader-line',
      values.kneaderDuty,
      (duty) => kneader.top + kneader.height / 2 - (duty * kneader.height) / 2,
    ) +
    line('surface-line', values.lumbarSurfaceC, (celsius) => yOfCelsius(lumbar, celsius)) +
    line('surface-line', values.sacralSurfaceC, (celsius) => yOfCelsius(sacral, celsius))
  );
}
