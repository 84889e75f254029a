/** What a real chair measures of itself, and nothing that it only believes. NaN where nothing measures it. */
import type { RealBoard } from '../../../src/board/open.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { linkLostMs } from '../../../src/chair/limits.ts';
import type { Sensors } from '../../../src/chair/sensors.ts';
import type { ScaledName } from '../../../src/chair/wiring.ts';
import type { Controller } from '../../../src/run/controller.ts';
import type { Readings } from '../server/moment.ts';

const unknown = Number.NaN;

/** The same object each time, read anew. Old values are none. */
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
    /** Nobody weighs whoever sits there; a switch says that somebody does. */
    get personKg() {
      return wiring.inputs.seat !== null && fresh() && sensors.seat ? 1 : 0;
    },
    lateMs: 0,
    // What it reads is shown already; what it makes of it is not measured.
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
