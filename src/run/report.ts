/**
 * The report of one run: plain data, times in ms of chair time from the program's first step. Values are the plant's
 * true ones, not the controller's estimates; on a real chair they are `measured`. NaN (null in JSON) is what nothing
 * measures, or what belongs to a part that the chair lacks. The JSON form is an external interface.
 */
import type { FaultCode } from '../chair/faults.ts';
import type { Technique } from '../chair/names.ts';
import type { ZoneName } from '../chair/zones.ts';

export interface RunReport {
  program: string;
  board: string;
  /** Null on a real chair, where nothing is random. */
  seed: number | null;
  /** On a real chair: values are what it measures and counts; surfaces are its estimates. */
  measured?: true;
  /** `completed`: the session came to its own end and parked; `stopped`: somebody or a rule ended it early. */
  outcome: 'completed' | 'stopped' | 'faulted';
  plannedMs: number;
  /** From the first step to parked, or to the end of the run where it did not park. */
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
  /** Null where the program ended before: the step did not begin, or was broken off. */
  startMs: number | null;
  endMs: number | null;
}

export interface PadReport {
  peakSurfaceC: number;
  peakElementC: number;
  /** Largest excess over the current level, once that level was reached. */
  overshootK: number;
  /** Time with the surface above 43 C. */
  aboveLimitMs: number;
  /** Time from heat on to within 0.5 K of the level; null if that was never reached. */
  toLevelMs: number | null;
  /** Whether the pad was given any level: false where it is locked out or its heat was off. Not in the JSON form. */
  heated: boolean;
}

/** The report as other programs get it. */
export function jsonReport(report: RunReport): object {
  const pads = Object.entries(report.heat).map(([pad, { heated: _, ...rest }]) => [pad, rest]);
  return { ...report, heat: Object.fromEntries(pads) };
}
