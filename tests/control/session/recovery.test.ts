import { describe, expect, test } from 'vitest';
import { faultSetOf } from '../../../src/chair/fault-set.ts';
import type { FaultCode } from '../../../src/chair/faults.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { type TripName, tripNumber } from '../../../src/chair/trips.ts';
import { createRecovery, watchRecovery } from '../../../src/control/session/recovery.ts';
import { chair as reference } from '../../chair.ts';
import { chair, readyChair, runningChair, type TestChair, tickMs } from './chair.ts';

const bits = (codes: readonly FaultCode[]) => faultSetOf(...codes);

/** A link that was lost while the chair stood still for E51, and is watched for a while. */
class Watched {
  readonly #recovery = createRecovery();
  readonly link = createSensors(reference).link;
  shown: FaultCode | 'none' = 'E51';
  latched: readonly FaultCode[] = ['E51'];
  #nowMs = 0;

  constructor() {
    this.link.trip = tripNumber('lease');
    this.link.connected = false;
    this.after(1000);
    this.link.connected = true;
  }

  /** What is said in the last tick of that time. */
  after(ms: number): string {
    let said = '';
    for (const endMs = this.#nowMs + ms; this.#nowMs < endMs; this.#nowMs += tickMs) {
      said = watchRecovery(this.#recovery, this.shown, bits(this.latched), this.link, this.#nowMs);
    }
    return said;
  }
}

describe('a link that was lost', () => {
  test('is back when it has been well for half a second', () => {
    const watched = new Watched();
    expect(watched.after(500)).toBe('none');
    expect(watched.after(20)).toBe('link-recovered');
  });

  test.each([
    ['not connected', { connected: false }],
    ['of old values', { ageMs: 260 }],
    ['of an age that is no number', { ageMs: Number.NaN }],
  ])('is not back while it is %s, and half a second counts anew after it', (_, ill) => {
    const watched = new Watched();
    watched.after(400);
    const well = { ...watched.link };
    Object.assign(watched.link, ill);
    expect(watched.after(2000)).toBe('none');
    Object.assign(watched.link, well);
    expect(watched.after(500)).toBe('none');
    expect(watched.after(20)).toBe('link-recovered');
  });

  test('is another one where the controller has started anew, whatever has tripped it', () => {
    const watched = new Watched();
    watched.latched = ['E51', 'E55'];
    watched.link.trip = tripNumber('watchdog');
    expect(watched.after(600)).toBe('link-recovered-restarted');
  });

  test('does not recover beside another fault, nor where another came first', () => {
    const beside = new Watched();
    beside.latched = ['E51', 'E21'];
    expect(beside.after(5000)).toBe('none');
    const after = new Watched();
    after.shown = 'E55';
    after.latched = ['E51', 'E55'];
    expect(after.after(5000)).toBe('none');
  });

  test.each<[TripName, string]>([
    ['none', 'link-recovered'],
    ['lease', 'link-recovered'],
    ['stop-key', 'link-recovered'],
    ['not-armed', 'link-recovered'],
    ['thermistor', 'none'],
    ['emergency-stop', 'none'],
    ['watchdog', 'none'],
  ])('with a controller that is off because of %s: %s', (trip, said) => {
    const watched = new Watched();
    watched.link.trip = tripNumber(trip);
    expect(watched.after(600)).toBe(said);
  });

  test('with a controller that is off for a reason nobody knows stays lost', () => {
    const watched = new Watched();
    watched.link.trip = 99;
    expect(watched.after(600)).toBe('none');
  });
});

describe('a chair whose link is back', () => {
  function lost(c: TestChair): TestChair {
    Object.assign(c.inputs, { faultLatched: true, faultCode: 'E51' });
    c.tick().takeSounds();
    return c;
  }

  test('is ready again when it only stood ready: it says so, its faults forgotten, nothing to do', () => {
    const c = lost(readyChair());
    c.inputs.recovery = 'link-recovered';
    c.tick();
    expect(c.session).toMatchObject({ state: 'ready', job: 'nothing', faultCode: 'none', resetFaults: true });
    expect([c.arms, c.takeSounds()]).toEqual([1, ['ready']]);
    expect(c.events.at(-1)).toMatchObject({ from: 'fault', to: 'ready', by: 'link-recovered' });
  });

  test('is off where the controller started anew or the carriage was moved, its place forgotten', () => {
    for (const change of [{ recovery: 'link-recovered-restarted' }, { placeKnown: false }] as const) {
      const c = lost(readyChair());
      Object.assign(c.inputs, { recovery: 'link-recovered', ...change });
      c.tick();
      expect(c.session).toMatchObject({
        state: 'off',
        faultCode: 'none',
        resetFaults: true,
        forgetPlace: true,
      });
      Object.assign(c.inputs, { recovery: 'none', faultLatched: false, faultCode: 'none' });
      expect(c.tick().session.forgetPlace).toBe(false);
    }
  });

  test.each(['link-recovered', 'link-recovered-restarted'] as const)(
    'stays in fault where a massage ran: %s',
    (recovery) => {
      const c = lost(runningChair());
      c.inputs.recovery = recovery;
      expect(c.wait(5000).session).toMatchObject({ state: 'fault', faultCode: 'E51' });
      Object.assign(c.inputs, { recovery: 'none', faultLatched: false, faultCode: 'none' });
      expect(c.press('power').session.state).toBe('off');
    },
  );

  test('does not hear the end of a press that was meant for the fault', () => {
    const c = lost(readyChair()).down('power').wait(100);
    c.inputs.recovery = 'link-recovered';
    c.tick();
    c.inputs.recovery = 'none';
    Object.assign(c.inputs, { faultLatched: false, faultCode: 'none' });
    expect(c.up('power').wait(200).session.state).toBe('ready');
  });

  test('that is off, or in service, does not care', () => {
    for (const c of [chair(), chair().hold(5100, 'power', 'stop')]) {
      const { state } = c.session;
      c.inputs.recovery = 'link-recovered-restarted';
      expect(c.tick().session).toMatchObject({ state, resetFaults: false, forgetPlace: false });
    }
  });
});
