/** Hazards of motors: ends, jams, stalls, both directions at once. A switch that is stuck is in motor-stuck.ts. */
import {
  type AnyCarriage,
  type AnyChair,
  type AnyKneader,
  type AnyMotor,
  drawsOf,
  motorsOf,
} from '../any-chair.ts';
import { at } from '../assert.ts';
import { fuseRange, isWithinFuse } from '../fuse.ts';
import { currentCanShow, motorCurrent, motorCurrentShows } from '../motor-current.ts';
import { type AnyMotorName, widths } from '../names.ts';
import type { Amperes } from '../units.ts';
import { type Bound, type HazardRow, type Remedy, row, way } from './row.ts';

const carriagePart = ({ carriage }: AnyChair): readonly string[] => (carriage === null ? [] : ['carriage']);

function motorAt(chair: AnyChair, part: string): AnyMotor | null {
  return motorsOf(chair).find(([path]) => path === part)?.[1] ?? null;
}

/** The fuse that protects a motor: that in its line, or that of all motors if it is the only one. */
export function fuseOf(chair: AnyChair, part: string): Amperes | null {
  const own = motorAt(chair, part)?.fuseA ?? null;
  return own ?? (motorsOf(chair).length === 1 ? chair.motors.fuseA : null);
}

/** What the motor draws is in the file, and a fuse of this rating would blow while it runs, or hold while it is held fast. */
export function isFuseUnfit(motor: AnyMotor, fuseA: Amperes): boolean {
  const draws = drawsOf(motor);
  return draws !== null && !isWithinFuse(fuseRange(draws.runningA.max, draws.stallA), fuseA);
}

function hasFuse(chair: AnyChair, part: string): boolean {
  const [motor, fuseA] = [motorAt(chair, part), fuseOf(chair, part)];
  return motor !== null && fuseA !== null && !isFuseUnfit(motor, fuseA);
}

/** Of any rating, also in the line of several motors. */
export const hasAnyFuse = (chair: AnyChair, part: string): boolean =>
  (motorAt(chair, part)?.fuseA ?? chair.motors.fuseA) !== null;

/** Why the fuse that there is does not protect it: one in the line of several motors does not blow when one of them stalls. */
function unfitFuse(chair: AnyChair, part: string): readonly string[] {
  if (hasFuse(chair, part)) return [];
  if (fuseOf(chair, part) !== null) return ['its fuse does not fit what it draws running and held fast'];
  return chair.motors.fuseA === null ? [] : ['motors.fuse is in the line of all motors'];
}

/** Parts that have to run: the motor itself and, for the arms, the carriage, since they run only if it may move. */
const motorTaken = (part: string): readonly string[] => (part === 'kneader' ? [part, 'carriage'] : [part]);

export const sensesStall = (chair: AnyChair, part: string): boolean =>
  motorCurrent(chair, part as AnyMotorName, motorAt(chair, part)) !== null;

/** Why the existing current sensor is not used. */
function lateCurrent(chair: AnyChair, part: string): readonly string[] {
  const motor = motorAt(chair, part);
  const shows = motor === null ? null : motorCurrentShows(chair, part as AnyMotorName, motor);
  if (shows === null || shows.unfit === null) return [];
  if (shows.unfit === 'starts as stalled')
    return ['while starting it draws as much as when held fast, so its current shows nothing'];
  if (shows.unfit === 'runs as stalled')
    return ['running it draws nearly as much as when held fast, so its current shows nothing'];
  if (shows.unfit === 'too coarse')
    return ["the current that it draws running does not stand out from its sensor's noise"];
  return [
    `its current sensor shows at most ${toThree(shows.mostA)} A, and a stall shows only above ${toThree(shows.neededA)} A`,
  ];
}

/** A sensor of its current, unless a start is known to draw as much as a stall. */
function sensorOfCurrent(chair: AnyChair, part: string): readonly Remedy[] {
  const motor = motorAt(chair, part);
  const shows = motor !== null && currentCanShow(part as AnyMotorName, motor);
  return shows ? [[{ part: `${part}.current`, need: 'analog' }]] : [];
}

/** Why the sensors that the carriage has do not show a jam, where none does. */
const blindToJam = (chair: AnyChair, part: string): readonly string[] => [
  ...lateCurrent(chair, part),
  ...((chair.carriage?.counts ?? null) === null ? [] : ['its counts are too rare to show a jam']),
];

/** The same of arms or a tapper. */
const blindToStall = (chair: AnyChair, part: string): readonly string[] => [
  ...lateCurrent(chair, part),
  ...(part === 'kneader' && (chair.kneader?.cams ?? []).length > 0
    ? ['its cam sensors change too rarely to show a stall']
    : []),
];

export const toThree = (value: number): number => Number(value.toPrecision(3));

const ends = ({ carriage }: AnyChair): number =>
  carriage === null ? 0 : [carriage.ends.top, carriage.ends.bottom].filter((end) => end !== null).length;

/** How long a travel from end to end may last, s: 1.2 times the longest with a person, else 1.7 times empty. */
export function travelLimitS({ travel }: AnyCarriage): number {
  const withPerson = [travel.upWithPersonMs, travel.downWithPersonMs].filter((time) => time !== null);
  const limitMs =
    withPerson.length === 2 ? 1.2 * Math.max(...withPerson) : 1.7 * Math.max(travel.upMs, travel.downMs);
  return toThree(limitMs / 1000);
}

/** Longest time between edges of a moving part, s; rarer edges would not show a stall in time. */
const edgeMostS = { carriage: 0.4, kneader: 1.4 } as const;
/** The slowest speeds under PWM: just before a place is reached. */
const slowest = { mmPerS: 12.5, turnsPerMin: 20 } as const;

/** Whether counts come often enough to show a jam. */
export function countsShowJam({ counts, drive, fullSpeedMmPerS, slowerUnderPerson }: AnyCarriage): boolean {
  if (counts === null) return false;
  const underPersonMmPerS = Math.min(fullSpeedMmPerS.up, fullSpeedMmPerS.down) * (1 - slowerUnderPerson.max);
  const mmPerS = drive.pwm === null ? underPersonMmPerS : Math.min(slowest.mmPerS, underPersonMmPerS);
  return counts.eachMm <= edgeMostS.carriage * mmPerS;
}

/** Time in which rarer counts come under any person, s: that of five counts, since one may be lost and the first is farther away. */
export function seldomCountsS({ counts, fullSpeedMmPerS: { up, down } }: AnyCarriage): number {
  if (counts === null) return 0;
  return (5 * counts.eachMm) / Math.min(slowest.mmPerS, 0.4 * Math.min(up, down));
}

/** Late readings may hide a cam pass shorter than this, s: a pause of the computer, and bursts on its line. */
const hidesS = 0.2;
/** Bursts on the line alone are this far apart, s, and may hide a shorter pass every time. */
const burstsS = 0.1;

/**
 * Whether the cam sensors pass often enough to show a stall, and no pass is too short to be seen: at the slowest speed, and at any
 * speed at which a pass shorter than `hidesS` may be missed.
 */
export function camsShowStall({ cams, drive, fullTurnsPerMin }: AnyKneader): boolean {
  const slowestDegPerS = 6 * (drive.pwm === null ? 0.7 * fullTurnsPerMin : slowest.turnsPerMin);
  const passes = cams
    .flatMap(({ atDeg, halfDeg }) => atDeg.map((deg) => ({ fromDeg: deg - halfDeg, deg: 2 * halfDeg })))
    .sort((one, other) => one.fromDeg - other.fromDeg);
  const fromDeg = (turn: number): number =>
    at(passes, turn % passes.length, 'pass').fromDeg + 360 * Math.floor(turn / passes.length);
  const isMet = (deg: number, degPerS: number): boolean => deg <= edgeMostS.kneader * degPerS;
  return (
    passes.length > 0 &&
    passes.every(({ deg }, index) => {
      const leftDeg = fromDeg(index) + deg;
      const hiddenFromDegPerS = Math.max(
        slowestDegPerS,
        at(passes, (index + 1) % passes.length, 'pass').deg / hidesS,
      );
      const maySkip = hiddenFromDegPerS < 6 * fullTurnsPerMin;
      return (
        deg >= burstsS * 6 * fullTurnsPerMin &&
        isMet(deg, slowestDegPerS) &&
        isMet(fromDeg(index + 1) - leftDeg, slowestDegPerS) &&
        (!maySkip || isMet(fromDeg(index + 2) - leftDeg, hiddenFromDegPerS))
      );
    })
  );
}

const travelBound = ({ carriage }: AnyChair): Bound | null =>
  carriage === null ? null : { value: travelLimitS(carriage), unit: 's' };

/** 0.3 s at full duty, the only duty of a carriage without PWM or counts. Blocked at less duty it draws less, and counts show the jam. */
function currentBound(chair: AnyChair): Bound | null {
  const { carriage } = chair;
  if (carriage === null || carriage.drive.pwm === null || carriage.counts === null) {
    return { value: 0.3, unit: 's' };
  }
  return { value: countsShowJam(carriage) ? 1 : toThree(seldomCountsS(carriage)), unit: 's' };
}

/** An end whose switch stays open is a jam: shown by full current, or by missing counts. */
function countedEndBound(chair: AnyChair): Bound | null {
  const { carriage } = chair;
  if (carriage === null) return null;
  const within1s = countsShowJam(carriage) || (sensesStall(chair, 'carriage') && carriage.drive.pwm === null);
  return { value: within1s ? 1 : toThree(seldomCountsS(carriage)), unit: 's' };
}

const end = row({
  id: 'end',
  title: 'the carriage runs into its end',
  otherwise: 'no carriage',
  parts: carriagePart,
  takes: motorTaken,
  ways: [
    way({
      id: 'ends-and-counts',
      says: 'a switch at each end; if one does not close, missing counts show it',
      holds: (chair) => ends(chair) === 2 && (chair.carriage?.counts ?? null) !== null,
      bound: countedEndBound,
      rule: 'the carriage is driven into a closed limit',
      scenario: 'limits/an-end-whose-switch-does-not-close.yaml',
      proved: true,
    }),
    way({
      id: 'ends-and-time',
      says: 'a switch at each end; if one does not close, the longest travel time ends the run, and there is a fuse',
      holds: (chair, part) => ends(chair) === 2 && hasAnyFuse(chair, part),
      bound: travelBound,
      rule: 'the carriage is driven into a closed limit',
      scenario: 'chair-c/missed-end.yaml',
    }),
    way({
      id: 'one-end',
      says: 'a switch at one end; the carriage keeps clear of the other end by a tenth of the shortest travel time',
      holds: (chair) => ends(chair) === 1,
      // Until the only switch has been met, only the travel time or the counts show the end of the rail.
      bound: (chair) =>
        (chair.carriage?.counts ?? null) === null ? travelBound(chair) : countedEndBound(chair),
      rule: 'the carriage comes near the end without a switch',
      scenario: 'one-end/keeps-clear-of-the-end-without-a-switch.yaml',
    }),
  ],
  remedies: (chair) => {
    // With a switch at one end a way holds already; with none, a fuse or counts alone do not help.
    if (ends(chair) === 0) {
      return [
        [{ part: 'carriage.ends.top', need: 'input' }],
        [{ part: 'carriage.ends.bottom', need: 'input' }],
      ];
    }
    return [[{ part: 'carriage.counts', need: 'interrupt' }], [{ part: 'carriage.fuse', need: null }]];
  },
});

const jam = row({
  id: 'jam',
  title: 'the carriage is jammed on a body',
  otherwise: 'no carriage',
  parts: carriagePart,
  takes: motorTaken,
  ways: [
    way({
      id: 'current',
      says: 'its current; if the carriage has counts, missing counts below three quarters of full duty',
      holds: sensesStall,
      bound: currentBound,
      rule: 'the carriage is stalled, by its current',
      scenario: 'faults/e31-carriage-jammed.yaml',
      proved: true,
    }),
    way({
      id: 'counts',
      says: 'missing counts while it is driven',
      holds: ({ carriage }) => carriage !== null && countsShowJam(carriage),
      bound: () => ({ value: 1, unit: 's' }),
      rule: 'the carriage is driven and does not move',
      scenario: 'chair-b/jammed-and-nothing-senses-its-current.yaml',
      proved: true,
    }),
    way({
      id: 'time',
      says: 'the longest travel time, at the only duty that was timed, and the fuse in its line; half the time on one spot',
      holds: hasFuse,
      bound: travelBound,
      rule: 'a limit is not reached',
      scenario: 'chair-a/jammed-and-nothing-measures-it.yaml',
    }),
  ],
  remedies: (chair, part) => [
    ...sensorOfCurrent(chair, part),
    [{ part: 'carriage.counts', need: 'interrupt' }],
    [{ part: 'carriage.fuse', need: null }],
  ],
  lacks: (chair, part) => [...blindToJam(chair, part), ...unfitFuse(chair, part)],
  unused: (chair, part) => blindToJam(chair, part),
});

const stall = row({
  id: 'stall',
  title: 'arms or tapper stalled, unseen',
  otherwise: 'no kneader, no tapper',
  parts: (chair) => motorsOf(chair).flatMap(([path]) => (path === 'carriage' ? [] : [path])),
  takes: motorTaken,
  ways: [
    way({
      id: 'current',
      says: 'its current',
      holds: sensesStall,
      bound: (_, part) => ({ value: part === 'kneader' ? 0.3 : 1.5, unit: 's' }),
      rule: 'the kneader is stalled, by its current',
      scenario: 'faults/e41-kneader-jammed.yaml',
      ofPart: {
        tapper: { rule: 'the tapper is stalled, by its current', scenario: 'faults/e44-tapper-jammed.yaml' },
      },
      proved: true,
    }),
    way({
      id: 'cams',
      says: 'cam sensors that do not change while it is driven',
      holds: ({ kneader }, part) => part === 'kneader' && kneader !== null && camsShowStall(kneader),
      bound: () => ({ value: 2, unit: 's' }),
      rule: 'the kneader is driven and does not move',
      scenario: 'each-way/arms-that-their-cams-alone-watch.yaml',
      proved: true,
    }),
    way({
      id: 'thermal',
      says: 'a thermal switch or a fuse in its line, and at most 2 min of running in any 3 min',
      holds: (chair, part) => motorAt(chair, part)?.thermalSwitch === true || hasFuse(chair, part),
      bound: () => ({ value: 120, unit: 's' }),
      rule: 'the kneader has run for its 2 min in any 3, and nothing would notice a stall',
      scenario: 'chair-b/arms-that-nothing-watches-rest-after-2-min.yaml',
      ofPart: {
        tapper: {
          rule: 'the tapper has run for its 2 min in any 3, and nothing would notice a stall',
          scenario: 'chair-a/a-tapper-that-nothing-watches-rests-after-2-min.yaml',
        },
      },
    }),
  ],
  remedies: (chair, part) => [
    ...sensorOfCurrent(chair, part),
    ...(part === 'kneader' && (chair.kneader?.cams ?? []).length < widths.length
      ? [[{ part: 'kneader.cams', need: 'input' }] as const]
      : []),
    [{ part: `${part}.fuse`, need: null }],
    [{ part: `${part}.thermal-switch`, need: null }],
  ],
  lacks: (chair, part) => [...blindToStall(chair, part), ...unfitFuse(chair, part)],
  unused: (chair, part) => blindToStall(chair, part),
});

const bothWays = row({
  id: 'both-ways',
  title: 'both directions at once',
  otherwise: 'the file is refused',
  parts: (chair) =>
    motorsOf(chair).flatMap(([path, { drive }]) => (drive.lines.by === 'one-way' ? [] : [path])),
  takes: motorTaken,
  ways: [
    way({
      id: 'direction-line',
      says: 'a direction line: there are no two outputs',
      holds: (chair, part) => motorAt(chair, part)?.drive.lines.by === 'direction',
      bound: () => ({ value: 0, unit: 'ms' }),
      proved: true,
    }),
    way({
      id: 'seen-to-let-go',
      says: 'two outputs that the chip keeps apart: the second comes on only when no more current flows',
      holds: sensesStall,
      bound: () => ({ value: 0, unit: 'ms' }),
      proved: true,
      rule: 'the carriage turns round without coasting',
      scenario: 'each-way/both-ways-at-once-where-a-current-tells.yaml',
    }),
    way({
      id: 'dead-time',
      says: 'two outputs that the chip keeps apart by the dead time plus 50 ms, and a fuse',
      holds: hasAnyFuse,
      bound: () => ({ value: 0, unit: 'ms' }),
      rule: 'the carriage turns round without coasting',
      scenario: 'chair-a/both-ways-at-once.yaml',
    }),
  ],
  refuses: 'it has one output each way, and nothing protects it when one of them does not let go',
  meetsIn: (part) => [part, 'motors', 'current-filter', 'supply'],
  refusedAt: (part) => `${part}.drive.kind`,
  refusal: (chair, part) => {
    const [late] = lateCurrent(chair, part);
    const why = late === undefined ? '' : ` (${late})`;
    return {
      message: `${part}.drive: it has one output each way, and nothing protects it when one of them does not let go${why}`,
      cure: `put a fuse in its line and write \`${part}.fuse\` (or \`motors.fuse\`)${sensorOfCurrent(chair, part).length === 0 ? '' : ', or measure its current'}`,
    };
  },
  remedies: (_, part) => [[{ part: `${part}.fuse`, need: null }]],
});

export const motorHazards: readonly HazardRow[] = [end, jam, stall, bothWays];
