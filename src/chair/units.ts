/**
 * The units of the house. They are plain numbers at run time; the alias says what a number means
 * wherever its name alone does not. A name that carries a number ends in its unit (`targetMm`, `elementC`).
 */

/** Position or distance along the rail, from its lower end. */
export type Millimetres = number;
export type MillimetresPerSecond = number;
export type Celsius = number;
/** Chair time: milliseconds since the controller was switched on. Never the wall clock. */
export type Milliseconds = number;
/** Milliseconds in a minute. */
export const minuteMs: Milliseconds = 60_000;
/** Share of full drive, 0..1; signed for a motor: carriage up and kneader inwards are positive. */
export type Duty = number;
export type Amperes = number;
export type Volts = number;
export type Watts = number;
export type TurnsPerMinute = number;
