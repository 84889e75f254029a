/**
 * Any chair -> the kind of chair that the machine drives today, or the parts that it cannot drive yet. What the machine
 * learns leaves this file.
 */
import { abilitiesOf } from './abilities.ts';
import type {
  AnyCarriage,
  AnyChair,
  AnyHeat,
  AnyKneader,
  AnyMotor,
  AnyPad,
  AnyTapper,
  SpeedStep,
} from './any-chair.ts';
import type { CarriageFigures, Chair, KneaderFigures, PadFigures } from './chair.ts';
import { frozen } from './frozen.ts';
import { guardedOutputs, inputLines, signOutputs, thermistorLines } from './lines.ts';
import { keyNames, type Width, widths } from './names.ts';
import { tapperFigures } from './planning.ts';
import { usualPwmHz, type Wiring } from './wiring.ts';

/** Parts by their place in the file: those that the machine cannot do without, and those it cannot drive. */
interface Unsupported {
  readonly missing: readonly string[];
  readonly other: readonly string[];
}

export function supportedChair(
  chair: AnyChair,
): { chair: Chair; unsupported: null } | { chair: null; unsupported: Unsupported } {
  const unsupported = unsupportedParts(chair);
  if (unsupported.missing.length + unsupported.other.length > 0) return { chair: null, unsupported };
  const { supply } = chair;
  const tapper = tapperOf(chair);
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
    carriage: carriageOf(have(chair.carriage)),
    kneader: kneaderOf(have(chair.kneader)),
    tapper: tapper === null ? null : tapperFigures(tapper),
    pads: have(chair.heat).pads.map(padOf),
    wiring: wiringOf(chair),
  };
  return { chair: frozen(driven), unsupported: null };
}

/** One that may not tap is as good as none: its pin has no role, and so is never driven. */
const tapperOf = (chair: AnyChair): AnyTapper | null => (abilitiesOf(chair).tap ? chair.tapper : null);

/** One sentence for who asks for such a chair to be run. */
export function unsupportedText(model: string, { missing, other }: Unsupported): string {
  const without = missing.length === 0 ? [] : [`a chair without ${missing.join(', ')}`];
  return (
    `The chair ${model} cannot be run yet: this version does not drive ${[...without, ...other].join('; ')}. ` +
    `lumbar explain ${model} says what such a chair can do.`
  );
}

/** What has been asked for above is there. */
function have<Part>(part: Part | null | undefined): Part {
  if (part === null || part === undefined) throw new Error('A part that was seen to be there is not.');
  return part;
}

function unsupportedParts(chair: AnyChair): Unsupported {
  const { carriage, kneader, tapper, heat, motors, inputs, signs, supply } = chair;
  const needed: readonly (readonly [path: string, part: unknown])[] = [
    ['supply.sense', supply.sense],
    ['motors.relay', motors.relay],
    ['carriage', carriage],
    ['kneader', kneader],
    ['heat', heat],
    ...(carriage === null ? [] : carriageNeeds(carriage)),
    ...(kneader === null ? [] : [['kneader.current', kneader.current] as const]),
    ...(heat === null ? [] : heatNeeds(heat)),
    ['inputs.emergency-stop.pin', inputs.emergencyStop?.line ?? null],
    ['inputs.seat', inputs.seat],
    ...keyNames.flatMap((name) =>
      name === 'stop' ? [] : [[`inputs.keys.${name}`, inputs.keys[name] ?? null] as const],
    ),
    ['signs.lamp', signs.lamp],
    ['signs.lock-lamp', signs.lockLamp],
    ['signs.beeper', signs.beeper],
    ['signs.display', signs.display],
  ];
  const other = [
    ...(carriage === null ? [] : drivesOther('carriage', carriage)),
    ...(kneader === null ? [] : drivesOther('kneader', kneader)),
    ...(carriage === null ? [] : otherCarriage(carriage)),
    ...(kneader === null ? [] : otherKneader(kneader)),
    ...(tapper?.drive.atRest === 'brake' ? ['a tapper that brakes at rest'] : []),
    ...otherLines(chair),
  ];
  return { missing: needed.filter(([, part]) => part === null).map(([path]) => path), other };
}

function carriageNeeds({ counts, ends, current }: AnyCarriage): readonly (readonly [string, unknown])[] {
  return [
    ['carriage.counts', counts],
    ['carriage.ends.top', ends.top],
    ['carriage.ends.bottom', ends.bottom],
    ['carriage.current', current],
  ];
}

function heatNeeds(heat: AnyHeat): readonly (readonly [string, unknown])[] {
  return [
    ...heat.pads.map(
      ({ name, elementSensor }) => [`heat.pads.${name}.element-sensor`, elementSensor] as const,
    ),
    ...heat.pads.map(
      ({ name, surfaceSensor }) => [`heat.pads.${name}.surface-sensor`, surfaceSensor] as const,
    ),
    ...heat.pads.map(({ name, cutOffC }) => [`heat.pads.${name}.cut-off`, cutOffC] as const),
    ['heat.relay', heat.relay],
    ['heat.current', heat.current],
    ['heat.ambient', heat.ambient],
  ];
}

function drivesOther(path: string, { drive }: AnyMotor): string[] {
  const { kind, pwm, atRest } = drive;
  if (kind !== 'pwm-direction') return [`a ${path} that is driven ${kind}`];
  return [
    ...(atRest === 'brake' ? [`a ${path} that brakes at rest`] : []),
    ...(pwm !== null && pwm.duty.max < 1 ? [`${path}.drive.duty up to less than 100 %`] : []),
    ...(pwm !== null && pwm.frequencyHz !== usualPwmHz ? [`${path}.drive.frequency`] : []),
  ];
}

const bySpeed = (speeds: readonly SpeedStep<number>[]): boolean =>
  speeds.length === 6 && speeds.every(({ by }) => by === 'speed');

function otherCarriage({ counts, ends, places, speeds }: AnyCarriage): string[] {
  return [
    ...(counts !== null && counts.edges !== 'both' ? [`carriage.counts of ${counts.edges} edges alone`] : []),
    ...(ends.middle === null ? [] : ['carriage.ends.middle']),
    ...(Object.keys(places).length === 0 ? [] : ['carriage.places']),
    ...(bySpeed(speeds) ? [] : ['carriage.speeds that are not six of mm/s']),
  ];
}

/** The one cam whose order the kneader's count of turns knows. */
const knownAt: Readonly<Record<Width, string>> = { narrow: '0', medium: '90,270', wide: '180' };

function otherKneader({ cams, speeds }: AnyKneader): string[] {
  const isKnown = ({ width, atDeg }: AnyKneader['cams'][number]) =>
    String([...atDeg].sort((one, other) => one - other)) === knownAt[width];
  const whole = widths.every((width) => cams.some((cam) => cam.width === width));
  const alike = cams.every(({ halfDeg }) => halfDeg === cams[0]?.halfDeg);
  return [
    ...(whole && alike && cams.every(isKnown)
      ? []
      : ['kneader.cams other than narrow at 0, medium at 90 and 270, wide at 180 deg']),
    ...(bySpeed(speeds) ? [] : ['kneader.speeds that are not six of rpm']),
  ];
}

function otherLines(chair: AnyChair): string[] {
  const low = [...guardedOutputs(chair), ...signOutputs(chair)].filter(({ line }) => !line.activeHigh);
  const sensors = thermistorLines(chair).filter(
    ({ line }) => line.ohmAt25C !== 10_000 || line.betaK !== 3950,
  );
  const down = inputLines(chair).filter(({ line }) => line.pull === 'down');
  return [
    ...low.map(({ path }) => `${path} that is on at low`),
    ...sensors.map(({ path }) => `${path} other than 10 kohm and 3950 K`),
    ...down.map(({ path }) => `${path} with a pull-down of the chip`),
    ...(chair.inputs.emergencyStop?.cuts === 'motors'
      ? ['an emergency stop that cuts the motors alone']
      : []),
  ];
}

function carriageOf(from: AnyCarriage): CarriageFigures {
  const pwm = have(from.drive.pwm);
  const { draws } = have(from.current);
  return {
    railMm: from.railMm,
    stopBeyondMm: from.ends.stopBeyondMm,
    limitBounceMs: Math.max(have(from.ends.top).debounceMs, have(from.ends.bottom).debounceMs),
    edgeMm: have(from.counts).eachMm,
    fullSpeedUpMmPerS: from.fullSpeedMmPerS.up,
    fullSpeedDownMmPerS: from.fullSpeedMmPerS.down,
    breakawayDuty: pwm.duty.min,
    frictionDuty: pwm.frictionDuty,
    coastMm: from.coastMm,
    slowerUnderPerson: from.slowerUnderPerson,
    runningA: draws.runningA,
    stallA: draws.stallA,
    speedsMmPerS: from.speeds.map(speedOf),
    travelMmPerS: from.planning.travelMmPerS,
    travelSettleMs: from.planning.settleMs,
    rampMs: from.rampMs,
    reversalMs: from.drive.deadTimeMs,
    landingMm: from.landing.withinMm,
    landingSpeedMmPerS: from.landing.speedMmPerS,
    hopMm: from.walk.hopMm,
    hopTurns: from.walk.turns,
    pointMinMm: from.reach.fromMm,
    pointMaxMm: from.reach.toMm,
    homing: from.homing,
    parkBackMm: from.parkBelowTopMm,
  };
}

const speedOf = (step: SpeedStep<number>): number => (step.by === 'speed' ? step.speed : Number.NaN);

function kneaderOf(from: AnyKneader): KneaderFigures {
  const pwm = have(from.drive.pwm);
  const { draws } = have(from.current);
  return {
    cams: from.cams.map(({ width, atDeg }) => ({ width, atDeg })),
    sensorHalfWidthDeg: have(from.cams[0]).halfDeg,
    speedsTurnsPerMin: from.speeds.map(speedOf),
    fullTurnsPerMin: from.fullTurnsPerMin,
    breakawayDuty: pwm.duty.min,
    frictionDuty: pwm.frictionDuty,
    runningA: draws.runningA,
    stallA: draws.stallA,
    reversalMs: from.drive.deadTimeMs,
    rampMs: from.rampMs,
  };
}

function padOf(from: AnyPad): PadFigures {
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
    measuresSurface: from.surfaceSensor !== null,
    cutOffC: have(from.cutOffC),
  };
}

/** Whatever of it there is: nothing is asked for here. */
function wiringOf(chair: AnyChair): Wiring {
  const { signs, inputs, motors, supply, carriage, kneader, heat } = chair;
  const cam = (width: Width) => kneader?.cams.find((each) => each.width === width)?.line ?? null;
  return {
    chip: chair.chip,
    motors: {
      carriage: carriage?.drive ?? null,
      kneader: kneader?.drive ?? null,
      tapper: tapperOf(chair)?.drive ?? null,
    },
    pads: (heat?.pads ?? []).map(({ name, out, elementSensor, surfaceSensor }) => ({
      name,
      out,
      element: elementSensor,
      surface: surfaceSensor,
    })),
    switches: { 'pad-relay': heat?.relay ?? null, 'motor-relay': motors.relay },
    signs: { lamp: signs.lamp, 'lock-lamp': signs.lockLamp, beeper: signs.beeper },
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
    scaled: {
      'carriage-current': carriage?.current?.sensor ?? null,
      'kneader-current': kneader?.current?.sensor ?? null,
      'pads-current': heat?.current ?? null,
      supply: supply.sense,
      'tapper-current': tapperOf(chair)?.current?.sensor ?? null,
    },
    ambient: heat?.ambient ?? null,
    display: signs.display,
  };
}
