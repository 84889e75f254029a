/**
 * How long each spot of the back is kneaded, tapped or pressed: the rule that protects people from bruises, judged on
 * the plan, so that the guard never has to break off a program that has passed the checker.
 *
 * A spot is what lies within 20 mm of where kneading, tapping or pressing begins, plus 4 mm, the accuracy with which a
 * carriage with counts and PWM lands. Its time adds up over all steps until the spot has been left alone for 15 s, by
 * work elsewhere, rolling or resting. A press counts for its hold, tapping and timed kneading for their whole time,
 * kneading by turns for the turns' nominal time; work through a band is followed hop by hop. Heads that turn only as
 * their carriage travels stay on no spot.
 */
import type { PlanningFigures } from '../../chair/chair.ts';
import { sessionLimits } from '../../chair/limits.ts';
import { tapHopMs } from '../../chair/rhythms.ts';
import type { Millimetres, Milliseconds } from '../../chair/units.ts';
import type { KneadStep, Plan, PlanStep, TapStep } from './plan.ts';
import { turnsMs } from './planner.ts';

/** Work on one place, or (null) on none. */
interface Stretch {
  readonly atMm: Millimetres | null;
  readonly durationMs: Milliseconds;
  readonly step: PlanStep;
}

export interface Overworked {
  /** The step in which the time of the spot ran out. */
  readonly step: PlanStep;
  readonly spotMm: Millimetres;
  /** The longest time on the spot without a break. */
  readonly workedMs: Milliseconds;
}

/** What counts as one spot, and how long it may be worked. */
interface SpotRule {
  /** Places at most this far apart are the same spot. */
  readonly reachMm: Millimetres;
  readonly mostMs: Milliseconds;
  /** Where a carriage that is sent to `mm` works. */
  placeOf(mm: Millimetres): Millimetres;
}

/** For a carriage that counts and lands within `landingMm`. */
export const spotByCounts = (landingMm: Millimetres): SpotRule => ({
  reachMm: sessionLimits.spotMm + landingMm,
  mostMs: sessionLimits.spotMaxMs,
  placeOf: (mm) => mm,
});

/** For a carriage whose place is known by time: it works in the middle of a third of its rail, half as long. */
export const spotByTime = ({ carriage: { railMm } }: PlanningFigures): SpotRule => ({
  reachMm: 0,
  mostMs: sessionLimits.spotMaxMs / 2,
  placeOf: (mm) => ((Math.min(2, Math.floor((3 * mm) / railMm)) + 0.5) * railMm) / 3,
});

/** The spots that are worked for too long by this rule, at most one a step. */
export function overworkedSpots(
  plan: Plan,
  chair: PlanningFigures,
  rule: SpotRule = spotByCounts(chair.carriage.landingMm),
): Overworked[] {
  const stretches = plan.steps
    .flatMap((step) => stretchesOf(step, chair))
    .map((each) => (each.atMm === null ? each : { ...each, atMm: rule.placeOf(each.atMm) }));
  const spots = new Set(stretches.flatMap((stretch) => (stretch.atMm === null ? [] : [stretch.atMm])));
  const worst = new Map<PlanStep, Overworked>();
  for (const spotMm of spots) {
    for (const overworked of overworkedAt(spotMm, rule, stretches)) {
      const known = worst.get(overworked.step);
      if (known === undefined || known.workedMs < overworked.workedMs) worst.set(overworked.step, overworked);
    }
  }
  return [...worst.values()];
}

function overworkedAt(
  spotMm: Millimetres,
  { reachMm, mostMs }: SpotRule,
  stretches: readonly Stretch[],
): Overworked[] {
  const found: Overworked[] = [];
  let workedMs = 0;
  let awayMs = 0;
  let ranOutIn: PlanStep | null = null;
  for (const { atMm, durationMs, step } of stretches) {
    if (atMm !== null && Math.abs(atMm - spotMm) <= reachMm) {
      workedMs += durationMs;
      awayMs = 0;
      if (workedMs > mostMs) ranOutIn ??= step;
      continue;
    }
    awayMs += durationMs;
    // A step of no length stands for a wrong one, whose effect on the spot nobody knows.
    if (awayMs < sessionLimits.spotClearsMs && durationMs > 0) continue;
    if (ranOutIn !== null) found.push({ step: ranOutIn, spotMm, workedMs });
    workedMs = 0;
    ranOutIn = null;
  }
  if (ranOutIn !== null) found.push({ step: ranOutIn, spotMm, workedMs });
  return found;
}

function stretchesOf(step: PlanStep, chair: PlanningFigures): Stretch[] {
  const lastsMs = step.endMs - step.startMs;
  if (step.technique === 'press') {
    return [
      { atMm: null, durationMs: lastsMs - step.holdMs, step },
      { atMm: step.atMm, durationMs: step.holdMs, step },
    ];
  }
  if (step.technique === 'tap') return hops(step, lastsMs, tapHopMs(step.rhythm), chair);
  if (step.technique !== 'knead' || chair.carriage.coupled)
    return [{ atMm: null, durationMs: lastsMs, step }];
  const kneadMs = step.turns === null ? lastsMs : turnsMs(step.turns, step.speed, chair);
  const thereMs = lastsMs - kneadMs;
  const there: Stretch[] = thereMs > 0 ? [{ atMm: null, durationMs: thereMs, step }] : [];
  const hopMs = turnsMs(chair.carriage.hopTurns, step.speed, chair);
  return [...there, ...hops(step, kneadMs, hopMs, chair)];
}

/** The work through a band: `hopMs` at each place, up and down again. */
function hops(
  step: KneadStep | TapStep,
  workMs: Milliseconds,
  hopMs: Milliseconds,
  { carriage: { hopMm } }: PlanningFigures,
): Stretch[] {
  if (step.lowMm === step.highMm) return [{ atMm: step.lowMm, durationMs: workMs, step }];
  const stretches: Stretch[] = [];
  let atMm = step.lowMm;
  let up = true;
  for (let leftMs = workMs; leftMs > 0; leftMs -= hopMs) {
    stretches.push({ atMm, durationMs: Math.min(hopMs, leftMs), step });
    if (atMm >= step.highMm) up = false;
    else if (atMm <= step.lowMm) up = true;
    atMm = up ? Math.min(step.highMm, atMm + hopMm) : Math.max(step.lowMm, atMm - hopMm);
  }
  return stretches;
}
