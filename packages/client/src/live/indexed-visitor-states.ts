/**
 * Keeps who the visitor is in the IndexedDB of a browser. Not in `localStorage`: what one tab writes there, another may not see
 * yet although it comes later, and would come as somebody else.
 */
import { IndexedDatabase } from './indexed-database.ts';
import type { VisitorState, VisitorStates } from './visitor-states.ts';

const ONLY = 1;

export class IndexedVisitorStates implements VisitorStates {
  readonly #database: IndexedDatabase<VisitorState>;

  /** `name`: of the database, one for each site. */
  constructor(name: string) {
    this.#database = new IndexedDatabase(name);
  }

  readonly load = async (): Promise<VisitorState | null> =>
    (await this.#database.read((table) => table.get(ONLY))) ?? null;

  readonly save = (state: VisitorState | null): Promise<void> =>
    this.#database.change((table, commit) => {
      if (state === null) table.delete(ONLY);
      else table.put(state, ONLY);
      commit();
    });
}
