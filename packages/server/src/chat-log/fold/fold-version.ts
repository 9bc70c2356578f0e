/**
 * The version of the fold that produced a stored document. Raise it with any change of the result; documents of a lower
 * version are folded again in the background. `fold-version.test.ts` fails when one changes without the other.
 */
export const FOLD_VERSION = 2;
