/** What a real chair measures, without estimates. NaN where nothing measures a value. */
import type { RealBoard } from '../../../src/board/open.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { linkLostMs } from '../../../src/chair/limits.ts';
import type { Sensors } from '../../../src/chair/sensors.ts';
import type { ScaledName } from '../../../src/chair/wiring.ts';
import type { Controller } from '../../../src/run/controller.ts';
import type { Readings } from '../server/moment.ts';

const unknown = Number.NaN;

/** The readings, as an object whose properties are read anew each time. Stale values count as not measured. */
export function readingsOf(
  board: Pick<RealBoard, 'measures'>,
  chair: Chair,
  controller: Controller,
): Readings {
  const { control, sensors, outputs } = controller;
  const { wiring } = chair;
  const fresh = () => sensors.link.connected && sensors.link.ageMs <= linkLostMs;
  const scaled = (name: ScaledName, value: number): number =>
    fresh() && wiring.scaled[name] !== null && board.measures(name) ? value : unknown;
  const counts = chair.carriage.edgeMm !== null;
  const turns = (['cam-narrow', 'cam-medium', 'cam-wide'] as const).some(
    (cam) => wiring.inputs[cam] !== null,
  );
  const noneOn: readonly boolean[] = chair.pads.map(() => false);
  return {
    get carriageMm() {
      return counts && fresh() && control.carriage.known ? control.carriage.positionMm : unknown;
    },
    get carriageA() {
      return scaled('carriage-current', sensors.carriageA);
    },
    get kneaderTurns() {
      return turns && fresh() ? control.kneader.turns : unknown;
    },
    get kneaderA() {
      return scaled('kneader-current', sensors.kneaderA);
    },
    get supplyV() {
      return scaled('supply', sensors.supplyV);
    },
    get ambientC() {
      return wiring.ambient !== null && fresh() ? sensors.ambientC : unknown;
    },
    pads: padsOf(board, chair, sensors, fresh),
    get padsOn() {
      return outputs.padRelay && fresh() ? outputs.padsOn : noneOn;
    },
    get keys() {
      return fresh() ? sensors.keys : 0;
    },
    get emergencyStop() {
      return fresh() && sensors.emergencyStop;
    },
    get powered() {
      return fresh();
    },
    /** The weight is not measured: 1 if the seat switch says that somebody sits there. */
    get personKg() {
      return wiring.inputs.seat !== null && fresh() && sensors.seat ? 1 : 0;
    },
    lateMs: 0,
    // Its readings are shown already, and its estimates are not measured.
    belief: false,
  };
}

function padsOf(
  board: Pick<RealBoard, 'measures'>,
  { pads, wiring }: Chair,
  sensors: Sensors,
  fresh: () => boolean,
): Readings['pads'] {
  return pads.map(({ name }, index) => {
    const lines = wiring.pads[index];
    const hasElement = (lines?.element ?? null) !== null;
    const hasSurface = (lines?.surface ?? null) !== null;
    return {
      get elementC() {
        const known = hasElement && fresh() && board.measures(`${name}-thermistor`);
        return known ? (sensors.pads[index]?.elementC ?? unknown) : unknown;
      },
      get surfaceC() {
        const known = hasSurface && fresh() && board.measures(`${name}-surface`);
        return known ? (sensors.pads[index]?.surfaceC ?? unknown) : unknown;
      },
    };
  });
}
