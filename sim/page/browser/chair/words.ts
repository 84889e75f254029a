/** The chair in words: where the rollers are, what the arms do, what is being worked on. */
import { codesIn } from '../../../../src/chair/fault-set.ts';
import type { Moment, PadNumber } from '../../protocol.ts';
import { fixed, spread } from '../format.ts';
import { chair, page } from '../state.ts';
import { musclesOf } from './anatomy.ts';

const massaging = new Set(['roll', 'knead', 'press', 'tap']);

/** The muscles being worked on: those at the carriage while a massaging step runs. */
export function workedMuscles(moment: Moment): readonly string[] {
  const step = page.plans[moment.plan]?.steps[moment.step];
  if (moment.state !== 'running' || step === undefined || !massaging.has(step.technique)) return [];
  return musclesOf(chair())
    .filter(({ fromMm, toMm }) => moment.carriageMm >= fromMm && moment.carriageMm <= toMm)
    .map(({ name }) => name);
}

/** A boundary belongs to the zone above it. */
function zoneText(mm: number): string {
  if (Number.isNaN(mm)) return 'place not known';
  const zone = chair().zones.find(({ toMm }) => mm < toMm);
  return zone?.name ?? 'above the zones';
}

function widthText(turns: number): string {
  if (Number.isNaN(turns)) return 'width not known';
  const share = spread(turns);
  if (share < 0.12) return 'narrow';
  if (share > 0.88) return 'wide';
  return share > 0.33 && share < 0.67 ? 'medium' : 'between two widths';
}

/** The chair in a sentence, for people who do not see the drawing. */
export function sentence(moment: Moment): string {
  const motion =
    moment.carriageDuty > 0 ? 'going up' : moment.carriageDuty < 0 ? 'going down' : 'standing still';
  const turning =
    moment.kneaderDuty === 0
      ? widthText(moment.kneaderTurns)
      : `turning ${moment.kneaderDuty > 0 ? 'in' : 'out'}`;
  const pads = chair().pads.map(
    ({ name, number }) => `${name.toLowerCase()} surface ${fixed(moment[`pad${number}SurfaceC`], 1)} C`,
  );
  const worked = workedMuscles(moment);
  return (
    `Rollers at ${fixed(moment.carriageMm, 0)} mm, ${zoneText(moment.carriageMm)}, ${motion}; arms ${turning}; ` +
    `${pads.join(', ')}; ` +
    (worked.length > 0 ? `working on ${worked.join(' and ')}.` : 'no muscle is being worked.')
  );
}

/** The rows of the readout, by name. */
export function readoutTexts(moment: Moment): Record<string, string> {
  const { carriageMm, kneaderTurns, kneaderDuty, carriageDuty } = moment;
  const arrow = carriageDuty > 0 ? '↑' : carriageDuty < 0 ? '↓' : '·';
  const turning = kneaderDuty === 0 ? '' : kneaderDuty > 0 ? ', turning in' : ', turning out';
  const codes = codesIn(moment.faults);
  return {
    where: `${fixed(carriageMm, 0)} mm ${arrow} ${zoneText(carriageMm)}`,
    belief: beliefText(moment),
    arms: `${widthText(kneaderTurns)}${turning}`,
    ...Object.fromEntries(chair().pads.map(({ id, number }) => [id, padText(moment, number)])),
    works: codes.length > 0 ? `stopped by ${codes.join(', ')}` : workedMuscles(moment).join(', ') || '–',
  };
}

/** For a place known by time: the interval in which the chair estimates its carriage. */
function beliefText({ believedLowMm, believedHighMm }: Moment): string {
  if (!Number.isFinite(believedLowMm)) return 'nowhere yet: it has met no switch';
  return `${fixed(believedLowMm, 0)} to ${fixed(believedHighMm, 0)} mm, ${fixed(believedHighMm - believedLowMm, 0)} mm wide`;
}

function padText(moment: Moment, pad: PadNumber): string {
  const targetC = moment[`pad${pad}TargetC`];
  const goal = Number.isFinite(targetC) ? ` → ${fixed(targetC, 0)} °C` : ', off';
  return `skin ${fixed(moment[`pad${pad}SurfaceC`], 1)} °C${goal}, element ${fixed(moment[`pad${pad}ElementC`], 1)} °C`;
}
