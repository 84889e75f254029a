/**
 * The report of one run: plain data, times in ms of chair time from the program's first step. Values are the
 * plant's and not the controller's beliefs; on a real chair they are `measured`. NaN (null in JSON) is what nothing
 * measures, and what is of a part that the chair has not. Its JSON form is an outside interface.
 */
import type { FaultCode } from '../chair/faults.ts';
import type { Technique } from '../chair/names.ts';
import type { ZoneName } from '../chair/zones.ts';

export interface RunReport {
  program: string;
  board: string;
  /** Null on a real chair, where nothing is drawn. */
  seed: number | null;
  /** On a real chair: what it measures and counts; surfaces are what it estimates. */
  measured?: true;
  /** `completed`: the session came to its own end and parked; `stopped`: somebody or a rule ended it early. */
  outcome: 'completed' | 'stopped' | 'faulted';
  plannedMs: number;
  /** First step to parked (or to the end of the run, where it did not park). */
  elapsedMs: number;
  wallMs: number;
  steps: StepReport[];
  carriage: { minMm: number; maxMm: number; passes: number; worstLandingMm: number };
  kneader: { turns: number };
  /** By pad. */
  heat: Record<string, PadReport>;
  coverage: { zone: ZoneName; ms: number }[];
  faults: { code: FaultCode; atMs: number; part: string }[];
}

export interface StepReport {
  path: string;
  technique: Technique;
  exact: boolean;
  plannedStartMs: number;
  plannedEndMs: number;
  /** Null where the program ended before: not begun, or broken off. */
  startMs: number | null;
  endMs: number | null;
}

export interface PadReport {
  peakSurfaceC: number;
  peakElementC: number;
  /** Most above the current level, once that level was reached. */
  overshootK: number;
  /** Time with the surface above 43 C. */
  aboveLimitMs: number;
  /** From heat on to within 0.5 K of the level; null if it never came to that. */
  toLevelMs: number | null;
  /** Whether any level was asked of it: not of one that is locked out, or whose heat was off. Not in its JSON form. */
  heated: boolean;
}

/** As it is given to other programs. */
export function jsonReport(report: RunReport): object {
  const pads = Object.entries(report.heat).map(([pad, { heated: _, ...rest }]) => [pad, rest]);
  return { ...report, heat: Object.fromEntries(pads) };
}
