/**
 * The units of this project. At run time they are plain numbers. The compiler refuses a quantity of one unit in the place of
 * another; a bare number, and the result of arithmetic on quantities, fits any. A name that carries a number ends in its
 * unit (`targetMm`, `elementC`).
 */

declare const unit: unique symbol;
/** A number with a unit; the mark exists for the compiler only. */
type Quantity<Unit extends string> = number & { readonly [unit]?: Unit };

/** Position or distance along the rail, from its lower end. */
export type Millimetres = Quantity<'mm'>;
export type MillimetresPerSecond = Quantity<'mm/s'>;
export type Celsius = Quantity<'C'>;
/** Chair time: milliseconds since the controller was switched on. Never the wall clock. */
export type Milliseconds = Quantity<'ms'>;
/** Milliseconds in a minute. */
export const minuteMs: Milliseconds = 60_000;
/** Share of full drive, 0..1; signed for a motor: carriage up and kneader inwards are positive. */
export type Duty = Quantity<'duty'>;
export type Amperes = Quantity<'A'>;
export type Volts = Quantity<'V'>;
export type Watts = Quantity<'W'>;
export type Joules = Quantity<'J'>;
/** A temperature difference. */
export type Kelvin = Quantity<'K'>;
export type TurnsPerMinute = Quantity<'turns/min'>;
