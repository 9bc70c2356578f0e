/** Where a page keeps who its visitor is. */

/** What a page keeps of its visitor, for half a year at most. */
export interface VisitorState {
  readonly site: string;
  /** Whoever has it is the visitor. */
  readonly visitorToken: string;
  readonly visitorId: string;
}

/** First-party storage of the page. What rejects counts as empty, and keeps nothing. */
export interface VisitorStates {
  /** As it was saved the last time, by any tab; null when there is none. */
  readonly load: () => VisitorState | null | Promise<VisitorState | null>;
  /** null: nothing is kept any more. */
  readonly save: (state: VisitorState | null) => void | Promise<void>;
}

/** Keeps the visitor as long as the program runs. */
export class MemoryVisitorStates implements VisitorStates {
  #state: VisitorState | null;

  constructor(state: VisitorState | null = null) {
    this.#state = state;
  }

  readonly load = (): VisitorState | null => this.#state;

  readonly save = (state: VisitorState | null): void => {
    this.#state = state;
  };
}
