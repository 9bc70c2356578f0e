/** What may be shown of a value that an import left in whatever form it had. */

/** A text or a number as text; empty for anything else. */
export function plainText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
