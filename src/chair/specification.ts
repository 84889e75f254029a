/**
 * The reference chair `lumbar-1`: every figure of the machine and every limit it is held to, in one place,
 * with unit and source. Sources: "rating" = data of the part; "limit" = decided by the makers of the chair
 * for safety or comfort; "chosen" = no data sheet says it, chosen here so that the model is whole.
 * A source stands for the lines below it too, until the next one.
 */
import type { HeatLevel } from './names.ts';
import { minuteMs } from './units.ts';

export const referenceChair = {
  model: 'lumbar-1',

  /** One turn of the control loop (limit). A tick later than `lateMs` is a fault. */
  tickMs: 20,
  lateMs: 100,

  supply: {
    nominalV: 24,
    sourceOhm: 0.15, // rating
    warnLowV: 20, // limit: outside these the code is shown
    warnHighV: 28,
    stopLowV: 18, // limit: outside these everything is switched off
    stopHighV: 30,
  },

  /** Without a valid frame from the other side for so long, controller and microcontroller alike have lost it (limit). */
  linkLostMs: 250,

  /** First-order filter of every current sensor (rating). */
  currentFilterMs: 10,

  carriage: {
    railMm: 794, // rating: limit switches close at 0 and at 794
    stopBeyondMm: 15, // rating: mechanical stops beyond the limit switches
    limitBounceMs: 5, // rating
    edgeMm: 2, // rating: one hall edge each
    fullSpeedUpMmPerS: 50, // rating, nobody in the chair
    fullSpeedDownMmPerS: 54,
    breakawayDuty: 0.3, // rating: no motion below
    frictionDuty: 0.15, // rating: moving, speed is proportional to duty - this
    coastMm: { min: 4, max: 8 }, // rating: from full speed, power off
    slowerUnderPerson: { min: 0.1, max: 0.3 }, // rating, 75 kg
    runningA: { min: 0.6, max: 1.2 }, // rating
    stallA: 5, // rating: times duty
    /** Closed-loop speeds 1..6 (limit: comfort). */
    speedsMmPerS: [10, 14, 18, 22, 27, 32],
    /** What the planner allots for getting somewhere: distance / travel speed + settling. */
    travelMmPerS: 25, // limit: slower than the chair, so that exact steps are on time under anybody
    travelSettleMs: 3000,
    /** Rest to full duty along an S (limit: comfort). */
    rampMs: 650,
    /** Power-off time before the direction turns (rating: gear). */
    reversalMs: 100,
    landingMm: 4, // limit: how near a target it stands still
    landingSpeedMmPerS: 15, // limit: at most this fast just before a target or limit
    hopMm: 12, // limit: step of the slow walk through a band
    hopTurns: 2, // chosen: turns of the arms at each place of the walk, about 5 s at speed 2
    pointMinMm: 20, // limit: places stay within
    pointMaxMm: 774,
    /** By a known position fast and the last stretch slower, by an unknown one at an even, moderate duty (limit). */
    homing: { knownDuty: 0.85, unknownDuty: 0.6, slowLastMm: 60, withinMs: 40_000 },
    parkBackMm: 60, // limit: from the top, so that no switch stays pressed
  },

  kneader: {
    /** Cam order of one inward turn: narrow at 0, medium at 90, wide at 180, medium at 270 degrees. */
    sensorHalfWidthDeg: 20, // rating: each sensor is active +-20 degrees
    speedsTurnsPerMin: [20, 26, 32, 38, 44, 50], // limit: comfort
    fullTurnsPerMin: 64, // chosen: at full duty, nobody in the chair
    breakawayDuty: 0.22,
    frictionDuty: 0.12,
    runningA: { min: 0.8, max: 1.5 }, // rating
    stallA: 7, // rating: times duty
    reversalMs: 100, // rating: coast before reversal
    rampMs: 650, // limit: comfort, as the carriage
  },

  pads: {
    nominalV: 24,
    nominalW: 40, // rating
    elementJPerK: 90, // rating
    elementKPerW: 1.6, // rating: element to ambient
    surfaceTauS: 120, // rating
    /** Surface settles at element x 0.67 + ambient x 0.33; with a person leaning on it, see `leaning`. */
    surfaceFromElement: 0.67,
    leaning: { fromSkin: 0.1, skinC: 34 }, // rating: the rest, 0.23, is from ambient
    tolerance: { part: 0.3, surfaceFromElement: 0.02 }, // rating: pads differ by this share
    cutOffC: 66, // rating: one-shot thermal cut-off glued to the element
    /** Surface temperature of each heat level (limit). */
    levelC: { off: 0, low: 38, medium: 40, high: 42 } as Readonly<Record<HeatLevel, number>>,
    reachedK: 0.5, // limit: within this of its level a surface counts as warm
    elementHoldC: 57, // limit: the heater never asks for more
    elementTripC: 60, // limit: heat off, fault
    surfaceLongC: 43, // limit: never longer than surfaceLongMs above
    surfaceLongMs: 10_000,
    surfaceTripC: 45, // limit: estimated surface, heat off, fault
    warmRoom: { fromC: 33, perK: 0.3 }, // limit: above, surfaces stay cooler by this share of what the room is warmer
    promisedFromAmbientC: 15, // limit: below, as near as the others allow
    heatingDuty: 0.1, // limit: "heating" means this much duty or more
  },

  /** Limits, all of them. */
  session: {
    minutes: [5, 10, 15, 20, 30], // the timer's choices
    defaultMinutes: 20,
    maxMs: 30 * minuteMs, // start to the beginning of parking, pauses included
    heatMaxMs: 30 * minuteMs, // heat within one session
    parkingMaxMs: minuteMs,
    coolDownMs: minuteMs, // the slow roll without heat that ends what the timer ends
    gentleMs: minuteMs, // one speed slower at the first start after switching on
    spotMm: 20, // one spot is +-20 mm round where kneading or pressing began
    spotMaxMs: 90_000, // longer on one spot bruises
    spotClearsMs: 15_000, // elsewhere or at rest, and the spot may be worked anew
    seatPauseMs: 10_000, // seat empty: the chair pauses
    seatEndMs: 2 * minuteMs, // seat still empty: it parks
    pauseHeatOffMs: 2 * minuteMs,
    pauseParksMs: 5 * minuteMs,
    stillWithinMs: 500, // power off to standing still
    programMinMs: 5 * minuteMs,
    programMaxMs: 30 * minuteMs,
  },

  /** Limits, all of them: what the keys do. */
  remote: {
    spotStepMm: 10,
    spotMaxMm: 60, // either way
    speedShiftMax: 3, // either way
    saveHoldMs: 4000, // program
    lockHoldMs: 3000, // program and timer
    serviceHoldMs: 5000, // power and stop
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
    },
  },
} as const;
