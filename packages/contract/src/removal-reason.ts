/** Why something was erased or redacted, as the audit log keeps it. An entry of its own, so that commands and the console need no schemas. */

/** In UTF-16 code units. */
export const LONGEST_REASON = 200;

/** What a reason must be, in words that follow "must be". */
export const REASON_WORDS = `a text of 1 to ${LONGEST_REASON} characters on one line, not only spaces`;

/** Whether the audit log can keep it and print it on a line. */
export function isReason(text: string): boolean {
  return text.length <= LONGEST_REASON && /\S/.test(text) && !/[\p{Cc}\u2028\u2029]/u.test(text) && text.isWellFormed();
}
