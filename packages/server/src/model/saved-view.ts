/** Filters that somebody saved under a name. */
import type { ProjectScope } from './ids.ts';
import type { Instant } from './instant.ts';

/** Unique in the store, from 1. */
export type ViewId = number & { readonly brand: 'ViewId' };

/** @throws RangeError when `value` is no whole number; callers check outside input before. */
export function viewId(value: number): ViewId {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a view id: ${value}`);
  return value as ViewId;
}

/** Which view of which project. */
export interface ViewSubject extends ProjectScope {
  readonly viewId: ViewId;
}

export interface NewView extends ProjectScope {
  /** Whose it is, by login; null where everybody in the project has it. */
  readonly owner: string | null;
  readonly name: string;
  /** Parameters of the log, as a query string. */
  readonly query: string;
  /** Name of the person or key. */
  readonly changedBy: string;
}

export interface SavedView extends NewView, ViewSubject {
  /** Grows with each change, and is never that of an earlier view with the same number. */
  readonly version: number;
  readonly changedAt: Instant;
}
