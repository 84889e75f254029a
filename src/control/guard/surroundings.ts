/** The most that a person, a cover and a room do to a pad: what the guard allows for, whatever lies there. */
export const surroundings = {
  /** The closest that a back through clothes comes: heat it takes for each kelvin. */
  backWPerK: 1.2,
  /** Skin is not cooler. */
  coldestSkinC: 33,
  /** A person leaves this share of the element's loss to the air. */
  airLeftLeast: 0.2,
  /** Air at the pads is cooler than the room's by no more, and warmer under a cover by no more. */
  airCoolerK: 10,
  airWarmerK: 16,
} as const;
