/**
 * The peer of the speed benchmark: the same chair minutes at 50 Hz, written the way people do it today:
 * johnny-five components on a stub IO under fake timers, a bare thermostat, a position counter, and the
 * barest plant that moves. No guard, no observer, no ramps, no trace, no noise: far less than Lumbar does.
 */
import { EventEmitter } from 'node:events';
import FakeTimers from '@sinonjs/fake-timers';
import five from 'johnny-five';

type Reading = (value: number) => void;

/** The least of an IO plugin that johnny-five's Board, Motor, Relay, Led and Sensor ask for. */
class StubIo extends EventEmitter {
  readonly name = 'stub';
  readonly isReady = true;
  readonly HIGH = 1;
  readonly LOW = 0;
  readonly MODES = { INPUT: 0, OUTPUT: 1, ANALOG: 2, PWM: 3, SERVO: 4, PULLUP: 11 };
  readonly pins = Array.from({ length: 70 }, (_, pin) => ({
    supportedModes: [0, 1, 2, 3, 4, 11],
    mode: 1,
    value: 0,
    report: 1,
    analogChannel: pin >= 54 ? pin - 54 : 127,
  }));
  readonly analogPins = Array.from({ length: 16 }, (_, channel) => 54 + channel);
  readonly analog: (Reading | undefined)[] = [];
  readonly digital: (Reading | undefined)[] = [];
  readonly level = new Float64Array(70);
  pinMode(): void {}
  digitalWrite(pin: number, value: number): void {
    this.level[pin] = value;
  }
  analogWrite(pin: number, value: number): void {
    this.level[pin] = value / 255;
  }
  pwmWrite(pin: number, value: number): void {
    this.level[pin] = value / 255;
  }
  analogRead(channel: number, reading: Reading): void {
    this.analog[channel] = reading;
  }
  digitalRead(pin: number, reading: Reading): void {
    this.digital[pin] = reading;
  }
  setSamplingInterval(): void {}
}

/** Runs `minutes` of chair time and returns the wall time it took, ms (start-up of the board left out). */
export function runPeerLoop(minutes: number): number {
  const clock = FakeTimers.install({
    now: 0,
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'Date',
      'nextTick',
    ],
  });
  try {
    const io = new StubIo();
    const board = new five.Board({ io, repl: false, debug: false, sigint: false } as five.BoardOption);
    clock.tick(100);
    const motor = new five.Motor({ pins: { pwm: 5, dir: 4 }, board } as five.MotorOption);
    const kneader = new five.Motor({ pins: { pwm: 6, dir: 7 }, board } as five.MotorOption);
    const relay = new five.Relay({ pin: 10, board } as five.RelayOption);
    const pad = new five.Led({ pin: 11, board } as five.LedOption);
    const thermistor = new five.Sensor({ pin: 'A0', freq: 20, board } as five.SensorOption);
    const hall = new five.Button({ pin: 20, board });
    let temperatureC = 22;
    let edges = 0;
    let up = true;
    let positionMm = 0;
    thermistor.on('data', () => {
      temperatureC = Number(thermistor.value) / 10;
    });
    for (const event of ['press', 'release'] as const) {
      hall.on(event, () => {
        edges++;
      });
    }
    relay.close();
    kneader.forward(128);
    motor.forward(128);
    let elementC = 22;
    let hallLevel = 0;
    let heating = false;
    setInterval(() => {
      // The plant: one lag for the pad, a carriage that moves as it is told.
      elementC += (22 + (heating ? 64 : 0) - elementC) * (0.02 / 144);
      positionMm += (up ? 1 : -1) * (io.level[5] ?? 0) * 25 * 0.02;
      const level = Math.floor(positionMm / 2) & 1;
      if (level !== hallLevel) {
        hallLevel = level;
        io.digital[20]?.(level);
      }
      io.analog[0]?.(Math.round(elementC * 10));
    }, 20);
    setInterval(() => {
      // The control: a bare thermostat and a position counter.
      if (temperatureC < 41 && !heating) {
        heating = true;
        pad.on();
      } else if (temperatureC > 42 && heating) {
        heating = false;
        pad.off();
      }
      if (edges >= 120) {
        edges = 0;
        up = !up;
        if (up) motor.forward(128);
        else motor.reverse(128);
      }
    }, 20);
    const startNs = process.hrtime.bigint();
    clock.tick(minutes * 60_000);
    return Number(process.hrtime.bigint() - startNs) / 1e6;
  } finally {
    clock.uninstall();
  }
}
