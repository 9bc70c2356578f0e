/** Finds what a TypeScript source imports. Used by the checkers of tools/; reads text, never runs it. */

export interface Import {
  readonly specifier: string;
  /** Whether type stripping removes it. */
  readonly isTypeOnly: boolean;
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** Every import and re-export, static and dynamic, in the order of the text. */
export function readImports(source: string): readonly Import[] {
  const imports: Import[] = [];
  for (const [, type, specifier = ''] of source.matchAll(STATEMENT)) {
    imports.push({ specifier, isTypeOnly: type !== undefined });
  }
  for (const [, specifier = ''] of source.matchAll(DYNAMIC)) imports.push({ specifier, isTypeOnly: false });
  return imports;
}
