/** What the driver between an output and a motor makes of its duty: on-off switches, relays, and drivers for one direction. */
import type { Drive } from '../../src/chair/wiring.ts';
import { nextShare, type Random } from '../random.ts';

export interface Driver {
  /** No motor hangs on it. */
  readonly absent: boolean;
  /** On or off: any duty is full power. */
  readonly switched: boolean;
  readonly oneWay: boolean;
  /** Shorts its motor while it is off. */
  readonly brakes: boolean;
  /**
   * One relay for each direction: the power that the contacts give now and the power ordered (-1, 0, 1), the time left
   * until the contacts move, and the time left of their bounce.
   */
  readonly contacts: boolean;
  closed: number;
  ordered: number;
  movesMs: number;
  bouncesMs: number;
}

/** Small relays: time from coil to contact, and how long the contact then bounces. */
const relayMs = 10;
const bounceMs = 3;

export function createDriver(drive: Drive | null): Driver {
  return {
    absent: drive === null,
    switched: drive !== null && drive.pwm === null,
    oneWay: drive?.lines.by === 'one-way',
    brakes: drive?.atRest === 'brake',
    contacts: drive !== null && drive.pwm === null && drive.lines.by === 'each-way',
    closed: 0,
    ordered: 0,
    movesMs: 0,
    bouncesMs: 0,
  };
}

/** The mean duty that reaches the motor over the step, of a duty within -1..1. */
export function driveThrough(driver: Driver, duty: number, stepMs: number, random: Random): number {
  if (driver.absent) return 0;
  const oneWay = driver.oneWay && duty < 0 ? -duty : duty;
  const power = driver.switched ? Math.sign(oneWay) : oneWay;
  return driver.contacts ? throughContacts(driver, power, stepMs, random) : power;
}

function throughContacts(driver: Driver, power: number, stepMs: number, random: Random): number {
  if (power !== driver.ordered) {
    driver.ordered = power;
    driver.movesMs = power === driver.closed ? 0 : relayMs;
  }
  const before = Math.min(driver.movesMs, stepMs);
  driver.movesMs -= before;
  const old = driver.closed * before;
  if (driver.movesMs > 0 || before === stepMs) {
    if (driver.movesMs === 0) closeContacts(driver);
    return old / stepMs;
  }
  if (driver.closed !== driver.ordered) closeContacts(driver);
  const bounces = Math.min(driver.bouncesMs, stepMs - before);
  driver.bouncesMs -= bounces;
  const lost = bounces === 0 ? 0 : bounces * nextShare(random);
  return (old + driver.closed * (stepMs - before - lost)) / stepMs;
}

function closeContacts(driver: Driver): void {
  driver.closed = driver.ordered;
  driver.bouncesMs = driver.closed === 0 ? 0 : bounceMs;
}
