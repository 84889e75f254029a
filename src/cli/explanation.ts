/** The explanation of a chair as one value: `lumbar explain --json` prints it, and the text is made from it. */
import { type Abilities, abilitiesOf } from '../chair/abilities.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import { type BrokenWire, brokenWires } from '../chair/broken-wires.ts';
import { type Hazard, hazardsOf } from '../chair/hazards.ts';
import { planningFigures } from '../chair/planning.ts';
import { supportedChair } from '../chair/supported.ts';
import { fitProgramText } from '../program/language/check.ts';
import { shippedPrograms } from '../program/language/factory.ts';
import { readFactoryPrograms } from '../program/library.ts';

export interface Explanation {
  readonly chair: string;
  /** Parts that this version does not drive; a chair with any of them is not run. */
  readonly unsupported: readonly string[];
  readonly abilities: Abilities;
  /** Parts that the chair does not have: the file says so (`none`), or does not mention them. */
  readonly stated: AnyChair['stated'];
  readonly brokenWire: readonly BrokenWire[];
  readonly programs: readonly {
    readonly id: string;
    readonly runs: 'as-written' | 'with-notes' | 'no';
    readonly notes: readonly string[];
    readonly problems: readonly string[];
  }[];
  readonly hazards: readonly Omit<Hazard, 'refused'>[];
  /** Only for the text; `--json` leaves it out. */
  readonly about: { readonly name: string; readonly fits: string; readonly added: readonly string[] };
}

export function explanationOf(chair: AnyChair): Explanation {
  const hazards = hazardsOf(chair);
  const abilities = abilitiesOf(chair, hazards);
  return {
    chair: chair.model,
    unsupported: supportedChair(chair).unsupported ?? [],
    abilities,
    stated: chair.stated,
    brokenWire: brokenWires(chair),
    programs: programsOn(chair, abilities),
    // A refused chair is not explained, so `refused` is left out.
    hazards: hazards.map(({ refused: _, ...hazard }) => hazard),
    about: { name: chair.name, fits: chair.fits, added: chair.added },
  };
}

function programsOn(chair: AnyChair, abilities: Abilities): Explanation['programs'] {
  const figures = planningFigures(chair);
  return readFactoryPrograms(shippedPrograms).map(({ id, file, text }) => {
    const { problems, notes } = fitProgramText(text, file, figures, abilities);
    const [wrong, noted] = [codesOf(problems), codesOf(notes)];
    return {
      id,
      runs: wrong.length > 0 ? 'no' : noted.length > 0 ? 'with-notes' : 'as-written',
      notes: noted,
      problems: wrong,
    };
  });
}

const codesOf = (said: readonly { readonly code: string }[]): string[] =>
  [...new Set(said.map(({ code }) => code))].sort();
