/** Numbers and names as people read them. */
import { zoneAt } from '../../../src/chair/zones.ts';

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

const zoneTexts: Readonly<Record<string, string>> = {
  gluteal: 'gluteal',
  sacrum: 'sacrum',
  'lower-lumbar': 'lower lumbar (L4–L5)',
  'mid-lumbar': 'mid lumbar (L3)',
  'upper-lumbar': 'upper lumbar (L1–L2)',
  thoracolumbar: 'thoracolumbar (T11–T12)',
  'mid-back': 'mid back',
};

export function zoneText(mm: number): string {
  const zone = zoneAt(mm);
  return zone === null ? 'above the mid back' : (zoneTexts[zone] ?? zone);
}

/** How far apart the arms are, 0 narrow to 1 wide; the cam is narrow at whole turns, wide at halves. */
export function spread(turns: number): number {
  return (1 - Math.cos(turns * 2 * Math.PI)) / 2;
}

export function widthText(turns: number): string {
  const share = spread(turns);
  return share < 0.12
    ? 'narrow'
    : share > 0.88
      ? 'wide'
      : share > 0.33 && share < 0.67
        ? 'medium'
        : 'between';
}
