/**
 * Which fold made a stored document. A change that makes any chat come out otherwise raises it, and documents of a lower
 * version are folded again in the background. `fold-version.test.ts` fails when one changes without the other.
 */
export const FOLD_VERSION = 1;
