/** How far what setup measured is from the truth, by figure. */
import { createPlant, stepPlant } from '../../sim/plant/plant.ts';
import { abilitiesOf } from '../../src/chair/abilities.ts';
import type { AnyChair, AnyMotor } from '../../src/chair/any-chair.ts';
import { createPower } from '../../src/chair/outputs.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { apart } from '../../src/setup/cam-angles.ts';
import { chairOf } from '../../src/setup/kind.ts';
import type { Facts } from '../../src/setup/setup.ts';
import type { Measured } from '../setup/measured.ts';

/** By figure, how far each chair's is from the truth. */
export type Errors = Record<string, number[]>;

const units: Readonly<Record<string, string>> = {
  'counts, an end by eye': 'counts',
  counts: 'counts',
  'cam angle': 'deg',
  breakaway: 'duty',
  coast: 'mm',
  middle: 'mm',
  pins: 'pins',
};
export const unitOf = (name: string): string => units[name] ?? '%';

export function addErrors(
  errors: Errors,
  { kind, truth, setup }: Pick<Measured, 'kind' | 'truth' | 'setup'>,
): void {
  const add = (name: string, value: number) => {
    errors[name] = [...(errors[name] ?? []), Number.isNaN(value) ? Number.POSITIVE_INFINITY : value];
  };
  const any = chairOf(truth.chair);
  // What a chair of this kind may not use is not measured.
  const { roll, knead, levels } = abilitiesOf(kind.chair);
  if (roll) addCarriage(add, any, setup.facts);
  if (knead !== 'none') addKneader(add, any, setup.facts);
  addPads(add, any, setup.facts, (name) => (levels[name] ?? []).length > 0);
}

type Add = (name: string, value: number) => void;

/** In per cent of what it should be. */
const off = (is: number | undefined | null, should: number): number =>
  100 * Math.abs((is ?? Number.NaN) / should - 1);
const apartBy = (is: number | undefined | null, should: number): number =>
  Math.abs((is ?? Number.NaN) - should);

function addCarriage(add: Add, any: AnyChair, { carriage: found }: Facts): void {
  const { carriage } = any;
  if (carriage === null) return;
  // Where there is no switch the person says where the way ends.
  const by = carriage.ends.top === null || carriage.ends.bottom === null ? ', an end by eye' : '';
  add(`travel${by}`, off(found?.upMs.value, carriage.travel.upMs));
  add(`travel${by}`, off(found?.downMs.value, carriage.travel.downMs));
  const { pwm } = carriage.drive;
  if (pwm !== null) add('breakaway', apartBy(found?.breakaway?.value, pwm.duty.min));
  addStall(add, carriage, found?.stallA?.value);
  const middleMm = carriage.ends.middle?.atMm;
  if (middleMm !== undefined) add('middle', apartBy(found?.middleMm?.value, middleMm));
  if (carriage.counts === null) return;
  // The way is no whole number of edges: both that it lies between are right.
  const edges = carriage.railMm / carriage.counts.eachMm;
  add(`counts${by}`, Math.max(0, apartBy(found?.overRail?.value, edges) - 0.5));
  add('coast', apartBy(found?.coastMm?.value, trueCoastMm(any)));
}

/** Before it moves, or by the person's ohms. */
function addStall(add: Add, { current, drive }: AnyMotor, is: number | undefined): void {
  if (current === null) return;
  add(drive.pwm === null ? 'held fast, by the ohms' : 'held fast', off(is, current.draws.stallA));
}

function addKneader(add: Add, { kneader }: AnyChair, { kneader: found }: Facts): void {
  if (kneader === null) return;
  const { pwm } = kneader.drive;
  if (pwm !== null) add('breakaway', apartBy(found?.breakaway?.value, pwm.duty.min));
  addStall(add, kneader, found?.stallA?.value);
  const by = kneader.cams.length === 0 ? 'turns a minute, by eye' : 'turns a minute';
  add(by, off(found?.turnsPerMin?.value, kneader.fullTurnsPerMin));
  for (const { width, atDeg } of kneader.cams) {
    const seen = found?.cams.find((cam) => cam.width === width)?.atDeg ?? [];
    for (const [index, deg] of atDeg.entries())
      add('cam angle', Math.abs(apart(seen[index] ?? Number.NaN, deg)));
  }
}

function addPads(
  add: Add,
  { heat }: AnyChair,
  { pads = {} }: Facts,
  isUsed: (name: string) => boolean,
): void {
  for (const pad of heat?.pads ?? []) {
    const found = pads[pad.name];
    add('watts', off(found?.watts, pad.nominalW));
    if (pad.elementSensor === null || !isUsed(pad.name)) continue;
    const [power, time] = [found?.powerOverCapacity?.value, found?.time?.value];
    const by = pad.surfaceSensor === null ? ', by the element alone' : '';
    add(`power over capacity${by}`, off(power, pad.nominalW / pad.elementJPerK));
    if (pad.surfaceSensor === null) continue;
    add('resistance times capacity', off(time, pad.elementJPerK / pad.elementSurfaceWPerK));
    const product = (power ?? Number.NaN) * (time ?? Number.NaN);
    add('power times resistance', off(product, pad.nominalW / pad.elementSurfaceWPerK));
  }
}

/** Power off at full speed, up and down, in the plant itself. */
function trueCoastMm(any: AnyChair): number {
  const { chair } = supportedChair(any, true);
  if (chair === null) return Number.NaN;
  const ways = [1, -1].map((duty) => {
    const plant = createPlant(chair, { personKg: 0, carriageMm: chair.carriage.railMm / 2, stepMs: 1 });
    const power = { ...createPower(plant), motorRelay: true };
    power.carriageDuty = duty;
    for (let ms = 0; ms < 2000; ms++) stepPlant(plant, power);
    const fromMm = plant.carriageMm;
    power.carriageDuty = 0;
    for (let ms = 0; ms < 2000; ms++) stepPlant(plant, power);
    return Math.abs(plant.carriageMm - fromMm);
  });
  return ((ways[0] ?? 0) + (ways[1] ?? 0)) / 2;
}
