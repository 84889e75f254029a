/** The chair's description for the page. */

import type { Chair } from '../../../src/chair/chair.ts';
import { heatLimits, tickMs } from '../../../src/chair/limits.ts';
import { keyNames } from '../../../src/chair/names.ts';
import { type Band, bandNamed, middleOf, targets, zoneNames, zones } from '../../../src/chair/zones.ts';
import { hostFaultNames, hostFaultTable } from '../../chair/host-faults.ts';
import { type FaultName, faultNamesOf, faultRow } from '../../plant/faults.ts';
import { canBreakOf } from '../../scenario/parts.ts';
import { type ChairView, padNumbers } from '../protocol.ts';
import { tracksOf } from './tracks.ts';

/** Names of zones for people; the vertebrae are those of the drawn person. */
const zoneTexts: Readonly<Record<string, string>> = {
  'lower-lumbar': 'lower lumbar (L4–L5)',
  'mid-lumbar': 'mid lumbar (L3)',
  'upper-lumbar': 'upper lumbar (L1–L2)',
  thoracolumbar: 'thoracolumbar (T11–T12)',
  'mid-back': 'mid back',
};

/** Pads in the drawing, chosen for the standard rail: the lumbar pad covers the waist, the sacral one lies below. */
const padBands: Readonly<Record<string, Band & { widthMm: number }>> = {
  lumbar: { fromMm: 186, toMm: 304, widthMm: 250 },
  sacral: { fromMm: 84, toMm: 176, widthMm: 220 },
};
const elsewhere = { fromMm: 120, toMm: 260, widthMm: 240 };

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Time for homing: the rail at a moderate duty, on average from its middle. */
const homingMs = 40_000;

export function chairView(chair: Chair, chairs: readonly Chair[]): ChairView {
  const { model, name, carriage, pads, wiring, abilities } = chair;
  return {
    model,
    real: false,
    name,
    chairs: chairs.map((one) => ({ model: one.model, name: one.name })),
    tickMs,
    rail: railOf(chair),
    homingMs,
    zones: zoneNames.map((id) => ({ id, name: zoneTexts[id] ?? id, ...bandNamed(id, chair.places) })),
    targets: (Object.keys(targets) as (keyof typeof targets)[]).map((id) => ({
      id,
      name: id.replace('-', ' '),
      ...bandNamed(id, chair.places),
    })),
    pads: padsOf(chair),
    carriage: carriage.present,
    kneader: wiring.motors.kneader !== null ? 'motor' : carriage.coupled ? 'coupled' : 'none',
    tapper: chair.tapper !== null,
    width: abilities.width,
    placeByTime: abilities.place === 'time',
    relays: { motors: wiring.switches['motor-relay'] !== null, pads: wiring.switches['pad-relay'] !== null },
    keys: keyNames.filter((key) => wiring.keys[key] !== null),
    signs: {
      lamp: wiring.signs.lamp !== null,
      lockLamp: wiring.signs['lock-lamp'] !== null,
      display: wiring.display !== null,
    },
    tracks: tracksOf(chair).map(({ read, ...view }) => view),
    limits: {
      surfaceC: [heatLimits.surfaceLongC, heatLimits.surfaceTripC],
      carriageStallA: carriage.stallA,
      kneaderStallA: chair.kneader.stallA,
    },
    levelsC: heatLimits.levelC,
    ranges: { motorA: 1.5, padC: [20, 46], supplyV: [chair.supply.nominalV - 2, chair.supply.nominalV + 1] },
    faults: [
      ...faultNamesOf(pads).flatMap((name) => faultOf(name, chair)),
      ...hostFaultNames.map((fault) => ({ name: fault, words: hostFaultTable[fault], number: null })),
    ],
  };
}

/** The values of a fault that can be injected into this chair. Words and a number are offered; every other value is typed. */
function faultOf(name: FaultName, chair: Chair): ChairView['faults'][number][] {
  const { words, number, between } = faultRow(name);
  if (name === 'person') return [];
  const fits = canBreakOf(chair);
  const fitting = words.filter((value) => fits({ name, value }));
  return fitting.length > 0 || ((number !== null || between !== undefined) && fits({ name, value: '' }))
    ? [{ name, words: fitting, number }]
    : [];
}

function padsOf(chair: Chair): ChairView['pads'] {
  const { scale, fromMm } = drawnOf(chair);
  const onRail = (mm: number): number => Math.round((mm - fromMm) / scale);
  return padNumbers.flatMap((number) => {
    const name = chair.pads[number]?.name;
    if (name === undefined) return [];
    const band = padBands[name] ?? elsewhere;
    return [
      {
        id: name,
        name: capital(name),
        number,
        fromMm: onRail(band.fromMm),
        toMm: onRail(band.toMm),
        widthMm: band.widthMm,
      },
    ];
  });
}

function railOf(chair: Chair): ChairView['rail'] {
  const { railMm, stopBeyondMm, middleMm, openEnd } = chair.carriage;
  const topMm = bandNamed(zoneNames.at(-1)!, chair.places).toMm;
  return {
    lengthMm: railMm,
    stopBeyondMm,
    usedMm: Math.min(railMm, topMm + 20),
    switchesMm: [
      ...(openEnd < 0 ? [] : [0]),
      ...(middleMm === null ? [] : [middleMm]),
      ...(openEnd > 0 ? [] : [railMm]),
    ],
    drawn: drawnOf(chair),
  };
}

/**
 * Where the rail lies behind the person: one linear scale for the whole rail, from the medians over the chair's places and the
 * standard ones, so that a few unusual places do not shift it.
 */
function drawnOf(chair: Chair): ChairView['rail']['drawn'] {
  const pairs = zoneNames.map((id) => ({
    own: middleOf(bandNamed(id, chair.places)),
    drawn: middleOf(zones[id]),
  }));
  const slopes = pairs.flatMap((one, index) =>
    pairs.slice(index + 1).map((other) => (other.drawn - one.drawn) / (other.own - one.own)),
  );
  const scale = medianOf(slopes);
  return { scale, fromMm: medianOf(pairs.map(({ own, drawn }) => drawn - own * scale)) };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
