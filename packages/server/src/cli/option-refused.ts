/** Options that do not go together, or one that another needs. The message says what to give; the exit code is that of usage. */
export class OptionRefused extends Error {
  override name = 'OptionRefused';
}
