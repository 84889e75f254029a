/** The rules of the motors by themselves: when each holds, at its very limits, and which fault it tells. */
import { describe, expect, test } from 'vitest';
import { hasFault } from '../../../src/chair/fault-set.ts';
import { faultIndex } from '../../../src/chair/faults.ts';
import type { AnyMotorName, MotorName } from '../../../src/chair/names.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { part } from '../../../src/chair/parts.ts';
import {
  createMotion,
  type MotionSeen,
  motionRules,
  watchMotion,
} from '../../../src/control/guard/diagnosis/motion.ts';
import { reasonOf } from '../../../src/control/guard/reasons.ts';
import { createRegister, raise } from '../../../src/control/guard/register.ts';
import { chair } from '../../chair.ts';
import { createSeen, limits } from './rig.ts';

/** A chair at rest in the middle of its rail; a test puts in what it sees. */
function seenAt(): MotionSeen {
  const seen = { ...createSeen(), motion: createMotion(limits) };
  Object.assign(seen.counts.carriage, { started: true, undrivenMs: 2000 });
  Object.assign(seen.counts.evidence, { fresh: true, forMs: 20, countedMs: 20 });
  return seen;
}

function drive({ counts }: MotionSeen, motor: AnyMotorName, least: number, most = least): void {
  counts.evidence.drives[motor] = { duty: most, least, most };
}

function ruleOf(name: string): (typeof motionRules)[number] {
  const rule = motionRules.find((each) => each.name === name);
  if (rule === undefined) throw new Error(`there is no rule "${name}"`);
  return rule;
}

const tells = (name: string, seen: MotionSeen): string => {
  const { raises } = ruleOf(name);
  return typeof raises === 'function' ? raises(seen) : raises;
};

describe.each(['carriage', 'kneader'] as const)('the %s', (motor: MotorName) => {
  const stalled = ruleOf(`the ${motor} is stalled, by its current`);
  const still = ruleOf(`the ${motor} is driven and does not move`);
  const amperes = (seen: MotionSeen, value: number) =>
    Object.assign(seen.sensors, motor === 'carriage' ? { carriageA: value } : { kneaderA: value });
  const { baseA, perDutyA } = limits[motor].stalled;

  test('is stalled above what its duty explains, where it was driven all the while', () => {
    const seen = seenAt();
    drive(seen, motor, 0.5);
    amperes(seen, baseA + perDutyA * 0.5);
    expect(stalled.when(seen)).toBe(false);
    amperes(seen, baseA + perDutyA * 0.5 + 0.01);
    expect(stalled.when(seen)).toBe(true);
    amperes(seen, Number.NaN);
    expect(stalled.when(seen)).toBe(true);
    drive(seen, motor, 0, 0.5);
    expect(stalled.when(seen)).toBe(false);
  });

  test('shall move where it was driven all the while by as much as breaks it away, and less says nothing', () => {
    const { breakawayDuty } = limits[motor];
    const seen = seenAt();
    drive(seen, motor, breakawayDuty, 1);
    expect(still.when(seen)).toBe(true);
    drive(seen, motor, breakawayDuty - 0.01, 1);
    expect(still.when(seen)).toBe('unclear');
    drive(seen, motor, 0);
    expect(still.when(seen)).toBe(false);
  });

  test('draws something where it was driven all the while by as much as breaks it away', () => {
    const idle = ruleOf(`the ${motor} is driven and draws no current`);
    const { idleA } = limits.noCurrent[motor];
    const { breakawayDuty } = limits[motor];
    const seen = seenAt();
    drive(seen, motor, breakawayDuty, 1);
    amperes(seen, idleA);
    expect(idle.when(seen)).toBe(false);
    amperes(seen, idleA - 0.01);
    expect(idle.when(seen)).toBe(true);
    drive(seen, motor, breakawayDuty - 0.01, 1);
    expect(idle.when(seen)).toBe('unclear');
    drive(seen, motor, 0, 1);
    expect(idle.when(seen)).toBe('unclear');
    expect(tells(`the ${motor} is driven and draws no current`, seen)).toBe('E36');
  });

  test('has moved by what it gives itself, and not by what the other one gives', () => {
    const seen = seenAt();
    drive(seen, motor, 1);
    seen.counts.carriage.newEdges = 1;
    expect(still.when(seen)).toBe(motor === 'kneader');
    seen.counts.carriage.newEdges = 0;
    seen.counts.cam.changed = 2;
    expect(still.when(seen)).toBe(motor === 'carriage');
  });
});

test('a carriage that turns round has its time anew; the kneader has nothing to do with that', () => {
  const seen = seenAt();
  seen.counts.carriage.turnedRound = true;
  drive(seen, 'carriage', 1);
  drive(seen, 'kneader', 1);
  expect(ruleOf('the carriage is driven and does not move').when(seen)).toBe(false);
  expect(ruleOf('the kneader is driven and does not move').when(seen)).toBe(true);
});

describe('a motor that stands', () => {
  /** Held fast at an end, at a current. */
  function heldFast(motor: MotorName, own: object, amperes = 3): string {
    const seen = seenAt();
    Object.assign(seen.sensors, { carriageA: amperes, kneaderA: amperes });
    Object.assign(seen.counts.carriage, own);
    return tells(`the ${motor} is stalled, by its current`, seen);
  }
  const nearTop = { placeKnown: true, placeMm: limits.carriage.railMm - 40, direction: 1 };
  const atWrongEnd = { atTop: true, direction: -1 };

  test('is jammed anywhere, without current it has none', () => {
    expect(heldFast('carriage', {})).toBe('E31');
    expect(heldFast('kneader', {})).toBe('E41');
    expect(heldFast('carriage', {}, limits.noCurrent.carriage.deadA)).toBe('E31');
    expect(heldFast('carriage', {}, limits.noCurrent.carriage.deadA - 0.01)).toBe('E36');
    expect(heldFast('kneader', {}, limits.noCurrent.kneader.deadA - 0.01)).toBe('E36');
  });

  test('within 40 mm of the end that it goes to has missed its switch, where it is the carriage', () => {
    expect(heldFast('carriage', nearTop)).toBe('E32');
    expect(heldFast('carriage', { ...nearTop, placeMm: nearTop.placeMm - 1 })).toBe('E31');
    expect(heldFast('carriage', { ...nearTop, direction: -1 })).toBe('E31');
    expect(heldFast('carriage', { placeKnown: true, placeMm: 40, direction: -1 })).toBe('E32');
    expect(heldFast('carriage', { ...nearTop, placeKnown: false })).toBe('E31');
    expect(heldFast('kneader', nearTop)).toBe('E41');
  });

  test('at an end that it is driven away from has crossed wires, where it is the carriage', () => {
    expect(heldFast('carriage', atWrongEnd)).toBe('E37');
    expect(heldFast('kneader', atWrongEnd)).toBe('E41');
  });
});

describe('the tapper', () => {
  const rule = ruleOf('the tapper is stalled, by its current');
  const tapper = { breakawayDuty: 0.4, runningA: 1, stallA: 3, overA: 5 };
  const at = (least: number, most: number, tapperA: number, own: Partial<typeof tapper> = {}) => {
    const seen = { ...seenAt(), limits: { ...limits, tapper: { ...tapper, ...own } } };
    drive(seen, 'tapper', least, most);
    seen.sensors.tapperA = tapperA;
    return rule.when(seen);
  };

  test('is stalled half way between what it draws running and what it draws blocked', () => {
    expect(at(1, 1, 2)).toBe(false);
    expect(at(1, 1, 2.01)).toBe(true);
    expect(at(1, 1, Number.NaN)).toBe(true);
  });

  test('says nothing in its rests, nor at a duty that does not turn it', () => {
    expect(at(0, 1, 5)).toBe('unclear');
    expect(at(0, 1, 0)).toBe('unclear');
    expect(at(0.39, 1, 5)).toBe('unclear');
    expect(at(0.4, 1, 5)).toBe(true);
    // One that is on or off has no such duty.
    expect(at(0, 0, 5, { breakawayDuty: 0 })).toBe('unclear');
  });

  test('has a rule of its own only where its current is measured', () => {
    expect(rule.needs).toBe('tapper current');
    expect(ruleOf('the tapper is driven and nothing says what it does').needs).toBe('tapper current');
    expect(ruleOf('the kneader is driven and nothing says what it does').needs).toBe(undefined);
  });
});

test.each([
  ['carriage', 500],
  ['kneader', 2000],
  ['tapper', 2000],
] as const)('the %s may be driven unseen for %i ms, the next tick included', (motor, mostMs) => {
  const rule = ruleOf(`the ${motor} is driven and nothing says what it does`);
  const seen = seenAt();
  seen.motion.unsupervised[motor].ms = mostMs - 20;
  expect(rule.when(seen)).toBe(false);
  seen.motion.unsupervised[motor].ms = mostMs - 19;
  expect(rule.when(seen)).toBe(true);
  expect(rule.value?.(seen)).toBe(mostMs - 19);
});

describe('the switch of an end that was met', () => {
  const rule = ruleOf('the switch of an end that was met comes and goes');
  const when = (
    carriageDuty: number,
    met: object,
    closed: object = { limitTop: false, limitBottom: false },
  ) => {
    const seen = seenAt();
    Object.assign(seen, { wanted: { ...createPower(chair), carriageDuty } });
    Object.assign(seen.counts.carriage, met);
    Object.assign(seen.sensors, closed);
    return rule.when(seen);
  };

  test('has to stay closed while it is pressed on', () => {
    expect(when(0.5, { atTop: true })).toBe(true);
    expect(when(-0.5, { atBottom: true })).toBe(true);
    expect(when(0.5, { atTop: true }, { limitTop: true, limitBottom: false })).toBe(false);
    expect(when(-0.5, { atBottom: true }, { limitTop: false, limitBottom: true })).toBe(false);
  });

  test('may open where nothing is wanted, on the way from it, and where it was not met', () => {
    expect(when(0, { atTop: true, atBottom: true })).toBe(false);
    expect(when(-0.5, { atTop: true })).toBe(false);
    expect(when(0.5, { atBottom: true })).toBe(false);
    expect(when(0.5, {})).toBe(false);
    expect(when(-0.5, {})).toBe(false);
  });
});

describe('a limit', () => {
  const rule = ruleOf('a limit is not reached');
  const { runMaxMs, searchMaxMs, runMaxMm } = limits.carriage;
  const when = (run: object, carriageDuty = -0.5) => {
    const seen = { ...seenAt(), given: { ...createPower(chair), carriageDuty } };
    Object.assign(seen.motion.run, run);
    return rule.when(seen);
  };

  test('is reached within the time of a run, or of a search', () => {
    expect(when({ forMs: runMaxMs - 1 })).toBe(false);
    expect(when({ forMs: runMaxMs })).toBe(true);
    expect(when({ forMs: searchMaxMs - 1, searching: true })).toBe(false);
    expect(when({ forMs: searchMaxMs, searching: true })).toBe(true);
  });

  test('is reached within the longest way', () => {
    expect(when({ travelMm: runMaxMm - 1 })).toBe(false);
    expect(when({ travelMm: runMaxMm })).toBe(true);
  });

  test('is asked for only while it is driven', () => {
    expect(when({ forMs: runMaxMs, travelMm: runMaxMm }, 0)).toBe(false);
  });

  test('is not asked for on the way to the other one', () => {
    expect(when({ forMs: runMaxMs, direction: 1 }, 0.5)).toBe(true);
    expect(when({ forMs: runMaxMs, direction: 1 }, -0.5)).toBe(false);
  });
});

test('counts that are seldom come within their time', () => {
  const rule = ruleOf(
    'the carriage is driven for as long as several of its seldom counts take, and none comes',
  );
  const seen = seenAt();
  seen.motion.run.stillMs = limits.carriage.stillMaxMs - 1;
  expect(rule.when(seen)).toBe(false);
  seen.motion.run.stillMs = limits.carriage.stillMaxMs;
  expect(rule.when(seen)).toBe(true);
});

describe('a carriage that runs on into its stop, since it hears late that its end has closed', () => {
  const toldAt = (limits: { limitTop?: boolean; limitBottom?: boolean }) => {
    const seen = seenAt();
    const register = createRegister();
    Object.assign(seen.sensors, { carriageA: 5, ...limits });
    Object.assign(seen.counts.carriage, { direction: 1, undrivenMs: 0 });
    drive(seen, 'carriage', 1);
    for (let tick = 0; tick < 30; tick++) watchMotion(seen, register);
    return hasFault(register.faults, 'E31');
  };

  test('is not jammed there, and is anywhere else', () => {
    expect(toldAt({ limitTop: true })).toBe(false);
    expect(toldAt({})).toBe(true);
  });
});

describe('a carriage that is held fast at the wrong end', () => {
  /** Driven down and held at the upper end until that is told. */
  function toldAt(known = false) {
    const seen = seenAt();
    const register = createRegister();
    if (known) raise(register, 'E37', 0, part.carriage);
    Object.assign(seen.sensors, { limitTop: true, carriageA: 5 });
    Object.assign(seen.counts.carriage, { atTop: true, direction: -1, undrivenMs: 0 });
    Object.assign(seen.motion.endWires, { stoodAt: 'top', wasAtTop: true });
    drive(seen, 'carriage', 1);
    for (let tick = 0; tick < 13; tick++) watchMotion(seen, register);
    return { seen, register };
  }

  test('is not driven on into it once the fault is forgotten', () => {
    const { seen, register } = toldAt();
    expect(hasFault(register.faults, 'E37')).toBe(true);
    expect(register.values[faultIndex('E37')]).toBe(5);
    expect(seen.motion.endWires.crossedEnd).toBe(1);
  });

  test('adds nothing to a fault that was told before', () => {
    expect(toldAt(true).seen.motion.endWires.crossedEnd).toBe(0);
  });

  test('that is found crossed otherwise keeps the end that this found', () => {
    const seen = seenAt();
    const register = createRegister();
    // It stands at the upper end, and its lower switch closes on the way up.
    Object.assign(seen.counts.carriage, { atBottom: true, direction: 1, undrivenMs: 0 });
    seen.motion.endWires.wereOpenMs = 1000;
    seen.sensors.limitBottom = true;
    drive(seen, 'carriage', 1);
    watchMotion(seen, register);
    expect(hasFault(register.faults, 'E37')).toBe(true);
    expect(seen.motion.endWires.crossedEnd).toBe(-1);
  });
});

test('the arms rest for as long as they may be what drives the carriage into an end', () => {
  const seen = seenAt();
  const register = createRegister();
  watchMotion(seen, register);
  expect(register.holds[part.kneader]).toBe(0);
  Object.assign(seen.motion.endWires, { doubtfulEnd: 1 });
  Object.assign(seen.sensors, { limitTop: true });
  watchMotion(seen, register);
  expect(register.holds[part.kneader]).toBe(reasonOf('limit switch'));
  expect(register.holds[part.carriage]).toBe(0);
});
