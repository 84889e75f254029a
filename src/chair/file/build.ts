/** A chair file with nothing wrong in it -> the chair as a value. */
import type { CarriageFigures, Chair, KneaderFigures, PadFigures } from '../chair.ts';
import { type Chip, type ChipPin, pinNamed } from '../chips/chip.ts';
import { chips } from '../chips/index.ts';
import { keyNames, padNames, type Width } from '../names.ts';
import type { AnalogPin, InputPin, OutputPin, Wiring } from '../wiring.ts';
import type { ChairFile } from './schema.ts';

export function buildChair(file: ChairFile): Chair {
  const { supply } = file;
  return freeze({
    model: file.chair,
    name: file.name,
    supply: {
      nominalV: supply.volts,
      sourceOhm: supply['source-resistance'],
      warnLowV: supply.warn.from,
      warnHighV: supply.warn.to,
      stopLowV: supply.allowed.from,
      stopHighV: supply.allowed.to,
    },
    currentFilterMs: file['current-filter'],
    carriage: carriageOf(file.carriage),
    kneader: kneaderOf(file.kneader),
    pads: padNames.map((name) => padOf(name, file.heat.pads[name])),
    wiring: wiringOf(file),
  });
}

const spreadOf = ({ from, to }: { from: number; to: number }) => ({ min: from, max: to });

function carriageOf(file: ChairFile['carriage']): CarriageFigures {
  const { drive, ends, homing } = file;
  return {
    railMm: file.rail,
    stopBeyondMm: ends['stop-beyond'],
    limitBounceMs: Math.max(ends.top.debounce, ends.bottom.debounce),
    edgeMm: file.counts.each,
    fullSpeedUpMmPerS: file['full-speed'].up,
    fullSpeedDownMmPerS: file['full-speed'].down,
    breakawayDuty: drive.duty.from,
    frictionDuty: drive.friction,
    coastMm: spreadOf(file['coast-distance']),
    slowerUnderPerson: spreadOf(file['slower-with-person']),
    runningA: spreadOf(file.current.running),
    stallA: file.current.stall,
    speedsMmPerS: file.speeds,
    travelMmPerS: file.planning['travel-speed'],
    travelSettleMs: file.planning.settling,
    rampMs: file.ramp,
    reversalMs: drive['dead-time'],
    landingMm: file.landing.within,
    landingSpeedMmPerS: file.landing.speed,
    hopMm: file.walk.hop,
    hopTurns: file.walk.turns,
    pointMinMm: file.reach.from,
    pointMaxMm: file.reach.to,
    homing: {
      knownDuty: homing['known-duty'],
      unknownDuty: homing['unknown-duty'],
      slowLastMm: homing['slow-last'],
      withinMs: homing.within,
    },
    parkBackMm: file['park-below-top'],
  };
}

function kneaderOf({ drive, cams, current, ...file }: ChairFile['kneader']): KneaderFigures {
  return {
    cams: cams.map(({ width, at }) => ({ width, atDeg: at })),
    // The reader has seen that all are alike.
    sensorHalfWidthDeg: Math.max(...cams.map(({ half }) => half)),
    speedsTurnsPerMin: file.speeds,
    fullTurnsPerMin: file['full-speed'],
    breakawayDuty: drive.duty.from,
    frictionDuty: drive.friction,
    runningA: spreadOf(current.running),
    stallA: current.stall,
    reversalMs: drive['dead-time'],
    rampMs: file.ramp,
  };
}

function padOf(name: PadFigures['name'], file: ChairFile['heat']['pads']['lumbar']): PadFigures {
  const { element, surface, tolerance } = file;
  return {
    name,
    nominalV: file.volts,
    nominalW: file.watts,
    elementJPerK: element.capacity,
    surfaceJPerK: surface.capacity,
    elementSurfaceWPerK: element['to-surface'],
    elementAirWPerK: element['to-air'],
    surfaceAirWPerK: surface['to-air'],
    toleranceShare: tolerance,
    measuresSurface: true,
    cutOffC: file['cut-off'],
  };
}

interface FilePin {
  readonly pin: string;
  readonly part?: string | undefined;
}

interface FileInput extends FilePin {
  readonly active: 'high' | 'low';
  readonly pull: string;
}

function wiringOf(file: ChairFile): Wiring {
  const chip = chips[file.chip] as Chip;
  const { carriage, kneader, heat, inputs, signs, supply } = file;
  const pin = (name: string) => pinNamed(chip, name) as ChipPin;
  const output = (from: FilePin): OutputPin => ({ pin: pin(from.pin), part: from.part ?? '' });
  const input = (from: FileInput): InputPin => ({
    pin: pin(from.pin),
    activeHigh: from.active === 'high',
    pullUp: from.pull === 'up',
    part: from.part ?? '',
  });
  const analog = (from: FilePin & { readonly scale?: number }): AnalogPin => ({
    pin: pin(from.pin),
    perVolt: from.scale ?? 1,
    part: from.part ?? '',
  });
  const cam = (width: Width) => input(kneader.cams.find((each) => each.width === width) as FileInput);
  return {
    chip,
    outputs: {
      'carriage-pwm': output(carriage.drive.pwm),
      'carriage-up': output(carriage.drive.direction),
      'kneader-pwm': output(kneader.drive.pwm),
      'kneader-in': output(kneader.drive.direction),
      lumbar: output(heat.pads.lumbar.out),
      sacral: output(heat.pads.sacral.out),
      'pad-relay': output(heat.relay),
      'motor-relay': output(file.motors.relay),
      lamp: output(signs.lamp),
      'lock-lamp': output(signs['lock-lamp']),
      beeper: output(signs.beeper),
    },
    inputs: {
      'carriage-edge': input(carriage.counts),
      'cam-narrow': cam('narrow'),
      'cam-medium': cam('medium'),
      'cam-wide': cam('wide'),
      'limit-top': input(carriage.ends.top),
      'limit-bottom': input(carriage.ends.bottom),
      seat: input(inputs.seat),
      'emergency-stop': input(inputs['emergency-stop']),
    },
    keys: Object.fromEntries(
      keyNames.map((name) => [name, input(name === 'stop' ? inputs.stop : inputs.keys[name])]),
    ) as Wiring['keys'],
    analog: {
      'carriage-current': analog(carriage.current),
      'kneader-current': analog(kneader.current),
      'pads-current': analog(heat.current),
      supply: analog(supply.sense),
      'lumbar-thermistor': analog(heat.pads.lumbar['element-sensor']),
      'sacral-thermistor': analog(heat.pads.sacral['element-sensor']),
      'lumbar-surface': analog(heat.pads.lumbar['surface-sensor']),
      'sacral-surface': analog(heat.pads.sacral['surface-sensor']),
      'ambient-thermistor': analog(heat.ambient),
    },
    display: { address: signs.display.address, part: signs.display.part ?? '' },
  };
}

function freeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) freeze(part);
  }
  return Object.freeze(value);
}
