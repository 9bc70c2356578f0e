/** What an import accepts but reports as implausible. Used by the readers of import files and the report. */

/** A kind of implausible but well-typed content, in the words of the report. */
export type ImportWarning =
  | 'times out of order'
  | 'wall time that a clock change skips'
  | 'time that cannot be read'
  | 'sentAt far from the arrival, which counts instead'
  | 'number written as text'
  | '[] in place of an object'
  | 'null in place of nothing'
  | 'session id without a UUID'
  | 'no messages'
  | 'very long message'
  | 'duration that disagrees with the times'
  | 'count that disagrees with the list'
  | 'number with more digits than a double holds, or -0, kept as text'
  | 'key that stands twice with the same value'
  | 'key that is one of the log but for its case, kept as another'
  | 'half a surrogate pair or NUL, sent as U+FFFD'
  | 'zeros after the gzip data';

/** A message of this many UTF-16 units or more counts as very long. */
export const LONG_MESSAGE_UNITS = 1_000_000;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** Whether the text holds a UUID anywhere, as session ids do. */
export function holdsUuid(text: string): boolean {
  return UUID.test(text);
}
