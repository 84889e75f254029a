/**
 * The reference chair `lumbar-1`: every figure of the machine and every limit it is held to, in one place,
 * with unit and source. Sources: "rating" = data of the part; "limit" = decided by the makers of the chair
 * for safety or comfort; "chosen" = not fixed by the design, chosen here so that the model is whole.
 */
import type { HeatLevel } from './names.ts';

export type ChairSpecification = typeof referenceChair;

export const referenceChair = {
  model: 'lumbar-1',

  /** One turn of the control loop (limit). A tick later than `lateMs` is a fault. */
  tickMs: 20,
  lateMs: 100,

  supply: {
    nominalV: 24,
    sourceOhm: 0.15, // rating
    warnLowV: 20, // limit
    warnHighV: 28,
    stopLowV: 18,
    stopHighV: 30,
  },

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
    travelMmPerS: 25,
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
    homing: { knownDuty: 0.85, unknownDuty: 0.6, slowLastMm: 60, withinMs: 40_000 },
    parkBackMm: 60,
  },

  kneader: {
    /** Cam order of one inward turn: narrow at 0, medium at 90, wide at 180, medium at 270 degrees. */
    sensorHalfWidthDeg: 20, // rating: each sensor is active +-20 degrees
    speedsTurnsPerMin: [20, 26, 32, 38, 44, 50], // limit: comfort
    fullTurnsPerMin: 64, // chosen: at full duty, nobody in the chair
    breakawayDuty: 0.22, // chosen
    frictionDuty: 0.12, // chosen
    runningA: { min: 0.8, max: 1.5 }, // rating
    stallA: 7, // rating: times duty
    reversalMs: 100, // rating: coast before reversal
    rampMs: 650,
  },

  pads: {
    nominalV: 24,
    nominalW: 40, // rating
    elementJPerK: 90, // rating
    elementKPerW: 1.6, // rating: element to ambient
    surfaceTauS: 120, // rating
    /** Surface settles at element x 0.67 + ambient x 0.33; with a person leaning on it, see `leaning`. */
    surfaceFromElement: 0.67,
    leaning: { fromAmbient: 0.23, fromSkin: 0.1, skinC: 34 }, // rating
    tolerance: { part: 0.3, surfaceFromElement: 0.02 }, // rating: pads differ by this share
    cutOffC: 66, // rating: one-shot thermal cut-off glued to the element
    /** Surface temperature of each heat level (limit). */
    levelC: { off: 0, low: 38, medium: 40, high: 42 } as Readonly<Record<HeatLevel, number>>,
    reachedK: 0.5, // within this of its level a surface counts as warm
    elementHoldC: 57, // limit: the heater never asks for more
    elementTripC: 60, // limit: heat off, fault
    surfaceLongC: 43, // limit: never longer than surfaceLongMs above
    surfaceLongMs: 10_000,
    surfaceTripC: 45, // limit: estimated surface, heat off, fault
    promisedFromAmbientC: 15,
    heatingDuty: 0.1, // "heating" means this much duty or more
  },

  session: {
    minutes: [5, 10, 15, 20, 30], // limit: the timer's choices
    defaultMinutes: 20,
    maxMs: 30 * 60_000, // limit: start to the beginning of parking, pauses included
    heatMaxMs: 30 * 60_000,
    parkingMaxMs: 60_000,
    coolDownMs: 60_000,
    gentleMs: 60_000,
    spotMm: 20, // limit: one spot is +-20 mm round where kneading or pressing began
    spotMaxMs: 90_000,
    spotClearsMs: 15_000,
    seatPauseMs: 10_000,
    seatEndMs: 120_000,
    pauseHeatOffMs: 120_000,
    pauseParksMs: 300_000,
    stillWithinMs: 500, // limit: power off to standing still
    programMinMs: 5 * 60_000,
    programMaxMs: 30 * 60_000,
  },

  remote: {
    spotStepMm: 10,
    spotMaxMm: 60,
    speedShiftMax: 3,
    saveHoldMs: 4000,
    lockHoldMs: 3000,
    serviceHoldMs: 5000,
    stuckMs: 10_000,
    serviceIdleMs: 600_000,
    /** Status lamp blink periods, ms; off is dark. */
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
