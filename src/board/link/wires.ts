/** Every wire of a chair, with its role for the guard firmware, in the order in which they are sent. */
import type { ChipPin } from '../../chair/chips/chip.ts';
import { type AnyMotorName, allMotorNames, keyNames } from '../../chair/names.ts';
import {
  type AnalogName,
  type Drive,
  type InputLine,
  type InputName,
  inputNames,
  type OutputLine,
  type SignName,
  type SwitchName,
  scaledNames,
  signNames,
  switchNames,
  type ThermistorWire,
  thermistorsOf,
  type Wiring,
} from '../../chair/wiring.ts';
import { type KindName, motorCount, motorNumber } from '../protocol/roles.ts';

interface Role {
  readonly kind: KindName;
  readonly index: number;
}

export interface Wire extends Role {
  readonly name: string;
  readonly pin: ChipPin;
  readonly output: OutputLine | null;
  /** Of an output of a motor. */
  readonly drive: Drive | null;
  readonly input: InputLine | null;
  /** Of a pad: see `PadWiring`. */
  readonly selfLimits: boolean;
  readonly thermistor: ThermistorWire | null;
}

/** What can be switched on. */
type OutputWire = Wire & { readonly output: OutputLine };

const role = (kind: KindName, index = 0): Role => ({ kind, index });
const nothing = { output: null, drive: null, input: null, selfLimits: false, thermistor: null } as const;

const switchRoles: Readonly<Record<SwitchName, Role>> = {
  'pad-relay': role('pad-relay'),
  'motor-relay': role('motor-relay'),
};

const signRoles: Readonly<Record<SignName, Role>> = {
  lamp: role('sign', 0),
  'lock-lamp': role('sign', 1),
  beeper: role('sign', 2),
};

/** Inputs that the chip treats differently from any other switch. */
const inputRoles: Readonly<Partial<Record<InputName, Role>>> = {
  'emergency-stop': role('stop', 0),
  'carriage-edge': role('edge'),
  'limit-bottom': role('end', 0),
  'limit-top': role('end', 1),
};

const scaledRoles = {
  'carriage-current': role('current', motorNumber.carriage),
  'kneader-current': role('current', motorNumber.kneader),
  'pads-current': role('current', motorCount),
  supply: role('supply', 0),
  'motors-supply': role('supply', 1),
  'tapper-current': role('current', motorNumber.tapper),
} as const;

/** What the two ways of a motor are called. */
const ways: Readonly<Record<AnyMotorName, readonly [forwards: string, backwards: string]>> = {
  carriage: ['up', 'down'],
  kneader: ['in', 'out'],
  tapper: ['on', 'back'],
};

/** Outputs of a motor, its power first. */
function motorWires(motor: AnyMotorName, drive: Drive): readonly OutputWire[] {
  const index = motorNumber[motor];
  const [forwards, backwards] = ways[motor];
  const wire = (name: string, kind: KindName, at: number, output: OutputLine): OutputWire => {
    return { ...nothing, name: `${motor}-${name}`, kind, index: at, pin: output.pin, output, drive };
  };
  const { lines, pwm } = drive;
  const amount = 'power' in lines ? lines.power : null;
  return [
    ...(amount === null
      ? []
      : [pwm === null ? wire('on', 'motor-on', index, amount) : wire('pwm', 'motor-pwm', index, amount)]),
    ...('direction' in lines ? [wire(forwards, 'motor-direction', index, lines.direction)] : []),
    ...('up' in lines
      ? [
          wire(forwards, 'motor-line', 2 * index, lines.up),
          wire(backwards, 'motor-line', 2 * index + 1, lines.down),
        ]
      : []),
  ];
}

/** All outputs, signs last. */
export function outputWires({ motors, pads, switches, signs }: Wiring): readonly OutputWire[] {
  const wire = (name: string, to: Role, output: OutputLine | null): readonly OutputWire[] =>
    output === null ? [] : [{ ...nothing, name, ...to, pin: output.pin, output }];
  return [
    ...allMotorNames.flatMap((name) => {
      const drive = motors[name];
      return drive === null ? [] : motorWires(name, drive);
    }),
    ...pads.flatMap(({ name, out, selfLimits }, pad) =>
      wire(name, role('pad', pad), out).map((each) => ({ ...each, selfLimits })),
    ),
    ...switchNames.flatMap((name) => wire(name, switchRoles[name], switches[name])),
    ...signNames.flatMap((name) => wire(name, signRoles[name], signs[name])),
  ];
}

export function inputWires({ inputs, keys }: Wiring): readonly (Wire & { readonly input: InputLine })[] {
  const other = role('input');
  const wire = (name: string, to: Role, input: InputLine | null) =>
    input === null ? [] : [{ ...nothing, name, ...to, pin: input.pin, input }];
  return [
    ...inputNames.flatMap((name) => wire(name, inputRoles[name] ?? other, inputs[name])),
    ...keyNames.flatMap((name) => wire(`${name} key`, name === 'stop' ? role('stop', 1) : other, keys[name])),
  ];
}

function thermistorRole({ of, place }: ThermistorWire): Role {
  return of === 'ambient' ? role('ambient') : role('thermistor', 2 * of + (place === 'surface' ? 1 : 0));
}

export function analogWires(wiring: Wiring): readonly (Wire & { readonly name: AnalogName })[] {
  return [
    ...scaledNames.flatMap((name) => {
      const line = wiring.scaled[name];
      return line === null ? [] : [{ ...nothing, name, ...scaledRoles[name], pin: line.pin }];
    }),
    ...thermistorsOf(wiring).map((thermistor) => ({
      ...nothing,
      name: thermistor.name,
      ...thermistorRole(thermistor),
      pin: thermistor.line.pin,
      thermistor,
    })),
  ];
}

/** The slot of each analog input in a status: the order in which the inputs are sent to the chip. */
export function slotsOf(wiring: Wiring): ReadonlyMap<AnalogName, number> {
  return new Map(analogWires(wiring).map(({ name }, slot) => [name, slot]));
}

export function wiresOf(wiring: Wiring): readonly Wire[] {
  return [...outputWires(wiring), ...inputWires(wiring), ...analogWires(wiring)];
}
