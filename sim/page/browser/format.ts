/** Numbers as people read them. */

export function clock(ms: number, decimals = 0): string {
  const sign = ms < 0 ? '-' : '';
  const total = Math.abs(ms) / 1000;
  const whole = decimals === 0 ? Math.floor(total) : total;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const seconds = (whole % 60).toFixed(decimals).padStart(decimals === 0 ? 2 : 3 + decimals, '0');
  return hours > 0
    ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${sign}${minutes}:${seconds}`;
}

export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

/** How far apart the arms are, 0 narrow to 1 wide; the cam is narrow at whole turns, wide at halves. */
export function spread(turns: number): number {
  return (1 - Math.cos(turns * 2 * Math.PI)) / 2;
}
