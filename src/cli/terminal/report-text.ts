/** The report of a run as text for a terminal. */

import { faultAnchor, faults as faultTable } from '../../chair/faults.ts';
import { heatLimits } from '../../chair/limits.ts';
import type { Paint } from '../../program/language/format-problems.ts';
import type { Lateness } from '../../run/loop.ts';
import type { PadReport, RunReport, StepReport } from '../../run/report.ts';

/** `12:34.5` */
export function clock(ms: number): string {
  const tenths = Math.round(ms / 100);
  const minutes = Math.floor(tenths / 600);
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return `${String(minutes).padStart(2, '0')}:${seconds}`;
}

const outcomes = {
  completed: ['good', 'completed and parked'],
  stopped: ['warn', 'stopped before its end'],
  faulted: ['bad', 'ended by a fault'],
} as const;

function stepLine(step: StepReport, paint: Paint): string {
  const plan = `${clock(step.plannedStartMs)} ${clock(step.plannedEndMs)}`;
  if (step.startMs === null) {
    return paint('dim', `  ${step.path.padEnd(8)} ${step.technique.padEnd(8)} ${plan}  not reached`);
  }
  const end = step.endMs === null ? '   --   ' : clock(step.endMs);
  const plannedMs = step.plannedEndMs - step.plannedStartMs;
  const off = step.endMs === null ? 0 : step.endMs - step.startMs - plannedMs;
  const note = step.exact ? 'exact' : `${off > 0 ? '+' : ''}${(off / 1000).toFixed(1)} s`;
  return `  ${step.path.padEnd(8)} ${step.technique.padEnd(8)} ${plan}  ${clock(step.startMs)} ${end}  ${note}`;
}

/** At most this many steps are listed; a long program shows its first and last ones. */
const listedSteps = 40;

function stepTable(report: RunReport, paint: Paint): string[] {
  const lines = report.steps.map((step) => stepLine(step, paint));
  if (lines.length <= listedSteps) return lines;
  const left = lines.length - listedSteps;
  const half = listedSteps / 2;
  return [...lines.slice(0, half), paint('dim', `  ... ${left} more ...`), ...lines.slice(-half)];
}

const hasCarriage = ({ carriage }: RunReport): boolean => !Number.isNaN(carriage.passes);

/** Empty without a carriage, which has no place. */
function coverageLines(report: RunReport, paint: Paint): string[] {
  if (!hasCarriage(report)) return [];
  const most = Math.max(1, ...report.coverage.map(({ ms }) => ms));
  return [
    paint('strong', 'Coverage (minutes with the carriage there and massaging)'),
    ...[...report.coverage]
      .reverse()
      .map(
        ({ zone, ms }) => `  ${zone.padEnd(13)} ${clock(ms)}  ${'#'.repeat(Math.round((30 * ms) / most))}`,
      ),
    '',
  ];
}

function motionText(report: RunReport): string {
  const { minMm, maxMm, passes, worstLandingMm } = report.carriage;
  const { turns } = report.kneader;
  const moved = hasCarriage(report)
    ? `carriage ${Math.round(minMm) + 0} to ${Math.round(maxMm) + 0} mm, ${passes} passes, worst landing ${worstLandingMm.toFixed(1)} mm off`
    : 'no carriage';
  return `${moved}; ${Number.isNaN(turns) ? 'no arms' : `arms ${turns.toFixed(0)} turns`}`;
}

function heatLines({ heat }: RunReport): string[] {
  const lines = Object.entries(heat).map(([name, pad]) => heatLine(name, pad));
  return lines.length === 0 ? ['  no pads'] : lines;
}

function heatLine(pad: string, report: PadReport): string {
  const { peakSurfaceC, peakElementC, overshootK, aboveLimitMs, toLevelMs } = report;
  if (Number.isNaN(peakElementC)) return `  ${pad.padEnd(8)} not measured`;
  const over = toLevelMs === null ? '' : `${overshootK.toFixed(2)} K over its level`;
  const limit = aboveLimitMs > 0 ? `${clock(aboveLimitMs)} above ${heatLimits.surfaceLongC} C` : '';
  const beyond = [over, limit].filter((part) => part !== '').join(', ');
  return (
    `  ${pad.padEnd(8)} ${levelText(report)}, surface at most ${peakSurfaceC.toFixed(1)} C` +
    `${beyond === '' ? '' : ` (${beyond})`}, element at most ${peakElementC.toFixed(1)} C`
  );
}

function levelText({ toLevelMs, heated }: PadReport): string {
  if (!heated) return 'not heated';
  return toLevelMs === null ? 'level not reached' : `level after ${clock(toLevelMs)}`;
}

/** The board, the seed and whether the chair is simulated. */
function whereabouts({ measured, board, seed }: RunReport): string {
  if (measured !== true) return `on the simulated chair, board ${board}, seed ${seed}`;
  return (
    `on the board ${board}\n` +
    'Values are measured by the chair itself: places by counted edges, elements by their thermistors, surfaces as estimated.'
  );
}

/** The lateness of the control loop's ticks. */
export function measuredText({ ticks, worstMs, missed }: Lateness): string {
  return `${ticks} ticks of 20 ms; the latest was ${worstMs.toFixed(1)} ms late, ${missed} were left out.\n`;
}

export function reportText(report: RunReport, paint: Paint): string {
  const [tone, outcome] = outcomes[report.outcome];
  const faults = report.faults.map(
    ({ code, atMs, part }) =>
      `  ${paint('bad', code)} at ${clock(atMs)}: ${faultTable[code].title}${part === '' ? '' : ` (${part})`}. ${faultTable[code].user} (${faultAnchor(code)})`,
  );
  const ratio = report.wallMs > 0 ? report.elapsedMs / report.wallMs : 0;
  return [
    '',
    `${paint('strong', report.program)}: ${paint(tone, outcome)} after ${clock(report.elapsedMs)} ` +
      `(program planned ${clock(report.plannedMs)}) ${whereabouts(report)}`,
    '',
    paint('strong', 'Steps       technique planned          happened'),
    ...stepTable(report, paint),
    '',
    ...coverageLines(report, paint),
    paint('strong', 'Heat'),
    ...heatLines(report),
    '',
    paint('strong', 'Motion'),
    `  ${motionText(report)}`,
    '',
    paint('strong', 'Faults'),
    ...(faults.length > 0 ? faults : ['  none']),
    '',
    report.measured === true
      ? `Ran for ${clock(report.wallMs)} in real time.`
      : `Ran in ${report.wallMs.toFixed(0)} ms: ${Math.round(ratio).toLocaleString('en')} times real time.`,
    '',
  ].join('\n');
}
