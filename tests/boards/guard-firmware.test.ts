/** The guard firmware as it ships, executed instruction by instruction. Times are counted in its own cycles. */

import { describe, expect, test } from 'vitest';
import { devicesOf, pinName } from '../../sim/boards/chip.ts';
import { EmulatedDisplay } from '../../sim/boards/display.ts';
import { createRandom, nextBetween } from '../../sim/random.ts';
import { limitsOf } from '../../src/board/link/limits.ts';
import { displayBytes } from '../../src/board/link/segments.ts';
import { encode } from '../../src/board/protocol/codec.ts';
import { leaseMs } from '../../src/board/protocol/lease.ts';
import { guardStates } from '../../src/board/protocol/messages.ts';
import { kindNumber } from '../../src/board/protocol/roles.ts';
import { tripNumber } from '../../src/chair/trips.ts';
import { chair } from '../chair.ts';
import { outputNames, wireNamed } from '../wire.ts';
import { allOn, bits, GuardedChip, timeUntilOff } from './guarded-chip.ts';

/** Everything that moves or heats. */
const powerBits =
  bits.carriageUp | bits.kneaderIn | bits.lumbar | bits.sacral | bits.padRelay | bits.motorRelay;
const state = (name: (typeof guardStates)[number]) => guardStates.indexOf(name);

describe('after a start', () => {
  test('the chip greets as Firmata does and in no other way, says who it is when asked, and drives nothing', () => {
    const chip = new GuardedChip().boot();
    expect(chip.other[0]).toEqual([0xf9, 2, 7]);
    expect(
      String.fromCharCode(...(chip.other[1] ?? []).filter((_, at) => at >= 4 && at % 2 === 0)),
    ).toContain('LumbarGuard');
    expect([chip.other.length, chip.heard, chip.refused]).toEqual([2, [], 0]);
    expect(chip.identity()).toMatchObject({ protocol: 2, chip: 1, boots: 1, faults: 0, state: 0 });
    expect(chip.anythingOn).toBe(false);
  });

  test('no pin can be switched on before the limits are locked, by no Firmata message', () => {
    const chip = new GuardedChip().boot();
    for (let pin = 2; pin < 70; pin++) {
      chip.send([0xf4, pin, 1, 0xf5, pin, 1, 0xf4, pin, 3, 0xf0, 0x6f, pin, 0x7f, 1, 0xf7]);
      chip.run(2);
    }
    for (let port = 0; port < 9; port++) chip.send([0x90 | port, 0x7f, 1]);
    chip.frame(allOn);
    chip.run(20);
    expect(chip.anythingOn).toBe(false);
    const { gpio } = chip.emulator.mcu;
    const outputs = chip.wiring.chip.pins.filter((pin) => gpio.isOutput(pinName(pin)));
    // Only the serial line's own transmitter may drive, and that is not the port's doing.
    expect(outputs).toEqual([]);
  });

  test('it refuses to arm before the limits are locked', () => {
    const chip = new GuardedChip().boot();
    expect(chip.result('arm', { digest: 0, boots: 1, sequence: 0 })).toBe('not-locked');
  });
});

describe('the limits', () => {
  test('are locked as a whole, once, and the same list may come again', () => {
    const chip = new GuardedChip().lock();
    expect(chip.heard.filter(({ name, values }) => name === 'answer' && values['result'] !== 0)).toEqual([]);
    expect(chip.status()['state']).toBe(state('locked'));
    const { messages, digest } = limitsOf(chip.wiring);
    for (const message of messages) chip.send(message);
    chip.run(60);
    expect(chip.heard.at(-1)?.values).toMatchObject({ request: 3, result: 0 });
    expect(chip.result('lock', { pins: messages.length - 1, digest: digest ^ 1, leaseMs: 250 })).toBe(
      'locked',
    );
    expect(chip.result('lock', { pins: messages.length - 1, digest, leaseMs: 200 })).toBe('locked');
  });

  test('a list with a pin missing is not taken', () => {
    const chip = new GuardedChip().boot();
    const { messages } = limitsOf(chip.wiring);
    for (const message of messages.filter((_, index) => index !== 5)) chip.send(message);
    chip.run(60);
    expect(chip.heard.at(-1)?.values).toMatchObject({ request: 3, result: 3 });
    expect(chip.status()['state']).toBe(state('unlocked'));
  });

  test('a motor on a pin without PWM, a pin twice, and a lease longer than allowed are refused', () => {
    const chip = new GuardedChip().boot();
    const pin = { kind: 0, index: 0, pin: 6, flags: 0, low: 0, high: 1023, deadTimeMs: 0, pwm: 0 };
    expect(chip.result('pin', { ...pin, pin: 9 })).toBe('bad-pin');
    expect(chip.result('pin', pin)).toBe('done');
    expect(chip.result('pin', { ...pin, kind: kindNumber.pad })).toBe('bad-pin');
    expect(chip.result('lock', { pins: 0, digest: 0, leaseMs: leaseMs.longest + 1 })).toBe('incomplete');
  });

  test('pins with a role keep their mode whatever Firmata asks', () => {
    const chip = new GuardedChip().armed();
    chip.command(allOn);
    for (const name of outputNames(chip.wiring))
      chip.send([0xf4, wireNamed(chip.wiring, name).pin.number, 0]);
    chip.run(5);
    expect(chip.duty('lumbar')).toBe(1);
    expect(chip.duty('carriage-pwm')).toBeCloseTo(200 / 255, 6);
  });
});

describe('outputs', () => {
  test('act when a write and a frame name the same, and are read back as they are', () => {
    const chip = new GuardedChip().armed();
    chip.command(allOn);
    chip.run(10);
    for (const name of [
      'lumbar',
      'sacral',
      'pad-relay',
      'motor-relay',
      'carriage-up',
      'kneader-in',
    ] as const) {
      expect(chip.duty(name)).toBe(1);
    }
    expect(chip.duty('carriage-pwm')).toBeCloseTo(200 / 255, 6);
    expect(chip.duty('kneader-pwm')).toBeCloseTo(150 / 255, 6);
    expect(chip.heard.at(-1)).toMatchObject({
      name: 'status',
      values: { duty0: 200, duty1: 150, duty2: 0, levels: powerBits, trip: 0 },
    });
  });

  test('a write alone turns nothing on, and a frame alone neither', () => {
    const chip = new GuardedChip().armed();
    chip.write(allOn);
    chip.run(20);
    expect(chip.anythingOn).toBe(false);
    chip.write({
      ...allOn,
      carriage: 0,
      kneader: 0,
      lumbar: false,
      sacral: false,
      padRelay: false,
      motorRelay: false,
      carriageUp: false,
      kneaderIn: false,
    });
    chip.frame(allOn);
    chip.run(20);
    expect(chip.anythingOn).toBe(false);
  });

  test('a write towards off acts at once', () => {
    const chip = new GuardedChip().armed();
    chip.command(allOn);
    chip.write({ lumbar: false, carriage: 20 });
    chip.run(1);
    expect(chip.duty('lumbar')).toBe(0);
    expect(chip.duty('carriage-pwm')).toBeCloseTo(20 / 255, 6);
    expect(chip.duty('sacral')).toBe(1);
  });

  test('what writes and frames say differently becomes the least of both', () => {
    const chip = new GuardedChip().armed();
    chip.command({ ...allOn, carriage: 100 });
    chip.write({ carriage: 250 });
    chip.frame({ ...allOn, carriage: 200 });
    chip.run(5);
    expect(chip.duty('carriage-pwm')).toBeCloseTo(100 / 255, 6);
    chip.frame({ ...allOn, carriage: 50 });
    chip.run(5);
    expect(chip.duty('carriage-pwm')).toBeCloseTo(50 / 255, 6);
  });

  test('a motor whose direction is disputed stands still', () => {
    const chip = new GuardedChip().armed();
    chip.command(allOn);
    chip.frame({ ...allOn, carriageUp: false });
    chip.run(5);
    expect(chip.duty('carriage-pwm')).toBe(0);
    expect(chip.duty('kneader-pwm')).toBeGreaterThan(0);
  });

  test('lamps and beeper need no frame, but the lease', () => {
    const chip = new GuardedChip().armed();
    chip.write({ lamp: true, beeper: true });
    chip.run(2);
    expect([chip.duty('lamp'), chip.duty('lock-lamp'), chip.duty('beeper')]).toEqual([1, 0, 1]);
    expect(timeUntilOff(chip, 400)).toBeLessThan(260);
  });

  test('a motor’s pin that does not follow its timer is read back as it is', () => {
    const chip = new GuardedChip().armed();
    const { pin } = wireNamed(chip.wiring, 'carriage-pwm');
    const { gpio } = chip.emulator.mcu;
    const keep = (ms: number) => {
      for (let waited = 0; waited < ms; waited += 5) chip.command({ ...allOn, carriage: 120 });
      return chip.status()['duty0'];
    };
    // Each motor is looked at every other millisecond, and believed after the looks of some 80 ms.
    expect(keep(100)).toBe(120);
    gpio.stick(pinName(pin), true);
    expect(keep(100)).toBe(255);
    gpio.stick(pinName(pin), false);
    expect(keep(100)).toBe(0);
    gpio.stick(pinName(pin), null);
    expect(keep(100)).toBe(120);
  });

  test('a switched output that is stuck is read back as it is', () => {
    const chip = new GuardedChip().armed();
    const { pin } = wireNamed(chip.wiring, 'lumbar');
    const { gpio } = chip.emulator.mcu;
    gpio.stick(pinName(pin), true);
    expect((chip.status()['levels'] as number) & bits.lumbar).toBe(bits.lumbar);
  });
});

describe('unarmed', () => {
  const signsOf = (chip: GuardedChip) => [chip.duty('lamp'), chip.duty('lock-lamp'), chip.duty('beeper')];
  const ask = (chip: GuardedChip) => {
    chip.send(encode('ask', {}));
    chip.run(2);
  };
  const everything = { ...allOn, lamp: true, lockLamp: true, beeper: true };

  test('signs act as written while questions come, and go dark 250 ms after the last', () => {
    const chip = new GuardedChip().lock();
    ask(chip);
    chip.write({ lamp: true, beeper: true });
    chip.run(2);
    expect(signsOf(chip)).toEqual([1, 0, 1]);
    for (let round = 0; round < 5; round++) {
      chip.run(200);
      ask(chip);
    }
    chip.write({ lamp: false, lockLamp: true });
    chip.run(2);
    expect(signsOf(chip)).toEqual([0, 1, 1]);
    ask(chip);
    const tookMs = timeUntilOff(chip, 400);
    expect(tookMs).toBeGreaterThan(leaseMs.asked - 5);
    expect(tookMs).toBeLessThan(leaseMs.asked + 2);
    // What was shown before is forgotten.
    ask(chip);
    expect(signsOf(chip)).toEqual([0, 0, 0]);
  });

  test('signs stay dark without a question, and come with it', () => {
    const chip = new GuardedChip().lock();
    chip.write({ lamp: true });
    chip.run(20);
    expect(chip.duty('lamp')).toBe(0);
    ask(chip);
    expect(chip.duty('lamp')).toBe(1);
  });

  test('a damaged question keeps nothing alive', () => {
    const chip = new GuardedChip().lock();
    const damaged = encode('ask', {});
    damaged[3] = (damaged[3] as number) ^ 1;
    chip.write({ lamp: true });
    chip.send(damaged);
    chip.run(5);
    expect(chip.duty('lamp')).toBe(0);
    expect(chip.status()['refused']).toBe(1);
  });

  test.each(['locked', 'tripped'] as const)('and %s, nothing guarded ever acts', (how) => {
    const chip = how === 'locked' ? new GuardedChip().lock() : new GuardedChip().armed();
    if (how === 'tripped') chip.run(leaseMs.asked + 10);
    for (let turn = 0; turn < 40; turn++) {
      ask(chip);
      chip.command(everything);
      expect(outputNames(chip.wiring).filter((name) => chip.duty(name) > 0)).toEqual([
        'lamp',
        'lock-lamp',
        'beeper',
      ]);
    }
    expect(chip.status()['state']).toBe(state(how));
  });

  test('a trip takes the signs with everything else, and they come back with the questions', () => {
    const chip = new GuardedChip().armed();
    chip.command(everything);
    expect(signsOf(chip)).toEqual([1, 1, 1]);
    chip.press('stop');
    expect(timeUntilOff(chip, 10)).toBeLessThan(5);
    chip.write({ lamp: true });
    chip.run(20);
    expect(chip.anythingOn).toBe(false);
    ask(chip);
    chip.write({ beeper: true });
    chip.run(2);
    expect(signsOf(chip)).toEqual([1, 0, 1]);
    expect(chip.status()['trip']).toBe(tripNumber('stop-key'));
  });

  test('arming leaves the signs as they are', () => {
    const chip = new GuardedChip().lock();
    ask(chip);
    chip.write(everything);
    chip.run(2);
    expect(chip.arm()).toBe('done');
    expect(signsOf(chip)).toEqual([1, 1, 1]);
    // Nothing that was written before acts by being armed.
    chip.frame(allOn);
    chip.run(10);
    expect(outputNames(chip.wiring).filter((name) => chip.duty(name) > 0)).toEqual([
      'lamp',
      'lock-lamp',
      'beeper',
    ]);
  });

  test('disarm takes the signs at once', () => {
    const chip = new GuardedChip().lock();
    ask(chip);
    chip.write({ lamp: true });
    chip.run(2);
    expect(chip.ask('disarm', {})?.name).toBe('status');
    expect(chip.duty('lamp')).toBe(0);
  });
});

describe('the display', () => {
  const show = [0x21, 0x81];
  function shown() {
    const display = new EmulatedDisplay();
    const chip = new GuardedChip(devicesOf(chair.wiring, display));
    const write = (...bytes: number[]) => {
      const septets = bytes.flatMap((byte) => [byte & 0x7f, byte >> 7]);
      chip.send([0xf0, 0x76, chip.wiring.display?.address ?? 0, 0, ...septets, 0xf7]);
      chip.run(3);
    };
    const ready = () => {
      for (const command of show) write(command);
      write(...displayBytes('RDY '));
    };
    return { chip, display, write, ready };
  }

  test('works unarmed while questions come, and is switched off 250 ms after the last', () => {
    const { chip, display, write, ready } = shown();
    chip.lock().send([0xf0, 0x78, 0, 0, 0xf7]);
    chip.send(encode('ask', {}));
    ready();
    expect(display.text).toBe('RDY ');
    for (let round = 0; round < 5; round++) {
      chip.run(200);
      chip.send(encode('ask', {}));
    }
    chip.run(240);
    expect(display.text).toBe('RDY ');
    // Noise that writes to nobody does not hide who the display is.
    chip.send([0xf0, 0x76, 0x11, 0, 1, 0, 0xf7]);
    chip.run(15);
    expect(display.text).toBe('    ');
    chip.send(encode('ask', {}));
    write(0x81);
    expect(display.text).toBe('RDY ');
  });

  test('is switched off with the lease, and by a trip until questions come', () => {
    const { chip, display, ready } = shown();
    chip.armed().send([0xf0, 0x78, 0, 0, 0xf7]);
    ready();
    chip.run(100);
    expect(display.text).toBe('RDY ');
    chip.run(leaseMs.asked);
    expect(display.text).toBe('    ');
    expect(chip.arm()).toBe('done');
    ready();
    expect(display.text).toBe('RDY ');
    chip.press('emergency-stop');
    chip.run(8);
    expect(display.text).toBe('    ');
    chip.send(encode('ask', {}));
    ready();
    expect(display.text).toBe('RDY ');
  });
});

describe('frames', () => {
  test('none acts twice, and none that is too far ahead', () => {
    const chip = new GuardedChip().armed();
    chip.command(allOn);
    const { sequence } = chip;
    chip.write({ lumbar: false });
    chip.run(2);
    chip.write({ lumbar: true });
    chip.frame(allOn, sequence);
    chip.run(10);
    expect(chip.duty('lumbar')).toBe(0);
    chip.frame(allOn, (sequence + 65) & 0x3fff);
    chip.run(10);
    expect(chip.duty('lumbar')).toBe(0);
    chip.frame(allOn, (sequence + 64) & 0x3fff);
    chip.run(10);
    expect(chip.duty('lumbar')).toBe(1);
    expect(chip.status()['refused']).toBe(2);
  });

  test('the sequence wraps without a gap', () => {
    const chip = new GuardedChip();
    chip.sequence = 0x3ff0;
    chip.armed();
    for (let turn = 0; turn < 40; turn++) chip.command(allOn);
    expect(chip.duty('lumbar')).toBe(1);
    expect(chip.sequence).toBe(24);
  });

  test('a damaged frame does nothing and is counted', () => {
    const chip = new GuardedChip().armed();
    chip.write(allOn);
    const bytes = encode('frame', {
      sequence: 1,
      session: 0,
      replyAfterMs: 0,
      duty0: 200,
      duty1: 150,
      duty2: 0,
      levels: powerBits,
    });
    bytes[6] = (bytes[6] as number) ^ 1;
    chip.send(bytes);
    chip.run(5);
    expect(chip.anythingOn).toBe(false);
    expect(chip.status()['refused']).toBe(1);
  });

  test('the status comes when the frame asked for it', () => {
    const chip = new GuardedChip().armed();
    chip.run(3);
    const begun = chip.ms;
    chip.sequence++;
    chip.send(
      encode('frame', {
        sequence: chip.sequence,
        session: 0,
        replyAfterMs: 12,
        duty0: 0,
        duty1: 0,
        duty2: 0,
        levels: 0,
      }),
    );
    chip.run(30);
    const took = (chip.heard.at(-1)?.atMs ?? 0) - begun;
    expect(took).toBeGreaterThan(12);
    expect(took).toBeLessThan(17);
  });
});

describe('everything goes off', () => {
  test('when no frame has come for the length of the lease, and stays off', () => {
    const chip = new GuardedChip().armed();
    const random = createRandom(1);
    let worst = 0;
    for (let round = 0; round < 20; round++) {
      chip.command(allOn);
      chip.run(nextBetween(random, 0, 20));
      chip.frame(allOn);
      worst = Math.max(worst, timeUntilOff(chip, 400));
      expect(chip.status()).toMatchObject({
        state: state('tripped'),
        trip: tripNumber('lease'),
        tripDetail: 3,
      });
      chip.command(allOn);
      expect(chip.anythingOn).toBe(false);
      expect(chip.arm()).toBe('done');
      chip.run(1);
      expect(chip.anythingOn).toBe(false);
    }
    expect(worst).toBeGreaterThan(leaseMs.asked - 1);
    expect(worst).toBeLessThan(leaseMs.asked + 2);
  });

  test.each([
    ['emergency-stop', 'emergency-stop'],
    ['stop', 'stop-key'],
  ] as const)('within 5 ms of the %s, in the worst of 1,000 phases', (stop, reason) => {
    const chip = new GuardedChip().armed();
    const random = createRandom(7);
    let worst = 0;
    for (let round = 0; round < 1000; round++) {
      chip.command(allOn);
      if (!chip.anythingOn) throw new Error('nothing was on');
      chip.run(nextBetween(random, 0, 3));
      chip.press(stop);
      worst = Math.max(worst, timeUntilOff(chip, 10));
      if (round % 100 === 0) expect(chip.status()).toMatchObject({ trip: tripNumber(reason) });
      chip.press(stop, false);
      chip.run(5);
      if (chip.arm() !== 'done') throw new Error('the guard did not arm again');
    }
    expect(worst).toBeLessThan(5);
  });

  test('a spark on a stop’s wire is no stop', () => {
    const chip = new GuardedChip().armed();
    chip.command(allOn);
    chip.press('stop');
    chip.run(1.5);
    chip.press('stop', false);
    chip.run(10);
    expect(chip.anythingOn).toBe(true);
  });

  test('a broken wire of a stop is a stop', () => {
    const chip = new GuardedChip().armed();
    chip.command(allOn);
    const { pin } = wireNamed(chip.wiring, 'emergency-stop');
    const { gpio } = chip.emulator.mcu;
    gpio.drive(pinName(pin), null);
    expect(timeUntilOff(chip, 10)).toBeLessThan(5);
  });

  test('it does not arm while a stop is down', () => {
    const chip = new GuardedChip().lock();
    chip.press('stop');
    chip.run(5);
    expect(chip.arm()).toBe('stopped');
    chip.press('stop', false);
    chip.run(5);
    expect(chip.arm()).toBe('done');
  });

  test.each([
    ['open', 1023],
    ['short', 0],
    ['above 60 C', 195],
  ])('within 100 ms of a thermistor that is %s', (_, count) => {
    const chip = new GuardedChip().armed();
    const random = createRandom(3);
    for (let round = 0; round < 30; round++) {
      chip.command(allOn);
      chip.run(nextBetween(random, 0, 12));
      chip.counts[4] = count;
      const frames = Math.ceil(100 / 5);
      let took = Number.POSITIVE_INFINITY;
      for (let frame = 0; frame < frames && took === Number.POSITIVE_INFINITY; frame++) {
        chip.frame(allOn);
        const part = timeUntilOff(chip, 5);
        if (part < 5) took = frame * 5 + part;
      }
      expect(took).toBeLessThan(45);
      const { pin } = wireNamed(chip.wiring, 'sacral-thermistor');
      expect(chip.status()).toMatchObject({ trip: tripNumber('thermistor'), tripDetail: pin.number });
      expect(chip.arm()).toBe('stopped');
      chip.atRest();
      chip.run(20);
      expect(chip.arm()).toBe('done');
    }
  });

  test('a hung main loop: the watchdog restarts the chip, and every pin is high impedance', () => {
    const random = createRandom(5);
    for (let round = 0; round < 5; round++) {
      const chip = new GuardedChip().armed();
      chip.command(allOn);
      chip.run(nextBetween(random, 0, 20));
      chip.frame(allOn);
      chip.run(2);
      chip.emulator.hangMainLoop();
      expect(timeUntilOff(chip, 300)).toBeLessThan(135);
      expect(chip.emulator.restarts).toBe(1);
      chip.run(150);
      expect(chip.identity()).toMatchObject({ boots: 2, cause: 8, faults: 0, state: 0 });
      expect(chip.status()['trip']).toBe(tripNumber('watchdog'));
    }
  });

  test('on request, and by a restart on request, which is no fault', () => {
    const chip = new GuardedChip().armed();
    chip.command(allOn);
    expect(chip.ask('disarm', {})?.values).toMatchObject({
      trip: tripNumber('host'),
      state: state('tripped'),
    });
    expect(chip.anythingOn).toBe(false);
    expect(chip.arm()).toBe('done');
    chip.command(allOn);
    chip.send(encode('restart', {}));
    expect(timeUntilOff(chip, 10)).toBeLessThan(2);
    chip.run(400);
    expect(chip.identity()).toMatchObject({ boots: 2, state: 0 });
    expect(chip.status()['trip']).toBe(tripNumber('not-armed'));
  });
});

describe('inputs', () => {
  test('every edge of the hall sensor is counted by interrupt, 2000 of 2000 at ten times full speed', () => {
    const chip = new GuardedChip().armed();
    const { pin } = wireNamed(chip.wiring, 'carriage-edge');
    const before = chip.status()['edges'] as number;
    for (let edge = 1; edge <= 2000; edge++) {
      chip.drive(pin, edge % 2 === 1);
      chip.run(3.7);
    }
    expect((chip.status()['edges'] as number) - before).toBe(2000);
  });

  test('the status shows all ports and the last conversions', () => {
    const chip = new GuardedChip().armed();
    const { pin } = wireNamed(chip.wiring, 'timer key');
    chip.counts[0] = 345;
    chip.run(25);
    // The second of its field's ports.
    expect(pin.port).toBe('L');
    const level = () => ((chip.status()['portsKL'] as number) >> (8 + pin.bit)) & 1;
    expect(level()).toBe(1);
    chip.drive(pin, false);
    expect(level()).toBe(0);
    expect(chip.status()).toMatchObject({ analog0: 3450 });
  });
});
