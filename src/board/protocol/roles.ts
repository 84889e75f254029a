/**
 * What a pin is for, as sent to the guard firmware once before it is armed: a kind, and which one of that kind. The
 * order of kinds is wire format: append only. Guarded outputs move or heat; leased outputs only show or sound; a pin of
 * any other kind can never be driven.
 */

type RoleGroup = 'guarded' | 'leased' | 'stop' | 'edge' | 'input' | 'analog';

interface RoleKind {
  readonly name: string;
  readonly group: RoleGroup;
  /** Needs a pin that can do this. */
  readonly needs: 'pwm' | 'digital' | 'interrupt' | 'analog';
  /** Number of indexes, each for one pin; `any`: any number of pins, and the index means nothing. */
  readonly indexes: number | 'any';
  readonly about: string;
}

/** Motors of the protocol. The first is the carriage, for which the floor demands end switches. */
export const motorCount = 3;
export const motorNumber = { carriage: 0, kneader: 1, tapper: 2 } as const;
export const padCount = 4;
/** Values of analog inputs that a status has room for. */
export const analogSlots = 10;

export const kinds = [
  {
    name: 'motor-pwm',
    group: 'guarded',
    needs: 'pwm',
    indexes: motorCount,
    about: 'duty of motor n; motor 0 is the carriage, 1 the kneader, 2 the tapper',
  },
  {
    name: 'motor-on',
    group: 'guarded',
    needs: 'digital',
    indexes: motorCount,
    about: 'motor n on or off, in place of `motor-pwm`',
  },
  {
    name: 'motor-direction',
    group: 'guarded',
    needs: 'digital',
    indexes: motorCount,
    about: 'which way motor n turns: on is forwards (carriage up, arms inwards)',
  },
  {
    name: 'motor-line',
    group: 'guarded',
    needs: 'digital',
    indexes: 2 * motorCount,
    about:
      'an output of its own for each way of a motor, 2n forwards and 2n + 1 backwards; with or without `motor-pwm` or `motor-on`',
  },
  { name: 'pad', group: 'guarded', needs: 'digital', indexes: padCount, about: 'switch of pad n' },
  {
    name: 'pad-relay',
    group: 'guarded',
    needs: 'digital',
    indexes: 1,
    about: 'relay in series with all pads',
  },
  {
    name: 'motor-relay',
    group: 'guarded',
    needs: 'digital',
    indexes: 1,
    about: 'relay in series with all motors',
  },
  {
    name: 'sign',
    group: 'leased',
    needs: 'digital',
    indexes: 4,
    about: 'what only shows or sounds: 0 status lamp, 1 lock lamp, 2 beeper with its own oscillator',
  },
  {
    name: 'stop',
    group: 'stop',
    needs: 'digital',
    indexes: 3,
    about:
      'trips while it is active: 0 emergency stop, 1 stop key, 2 hold-to-run key, whose active level is that of the released key',
  },
  {
    name: 'edge',
    group: 'edge',
    needs: 'interrupt',
    indexes: 1,
    about: 'sensor of the carriage that is counted by interrupt',
  },
  {
    name: 'end',
    group: 'input',
    needs: 'digital',
    indexes: 2,
    about: 'switch at an end of the rail: 0 bottom, 1 top',
  },
  { name: 'input', group: 'input', needs: 'digital', indexes: 'any', about: 'any other switch or key' },
  {
    name: 'current',
    group: 'analog',
    needs: 'analog',
    indexes: motorCount + 1,
    about: `current of motor n, or with index ${motorCount} of all pads together`,
  },
  {
    name: 'thermistor',
    group: 'analog',
    needs: 'analog',
    indexes: 2 * padCount,
    about: 'thermistor of pad n, 2n on its element and 2n + 1 at its surface',
  },
  { name: 'ambient', group: 'analog', needs: 'analog', indexes: 1, about: 'air, away from the pads' },
  {
    name: 'supply',
    group: 'analog',
    needs: 'analog',
    indexes: 1,
    about: 'supply voltage before the emergency stop',
  },
  {
    name: 'watch',
    group: 'input',
    needs: 'digital',
    indexes: 'any',
    about: 'only read: nobody knows yet what is connected to it, so it is never driven',
  },
] as const satisfies readonly RoleKind[];

export type KindName = (typeof kinds)[number]['name'];

export const kindNumber: Readonly<Record<KindName, number>> = Object.fromEntries(
  kinds.map(({ name }, index) => [name, index]),
) as Record<KindName, number>;

/** Why the chip will not arm a list of pins, whatever limits came with it; order is wire format. */
export const floorRules = [
  { name: 'none', about: 'nothing is missing' },
  { name: 'no-stop-key', about: 'a part moves or heats, and there is no stop key on a pin of its own' },
  { name: 'no-end', about: 'the carriage has no end switch' },
  {
    name: 'one-end',
    about:
      'the carriage is driven by time, without counts, and has neither a switch at both ends nor one that is declared the only one',
  },
  {
    name: 'pad-unlimited',
    about: 'a pad has neither a thermistor with limits on its element or surface nor a declared thermostat',
  },
  { name: 'limit-too-wide', about: 'the limits of a thermistor are wider than the chip allows' },
  {
    name: 'floats-on',
    about: 'an output is on at low, and no external resistor is declared that holds it off in reset',
  },
  { name: 'drive-incomplete', about: 'the outputs of a motor do not make a drive' },
  {
    name: 'dead-time-short',
    about: 'a motor with an output for each way has less dead time than the least allowed',
  },
  { name: 'memory', about: 'the list kept in memory, or what was derived from it, is not what was locked' },
] as const;

/** Bounds that no limits can widen. Counts are for a thermistor whose pull-up equals its resistance at 25 C. */
export const floor = {
  /**
   * Lowest limit of an element: 65 C, B 3950. The one-shot cut-off in the pad blows at 66 C, so a limit above it has no
   * effect.
   */
  elementLowCount: 176,
  /**
   * Lowest limit of a surface: 48 C, B 3950, which bare skin tolerates for 10 minutes (ISO 13732-1); no level asks for
   * more than 42 C, and the host's own limit is lower.
   */
  surfaceLowCount: 285,
  /** An open lead reads full scale, less leakage. */
  highCount: 1015,
  /** Shortest dead time between the two outputs of a motor: relays release within 4 ms. */
  deadTimeMs: 5,
} as const;
