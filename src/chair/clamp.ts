/** Keeps a number within bounds. NaN stays NaN: it is for the guard to catch, not to be hidden here. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
