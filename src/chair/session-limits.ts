/** How long a session, homing and parking may last on a chair. */
import type { Chair } from './chair.ts';
import { sessionLimits } from './limits.ts';
import type { Milliseconds } from './units.ts';

export function sessionMaxMs({ wiring }: Pick<Chair, 'wiring'>): Milliseconds {
  return wiring.inputs.seat === null ? sessionLimits.unattendedMaxMs : sessionLimits.maxMs;
}

/** Longest way to an end; longer is E32. A carriage by time searches at full duty. */
export function searchMaxMs({ carriage }: Pick<Chair, 'carriage'>): Milliseconds {
  return carriage.edgeMm === null ? carriage.travelMaxMs : carriage.homing.withinMs;
}

/** Besides the search, homing opens the arms and proves the switches. */
const besideSearchMs: Milliseconds = 20_000;

/** Timeout of homing, should it be neither done nor failed. */
export function homingMaxMs(chair: Pick<Chair, 'carriage'>): Milliseconds {
  return Math.max(sessionLimits.homingMaxMs, searchMaxMs(chair) + besideSearchMs);
}

/** Besides its way, parking proves the switches and opens the arms. */
const besideParkingMs: Milliseconds = 15_000;

/** Timeout of parking, should it be neither done nor failed: the way to the end, and back from it as far as the carriage parks. */
export function parkingMaxMs(chair: Pick<Chair, 'carriage'>): Milliseconds {
  const { parkBackMm, railMm } = chair.carriage;
  const thereMs = searchMaxMs(chair);
  const backMs = (thereMs * parkBackMm) / railMm;
  return Math.max(sessionLimits.parkingMaxMs, thereMs + backMs + besideParkingMs);
}
