/** Every line of a chair that is wired to a pin, by its path in the chair file. */
import { type AnyChair, motorsOf } from './any-chair.ts';
import type { ChipPin } from './chips/chip.ts';
import { type AnalogLine, type InputLine, linesOf, type OutputLine, type ThermistorLine } from './wiring.ts';

interface At<Line> {
  /** As in the file: `carriage.drive.up`. */
  readonly path: string;
  readonly line: Line;
}

const at = <Line>(path: string, line: Line | null): At<Line>[] => (line === null ? [] : [{ path, line }]);

/** Outputs that move or heat. */
export function guardedOutputs(chair: AnyChair): readonly At<OutputLine>[] {
  const { motors, heat } = chair;
  return [
    ...at('motors.relay', motors.relay),
    ...motorsOf(chair).flatMap(([path, { drive }]) =>
      linesOf(drive).map(([key, line]) => ({ path: `${path}.drive.${key}`, line })),
    ),
    ...(heat?.pads ?? []).map(({ name, out }) => ({ path: `heat.pads.${name}.out`, line: out })),
    ...at('heat.relay', heat?.relay ?? null),
  ];
}

export function signOutputs({ signs }: AnyChair): readonly At<OutputLine>[] {
  return [
    ...at('signs.lamp', signs.lamp),
    ...at('signs.lock-lamp', signs.lockLamp),
    ...at('signs.beeper', signs.beeper),
  ];
}

export function inputLines(chair: AnyChair): readonly At<InputLine>[] {
  const { inputs, carriage, kneader } = chair;
  return [
    ...at('carriage.counts', carriage?.counts?.line ?? null),
    ...at('carriage.ends.top', carriage?.ends.top ?? null),
    ...at('carriage.ends.bottom', carriage?.ends.bottom ?? null),
    ...at('carriage.ends.middle', carriage?.ends.middle?.line ?? null),
    ...(kneader?.cams ?? []).map(({ line }, index) => ({ path: `kneader.cams.${index + 1}`, line })),
    { path: 'inputs.stop', line: inputs.stop },
    ...at('inputs.emergency-stop', inputs.emergencyStop?.line ?? null),
    ...at('inputs.seat', inputs.seat),
    ...Object.entries(inputs.keys).map(([name, line]) => ({ path: `inputs.keys.${name}`, line })),
  ];
}

export function analogLines(chair: AnyChair): readonly At<AnalogLine>[] {
  const { supply, motors, heat } = chair;
  return [
    ...at('supply.sense', supply.sense),
    ...at('motors.sense', motors.sense),
    ...motorsOf(chair).flatMap(([path, { current }]) => at(`${path}.current`, current?.sensor ?? null)),
    ...at('heat.current', heat?.current ?? null),
  ];
}

export function thermistorLines({ heat }: AnyChair): readonly At<ThermistorLine>[] {
  return [
    ...(heat?.pads ?? []).flatMap(({ name, elementSensor, surfaceSensor }) => [
      ...at(`heat.pads.${name}.element-sensor`, elementSensor),
      ...at(`heat.pads.${name}.surface-sensor`, surfaceSensor),
    ]),
    ...at('heat.ambient', heat?.ambient ?? null),
  ];
}

/** The pins that something is wired to. */
export function usedPins(chair: AnyChair): ReadonlySet<number> {
  const lines: readonly At<{ readonly pin: ChipPin }>[] = [
    ...guardedOutputs(chair),
    ...signOutputs(chair),
    ...inputLines(chair),
    ...analogLines(chair),
    ...thermistorLines(chair),
  ];
  return new Set(lines.map(({ line }) => line.pin.number));
}
