/**
 * Figures assumed for a motor that nobody has measured. Carriage and kneader: those of the reference chair, as a test checks.
 * The tapper, which the reference chair lacks: more than any published figure found.
 */
export const assumedMotors = {
  carriage: { runningA: { min: 0.6, max: 1.2 }, stallA: 5, breakawayDuty: 0.3, frictionDuty: 0.15 },
  kneader: { runningA: { min: 0.8, max: 1.5 }, stallA: 7, breakawayDuty: 0.22, frictionDuty: 0.12 },
  tapper: { runningA: { min: 0.3, max: 1 }, stallA: 4, breakawayDuty: 0, frictionDuty: 0 },
} as const;
