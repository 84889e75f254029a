/**
 * Why the guard firmware has switched everything off: `Sensors.link.trip` is an index into this table. The
 * first reason is latched on the microcontroller until it is armed again. The guard protocol, the C header
 * and the fault that a trip is shown as are made from this table.
 */
import type { FaultCode } from './faults.ts';

export interface TripReason {
  readonly name: string;
  /** The fault shown for the trip when no more specific fault explains it; null where the trip is no fault. */
  readonly fault: FaultCode | null;
  readonly about: string;
}

/** Order is wire format: append only. */
export const tripReasons = [
  { name: 'none', fault: null, about: 'Armed: outputs act.' },
  { name: 'not-armed', fault: null, about: 'Started, and no host has armed it yet.' },
  { name: 'lease', fault: 'E51', about: 'No valid guard frame for the length of the lease.' },
  { name: 'emergency-stop', fault: 'E71', about: 'The emergency stop is pressed, or its wire is broken.' },
  { name: 'stop-key', fault: null, about: 'The stop key is down, or its wire is broken.' },
  { name: 'thermistor', fault: 'E23', about: 'An analog input left the limits locked for it.' },
  { name: 'watchdog', fault: 'E55', about: 'The main loop hung and the watchdog restarted the chip.' },
  {
    name: 'self-check',
    fault: 'E55',
    about: 'The memory or the program failed a check. If it was the check at start, the chip does not arm.',
  },
  { name: 'host', fault: null, about: 'The host asked for everything off.' },
  { name: 'hold', fault: null, about: 'The hold-to-run key was released, or its wire is broken.' },
] as const satisfies readonly TripReason[];

export type TripName = (typeof tripReasons)[number]['name'];

export function tripNumber(name: TripName): number {
  return tripReasons.findIndex((reason) => reason.name === name);
}
