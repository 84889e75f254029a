/** The chairs a session can simulate: those that ship, and the one it was started with; each with its own library. */
import { loadChair, shippedChairs, UnsupportedChairError } from '../../../src/board/shipped.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { addFile, addSaved, createLibrary, type Library, watchLibrary } from './library.ts';

/** What a session knows of its chairs and their programs. */
export interface ChairChoices {
  readonly options: { readonly chair: Chair; readonly folder: string; readonly file?: string };
  /** Those to choose from; empty before they are asked for. */
  readonly chairs: Chair[];
  readonly libraries: Library[];
  /** A program file has changed on disk. */
  readonly onDocumentChanged: (library: Library, id: string) => void;
}

/** The one it was started with is the first; one that ships under the same id is not another. */
export function chairsOf({ options, chairs }: ChairChoices): readonly Chair[] {
  if (chairs.length > 0) return chairs;
  const others = shippedChairs().filter((id) => id !== options.chair.model);
  chairs.push(options.chair, ...others.flatMap((id) => drivable(id) ?? []));
  return chairs;
}

function drivable(id: string): Chair | null {
  try {
    return loadChair(id);
  } catch (error) {
    if (error instanceof UnsupportedChairError) return null;
    throw error;
  }
}

/** The programs of a chair, read when it is first asked for; what was saved meanwhile is among them. */
export function libraryOf(session: ChairChoices, model: string): Library {
  const { options, libraries } = session;
  const known = libraries.find(({ chair }) => chair.model === model);
  if (known !== undefined) {
    addSaved(known, options.folder);
    return known;
  }
  const chair =
    model === options.chair.model ? options.chair : chairsOf(session).find((one) => one.model === model);
  if (chair === undefined) throw new Error(`There is no chair ${model} to simulate.`);
  const library = createLibrary(chair, (id) => session.onDocumentChanged(library, id));
  if (options.file !== undefined) addFile(library, options.file);
  addSaved(library, options.folder);
  watchLibrary(library);
  libraries.push(library);
  return library;
}
