/**
 * Any chair -> the kind of chair that the machine drives today, or the parts that it cannot drive yet. A part that the machine
 * learns to drive is removed from this file.
 */
import { type Abilities, abilitiesOf } from './abilities.ts';
import {
  type AnyCarriage,
  type AnyChair,
  type AnyKneader,
  type AnyMotor,
  type AnyPad,
  drawsOf,
} from './any-chair.ts';
import { assumedMotors } from './assumed.ts';
import { betweenSpotsMm } from './bounces.ts';
import type { CarriageFigures, Chair, KneaderFigures, PadFigures } from './chair.ts';
import { frozen } from './frozen.ts';
import { padsCurrent } from './hazards/heat.ts';
import { camsShowStall, countsShowJam, seldomCountsS, travelLimitS } from './hazards/motors.ts';
import { hazardsOf, safetyOf } from './hazards.ts';
import { readsLowK, tickMs } from './limits.ts';
import { inputLines } from './lines.ts';
import { breakawayDutyOf, motorCurrent } from './motor-current.ts';
import { motorsSense } from './motors-supply.ts';
import { type AnyMotorName, keyNames, type Width } from './names.ts';
import { openEndOf, reachOf } from './open-end.ts';
import { planningFigures, tapperFigures } from './planning.ts';
import type { Milliseconds } from './units.ts';
import type { Wiring } from './wiring.ts';

/** Parts that the machine cannot drive, by their path in the chair file. */
type Unsupported = readonly string[];

/** `idleToo`: includes motors that may not be used and current sensors of no use; for a plant, where they exist all the same. */
export function supportedChair(
  chair: AnyChair,
  idleToo = false,
): { chair: Chair; unsupported: null } | { chair: null; unsupported: Unsupported } {
  const hazards = hazardsOf(chair);
  const abilities = abilitiesOf(chair, hazards);
  const parts = idleToo ? chair : drivenOf(chair, abilities);
  const unsupported = unsupportedParts(chair, parts);
  if (unsupported.length > 0) return { chair: null, unsupported };
  const { supply } = chair;
  const { carriage, kneader, tapper } = parts;
  const currents = currentsOf(chair, parts, idleToo);
  const driven: Chair = {
    model: chair.model,
    name: chair.name,
    supply: {
      nominalV: supply.nominalV,
      sourceOhm: supply.sourceOhm,
      warnLowV: supply.warnV.min,
      warnHighV: supply.warnV.max,
      stopLowV: supply.allowedV.min,
      stopHighV: supply.allowedV.max,
    },
    currentFilterMs: chair.currentFilterMs,
    abilities,
    safety: safetyOf(hazards),
    emergencyStopCuts: chair.inputs.emergencyStop?.cuts ?? null,
    carriage: carriage === null ? noCarriage(chair) : carriageOf(chair, carriage),
    kneader:
      kneader === null ? noKneader(chair) : kneaderOf(chair, kneader, currents['kneader-current'] !== null),
    tapper: tapper === null ? null : tapperFigures(tapper, currents['tapper-current'] !== null),
    pads: (chair.heat?.pads ?? []).map((pad) => padOf(pad, abilities.levels[pad.name] ?? [])),
    places: carriage?.places ?? {},
    wiring: wiringOf(chair, abilities, parts, currents),
  };
  return { chair: frozen(driven), unsupported: null };
}

type Currents = Omit<Wiring['scaled'], 'supply'>;

/** The sensors of currents, and of the voltage behind the motors' relay, that are of use; `idleToo`: all of them. */
function currentsOf(chair: AnyChair, { carriage, kneader, tapper }: DrivenParts, idleToo: boolean): Currents {
  const moves = carriage !== null || kneader !== null || tapper !== null;
  const of = (name: AnyMotorName, motor: AnyMotor | null) =>
    idleToo ? (motor?.current?.sensor ?? null) : motorCurrent(chair, name, motor);
  return {
    'carriage-current': of('carriage', carriage),
    'kneader-current': of('kneader', kneader),
    'tapper-current': of('tapper', tapper),
    'pads-current': idleToo ? (chair.heat?.current ?? null) : padsCurrent(chair),
    'motors-supply': idleToo ? chair.motors.sense : moves ? motorsSense(chair) : null,
  };
}

type DrivenParts = Pick<AnyChair, 'carriage' | 'kneader' | 'tapper'>;

/** A motor that may not be used is left out: its pins have no role and so are never driven. */
function drivenOf(chair: AnyChair, { roll, knead, tap }: Abilities): DrivenParts {
  return {
    carriage: roll ? chair.carriage : null,
    kneader: knead === 'none' ? null : chair.kneader,
    tapper: tap ? chair.tapper : null,
  };
}

/** The message for a person who tries to run such a chair. */
export function unsupportedText(model: string, parts: Unsupported): string {
  return (
    `The chair ${model} cannot be run yet: this version does not drive ${parts.join('; ')}. ` +
    'lumbar explain, with its file, says what such a chair can do.'
  );
}

function unsupportedParts(chair: AnyChair, { kneader }: DrivenParts): Unsupported {
  return [...(kneader === null ? [] : otherKneader(kneader)), ...otherLines(chair)];
}

function otherKneader({ cams }: AnyKneader): string[] {
  if (cams.length === 0) return [];
  return [...(cams.every(({ atDeg }) => isEven(atDeg)) ? [] : ['kneader.cams that show a width unevenly'])];
}

/** Whether a width is met once a turn, or at even distances. */
function isEven(atDeg: readonly number[]): boolean {
  const [first = 0, ...others] = [...atDeg].sort((one, other) => one - other);
  return others.every((deg, index) => deg - first === ((index + 1) * 360) / atDeg.length);
}

function otherLines(chair: AnyChair): string[] {
  return inputLines(chair)
    .filter(({ line }) => line.pull === 'down')
    .map(({ path }) => `${path} with a pull-down of the chip`);
}

function motorOf(path: 'carriage' | 'kneader', { drive, current, draws }: AnyMotor) {
  const assumed = assumedMotors[path];
  const { runningA, stallA } = drawsOf({ current, draws }) ?? assumed;
  const { pwm } = drive;
  return {
    switched: pwm === null,
    breakawayDuty: breakawayDutyOf(path, pwm),
    frictionDuty: pwm === null ? assumed.frictionDuty : pwm.frictionDuty / pwm.duty.max,
    runningA,
    stallA,
    reversalMs: drive.deadTimeMs,
  };
}

/**
 * Dead time of the carriage. Counts are taken in the driven direction, so a switched motor that coasts is reversed only once it has
 * come to rest; otherwise its coasting would be counted backwards at each reversal.
 */
function turnsAfterMs({ drive, counts, coastMm, fullSpeedMmPerS: { up, down } }: AnyCarriage): Milliseconds {
  if (counts === null || drive.pwm !== null || drive.atRest === 'brake') return drive.deadTimeMs;
  const coastsMs = (2000 * coastMm.max) / Math.min(up, down);
  return Math.max(drive.deadTimeMs, Math.ceil(coastsMs / tickMs) * tickMs);
}

function carriageOf(chair: AnyChair, from: AnyCarriage): CarriageFigures {
  const { top, bottom, stopBeyondMm } = from.ends;
  const reach = reachOf(from);
  return {
    present: true,
    ...motorOf('carriage', from),
    reversalMs: turnsAfterMs(from),
    railMm: from.railMm,
    stopBeyondMm,
    limitBounceMs: Math.max(top?.debounceMs ?? 0, bottom?.debounceMs ?? 0),
    openEnd: openEndOf(from),
    middleMm: from.ends.middle?.atMm ?? null,
    edgeMm: from.counts?.eachMm ?? null,
    countsShowJam: countsShowJam(from),
    seldomCountsMs: 1000 * seldomCountsS(from),
    coupled: from.coupled,
    travelMaxMs: 1000 * travelLimitS(from),
    fullSpeedUpMmPerS: from.fullSpeedMmPerS.up,
    fullSpeedDownMmPerS: from.fullSpeedMmPerS.down,
    coastMm: from.coastMm,
    slowerUnderPerson: from.slowerUnderPerson,
    speedsMmPerS: planningFigures(chair).carriage.speedsMmPerS,
    travelMmPerS: from.planning.travelMmPerS,
    travelSettleMs: from.planning.settleMs,
    rampMs: from.rampMs,
    landingMm: from.landing.withinMm,
    bouncesMm: betweenSpotsMm(from.counts?.eachMm ?? 0),
    landingSpeedMmPerS: from.landing.speedMmPerS,
    hopMm: from.walk.hopMm,
    hopTurns: from.walk.turns,
    pointMinMm: reach.fromMm,
    pointMaxMm: reach.toMm,
    homing: from.homing,
    parkBackMm: from.parkBelowTopMm,
  };
}

function kneaderOf(chair: AnyChair, from: AnyKneader, senses: boolean): KneaderFigures {
  return {
    ...motorOf('kneader', from),
    cams: from.cams.map(({ width, atDeg, halfDeg }) => ({ width, atDeg, halfDeg })),
    speedsTurnsPerMin: planningFigures(chair).kneader.speedsTurnsPerMin,
    fullTurnsPerMin: from.fullTurnsPerMin,
    rampMs: from.rampMs,
    twoWays: from.drive.lines.by !== 'one-way',
    camsShowStall: camsShowStall(from),
    runsInTurns: !senses && !camsShowStall(from),
  };
}

/** Nothing drives this carriage, so it never moves: these only have to be numbers. */
const noCarriage = (chair: AnyChair): CarriageFigures => ({
  present: false,
  switched: true,
  ...assumedMotors.carriage,
  reversalMs: 250,
  railMm: 480,
  stopBeyondMm: 15,
  limitBounceMs: 0,
  openEnd: 0,
  middleMm: null,
  edgeMm: null,
  countsShowJam: false,
  seldomCountsMs: 0,
  coupled: false,
  travelMaxMs: 20_000,
  fullSpeedUpMmPerS: 50,
  fullSpeedDownMmPerS: 50,
  coastMm: { min: 4, max: 8 },
  slowerUnderPerson: { min: 0.1, max: 0.3 },
  speedsMmPerS: planningFigures(chair).carriage.speedsMmPerS,
  travelMmPerS: 25,
  travelSettleMs: 0,
  rampMs: 650,
  landingMm: 4,
  bouncesMm: 0,
  landingSpeedMmPerS: 15,
  hopMm: 12,
  hopTurns: 2,
  pointMinMm: 0,
  pointMaxMm: 480,
  homing: { knownDuty: 1, unknownDuty: 1, slowLastMm: 0, withinMs: 40_000 },
  parkBackMm: 0,
});

/** The same for the arms. */
const noKneader = (chair: AnyChair): KneaderFigures => ({
  switched: false,
  ...assumedMotors.kneader,
  reversalMs: 100,
  cams: [],
  speedsTurnsPerMin: planningFigures(chair).kneader.speedsTurnsPerMin,
  fullTurnsPerMin: 60,
  rampMs: 650,
  twoWays: false,
  camsShowStall: false,
  runsInTurns: false,
});

function padOf(from: AnyPad, levels: PadFigures['levels']): PadFigures {
  return {
    name: from.name,
    nominalV: from.nominalV,
    nominalW: from.nominalW,
    elementJPerK: from.elementJPerK,
    surfaceJPerK: from.surfaceJPerK,
    elementSurfaceWPerK: from.elementSurfaceWPerK,
    elementAirWPerK: from.elementAirWPerK,
    surfaceAirWPerK: from.surfaceAirWPerK,
    toleranceShare: from.toleranceShare,
    measuresElement: from.elementSensor !== null,
    measuresSurface: from.surfaceSensor !== null,
    readsLowK: { element: readsLowK(from.elementSensor), surface: readsLowK(from.surfaceSensor) },
    surfaceFixed: from.surfaceFixed,
    thermostat: from.thermostat,
    cutOffC: from.cutOffC,
    levels,
    byTable: from.byTable?.duty ?? null,
  };
}

/** The wiring of all parts that exist and may be used; none is required here. */
function wiringOf(
  chair: AnyChair,
  { levels }: Abilities,
  { carriage, kneader, tapper }: DrivenParts,
  currents: Currents,
): Wiring {
  const { signs, inputs, motors, supply, heat } = chair;
  const moves = carriage !== null || kneader !== null || tapper !== null;
  const cam = (width: Width) => kneader?.cams.find((each) => each.width === width)?.line ?? null;
  return {
    chip: chair.chip,
    motors: {
      carriage: carriage?.drive ?? null,
      kneader: kneader?.drive ?? null,
      tapper: tapper?.drive ?? null,
    },
    pads: (heat?.pads ?? []).map(({ name, out, elementSensor, surfaceSensor }) => ({
      name,
      out: levels[name]?.length === 0 ? null : out,
      selfLimits: elementSensor === null,
      element: elementSensor,
      surface: surfaceSensor,
    })),
    switches: { 'pad-relay': heat?.relay ?? null, 'motor-relay': moves ? motors.relay : null },
    signs: { lamp: signs.lamp, 'lock-lamp': signs.lockLamp, beeper: signs.beeper },
    edges: carriage?.counts?.edges ?? 'both',
    inputs: {
      'carriage-edge': carriage?.counts?.line ?? null,
      'cam-narrow': cam('narrow'),
      'cam-medium': cam('medium'),
      'cam-wide': cam('wide'),
      'limit-top': carriage?.ends.top ?? null,
      'limit-bottom': carriage?.ends.bottom ?? null,
      'limit-middle': carriage?.ends.middle?.line ?? null,
      seat: inputs.seat,
      'emergency-stop': inputs.emergencyStop?.line ?? null,
    },
    keys: {
      ...(Object.fromEntries(
        keyNames.map((name) => [name, name === 'stop' ? inputs.stop : (inputs.keys[name] ?? null)]),
      ) as Wiring['keys']),
      stop: inputs.stop,
    },
    scaled: { ...currents, supply: supply.sense },
    ambient: heat?.ambient ?? null,
    display: signs.display,
  };
}
