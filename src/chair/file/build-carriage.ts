/** Builds the carriage from its section; what the file leaves out follows from the travel times. */
import type { AnyCarriage, SpeedStep } from '../any-chair.ts';
import type { Millimetres, MillimetresPerSecond, Milliseconds } from '../units.ts';
import { driveOf } from './build-drive.ts';
import { type Lines, mapped, motorOf, speedStep, there } from './build-parts.ts';
import type { ChairFile } from './schema.ts';
import { usual } from './usual.ts';

type Carriage = Exclude<ChairFile['carriage'], 'none' | undefined>;

const usualSlower = { min: usual.slower.least.value, max: usual.slower.most.value };
const spreadOf = ({ from, to }: { from: number; to: number }) => ({ min: from, max: to });
/** To five digits: about a millisecond, or a hundredth of a millimetre. */
const rounded = (value: number): number => Number(value.toPrecision(5));

export function carriageOf(file: Carriage, lines: Lines): AnyCarriage {
  const drive = driveOf(file.drive, lines);
  const railMm = file.rail ?? usual.rail.value;
  const slower =
    file['slower-with-person'] === undefined ? usualSlower : spreadOf(file['slower-with-person']);
  const { travel, fullSpeedMmPerS } = travelOf(file, railMm);
  const { up, down } = fullSpeedMmPerS;
  const underPersonMmPerS = Math.min(up, down) * (1 - slower.max);
  const coastMm =
    file['coast-distance'] === undefined
      ? {
          min: rounded((usual.coastsFor.least.value / 1000) * Math.min(up, down)),
          max: rounded((usual.coastsFor.most.value / 1000) * Math.min(up, down)),
        }
      : spreadOf(file['coast-distance']);
  return {
    drive,
    ...motorOf(file, lines),
    coupled: file.drive.kind === 'coupled',
    railMm,
    travel,
    fullSpeedMmPerS,
    slowerUnderPerson: slower,
    coastMm,
    counts: mapped(file.counts, (part) => countsOf(part, railMm, lines)),
    ends: endsOf(there(file.ends), railMm, lines),
    places: placesOf(file.places),
    speeds: file.speeds?.map(speedStep) ?? evenSpeeds(drive.pwm !== null, underPersonMmPerS),
    ...drivingOf(file, {
      railMm,
      underPersonMmPerS,
      coastMostMm: coastMm.max,
      pwm: drive.pwm !== null,
      travel,
    }),
  };
}

function travelOf(file: Carriage, railMm: Millimetres): Pick<AnyCarriage, 'travel' | 'fullSpeedMmPerS'> {
  const speed = file['full-speed'];
  const time = file.travel;
  const ms = (mmPerS: number | undefined) => rounded((railMm / (mmPerS ?? Number.NaN)) * 1000);
  const mmPerS = (forMs: Milliseconds | undefined) => rounded((railMm / (forMs ?? Number.NaN)) * 1000);
  return {
    travel: {
      upMs: time?.up ?? ms(speed?.up),
      downMs: time?.down ?? ms(speed?.down),
      upWithPersonMs: time?.['up-with-person'] ?? null,
      downWithPersonMs: time?.['down-with-person'] ?? null,
    },
    fullSpeedMmPerS: { up: speed?.up ?? mmPerS(time?.up), down: speed?.down ?? mmPerS(time?.down) },
  };
}

type Counts = Exclude<Carriage['counts'], 'none' | undefined>;
function countsOf(file: Counts, railMm: Millimetres, lines: Lines): AnyCarriage['counts'] {
  const eachMm = file.each ?? railMm / (file['over-rail'] ?? Number.NaN);
  return { line: lines.input(file), eachMm, edges: file.edges ?? 'both' };
}

function endsOf(
  file: Exclude<Carriage['ends'], 'none' | undefined> | null,
  railMm: number,
  lines: Lines,
): AnyCarriage['ends'] {
  return {
    top: mapped(file?.top, lines.input),
    bottom: mapped(file?.bottom, lines.input),
    middle: mapped(file?.middle, (part) => ({ line: lines.input(part), atMm: part.at ?? railMm / 2 })),
    stopBeyondMm: file?.['stop-beyond'] ?? usual.stopBeyond.value,
  };
}

function placesOf(file: Carriage['places']): AnyCarriage['places'] {
  const bands = Object.entries(file ?? {}).flatMap(([name, band]) =>
    band === undefined ? [] : [[name, { fromMm: band.from, toMm: band.to }]],
  );
  return Object.fromEntries(bands) as AnyCarriage['places'];
}

function evenSpeeds(pwm: boolean, topMmPerS: MillimetresPerSecond): readonly SpeedStep<number>[] {
  if (!pwm) return [{ by: 'duty', duty: 1 }];
  return Array.from({ length: 6 }, (_, index) => ({
    by: 'speed',
    speed: rounded((topMmPerS * (index + 1)) / 6),
  }));
}

interface Known {
  readonly railMm: number;
  readonly underPersonMmPerS: number;
  readonly coastMostMm: number;
  readonly pwm: boolean;
  readonly travel: AnyCarriage['travel'];
}

type Driving = Pick<
  AnyCarriage,
  'rampMs' | 'landing' | 'planning' | 'walk' | 'reach' | 'homing' | 'parkBelowTopMm'
>;

function drivingOf(file: Carriage, known: Known): Driving {
  const { railMm, underPersonMmPerS, pwm, travel } = known;
  const { landing, planning, walk, reach, homing } = file;
  const withinMm = landing?.within ?? (pwm ? usual.landing.within.value : known.coastMostMm);
  const [knownDuty, unknownDuty] = pwm
    ? [usual.homing.knownDuty.value, usual.homing.unknownDuty.value]
    : [1, 1];
  return {
    rampMs: file.ramp ?? usual.ramp.value,
    landing: {
      withinMm,
      speedMmPerS: landing?.speed ?? (pwm ? usual.landing.speed.value : underPersonMmPerS),
    },
    planning: {
      travelMmPerS: planning?.['travel-speed'] ?? rounded(usual.planning.travelTimes * underPersonMmPerS),
      settleMs: planning?.settling ?? usual.planning.settling.value,
    },
    walk: { hopMm: walk?.hop ?? usual.walk.hop.value, turns: walk?.turns ?? usual.walk.turns.value },
    reach: {
      fromMm: reach?.from ?? usual.reachMargin.value,
      toMm: reach?.to ?? railMm - usual.reachMargin.value,
    },
    homing: {
      knownDuty: homing?.['known-duty'] ?? knownDuty,
      unknownDuty: homing?.['unknown-duty'] ?? unknownDuty,
      slowLastMm: homing?.['slow-last'] ?? Math.min(usual.homing.slowLast.value, railMm / 4),
      withinMs:
        homing?.within ??
        Math.round((usual.homing.withinTimes * Math.max(travel.upMs, travel.downMs)) / unknownDuty),
    },
    parkBelowTopMm: file['park-below-top'] ?? Math.min(usual.parkBelowTop.value, railMm / 10),
  };
}
