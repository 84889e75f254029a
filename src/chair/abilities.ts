/** What a chair can do: derived from its parts, less what its hazards lock out. */
import type { AnyChair } from './any-chair.ts';
import { type Hazard, hazardsOf } from './hazards.ts';
import type { HeatLevel } from './names.ts';

export interface Abilities {
  readonly place: 'counts' | 'time' | 'none';
  /** Whether the arms can be sent to a width. */
  readonly width: boolean;
  readonly directions: 'two' | 'one' | 'none';
  /** How many of the remote's six speeds there are; 0 where there is no such motor. */
  readonly speeds: { readonly carriage: number; readonly kneader: number; readonly tapper: number };
  readonly heat: Readonly<Record<string, 'closed' | 'table' | 'none'>>;
  /** Besides off. */
  readonly levels: Readonly<Record<string, readonly HeatLevel[]>>;
  /** What notices that the carriage is jammed. */
  readonly jam: 'current' | 'counts' | 'time' | 'none';
  /** Whether the chair knows that somebody sits there. */
  readonly seat: boolean;
  readonly roll: boolean;
  /** `moving`: only while the carriage travels, since one motor does both, the place is unknown, or kneading at a place is locked out. */
  readonly knead: 'at-place' | 'moving' | 'none';
  readonly press: boolean;
  readonly tap: boolean;
}

export function abilitiesOf(chair: AnyChair, hazards: readonly Hazard[] = hazardsOf(chair)): Abilities {
  const locked = new Set(hazards.flatMap(({ lockedOut }) => lockedOut));
  const jam = hazards.find(({ id }) => id === 'jam')?.met ?? 'none';
  const carriage = locked.has('carriage') ? null : chair.carriage;
  // Without a carriage that moves, the arms would work one spot all the time.
  const kneader = locked.has('kneader') || carriage === null ? null : chair.kneader;
  const tapper = locked.has('tapper') ? null : chair.tapper;
  const place = placeOf(carriage);
  const width = kneader !== null && new Set(kneader.cams.map((cam) => cam.width)).size > 1;
  const levels = levelsOf(chair, locked);
  return {
    place,
    width,
    directions: directionsOf(carriage, kneader),
    speeds: {
      carriage: place === 'time' ? 1 : (carriage?.speeds.length ?? 0),
      kneader: kneader?.speeds.length ?? 0,
      tapper: tapper?.speeds.length ?? 0,
    },
    heat: Object.fromEntries(
      (chair.heat?.pads ?? []).map((pad) => [
        pad.name,
        levels[pad.name]?.length === 0 ? 'none' : pad.elementSensor !== null ? 'closed' : 'table',
      ]),
    ),
    levels,
    jam: carriage === null ? 'none' : (jam as Abilities['jam']),
    seat: chair.inputs.seat !== null,
    roll: carriage !== null,
    knead: kneadOf(carriage, kneader, locked, place),
    press: carriage !== null && width && place !== 'none',
    tap: tapper !== null,
  };
}

function placeOf(carriage: AnyChair['carriage']): Abilities['place'] {
  if (carriage === null) return 'none';
  if (carriage.counts !== null) return 'counts';
  return carriage.ends.top === null && carriage.ends.bottom === null ? 'none' : 'time';
}

/** Heads that the motor of the carriage turns have one direction. */
function directionsOf(carriage: AnyChair['carriage'], kneader: AnyChair['kneader']): Abilities['directions'] {
  if (kneader === null) return carriage?.coupled === true ? 'one' : 'none';
  return kneader.drive.lines.by === 'one-way' ? 'one' : 'two';
}

function kneadOf(
  carriage: AnyChair['carriage'],
  kneader: AnyChair['kneader'],
  locked: ReadonlySet<string>,
  place: Abilities['place'],
): Abilities['knead'] {
  if (carriage?.coupled === true) return 'moving';
  if (kneader === null) return 'none';
  return place === 'none' || locked.has('knead.at') ? 'moving' : 'at-place';
}

function levelsOf(chair: AnyChair, locked: ReadonlySet<string>): Abilities['levels'] {
  const levels = (chair.heat?.pads ?? []).map((pad) => {
    const path = `heat.pads.${pad.name}`;
    if (locked.has(path)) return [pad.name, []] as const;
    const has = (level: 'low' | 'medium' | 'high') =>
      pad.elementSensor !== null || (pad.byTable?.duty[level] ?? null) !== null;
    const all = (['low', 'medium', 'high'] as const).filter(
      (level) => has(level) && !locked.has(`${path}: ${level}`),
    );
    return [pad.name, all] as const;
  });
  return Object.fromEntries(levels);
}
