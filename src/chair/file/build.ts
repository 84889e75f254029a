/** A chair file without problems -> the chair as a value; figures that the file leaves out follow from others. */
import type { AnyChair, AnyHeat, AnyKneader, AnyMotor, AnyPad, AnyTapper, SpeedStep } from '../any-chair.ts';
import type { Chip } from '../chips/chip.ts';
import { chips } from '../chips/index.ts';
import { frozen } from '../frozen.ts';
import type { KeyName } from '../names.ts';
import type { Volts } from '../units.ts';
import type { InputLine } from '../wiring.ts';
import { carriageOf } from './build-carriage.ts';
import { driveOf } from './build-drive.ts';
import { type FilePwm, type Lines, linesOn, mapped, motorOf, speedStep, there } from './build-parts.ts';
import type { ChairFile } from './schema.ts';
import { usual } from './usual.ts';

/** `stated` is gathered by the reader. */
export function buildChair(file: ChairFile, stated: AnyChair['stated']): AnyChair {
  const chip = chips[file.chip] as Chip;
  const drives = [file.carriage, file.kneader, file.tapper].flatMap((motor): readonly FilePwm[] => {
    const drive = there<{ readonly drive: FilePwm }>(motor)?.drive;
    return drive === undefined ? [] : [drive];
  });
  const lines = linesOn(chip, drives);
  const motors = there(file.motors);
  return frozen({
    model: file.chair,
    name: file.name ?? file.chair,
    fits: file.fits ?? '',
    chip,
    supply: supplyOf(file.supply, lines),
    currentFilterMs: file['current-filter'] ?? usual.currentFilter.value,
    motors: {
      relay: mapped(motors?.relay, lines.output),
      sense: mapped(motors?.sense, lines.analog),
      fuseA: there(motors?.fuse),
    },
    carriage: mapped(file.carriage, (part) => carriageOf(part, lines)),
    kneader: mapped(file.kneader, (part) => kneaderOf(part, lines)),
    tapper: mapped(file.tapper, (part) => tapperOf(part, lines)),
    heat: mapped(file.heat, (part) => heatOf(part, file.supply.volts, lines)),
    inputs: inputsOf(file.inputs, lines),
    signs: signsOf(there(file.signs), lines),
    added: file.added ?? [],
    stated,
  });
}

function supplyOf(file: ChairFile['supply'], lines: Lines): AnyChair['supply'] {
  const { volts, allowed, warn, sense } = file;
  const allowedV = {
    min: allowed?.from ?? usual.allowed.least.value * volts,
    max: allowed?.to ?? usual.allowed.most.value * volts,
  };
  const halfWay = { min: (volts + allowedV.min) / 2, max: (volts + allowedV.max) / 2 };
  return {
    nominalV: volts,
    sourceOhm: file['source-resistance'] ?? usual.sourceResistance.value,
    warnV: warn === undefined ? halfWay : { min: warn.from, max: warn.to },
    allowedV,
    sense: mapped(sense, lines.analog),
  };
}

const speedsMost = 6;
/** Even steps of the useful duty; without PWM, the only speed. */
function evenSpeeds(pwm: AnyMotor['drive']['pwm']): readonly SpeedStep<number>[] {
  if (pwm === null) return [{ by: 'duty', duty: 1 }];
  const { min, max } = pwm.duty;
  return Array.from({ length: speedsMost }, (_, index) => ({
    by: 'duty',
    duty: Number((min + ((max - min) * (index + 1)) / speedsMost).toPrecision(6)),
  }));
}

type Kneader = Exclude<ChairFile['kneader'], 'none' | undefined>;
function kneaderOf(file: Kneader, lines: Lines): AnyKneader {
  const drive = driveOf(file.drive, lines);
  return {
    drive,
    ...motorOf(file, lines),
    fullTurnsPerMin: file['full-speed'] ?? usual.fullTurns.value,
    speeds: file.speeds?.map(speedStep) ?? evenSpeeds(drive.pwm),
    rampMs: file.ramp ?? usual.ramp.value,
    cams: (there(file.cams) ?? []).map((cam) => ({
      width: cam.width,
      line: lines.input(cam),
      atDeg: cam.at,
      halfDeg: cam.half ?? usual.camHalf.value,
    })),
  };
}

type Tapper = Exclude<ChairFile['tapper'], 'none' | undefined>;
function tapperOf(file: Tapper, lines: Lines): AnyTapper {
  const drive = driveOf(file.drive, lines);
  const speeds = file.speeds?.map((duty) => ({ by: 'duty', duty }) as const);
  return { drive, ...motorOf(file, lines), speeds: speeds ?? evenSpeeds(drive.pwm) };
}

type Heat = Exclude<ChairFile['heat'], 'none' | undefined>;
function heatOf(file: Heat, supplyV: Volts, lines: Lines): AnyHeat | null {
  const pads = Object.entries(there(file.pads) ?? {});
  if (pads.length === 0) return null;
  return {
    pads: pads.map(([name, pad]) => padOf(name, pad, supplyV, lines)),
    relay: mapped(file.relay, lines.output),
    current: mapped(file.current, lines.analog),
    ambient: mapped(file.ambient, lines.thermistor),
  };
}

type Pad = Exclude<Heat['pads'], 'none' | undefined>[string];
function padOf(name: string, file: Pad, supplyV: Volts, lines: Lines): AnyPad {
  const { element, surface, tolerance } = file;
  return {
    name,
    out: lines.output(file.out),
    nominalV: file.volts ?? supplyV,
    nominalW: file.watts,
    area: file.area === undefined ? null : { fromMm: file.area.from, toMm: file.area.to },
    elementSensor: mapped(file['element-sensor'], lines.thermistor),
    surfaceSensor: mapped(file['surface-sensor'], lines.thermistor),
    surfaceFixed: there(file['surface-sensor'])?.fixed !== 'no',
    thermostat: mapped(file.thermostat, ({ at, opens }) => ({ at, opensC: opens })),
    cutOffC: there(file['cut-off']),
    byTable: mapped(file['by-table'], tableOf),
    elementJPerK: element?.capacity ?? usual.element.capacity.value,
    surfaceJPerK: surface?.capacity ?? usual.surface.capacity.value,
    elementSurfaceWPerK: element?.['to-surface'] ?? usual.element.toSurface.value,
    elementAirWPerK: element?.['to-air'] ?? usual.element.toAir.value,
    surfaceAirWPerK: surface?.['to-air'] ?? usual.surface.toAir.value,
    toleranceShare: tolerance ?? usual.tolerance.value,
  };
}

type Table = Exclude<Pad['by-table'], 'none' | undefined>;
function tableOf(file: Table): AnyPad['byTable'] {
  const { low, medium, high, room, covered } = file;
  const surfaceC = file['steady-surface'];
  const measured = surfaceC !== undefined && room !== undefined;
  return {
    duty: { low, medium: medium ?? null, high: high ?? null },
    steady: measured ? { surfaceC, roomC: room, covered: covered === 'yes' } : null,
  };
}

function inputsOf(file: ChairFile['inputs'], lines: Lines): AnyChair['inputs'] {
  const keys = Object.entries(there(file.keys) ?? {}).flatMap(([name, key]) => {
    const found = there(key);
    return found === null ? [] : [[name, lines.input(found)] as const];
  });
  return {
    stop: lines.input(file.stop),
    emergencyStop: mapped(file['emergency-stop'], (stop) => ({
      cuts: stop.cuts,
      line: stopLine(stop, lines),
    })),
    seat: mapped(file.seat, lines.input),
    keys: Object.fromEntries(keys) as Partial<Record<Exclude<KeyName, 'stop'>, InputLine>>,
  };
}

type EmergencyStop = Exclude<ChairFile['inputs']['emergency-stop'], 'none' | undefined>;
function stopLine(file: EmergencyStop, lines: Lines): InputLine | null {
  const pin = there(file.pin);
  const { active, pull } = file;
  // The rules have checked that with a pin both others are there.
  return pin === null || active === undefined || pull === undefined
    ? null
    : lines.input({ ...file, pin, active, pull });
}

function signsOf(
  file: Exclude<ChairFile['signs'], 'none' | undefined> | null,
  lines: Lines,
): AnyChair['signs'] {
  return {
    lamp: mapped(file?.lamp, lines.output),
    lockLamp: mapped(file?.['lock-lamp'], lines.output),
    beeper: mapped(file?.beeper, lines.output),
    display: mapped(file?.display, ({ address, part }) => ({ address, part: part ?? '' })),
  };
}
