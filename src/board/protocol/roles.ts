/**
 * What a pin is for, as the guard firmware is told once before it is armed. The order is wire format:
 * append only. Guarded outputs move or heat; leased outputs only show or sound.
 */

type RoleKind = 'guarded' | 'leased' | 'stop' | 'edge' | 'input' | 'analog';

export interface Role {
  readonly name: string;
  readonly kind: RoleKind;
  /** Needs a pin that can do this. */
  readonly needs: 'pwm' | 'digital' | 'interrupt' | 'analog';
  readonly about: string;
}

export const roles = [
  { name: 'carriage-pwm', kind: 'guarded', needs: 'pwm', about: 'carriage motor, how much' },
  { name: 'carriage-up', kind: 'guarded', needs: 'digital', about: 'carriage motor, direction: high is up' },
  { name: 'kneader-pwm', kind: 'guarded', needs: 'pwm', about: 'kneader motor, how much' },
  {
    name: 'kneader-in',
    kind: 'guarded',
    needs: 'digital',
    about: 'kneader motor, direction: high is inwards',
  },
  { name: 'lumbar', kind: 'guarded', needs: 'digital', about: 'FET of the lumbar pad' },
  { name: 'sacral', kind: 'guarded', needs: 'digital', about: 'FET of the sacral pad' },
  { name: 'pad-relay', kind: 'guarded', needs: 'digital', about: 'relay in series with both pads' },
  { name: 'motor-relay', kind: 'guarded', needs: 'digital', about: 'relay in series with both motors' },
  { name: 'lamp', kind: 'leased', needs: 'digital', about: 'status lamp' },
  { name: 'lock-lamp', kind: 'leased', needs: 'digital', about: 'lock lamp' },
  { name: 'beeper', kind: 'leased', needs: 'digital', about: 'beeper with its own oscillator' },
  { name: 'emergency-stop', kind: 'stop', needs: 'digital', about: 'emergency stop, checked on the chip' },
  { name: 'stop-key', kind: 'stop', needs: 'digital', about: 'stop key, checked on the chip' },
  { name: 'carriage-edge', kind: 'edge', needs: 'interrupt', about: 'hall sensor, counted by interrupt' },
  { name: 'input', kind: 'input', needs: 'digital', about: 'any other switch or key' },
  { name: 'carriage-current', kind: 'analog', needs: 'analog', about: 'current of the carriage motor' },
  { name: 'kneader-current', kind: 'analog', needs: 'analog', about: 'current of the kneader motor' },
  { name: 'pads-current', kind: 'analog', needs: 'analog', about: 'current of both pads together' },
  { name: 'lumbar-thermistor', kind: 'analog', needs: 'analog', about: 'element of the lumbar pad' },
  { name: 'sacral-thermistor', kind: 'analog', needs: 'analog', about: 'element of the sacral pad' },
  { name: 'ambient-thermistor', kind: 'analog', needs: 'analog', about: 'air, away from the pads' },
  { name: 'supply', kind: 'analog', needs: 'analog', about: 'supply voltage before the emergency stop' },
] as const satisfies readonly Role[];

type RoleName = (typeof roles)[number]['name'];

export const roleNumber: Readonly<Record<RoleName, number>> = Object.fromEntries(
  roles.map(({ name }, index) => [name, index]),
) as Record<RoleName, number>;

export const firstAnalogRole = roleNumber['carriage-current'];
