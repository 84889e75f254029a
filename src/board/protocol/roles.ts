/**
 * Roles of pins, as sent to the guard firmware before it is locked: a kind and an index within the kind. The order of
 * kinds is wire format: append only. Guarded outputs switch motion or heat; leased outputs only lamps and beeper; a pin
 * of any other kind can never be driven.
 */

type RoleGroup = 'guarded' | 'leased' | 'stop' | 'edge' | 'input' | 'analog';

interface RoleKind {
  readonly name: string;
  readonly group: RoleGroup;
  /** Capability that the pin must have. */
  readonly needs: 'pwm' | 'digital' | 'interrupt' | 'analog';
  /** Number of indexes, each for one pin; `any`: any number of pins, index ignored. */
  readonly indexes: number | 'any';
  readonly about: string;
}

/** Motors of the protocol. The first is the carriage, for which the floor demands end switches. */
export const motorCount = 3;
export const motorNumber = { carriage: 0, kneader: 1, tapper: 2 } as const;
export const padCount = 4;
/** Analog inputs in a status. */
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
    about: 'enable of motor n, on or off, in place of `motor-pwm`',
  },
  {
    name: 'motor-direction',
    group: 'guarded',
    needs: 'digital',
    indexes: motorCount,
    about: 'direction of motor n: on is forwards (carriage up, arms inwards)',
  },
  {
    name: 'motor-line',
    group: 'guarded',
    needs: 'digital',
    indexes: 2 * motorCount,
    about:
      'one output per direction of motor n: 2n forwards, 2n + 1 backwards; with or without `motor-pwm` or `motor-on`',
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
    about: 'lamp or beeper: 0 status lamp, 1 lock lamp, 2 beeper with its own oscillator, 3 spare',
  },
  {
    name: 'stop',
    group: 'stop',
    needs: 'digital',
    indexes: 3,
    about:
      'trips when active: 0 emergency stop, 1 stop key, 2 hold-to-run key, which is active when released',
  },
  {
    name: 'edge',
    group: 'edge',
    needs: 'interrupt',
    indexes: 1,
    about: 'position sensor of the carriage, its edges counted by interrupt',
  },
  {
    name: 'end',
    group: 'input',
    needs: 'digital',
    indexes: 2,
    about: 'end switch of the carriage: 0 bottom, 1 top',
  },
  { name: 'input', group: 'input', needs: 'digital', indexes: 'any', about: 'any other switch or key' },
  {
    name: 'current',
    group: 'analog',
    needs: 'analog',
    indexes: motorCount + 1,
    about: `current of motor n; index ${motorCount}: of all pads together`,
  },
  {
    name: 'thermistor',
    group: 'analog',
    needs: 'analog',
    indexes: 2 * padCount,
    about: 'thermistor of pad n: 2n on its element, 2n + 1 at its surface',
  },
  {
    name: 'ambient',
    group: 'analog',
    needs: 'analog',
    indexes: 1,
    about: 'thermistor in the ambient air, away from the pads',
  },
  {
    name: 'supply',
    group: 'analog',
    needs: 'analog',
    indexes: 2,
    about: "supply voltage: 0 upstream of the emergency stop, 1 behind the motors' relay",
  },
  {
    name: 'watch',
    group: 'input',
    needs: 'digital',
    indexes: 'any',
    about: 'a pin whose connection is not yet known: only read',
  },
] as const satisfies readonly RoleKind[];

export type KindName = (typeof kinds)[number]['name'];

export const kindNumber: Readonly<Record<KindName, number>> = Object.fromEntries(
  kinds.map(({ name }, index) => [name, index]),
) as Record<KindName, number>;

/** The floor: why the chip refuses to arm a list of pins, whatever its limits. The order is wire format. */
export const floorRules = [
  { name: 'none', about: 'all rules are met' },
  { name: 'no-stop-key', about: 'there are guarded outputs, but no stop key on a pin of its own' },
  { name: 'no-end', about: 'the carriage has no end switch' },
  {
    name: 'one-end',
    about:
      'the carriage has no edge sensor, and neither switches at both ends nor one that is declared the only one',
  },
  {
    name: 'pad-unlimited',
    about: 'a pad has neither a thermistor with limits on its element or surface nor a declared thermostat',
  },
  { name: 'limit-too-wide', about: 'the limits of a thermistor are wider than the chip allows, or empty' },
  {
    name: 'floats-on',
    about: 'a guarded output is active-low, and no external resistor is declared that holds it off in reset',
  },
  { name: 'drive-incomplete', about: 'the outputs of a motor do not form a complete drive' },
  {
    name: 'dead-time-short',
    about: 'the dead time of a motor with one output per direction is too short',
  },
  { name: 'memory', about: 'the list in RAM is not the list that was locked' },
] as const;

/** Bounds that no list can widen. Counts are for a thermistor with a pull-up equal to its resistance at 25 C. */
export const floor = {
  /**
   * Lower limit of an element, at least: 65 C, B 3950. The one-shot thermal cut-off in the pad opens at 66 C, so a
   * hotter limit would have no effect.
   */
  elementLowCount: 176,
  /**
   * Lower limit of a surface, at least: 48 C, B 3950, which bare skin tolerates for 10 minutes (ISO 13732-1). No heat
   * level asks for more than 42 C, and the host's own limits are lower.
   */
  surfaceLowCount: 285,
  /** Upper limit, at most: an open lead reads full scale, less leakage. */
  highCount: 1015,
  /** Minimum dead time between the two lines of a motor: relays release within 4 ms. */
  deadTimeMs: 5,
} as const;
