/**
 * The rules of the house: what holds for every chair, whatever it is built of. Each is decided by the makers of the
 * controller, for safety or for comfort; figures of one chair are in its file (`Chair`).
 */
import type { HeatLevel, SessionState } from './names.ts';
import { readsAtLeastC, usualThermistor } from './thermistor.ts';
import type { Celsius, Duty, Kelvin, Millimetres, MillimetresPerSecond, Milliseconds } from './units.ts';
import { minuteMs } from './units.ts';

/** Period of the control loop. A tick later than `lateMs` is a fault: a healthy computer may pause for 100 ms and be 15 ms late besides. */
export const tickMs: Milliseconds = 20;
export const lateMs: Milliseconds = 120;

/** Without a valid frame from the other side for this long, controller and microcontroller each take the link as lost. */
export const linkLostMs: Milliseconds = 250;

/** No carriage is run slower: friction would stop it now and then. */
export const slowestMmPerS: MillimetresPerSecond = 8;

export const heatLimits = {
  /** Surface temperature of each heat level. */
  levelC: { off: 0, low: 38, medium: 40, high: 42 } as Readonly<Record<HeatLevel, Celsius>>,
  /** A surface within this of its level counts as warm, K. */
  reachedK: 0.5,
  /** The heater never asks an element for more than `elementHoldC`; above `elementTripC` heat goes off, with a fault. */
  elementHoldC: 57,
  elementTripC: 60,
  /** A healthy element sensor reads low by at most this share of the element's rise above the room, because of its contact. */
  elementPoorContact: 0.1,
  /** A surface is above `surfaceLongC` for at most `surfaceLongMs`. */
  surfaceLongC: 43,
  surfaceLongMs: 10_000,
  /** Measured surface temperature at which heat goes off with a fault; the chip trips by itself a little above. */
  surfaceTripC: 45,
  surfaceChipTripC: 46,
  /**
   * Target of the highest level, set lower: with all errors of a healthy sensor at once, and a blanket thrown over the warm pad
   * besides, the surface stays within the limit.
   */
  surfaceAimMostC: 40.8,
  /**
   * Where the element's sensor alone stands for the surface: whatever lies on the pad, the surface is no warmer than the element.
   * The heater holds `elementAloneC`; above `elementAloneLimitC` the guard takes the power away.
   */
  elementAloneC: 42,
  elementAloneLimitC: 43,
  elementAloneChipTripC: 47,
  /** Period of a table's duty, on once and off once in whole ticks: relays bear that, and a pad evens it out. */
  tablePeriodMs: 4000,
  /** Levels are promised from this room temperature up; below, the pad comes as near as the other limits allow. */
  promisedFromAmbientC: 15,
  /** "Heating" means this much duty or more. */
  heatingDuty: 0.1 as Duty,
} as const;

/**
 * No surface is warmer than its element. With the element read no higher than this, the surface is within its limit under a fault,
 * whatever lies on the pad and whatever the surface sensor reads.
 */
export function elementAnyContactC(ambientC: Celsius): Celsius {
  const { surfaceTripC, elementPoorContact } = heatLimits;
  return surfaceTripC - elementPoorContact * (surfaceTripC - ambientC);
}

/**
 * Figures from `bench -- heat-variants` and from campaigns (healthy pads in rooms of 22 to 40 C, covered at the worst moment, stayed above
 * 43.0 C with 0.5 K more): for a room of 22 C. In a cooler room, down to 15 C, the pad loses more heat meanwhile; in a warmer one a
 * covered pad hardly cools.
 */
const covered = { roomC: 22, coolestC: 15, surfaceC: 44, perK: 0.08, warmPerK: 0.14, comesNearer: 0.68 };

/**
 * A pad that is suddenly covered, or left by a back that cooled it, evens out: even on the worst pad, its surface approaches the element
 * by at most `comesNearer` x `elementShare` of their difference. With the element read no higher than this above a surface read at
 * `surfaceC`, the surface stays within what it may then have, healthy or under a fault.
 */
export function elementUnderCoverC(surfaceC: Celsius, roomC: Celsius, elementShare: number): Celsius {
  const coolerK = covered.roomC - Math.max(covered.coolestC, roomC);
  const mostC = covered.surfaceC + coolerK * (coolerK < 0 ? covered.warmPerK : covered.perK);
  return surfaceC + (mostC - surfaceC) / (covered.comesNearer * elementShare);
}

/** What the usual thermistor (10 kohm, B 3950) reads at 45 C at the least: the limits of surfaces and elements are made for it. */
export const usualReadsC = readsAtLeastC(heatLimits.surfaceTripC, usualThermistor);

/**
 * By how much more another thermistor may read low at 45 C: 0.1 K with a B of 3435, 2.7 K with 4.7 kohm. It is taken to be as much
 * warmer than it reads. 0 for none.
 */
export function readsLowK(sensor: Parameters<typeof readsAtLeastC>[1] | null): Kelvin {
  if (sensor === null) return 0;
  return Math.max(0, usualReadsC - readsAtLeastC(heatLimits.surfaceTripC, sensor));
}

/** The element's share of the pad's heat capacity. */
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
  /** How long a chair without a power key stands ready before it switches itself off. */
  readyOffMs: 2 * minuteMs,
  /** Longest session, to the beginning of parking, pauses included. */
  maxMs: 30 * minuteMs,
  /** The same for a chair without a seat switch. */
  unattendedMaxMs: 15 * minuteMs,
  /** Without a seat switch the chair asks at this interval, and waits this long for a key; then it cools down and parks. */
  askEachMs: 10 * minuteMs,
  answerWithinMs: minuteMs,
  /** Heat within any 60 minutes. */
  heatMaxMs: 30 * minuteMs,
  /** Timeouts, should homing or parking be neither done nor failed; longer for a slow carriage. */
  homingMaxMs: minuteMs,
  parkingMaxMs: minuteMs,
  /** The slow roll without heat that ends what the timer ends. */
  coolDownMs: minuteMs,
  /** One speed slower at the first start after switching on. */
  gentleMs: minuteMs,
  /** One spot is +- `spotMm` round where kneading or pressing began; more than `spotMaxMs` on one spot bruises. */
  spotMm: 20 as Millimetres,
  spotMaxMs: 90_000,
  /** After this long elsewhere or at rest, the spot may be worked again. */
  spotClearsMs: 15_000,
  /** With the seat empty for this long the chair pauses; if it stays empty, the chair parks. */
  seatPauseMs: 10_000,
  seatEndMs: 2 * minuteMs,
  /** A start that waits for the chair to be ready lapses after this long with the seat empty: longer than a shift of weight. */
  startLapsesMs: 1000,
  pauseHeatOffMs: 2 * minuteMs,
  pauseParksMs: 5 * minuteMs,
  /** From power off to standstill. */
  stillWithinMs: 500,
  programMinMs: 5 * minuteMs,
  programMaxMs: 30 * minuteMs,
} as const;

/** Limits and timings of the keys and the status lamp. */
export const remoteLimits = {
  spotStepMm: 10 as Millimetres,
  /** In either direction. */
  spotMaxMm: 60 as Millimetres,
  speedShiftMax: 3,
  /** Hold of program. */
  saveHoldMs: 4000,
  /** Hold of program and timer. */
  lockHoldMs: 3000,
  /** Hold of power and stop. */
  serviceHoldMs: 5000,
  /** A key other than stop that is down for this long is stuck: found within 10 s, line and ticks included. */
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
