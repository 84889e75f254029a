/**
 * The list of pins the guard firmware is given once, made from the chair's wiring:
 * what each pin is for, and between which converter counts a thermistor must stay.
 */
import { heatLimits } from '../../chair/limits.ts';
import { ohmOfCelsius, ratioOfOhm, thermistor, thermistorRange } from '../../chair/thermistor.ts';
import type { Celsius, Milliseconds } from '../../chair/units.ts';
import { type Drive, type ThermistorWire, usualPwmHz, type Wiring } from '../../chair/wiring.ts';
import { crc16 } from '../../codec/crc.ts';
import { encode, encodeFields } from '../protocol/codec.ts';
import { leaseMs } from '../protocol/lease.ts';
import { messages, pinFlags, pwmUnitHz, type Values } from '../protocol/messages.ts';
import { floor, kindNumber } from '../protocol/roles.ts';
import { type Wire, wiresOf } from './wires.ts';

export type PinEntry = Values<typeof messages.pin>;

interface Limits {
  /** The messages to send, in order: one for each pin, then the lock. */
  readonly messages: readonly Uint8Array[];
  readonly digest: number;
}

/** Converter counts of a thermistor: cold is high, an open lead is full scale. */
function countOf(temperatureC: Celsius, beta: number): number {
  return ratioOfOhm(ohmOfCelsius(temperatureC, beta)) * thermistor.counts;
}

const fullScale = thermistor.counts - 1;

/** The counts between which a thermistor must stay; never wider than the chip allows. */
export function thermistorBounds({
  of,
  place,
  alone,
  line: { betaK },
}: ThermistorWire): readonly [number, number] {
  const cold = Math.min(floor.highCount, Math.ceil(countOf(thermistorRange.openBelowC, betaK)));
  if (of === 'ambient') return [Math.floor(countOf(thermistorRange.shortAboveC, betaK)), cold];
  const atElement = place === 'element';
  const { elementTripC, elementAloneChipTripC, surfaceChipTripC } = heatLimits;
  const hotC = !atElement ? surfaceChipTripC : alone ? elementAloneChipTripC : elementTripC;
  const hot = Math.floor(countOf(hotC, betaK));
  return [Math.max(atElement ? floor.elementLowCount : floor.surfaceLowCount, hot), cold];
}

/** The counts between which an analog input must stay. */
function boundsOf({ thermistor: wire }: Wire): readonly [low: number, high: number] {
  if (wire === null) return [0, fullScale];
  return thermistorBounds(wire);
}

function flagsOf({ kind, input, output, drive, selfLimits }: Wire, { edges, inputs }: Wiring): number {
  const says = (name: (typeof pinFlags)[number], holds: boolean) => (holds ? 1 << pinFlags.indexOf(name) : 0);
  if (input !== null) {
    const one = kind === 'edge' && edges !== 'both';
    // For a sensor that is counted by one edge only, the active level is the one after this edge.
    const activeLow = one ? edges === 'falling' : !input.activeHigh;
    const isOnlyEnd = kind === 'end' && (inputs['limit-top'] === null || inputs['limit-bottom'] === null);
    return (
      says('activeLow', activeLow) |
      says('pullUp', input.pull === 'up') |
      says('activeEdge', one) |
      says('onlyEnd', isOnlyEnd)
    );
  }
  if (output === null) return 0;
  // The chip brakes through a bridge's lines and power; any other driver brakes by itself or not at all.
  const braked = drive?.atRest === 'brake' && drive.lines.by === 'power-and-lines' && kind !== 'motor-line';
  return (
    says('activeLow', !output.activeHigh) |
    says('heldOff', !output.activeHigh && output.pull === 'external-up') |
    says('brake', braked) |
    says('thermostat', selfLimits)
  );
}

export function limitsOf(wiring: Wiring): Limits {
  const entries = wiresOf(wiring).map((wire): PinEntry => {
    const { kind, index, pin, drive } = wire;
    const [low, high] = boundsOf(wire);
    return {
      kind: kindNumber[kind],
      index,
      pin: pin.number,
      flags: flagsOf(wire, wiring),
      low,
      high,
      // A driver with a direction line may reverse at once: the host keeps its dead time.
      deadTimeMs: kind === 'motor-line' ? (drive?.deadTimeMs ?? 0) : 0,
      pwm: kind === 'motor-pwm' ? frequencyOf(drive) : 0,
    };
  });
  return listOf(entries);
}

/** In the protocol's units; 0 is the usual frequency, which a chair that states none has. */
function frequencyOf(drive: Drive | null): number {
  const hertz = drive?.pwm?.frequencyHz ?? usualPwmHz;
  return hertz === usualPwmHz ? 0 : Math.round(hertz / pwmUnitHz);
}

/** A list of pins as it is sent. */
export function listOf(entries: readonly PinEntry[], lease: Milliseconds = leaseMs.asked): Limits {
  let digest = 0;
  const bytes = new Uint8Array(32);
  for (const entry of entries) {
    const length = encodeFields(messages.pin, entry, bytes);
    digest = crc16(bytes, 0, length, digest);
  }
  return {
    messages: [
      ...entries.map((entry) => encode('pin', entry)),
      encode('lock', { pins: entries.length, digest, leaseMs: lease }),
    ],
    digest,
  };
}
