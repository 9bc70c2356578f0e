/** The errors inside a reply of a chat log in words. Used by the import and the mirror. */

/** The text of the member `errors` on one line; null when it has none. Text that is not JSON counts as an error. */
export function describeErrors(text: string): string | null {
  if (text === '') return null;
  try {
    return describeErrorValue(JSON.parse(text));
  } catch {
    return describeErrorValue(text);
  }
}

/** As `describeErrors`, of the parsed value. */
export function describeErrorValue(errors: unknown): string | null {
  const isNone = errors === null || (typeof errors === 'object' && Object.keys(errors).length === 0);
  return isNone ? null : describeFirst(errors);
}

function describeFirst(errors: unknown): string {
  const first: unknown = Array.isArray(errors) ? errors[0] : errors;
  const fields = typeof first === 'object' && first !== null ? (first as Readonly<Record<string, unknown>>) : {};
  const words = [fields.errormessage, fields.property, fields.message].filter((part) => typeof part === 'string');
  const text = words.length > 0 ? words.join(', ') : (JSON.stringify(first) ?? '');
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 200);
}
