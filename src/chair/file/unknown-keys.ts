/** Keys that do not belong where they stand: near misses, keys of another kind of drive, keys of another part. */
import { nearMiss } from '../../codec/near-miss.ts';
import { quoted } from '../../codec/quoted.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import { type Finding, pathText } from './problems.ts';
import { type AnyShape, kindsOf } from './shape.ts';

/** What the whole format knows about keys; passed in, so that this file does not depend on one format. */
export interface Format {
  placesOf(key: string): readonly Path[];
  /** By path: what Lumbar does not do for a part that chairs have, and the cure if it is not to leave the part out. */
  readonly foreign: Readonly<Record<string, { readonly says: string; readonly cure?: string }>>;
}

/** Unknown keys reported at most: a hostile file must not make this slow, and nobody reads more. */
const keysMax = 50;
/** A key that belongs in more places than this says nothing about where it was meant. */
const placesMax = 3;

/** Common other names of keys that would look like a different key. */
const otherWords: Readonly<Record<string, string>> = {
  estop: 'emergency-stop',
  'e-stop': 'emergency-stop',
};

interface Unknown {
  readonly findings: readonly Finding[];
  /** Keys that are present under a wrong name. */
  readonly meant: ReadonlySet<string>;
}

export function unknownKeys(
  value: Readonly<Record<string, unknown>>,
  path: Path,
  shape: AnyShape,
  known: readonly string[],
  format: Format,
): Unknown {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  const meant = new Set<string>();
  const findings = unknown.slice(0, keysMax).map((key): Finding => {
    const here = path.length === 0 ? 'a chair file' : pathText(path);
    const hint = `keys here: ${known.join(', ')}`;
    const say = (code: Finding['code'], message: string, cure: string): Finding => {
      return { path: [...path, key], at: 'key', code, message, hint: cure };
    };
    const others = Object.entries(kindsOf(shape)).filter(([, keys]) => Object.hasOwn(keys, key));
    if (others.length > 0) {
      const kinds = others.map(([kind]) => kind).join(', ');
      return say(
        'C11',
        `${quoted(key)} is a key of the kind ${kinds}; ${here} is ${String(value['kind'])}`,
        hint,
      );
    }
    const at = pathText([...path, key]);
    const foreign = Object.hasOwn(format.foreign, at) ? format.foreign[at] : undefined;
    if (foreign !== undefined) {
      const { says, cure = 'leave it out; its own controller keeps it' } = foreign;
      return say('C12', `${at}: Lumbar ${says}`, cure);
    }
    const near = Object.hasOwn(otherWords, key) ? otherWords[key] : nearMiss(key, known);
    if (near === null || near === undefined || !known.includes(near))
      return say('C10', `${quoted(key)} is not a key of ${here}`, elsewhere(key, path, hint, format));
    if (!Object.hasOwn(value, near)) meant.add(near);
    return say('C10', `${quoted(key)} is not a key of ${here}`, `did you mean ${quoted(near)}? ${hint}`);
  });
  return { findings, meant };
}

function elsewhere(key: string, path: Path, keysHere: string, format: Format): string {
  const places = format.placesOf(key);
  // A key that is indented too far lands in the map before it instead of the surrounding map.
  const around = places.filter(
    (place) => place.length < path.length && place.every((part, at) => part === path[at]),
  );
  const near = around.length === 0 ? places : around;
  const others = near.map(pathText).filter((place) => place !== pathText(path));
  if (others.length === 0 || others.length > placesMax) return keysHere;
  const belongs = others.map((place) => (place === '' ? 'the top of the file' : place));
  return `it belongs to ${belongs.join(' or ')}: look at how far it is indented`;
}
