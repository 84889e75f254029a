/** The chair as the page needs to know it to draw it. */

import type { Chair } from '../../../src/chair/chair.ts';
import { heatLimits, tickMs } from '../../../src/chair/limits.ts';
import { targets, zoneNames, zones } from '../../../src/chair/zones.ts';
import { hostFaultNames, hostFaultTable } from '../../chair/host-faults.ts';
import { faultNamesOf, faultRow } from '../../plant/faults.ts';
import { type ChairView, padNumbers } from '../protocol.ts';
import { tracksOf } from './tracks.ts';

/** Zones as people read them; the vertebrae they lie at belong to the person, as drawn. */
const zoneTexts: Readonly<Record<string, string>> = {
  'lower-lumbar': 'lower lumbar (L4–L5)',
  'mid-lumbar': 'mid lumbar (L3)',
  'upper-lumbar': 'upper lumbar (L1–L2)',
  thoracolumbar: 'thoracolumbar (T11–T12)',
  'mid-back': 'mid back',
};

/** Chosen: the lumbar pad covers the waist, the sacral one lies below. */
const padBands: Readonly<Record<string, { fromMm: number; toMm: number; widthMm: number }>> = {
  lumbar: { fromMm: 186, toMm: 304, widthMm: 250 },
  sacral: { fromMm: 84, toMm: 176, widthMm: 220 },
};
const elsewhere = { fromMm: 120, toMm: 260, widthMm: 240 };

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Of the whole rail at a moderate duty, from its middle on the average. */
const homingMs = 40_000;

export function chairView(chair: Chair): ChairView {
  const { model, carriage, tapper, pads } = chair;
  const topMm = zones[zoneNames.at(-1)!].toMm;
  return {
    model,
    real: false,
    tickMs,
    rail: { lengthMm: carriage.railMm, stopBeyondMm: carriage.stopBeyondMm, usedMm: topMm + 20 },
    homingMs,
    zones: zoneNames.map((id) => ({ id, name: zoneTexts[id] ?? id, ...zones[id] })),
    targets: Object.entries(targets).map(([id, band]) => ({ id, name: id.replace('-', ' '), ...band })),
    pads: padNumbers.flatMap((number) => {
      const name = pads[number]?.name;
      if (name === undefined) return [];
      return [{ id: name, name: capital(name), number, ...(padBands[name] ?? elsewhere) }];
    }),
    tapper: tapper !== null,
    tracks: tracksOf(chair).map(({ read, ...view }) => view),
    limits: {
      surfaceC: [heatLimits.surfaceLongC, heatLimits.surfaceTripC],
      carriageStallA: carriage.stallA,
      kneaderStallA: chair.kneader.stallA,
    },
    levelsC: heatLimits.levelC,
    ranges: { motorA: 1.5, padC: [20, 46], supplyV: [22, 25] },
    faults: [
      ...faultNamesOf(pads)
        // A range cannot be chosen on the page.
        .filter((name) => tapper !== null || !/(^|\.)tapper$/.test(name))
        .filter((name) => name !== 'person' && faultRow(name).between === undefined)
        .map((name) => ({ name, words: faultRow(name).words, number: faultRow(name).number })),
      ...hostFaultNames.map((name) => ({ name, words: hostFaultTable[name], number: null })),
    ],
  };
}
