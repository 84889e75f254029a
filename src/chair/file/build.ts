/** A chair file with nothing wrong in it -> the chair as a value; what it leaves out follows from what it says. */
import type { AnyChair, AnyHeat, AnyKneader, AnyMotor, AnyPad, AnyTapper, SpeedStep } from '../any-chair.ts';
import type { Chip } from '../chips/chip.ts';
import { chips } from '../chips/index.ts';
import { frozen } from '../frozen.ts';
import type { KeyName } from '../names.ts';
import type { InputLine } from '../wiring.ts';
import { carriageOf } from './build-carriage.ts';
import { driveOf } from './build-drive.ts';
import {
  type FileOutput,
  type FilePwm,
  type FileThermistor,
  type Lines,
  linesOn,
  motorOf,
  speedStep,
  there,
  usualFullTurnsPerMin,
} from './build-parts.ts';
import type { ChairFile } from './schema.ts';

/** Takes the chair's `stated` besides, which the reader has gathered. */
export function buildChair(file: ChairFile, stated: AnyChair['stated']): AnyChair {
  const chip = chips[file.chip] as Chip;
  const drives = [file.carriage, file.kneader, file.tapper].flatMap((motor): readonly FilePwm[] => {
    const drive = there<{ readonly drive: FilePwm }>(motor)?.drive;
    return drive === undefined ? [] : [drive];
  });
  const lines = linesOn(chip, drives);
  const motors = there(file.motors);
  const map = <From, To>(part: From | 'none' | undefined, of: (part: From) => To): To | null => {
    const found = there(part);
    return found === null ? null : of(found);
  };
  return frozen({
    model: file.chair,
    name: file.name ?? file.chair,
    fits: file.fits ?? '',
    chip,
    supply: supplyOf(file.supply, lines),
    currentFilterMs: file['current-filter'] ?? 10,
    motors: {
      relay: map(motors?.relay, lines.output),
      sense: map(motors?.sense, lines.analog),
      fuseA: there(motors?.fuse),
    },
    carriage: map(file.carriage, (part) => carriageOf(part, lines)),
    kneader: map(file.kneader, (part) => kneaderOf(part, lines)),
    tapper: map(file.tapper, (part) => tapperOf(part, lines)),
    heat: map(file.heat, (part) => heatOf(part, file.supply.volts, lines)),
    inputs: inputsOf(file.inputs, lines),
    signs: signsOf(there(file.signs), lines),
    added: file.added ?? [],
    stated,
  });
}

function supplyOf(file: ChairFile['supply'], lines: Lines): AnyChair['supply'] {
  const { volts, allowed, warn, sense } = file;
  const allowedV = { min: allowed?.from ?? 0.75 * volts, max: allowed?.to ?? 1.25 * volts };
  const halfWay = { min: (volts + allowedV.min) / 2, max: (volts + allowedV.max) / 2 };
  const watched = there(sense);
  return {
    nominalV: volts,
    sourceOhm: file['source-resistance'] ?? 0.15,
    warnV: warn === undefined ? halfWay : { min: warn.from, max: warn.to },
    allowedV,
    sense: watched === null ? null : lines.analog(watched),
  };
}

const speedsMost = 6;
/** Even steps of the useful duty, or the one speed that there is. */
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
    fullTurnsPerMin: file['full-speed'] ?? usualFullTurnsPerMin,
    speeds: file.speeds?.map(speedStep) ?? evenSpeeds(drive.pwm),
    rampMs: file.ramp ?? 650,
    cams: (there(file.cams) ?? []).map((cam) => ({
      width: cam.width,
      line: lines.input(cam),
      atDeg: cam.at,
      halfDeg: cam.half ?? 20,
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
function heatOf(file: Heat, supplyV: number, lines: Lines): AnyHeat | null {
  const pads = Object.entries(there(file.pads) ?? {});
  if (pads.length === 0) return null;
  const [relay, current, ambient] = [there(file.relay), there(file.current), there(file.ambient)];
  return {
    pads: pads.map(([name, pad]) => padOf(name, pad, supplyV, lines)),
    relay: relay === null ? null : lines.output(relay),
    current: current === null ? null : lines.analog(current),
    ambient: ambient === null ? null : lines.thermistor(ambient),
  };
}

type Pad = Exclude<Heat['pads'], 'none' | undefined>[string];
function padOf(name: string, file: Pad, supplyV: number, lines: Lines): AnyPad {
  const { element, surface, tolerance } = file;
  const thermistor = (part: FileThermistor | 'none' | undefined) => {
    const found = there(part);
    return found === null ? null : lines.thermistor(found);
  };
  const thermostat = there(file.thermostat);
  return {
    name,
    out: lines.output(file.out),
    nominalV: file.volts ?? supplyV,
    nominalW: file.watts,
    area: file.area === undefined ? null : { fromMm: file.area.from, toMm: file.area.to },
    elementSensor: thermistor(file['element-sensor']),
    surfaceSensor: thermistor(file['surface-sensor']),
    surfaceFixed: there(file['surface-sensor'])?.fixed !== 'no',
    thermostat: thermostat === null ? null : { at: thermostat.at, opensC: thermostat.opens },
    cutOffC: there(file['cut-off']),
    byTable: tableOf(there(file['by-table'])),
    elementJPerK: element?.capacity ?? 90,
    surfaceJPerK: surface?.capacity ?? 107,
    elementSurfaceWPerK: element?.['to-surface'] ?? 0.6,
    elementAirWPerK: element?.['to-air'] ?? 0.43,
    surfaceAirWPerK: surface?.['to-air'] ?? 0.3,
    toleranceShare: tolerance ?? 0.3,
  };
}

function tableOf(file: Exclude<Pad['by-table'], 'none' | undefined> | null): AnyPad['byTable'] {
  if (file === null) return null;
  const { low, medium, high, room, covered } = file;
  const surfaceC = file['steady-surface'];
  const measured = surfaceC !== undefined && room !== undefined;
  return {
    duty: { low, medium: medium ?? null, high: high ?? null },
    steady: measured ? { surfaceC, roomC: room, covered: covered === 'yes' } : null,
  };
}

function inputsOf(file: ChairFile['inputs'], lines: Lines): AnyChair['inputs'] {
  const stop = there(file['emergency-stop']);
  const seat = there(file.seat);
  const keys = Object.entries(there(file.keys) ?? {}).flatMap(([name, key]) => {
    const found = there(key);
    return found === null ? [] : [[name, lines.input(found)] as const];
  });
  return {
    stop: lines.input(file.stop),
    emergencyStop: stop === null ? null : { cuts: stop.cuts, line: stopLine(stop, lines) },
    seat: seat === null ? null : lines.input(seat),
    keys: Object.fromEntries(keys) as Partial<Record<Exclude<KeyName, 'stop'>, InputLine>>,
  };
}

type EmergencyStop = Exclude<ChairFile['inputs']['emergency-stop'], 'none' | undefined>;
function stopLine(file: EmergencyStop, lines: Lines): InputLine | null {
  const pin = there(file.pin);
  const { active, pull } = file;
  // With a pin the rules have seen that both are there.
  return pin === null || active === undefined || pull === undefined
    ? null
    : lines.input({ ...file, pin, active, pull });
}

function signsOf(
  file: Exclude<ChairFile['signs'], 'none' | undefined> | null,
  lines: Lines,
): AnyChair['signs'] {
  const sign = (part: FileOutput | 'none' | undefined) => {
    const found = there(part);
    return found === null ? null : lines.output(found);
  };
  const display = there(file?.display);
  return {
    lamp: sign(file?.lamp),
    lockLamp: sign(file?.['lock-lamp']),
    beeper: sign(file?.beeper),
    display: display === null ? null : { address: display.address, part: display.part ?? '' },
  };
}
