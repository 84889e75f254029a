/**
 * Hazards for which a file is refused. In a file with other problems they are judged without the faulty parts. A hazard that a part
 * of a faulty section could meet is not reported until that section can be read.
 */
import type { AnyChair } from '../any-chair.ts';
import { chips } from '../chips/index.ts';
import { hazardsOf } from '../hazards.ts';
import { buildChair } from './build.ts';
import { pathOf } from './facts.ts';
import type { Finding } from './problems.ts';
import { type ChairFile, chairShape } from './schema.ts';

/** Each is reported at its value; a value that is unsafe in two ways gets one problem that names both. `unread`: faulty sections. */
export function refusals(chair: AnyChair, unread: ReadonlySet<string> = new Set()): Finding[] {
  const said = hazardsOf(chair).flatMap(({ id, refused }) =>
    refused
      .filter(({ metIn }) => !metIn.some((section) => unread.has(section)))
      .map(({ path, message, cure }) => {
        return { path, message, hint: `${cure}; see docs/chairs.md, hazard ${id}` };
      }),
  );
  return [...new Set(said.map(({ path }) => path))].map((path): Finding => {
    const all = said.filter((each) => each.path === path);
    const joined = (key: 'message' | 'hint') => all.map((each) => each[key]).join('; and ');
    return { path: pathOf(path), at: 'value', code: 'C31', message: joined('message'), hint: joined('hint') };
  });
}

type Sections = Record<string, Readonly<Record<string, unknown>> | string | undefined>;

/** The same for a file with these other problems, as far as it can be judged; `value` holds its good parts. */
export function refusalsBeside(findings: readonly Finding[], value: unknown): Finding[] {
  const unread = sectionsOf(findings);
  const file: Sections = { ...(value as Sections) };
  for (const section of unread) file[section] = goodPartsOf(file[section], section, findings);
  if (unread.has('inputs')) file['inputs'] = stopAlone(String(file['chip']));
  const { chip, supply } = file;
  if (chip === undefined || typeof supply !== 'object' || supply['volts'] === undefined) return [];
  return refusals(buildChair(file as unknown as ChairFile, {}), unread);
}

/** A section without its faulty parts; `none` where the rest cannot be judged. */
function goodPartsOf(
  section: Sections[string],
  name: string,
  findings: readonly Finding[],
): Sections[string] {
  const wrong = findings.filter(({ path }) => path[0] === name).map(({ path }) => path[1]);
  if (typeof section !== 'object' || wrong.includes(undefined)) return name === 'chip' ? undefined : 'none';
  const good = Object.entries(section).filter(([part]) => !wrong.includes(part));
  const isMotor = ['carriage', 'kneader', 'tapper'].includes(name);
  return isMotor && !good.some(([part]) => part === 'drive') ? 'none' : Object.fromEntries(good);
}

/** A stand-in for faulty inputs: every chair has a stop key, and no hazard for which a file is refused depends on its wiring. */
const stopAlone = (chip: string) => ({
  stop: { pin: chips[chip]?.pins[0]?.name, active: 'high', pull: 'up' },
});

/** Sections with problems. An unknown top-level key may have been meant as `motors` or `inputs`, so these count as well. */
function sectionsOf(findings: readonly Finding[]): ReadonlySet<string> {
  const first = findings.map(({ path }) => String(path[0] ?? ''));
  const known = Object.keys(chairShape.keys);
  return new Set(first.every((section) => known.includes(section)) ? first : [...first, 'motors', 'inputs']);
}
