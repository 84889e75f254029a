/** The sections `added` (by a builder) and `measured` (by setup): both name paths of the same file. */

import { type Facts, pathOf } from './facts.ts';
import type { Finding, NoteFinding } from './problems.ts';
import { isOfKind, parseAny } from './quantities.ts';

/** `told`: what is wrong with the values. Whether a part is there is not asked about a part that cannot be read. */
export function checkAdded(facts: Facts, told: readonly Finding[]): Finding[] {
  return facts.inside('added').flatMap((index): Finding[] => {
    const at = `added.${index}`;
    const path = facts.value(at);
    if (typeof path !== 'string' || facts.has(path) || isTold(path, told)) return [];
    const message = `added: there is no ${path} in this file`;
    return [
      {
        path: pathOf(at),
        at: 'value',
        code: 'C29',
        message,
        hint: 'what was added is a part: write it down first',
      },
    ];
  });
}

/** Whether the part at a path, or one around it, has a problem of its own. */
function isTold(path: string, told: readonly Finding[]): boolean {
  const whole = pathOf(path);
  return told.some((finding) => finding.path.every((key, level) => key === whole[level]));
}

/** Checks `measured: { carriage.travel.up: ... }`, whose keys are paths. */
export function checkMeasured(facts: Facts, told: readonly Finding[]): Finding[] {
  return facts.inside('measured').flatMap((path): Finding[] => {
    if (facts.has(path) && facts.inside(path).length === 0) return wrongUnits(facts, path);
    if (!facts.has(path) && isTold(path, told)) return [];
    const message = `measured: there is no figure ${path} in this file`;
    const hint = 'the value stands in its place, and here only when and how it was measured';
    return [{ path: ['measured', path], at: 'key', code: 'C29', message, hint }];
  });
}

/** Reports a measured value in another kind of unit than the figure at its path. */
function wrongUnits(facts: Facts, path: string): Finding[] {
  const now = facts.figure(path) === undefined ? null : parseAny(facts.text(path));
  if (now === null) return [];
  return ['value', 'spread'].flatMap((key): Finding[] => {
    const at = ['measured', path, key];
    const said = facts.value(at.join('.'));
    if (typeof said !== 'string' || isOfKind(now.kind, said)) return [];
    const message = `measured: ${said} is no ${key} of ${path}, which is ${facts.text(path)}`;
    const hint = 'write it in the unit of the figure itself';
    return [{ path: at, at: 'value', code: 'C16', message, hint }];
  });
}

/** Share by which rounding may change a figure. */
const sameWithin = 0.01;

export function measuredNotes(facts: Facts): NoteFinding[] {
  return facts.inside('measured').flatMap((path): NoteFinding[] => {
    const now = facts.text(path);
    const [was, spread] = ['value', 'spread'].map((key) => facts.value(`measured.${path}.${key}`));
    if (typeof was !== 'string' || facts.figure(path) === undefined) return [];
    const [nowIs, wasIs] = [parseAny(now), parseAny(was)];
    const apart = typeof spread === 'string' ? (parseAny(spread)?.amount ?? 0) : 0;
    if (nowIs === null || wasIs === null || !isOfKind(nowIs.kind, was)) return [];
    if (Math.abs(nowIs.amount - wasIs.amount) <= Math.max(apart, sameWithin * wasIs.amount)) return [];
    const message = `${path} is ${now}; it was measured as ${was}`;
    const hint = 'what stands in its place counts; measure it again with lumbar setup';
    return [{ path: pathOf(path), at: 'value', code: 'N41', message, hint }];
  });
}
