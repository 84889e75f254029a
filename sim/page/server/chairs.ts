/** The chairs that a session can simulate: those that ship and the one it was started with; each has its own library. */
import { loadChair, shippedChairs, UnsupportedChairError } from '../../../src/board/shipped.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { addFile, addSaved, createLibrary, type Library, watchLibrary } from './library.ts';

/** A session's chairs and their programs. */
export interface ChairChoices {
  readonly options: { readonly chair: Chair; readonly folder: string; readonly file?: string };
  /** The chairs to choose from; empty until first needed. */
  readonly chairs: Chair[];
  readonly libraries: Library[];
  /** Called when a program file has changed on disk. */
  readonly onDocumentChanged: (library: Library, id: string) => void;
}

/** The chair that the session was started with comes first; a shipped chair with the same id is left out. */
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

/** The programs of a chair, read when first needed; programs saved since are added. */
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
