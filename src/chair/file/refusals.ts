/**
 * Hazards for which a file is refused. In a file with other problems they are judged without the faulty parts. A hazard that a part
 * that cannot be read could meet is not reported until it can be read.
 */
import type { Path } from '../../codec/yaml-problems.ts';
import type { AnyChair } from '../any-chair.ts';
import { chips } from '../chips/index.ts';
import { hazardsOf } from '../hazards.ts';
import { buildChair } from './build.ts';
import { pathOf } from './facts.ts';
import type { Finding } from './problems.ts';
import { type ChairFile, chairShape } from './schema.ts';

/** Each is reported at its value; a value that is unsafe in two ways gets one problem that names both. `unread`: what cannot be read. */
export function refusals(chair: AnyChair, unread: readonly Path[] = []): Finding[] {
  const said = hazardsOf(chair).flatMap(({ id, refused }) =>
    refused
      .filter(({ metIn }) => !metIn.some((place) => unread.some((path) => meet(pathOf(place), path))))
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
  const unread = findings.flatMap(unreadAfter);
  const file: Sections = { ...(value as Sections) };
  for (const section of new Set(unread.map(([first]) => String(first))))
    file[section] = goodPartsOf(file[section], section, findings);
  file['inputs'] = withStop(file['inputs'], String(file['chip']));
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
  // What is there under a wrong name is a key with nothing behind it.
  const good = Object.entries(section).filter(
    ([part, value]) => value !== undefined && !wrong.includes(part),
  );
  const isMotor = ['carriage', 'kneader', 'tapper'].includes(name);
  return isMotor && !good.some(([part]) => part === 'drive') ? 'none' : Object.fromEntries(good);
}

/** The good inputs. Every chair has a stop key, and no hazard for which a file is refused depends on its wiring, so any key stands in. */
function withStop(inputs: Sections[string], chip: string): Readonly<Record<string, unknown>> {
  const stop = { pin: chips[chip]?.pins[0]?.name, active: 'high', pull: 'up' };
  return { stop, ...(typeof inputs === 'object' ? inputs : {}) };
}

/** Whether one path is the other, or leads into it. */
const meet = (one: Path, other: Path): boolean =>
  one.slice(0, other.length).every((key, level) => key === other[level]);

/**
 * What a finding leaves unread. An unknown key may have been meant as any other key of its section, at the top of the file as
 * `motors` or `inputs`; a part that Lumbar does not drive hides nothing.
 */
function unreadAfter({ path, code }: Finding): readonly Path[] {
  if (code === 'C12') return [];
  if (!Object.hasOwn(chairShape.keys, String(path[0]))) return [['motors'], ['inputs']];
  return [code === 'C10' || code === 'C11' ? path.slice(0, 1) : path];
}
