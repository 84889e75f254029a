/** firmata-io 2.3 ships no types; these are the parts the chair uses. */
declare module 'firmata-io' {
  import type { EventEmitter } from 'node:events';

  /** Emits `open`, `data` (Buffer), `close` and `error`. */
  export interface Transport extends EventEmitter {
    write(bytes: Buffer, done?: () => void): unknown;
  }

  export interface PinState {
    supportedModes: number[];
    mode: number | undefined;
    value: number;
    analogChannel: number;
  }

  export class Firmata extends EventEmitter {
    constructor(transport: Transport, options?: { reportVersionTimeout?: number; samplingInterval?: number });
    isReady: boolean;
    firmware: { name?: string; version?: { major: number; minor: number } };
    pins: PinState[];
    analogPins: number[];
    transport: Transport;
    reportVersionTimeoutId: ReturnType<typeof setTimeout>;
    readonly MODES: Readonly<Record<'INPUT' | 'OUTPUT' | 'ANALOG' | 'PWM' | 'I2C' | 'PULLUP', number>>;
    reportVersion(done: () => void): void;
    queryFirmware(done: () => void): void;
    pinMode(pin: number, mode: number): void;
    digitalWrite(pin: number, value: number): void;
    analogWrite(pin: number, value: number): void;
    digitalRead(pin: number, listener: (value: number) => void): void;
    analogRead(channel: number, listener: (value: number) => void): void;
    i2cConfig(delay?: number): this;
    i2cWrite(address: number, bytes: number[]): this;
    sysexCommand(bytes: number[]): this;
  }

  const bindTransport: { readonly Firmata: typeof Firmata };
  export default bindTransport;
}
