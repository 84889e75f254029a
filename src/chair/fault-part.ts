/**
 * Which part a fault is about, as exactly as is known in the tick in which it is found: the guard names the pad, the
 * readings of that tick show which of its thermistors it was; switches, cams and keys are named by their readings.
 */
import type { FaultCode } from './faults.ts';
import { keyNames } from './names.ts';
import { padPart, part, partText } from './parts.ts';
import type { Sensors } from './sensors.ts';
import { thermistorRange } from './thermistor.ts';
import type { Celsius, Duty } from './units.ts';

export interface FaultPart {
  /** For a log; empty where no part in particular is at fault. */
  readonly text: string;
  /** For the display's four characters; empty where `text` is, and where four characters would say nothing. */
  readonly short: string;
}

export const noFaultPart: FaultPart = { text: '', short: '' };

/** What is known of a fault in the tick in which it is found. */
export interface FaultSeen {
  readonly code: FaultCode;
  /** The guard's number of the part. */
  readonly partNumber: number;
  /** The value measured then. */
  readonly value: number;
  readonly sensors: Sensors;
  /** The wanted duty of the carriage; up is positive. */
  readonly carriageDuty: Duty;
  readonly pads: readonly { readonly name: string }[];
}

export function faultPartOf(seen: FaultSeen): FaultPart {
  switch (seen.code) {
    case 'E21':
    case 'E22':
    case 'E23':
      return thermistorOf(seen);
    case 'E32':
      return seen.carriageDuty === 0 ? partOf(seen) : seen.carriageDuty > 0 ? topLimit : bottomLimit;
    case 'E33':
    case 'E37':
      return limitOf(seen.sensors);
    case 'E72':
      return keyOf(seen.value);
    default:
      return partOf(seen);
  }
}

const shorts: Readonly<Record<number, string>> = {
  [part.ambient]: 'ROOM',
  [part.carriage]: 'CARR',
  [part.kneader]: 'KNEA',
  [part.padRelay]: 'P RE',
  [part.motorRelay]: 'M RE',
  [part.tapper]: 'TAPP',
  [part.narrow]: 'CAMN',
  [part.medium]: 'CAMM',
  [part.wide]: 'CAMW',
};

function partOf({ partNumber, pads }: FaultSeen): FaultPart {
  const pad = pads[partNumber - padPart(0)];
  const isCam = partNumber >= part.narrow;
  const text = partText(partNumber, pads);
  return {
    text: isCam ? `${text} cam sensor` : text,
    short: pad === undefined ? (shorts[partNumber] ?? '') : pad.name.slice(0, 4).toUpperCase(),
  };
}

/** The faulty thermistor is the one that reads `value`, which raised the fault; else the one with an impossible reading. */
function thermistorOf(seen: FaultSeen): FaultPart {
  const { partNumber, value, sensors, pads } = seen;
  if (partNumber === part.ambient) return { text: 'ambient thermistor', short: 'ROOM' };
  const index = partNumber - padPart(0);
  const [pad, reads] = [pads[index], sensors.pads[index]];
  if (pad === undefined || reads === undefined) return partOf(seen);
  const isElement = [Object.is(reads.elementC, value), !isReading(reads.elementC)];
  const isSurface = [Object.is(reads.surfaceC, value), !isReading(reads.surfaceC)];
  const which = isElement.findIndex((is, by) => is !== isSurface[by]);
  if (which < 0) return partOf(seen);
  const name = isElement[which] === true ? 'element' : 'surface';
  return {
    text: `${pad.name} pad, ${name} thermistor`,
    short: `${pad.name.slice(0, 2)} ${name.slice(0, 1)}`.toUpperCase(),
  };
}

function isReading(celsius: Celsius): boolean {
  return celsius >= thermistorRange.openBelowC && celsius <= thermistorRange.shortAboveC;
}

const topLimit: FaultPart = { text: 'top limit switch', short: 'LTOP' };
const bottomLimit: FaultPart = { text: 'bottom limit switch', short: 'LBOT' };

function limitOf({ limitTop, limitBottom }: Sensors): FaultPart {
  if (limitTop && limitBottom) return { text: 'both limit switches', short: 'L2' };
  return limitTop ? topLimit : limitBottom ? bottomLimit : noFaultPart;
}

function keyOf(mask: number): FaultPart {
  const keys = keyTexts(mask);
  return keys === '' ? noFaultPart : { text: `${keys} key`, short: '' };
}

/** The keys of a mask (`keyBit`), for people. */
export function keyTexts(mask: number): string {
  return keyNames.filter((_, bit) => (mask & (1 << bit)) !== 0).join(' and ');
}
