/** What each input reads when its wire is broken: derived from its active level and its pull resistor. */
import type { AnyChair } from './any-chair.ts';
import { inputLines } from './lines.ts';
import type { InputLine } from './wiring.ts';

export interface BrokenWire {
  /** As in the file: `carriage.ends.top`. */
  readonly input: string;
  readonly readsAs: string;
  /** Whether with that reading somebody can be hurt. */
  readonly dangerous: boolean;
}

interface Words {
  readonly active: string;
  readonly idle: string;
  /** The reading that is dangerous when false; null where neither is. */
  readonly dangerous: 'active' | 'idle' | null;
}

const words: readonly (readonly [path: RegExp, words: Words])[] = [
  [/^carriage\.ends\.middle$/, { active: 'there', idle: 'not there', dangerous: null }],
  [/^carriage\.ends\./, { active: 'reached', idle: 'not reached', dangerous: 'idle' }],
  [/^inputs\.(stop|emergency-stop)$/, { active: 'pressed', idle: 'not pressed', dangerous: 'idle' }],
  [/^inputs\.seat$/, { active: 'somebody there', idle: 'nobody there', dangerous: 'active' }],
  [/^inputs\.keys\./, { active: 'pressed', idle: 'not pressed', dangerous: null }],
  [/^/, { active: 'seen', idle: 'not seen', dangerous: null }],
];

/** Null: the input floats and may read either level. */
function levelOf({ pull }: InputLine): 'high' | 'low' | null {
  if (pull === 'none') return null;
  return pull === 'up' || pull === 'external-up' ? 'high' : 'low';
}

export function brokenWires(chair: AnyChair): readonly BrokenWire[] {
  return inputLines(chair).map(({ path, line }) => {
    const { active, idle, dangerous } = (
      words.find(([pattern]) => pattern.test(path)) as (typeof words)[number]
    )[1];
    const level = levelOf(line);
    if (level === null) {
      return {
        input: path,
        readsAs: `floats: ${active} or ${idle} by chance`,
        dangerous: dangerous !== null,
      };
    }
    const reads = (level === 'high') === line.activeHigh ? 'active' : 'idle';
    return { input: path, readsAs: reads === 'active' ? active : idle, dangerous: reads === dangerous };
  });
}
