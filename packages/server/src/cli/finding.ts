/** One line of `parley doctor`. Made by the checks of both kinds of store. */
export interface Finding {
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** What was looked at and how it is; for `warn` and `fail` also what to do. */
  readonly text: string;
}

/** How many damaged chats a finding names. */
export const NAMED_CHATS = 10;
