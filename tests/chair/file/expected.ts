/** The figures of the reference chair, as its makers gave them: what its file has to say. */
export const expected = {
  supply: {
    nominalV: 24,
    sourceOhm: 0.15, // rating
    warnLowV: 20, // limit: outside these the code is shown
    warnHighV: 28,
    stopLowV: 18, // limit: outside these everything is switched off
    stopHighV: 30,
  },

  /** First-order filter of every current sensor (rating). */
  currentFilterMs: 10,

  carriage: {
    present: true,
    railMm: 794, // rating: limit switches close at 0 and at 794
    stopBeyondMm: 15, // rating: mechanical stops beyond the limit switches
    limitBounceMs: 5, // rating
    middleMm: null,
    openEnd: 0,
    coupled: false,
    switched: false,
    travelMaxMs: 27_000, // 1.7 times the longer travel, empty
    countsShowJam: true,
    seldomCountsMs: 800,
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
    bouncesMm: 0,
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
    switched: false,
    twoWays: true,
    runsInTurns: false,
    speedsTurnsPerMin: [20, 26, 32, 38, 44, 50], // limit: comfort
    fullTurnsPerMin: 64, // chosen: at full duty, nobody in the chair
    breakawayDuty: 0.22,
    frictionDuty: 0.12,
    camsShowStall: true,
    runningA: { min: 0.8, max: 1.5 }, // rating
    stallA: 7, // rating: times duty
    reversalMs: 100, // rating: coast before reversal
    rampMs: 650, // limit: comfort, as the carriage
  },

  pads: {
    nominalV: 24,
    nominalW: 40, // rating
    elementJPerK: 90, // rating
    surfaceJPerK: 107, // calculated from the ratings, as the conductances
    elementSurfaceWPerK: 0.6,
    elementAirWPerK: 0.43,
    surfaceAirWPerK: 0.3,
    toleranceShare: 0.3, // rating: pads differ by this share
    measuresElement: true,
    measuresSurface: true,
    readsLowK: { element: 0, surface: 0 },
    surfaceFixed: true,
    thermostat: null,
    cutOffC: 66, // rating: one-shot thermal cut-off glued to the element
    levels: ['low', 'medium', 'high'],
    byTable: null,
  },
} as const;
