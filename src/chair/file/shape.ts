/**
 * The elements of a file format: single values, maps, maps whose keys depend on their kind, lists, and maps whose names
 * the author chooses. The format of chair files is one tree of these; the reader, messages, JSON Schema, documentation and the
 * generator of random chairs all walk it.
 */
import type { Fault } from './problems.ts';

/** What a part needs from its pin. */
export type PinNeed = 'output' | 'pwm' | 'input' | 'interrupt' | 'analog';

/** A single value; `read` returns it, or a refusal in the value's own words. */
export interface Leaf<Value> {
  readonly shape: 'leaf';
  readonly about: string;
  /** The allowed values, for people: `100 mm to 2000 mm`. */
  readonly allowed: string;
  /** The same in JSON Schema. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly pin?: PinNeed;
  read(value: unknown): Value | Fault;
}

/** A map with fixed keys. */
interface Section<K extends Keys> {
  readonly shape: 'section';
  readonly about: string;
  readonly keys: K;
}

/** A map whose `kind` decides which keys it has besides the common ones. */
export interface Kinds<C extends Keys, K extends Readonly<Record<string, Keys>>> {
  readonly shape: 'kinds';
  readonly about: string;
  readonly common: C;
  readonly kinds: K;
  readonly kindsAbout: Readonly<Record<keyof K, string>>;
}

export interface Listed<Of extends AnyShape> {
  readonly shape: 'list';
  readonly about: string;
  readonly of: Of;
  readonly least: number;
  readonly most: number;
}

/** A map whose keys are names that the author gives. */
export interface Named<Of extends AnyShape> {
  readonly shape: 'named';
  readonly about: string;
  readonly of: Of;
  readonly most: number;
  readonly names: { readonly pattern: RegExp; readonly hint: string };
}

/**
 * `must`: a file without the key is refused. `may`: if the key is left out, `leftOut` says what applies instead. `part`: a chair may
 * lack the part; `none` states that it does, and a key that is left out states nothing.
 */
type Presence = 'must' | 'may' | 'part';

export interface Key<S extends AnyShape, P extends Presence> {
  readonly presence: P;
  readonly of: S;
  readonly leftOut: string;
}

// `any`, since this is a tree of generics whose types are inferred where each shape is defined.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyShape = Leaf<any> | Section<any> | Kinds<any, any> | Listed<any> | Named<any>;
export type AnyKey = Key<AnyShape, Presence>;
export type Keys = Readonly<Record<string, AnyKey>>;

/** The value that the reader makes of a shape if nothing is wrong with it. */
export type ValueOf<S> = S extends { readonly shape: 'leaf'; read(value: unknown): infer V }
  ? Exclude<V, Fault>
  : S extends { readonly shape: 'section'; readonly keys: infer K }
    ? KeysOf<K>
    : S extends { readonly shape: 'kinds'; readonly common: infer C; readonly kinds: infer K }
      ? { [Kind in keyof K]: { readonly kind: Kind } & KeysOf<C> & KeysOf<K[Kind]> }[keyof K]
      : S extends { readonly shape: 'list'; readonly of: infer Of }
        ? readonly ValueOf<Of>[]
        : S extends { readonly shape: 'named'; readonly of: infer Of }
          ? Readonly<Record<string, ValueOf<Of>>>
          : never;
type KeysOf<K> = { readonly [Name in keyof K]: KeyOf<K[Name]> };
type KeyOf<K> = K extends { readonly presence: infer P; readonly of: infer S }
  ? P extends 'must'
    ? ValueOf<S>
    : P extends 'may'
      ? ValueOf<S> | undefined
      : ValueOf<S> | 'none' | undefined
  : never;

export const must = <S extends AnyShape>(of: S): Key<S, 'must'> => ({ presence: 'must', of, leftOut: '' });
export const may = <S extends AnyShape>(of: S, leftOut: string): Key<S, 'may'> => ({
  presence: 'may',
  of,
  leftOut,
});
export const part = <S extends AnyShape>(of: S, leftOut: string): Key<S, 'part'> => ({
  presence: 'part',
  of,
  leftOut,
});

export const section = <K extends Keys>(about: string, keys: K): Section<K> => ({
  shape: 'section',
  about,
  keys,
});

export function list<Of extends AnyShape>(about: string, of: Of, least: number, most: number): Listed<Of> {
  return { shape: 'list', about, of, least, most };
}

export function named<Of extends AnyShape>(
  about: string,
  of: Of,
  most: number,
  names: Named<Of>['names'],
): Named<Of> {
  return { shape: 'named', about, of, most, names };
}

/** The description as a sentence. */
export function aboutOf({ about }: Pick<AnyShape, 'about'>): string {
  return /[.?!]$/.test(about) ? about : `${about}.`;
}

/** The keys that a map of this shape may have: the common ones, and those of `kind` or else of all kinds. */
export function keysOf(shape: AnyShape, kind?: string): Keys {
  if (shape.shape === 'section') return shape.keys as Keys;
  if (shape.shape !== 'kinds') return {};
  const { kinds, common } = shape as Kinds<Keys, Readonly<Record<string, Keys>>>;
  return { ...(kind === undefined ? Object.assign({}, ...Object.values(kinds)) : kinds[kind]), ...common };
}

/** The separate keys of each kind. */
export function kindsOf(shape: AnyShape): Readonly<Record<string, Keys>> {
  return shape.shape === 'kinds' ? (shape as Kinds<Keys, Readonly<Record<string, Keys>>>).kinds : {};
}
