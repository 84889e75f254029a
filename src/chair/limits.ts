/**
 * The rules of the house: what holds for every chair, whatever it is built of. Each is decided by the makers of the
 * controller, for safety or for comfort; figures of one chair are in its file (`Chair`).
 */
import type { HeatLevel, SessionState } from './names.ts';
import type { Celsius, Duty, Millimetres, MillimetresPerSecond, Milliseconds } from './units.ts';
import { minuteMs } from './units.ts';

/** One turn of the control loop. A tick later than `lateMs` is a fault: a healthy computer pauses for 100 ms, and is 15 ms late besides. */
export const tickMs: Milliseconds = 20;
export const lateMs: Milliseconds = 120;

/** Without a valid frame from the other side for so long, controller and microcontroller alike have lost it. */
export const linkLostMs: Milliseconds = 250;

/** No carriage is run slower: its friction would hold it now and then. */
export const slowestMmPerS: MillimetresPerSecond = 8;

export const heatLimits = {
  /** Surface temperature of each heat level. */
  levelC: { off: 0, low: 38, medium: 40, high: 42 } as Readonly<Record<HeatLevel, Celsius>>,
  /** Within this of its level a surface counts as warm, K. */
  reachedK: 0.5,
  /** The heater never asks an element for more; above the second heat goes off, with a fault. */
  elementHoldC: 57,
  elementTripC: 60,
  /** A healthy sensor on an element has contact that is poorer by this share of what is above the room's temperature, at most. */
  elementPoorContact: 0.1,
  /** A surface is never longer than this above this. */
  surfaceLongC: 43,
  surfaceLongMs: 10_000,
  /** Measured surface: heat off, fault. The chip trips by itself a little above. */
  surfaceTripC: 45,
  surfaceChipTripC: 46,
  /**
   * The highest level is aimed for this much lower: with all that a healthy sensor may be off at once, and a blanket thrown over
   * the warm pad besides, the surface stays within the limit.
   */
  surfaceAimMostC: 41.2,
  /**
   * An element that is all that stands for the surface: whatever lies on the pad, the surface is no warmer than this. The
   * heater holds it, the guard takes the power above the second.
   */
  elementAloneC: 42,
  elementAloneLimitC: 43,
  elementAloneChipTripC: 47,
  /** A table's duty is given in whole ticks of this, on once and off once: relays stand that, and a pad does not feel it. */
  tablePeriodMs: 4000,
  /** Levels are promised from this room up; below, as near as the other limits allow. */
  promisedFromAmbientC: 15,
  /** "Heating" means this much duty or more. */
  heatingDuty: 0.1 as Duty,
} as const;

/**
 * No surface is warmer than its element. Read no higher than this, an element is within what a surface may have under a fault,
 * whatever lies on the pad and whatever the sensor at the surface says.
 */
export function elementAnyContactC(ambientC: Celsius): Celsius {
  const { surfaceTripC, elementPoorContact } = heatLimits;
  return surfaceTripC - elementPoorContact * (surfaceTripC - ambientC);
}

/** `bench -- heat-variants` decides these: of a room of 32 C; in a cooler one, to 15 C, more is lost meanwhile. */
const covered = { roomC: 32, coolestC: 15, surfaceC: 43.4, perK: 0.08, comesNearer: 0.68 };

/**
 * A pad that is covered all at once, or left by a back that cools it, evens out: its surface comes nearer to its element, even of the worst
 * pad by no more than this part of its share of the pad's capacity. Read no higher than this over a surface that is read so, an element
 * is within what a surface may have then, healthy or under a fault.
 */
export function elementUnderCoverC(surfaceC: Celsius, roomC: Celsius, elementShare: number): Celsius {
  const mostC = covered.surfaceC + covered.perK * (covered.roomC - Math.max(covered.coolestC, roomC));
  return surfaceC + (mostC - surfaceC) / (covered.comesNearer * elementShare);
}

/** Its share of the pad's capacity. */
export const elementShareOf = (pad: {
  readonly elementJPerK: number;
  readonly surfaceJPerK: number;
}): number => pad.elementJPerK / (pad.elementJPerK + pad.surfaceJPerK);

/** The highest of these levels; 0 where there is none. */
export function earnedMostC(levels: readonly HeatLevel[]): Celsius {
  return Math.max(0, ...levels.map((level) => heatLimits.levelC[level]));
}

export const sessionLimits = {
  /** The timer's choices. */
  minutes: [5, 10, 15, 20, 30],
  defaultMinutes: 20,
  /** A chair without a power key stands ready for so long. */
  readyOffMs: 2 * minuteMs,
  /** Start to the beginning of parking, pauses included. */
  maxMs: 30 * minuteMs,
  /** The same where nobody knows whether somebody sits there. */
  unattendedMaxMs: 15 * minuteMs,
  /** There the chair asks so often, and waits so long for a key; then it cools down and parks. */
  askEachMs: 10 * minuteMs,
  answerWithinMs: minuteMs,
  /** Heat within any 60 minutes. */
  heatMaxMs: 30 * minuteMs,
  /** Should nobody call these done or failed. */
  homingMaxMs: minuteMs,
  parkingMaxMs: minuteMs,
  /** The slow roll without heat that ends what the timer ends. */
  coolDownMs: minuteMs,
  /** One speed slower at the first start after switching on. */
  gentleMs: minuteMs,
  /** One spot is +- this round where kneading or pressing began; longer on one spot bruises. */
  spotMm: 20 as Millimetres,
  spotMaxMs: 90_000,
  /** Elsewhere or at rest, and the spot may be worked anew. */
  spotClearsMs: 15_000,
  /** Seat empty: the chair pauses; still empty: it parks. */
  seatPauseMs: 10_000,
  seatEndMs: 2 * minuteMs,
  /** A start waits for the chair to be ready, and nobody sits there: longer than a shift of weight. */
  startLapsesMs: 1000,
  pauseHeatOffMs: 2 * minuteMs,
  pauseParksMs: 5 * minuteMs,
  /** Power off to standing still. */
  stillWithinMs: 500,
  programMinMs: 5 * minuteMs,
  programMaxMs: 30 * minuteMs,
} as const;

/** What the keys do. */
export const remoteLimits = {
  spotStepMm: 10 as Millimetres,
  /** Either way. */
  spotMaxMm: 60 as Millimetres,
  speedShiftMax: 3,
  /** Program. */
  saveHoldMs: 4000,
  /** Program and timer. */
  lockHoldMs: 3000,
  /** Power and stop. */
  serviceHoldMs: 5000,
  /** A key but stop that is down for so long is stuck: found within 10 s, the line and the ticks included. */
  stuckFoundMs: 9900,
  serviceIdleMs: 10 * minuteMs,
  /** Status lamp blink periods; off is dark. */
  blinkMs: {
    off: 0,
    homing: 2000,
    ready: 2000,
    running: 500,
    paused: 1000,
    parking: 300,
    fault: 100,
    service: 3000,
  } as const satisfies Record<SessionState, Milliseconds>,
} as const;
