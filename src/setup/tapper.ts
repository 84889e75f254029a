/** Measures the tapper: that it runs when it should and only then, its least duty and its current. Nothing counts its motion. */
import type { AnyChair, AnyTapper } from '../chair/any-chair.ts';
import { motorList } from './drive-lists.ts';
import { type Figure, runningOf } from './figures.ts';
import type { FoundInput } from './inputs.ts';
import { type Hold, move } from './moves.ts';
import { isSensed, proveMotor } from './prove.ts';
import { ampsOf, breakawayOf, leastDutyAsked, rampUp, stallOf } from './ramp.ts';
import { type Io, lockTo, type Script } from './script.ts';

export interface TapperFacts {
  readonly breakaway: Figure | null;
  readonly runningA: { readonly from: number; readonly to: number } | null;
  readonly stallA: Figure | null;
}

interface Tapping {
  readonly io: Io;
  readonly chair: AnyChair;
  readonly tapper: AnyTapper;
  readonly inputs: ReadonlyMap<string, FoundInput>;
  readonly hold: Hold;
  /** Ohms of its winding by the multimeter; null where nobody measured. */
  readonly ohms: number | null;
}

const rampRuns = 3;
const runMs = 3000;
/** Time until it runs evenly; left out of the current. */
const startsMs = 600;

export function* measureTapper({ io, chair, tapper, inputs, hold, ohms }: Tapping): Script<TapperFacts> {
  const motor = 'tapper';
  yield* proveMotor(io, { chair, inputs: () => inputs, hold, motor });
  const sensed = isSensed(chair, motor);
  const least = sensed ? rampUp : leastDutyAsked;
  const relock = () => lockTo(io, motorList(chair, motor, inputs, hold.part));
  const ramp =
    tapper.drive.pwm === null
      ? null
      : yield* breakawayOf({ io, chair, motor, ohms }, relock, function* () {
          const ramps = [];
          for (let round = 0; round < (sensed ? rampRuns : 1); round++)
            ramps.push(yield* least(io, { chair, inputs, hold, motor, forwards: true }));
          return ramps;
        });
  if (!sensed) return { breakaway: ramp?.breakaway ?? null, runningA: null, stallA: null };
  const order = { motor, forwards: true, ms: runMs, duty: () => 1 } as const;
  const { driven } = yield* move(io, inputs, hold, order, 'taps at full power');
  const amps = driven.filter(({ ms }) => ms > startsMs).map(ampsOf(io, chair, motor));
  return {
    breakaway: ramp?.breakaway ?? null,
    runningA: runningOf(amps.filter((each) => !Number.isNaN(each))),
    stallA: stallOf(chair, ohms, ramp),
  };
}
