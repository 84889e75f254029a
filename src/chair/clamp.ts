/** Keeps a number within bounds. NaN stays NaN: the guard must catch it, so it is not hidden here. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
