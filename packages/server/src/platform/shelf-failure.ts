/** The place of files does not answer, or refuses. The message says what to do, for operators, and never holds a secret. */
export class ShelfFailure extends Error {
  override name = 'ShelfFailure';
}
