/** Makes the table by which `parley-pull` says what to do about an error of the server. Called by tools/generated-files.ts. */
import { COMMAND_ADVICE } from '../packages/contract/src/command-advice.ts';
import { ERRORS, type ErrorDefinition } from '../packages/contract/src/errors.ts';

const HEADER = `/**
 * What to do about an error of the server where a person gave options to a command, made from the contract by
 * \`npm run generate\`; never edited by hand.
 */

/** By code; \`instead\` is what the sentence of the server ends with. */
export const COMMAND_ADVICE: Readonly<Record<string, { readonly instead: string; readonly advice: string }>> = {`;

const LINE = 120;

/** The whole file. */
export function pullAdvice(): string {
  const rows = Object.entries<ErrorDefinition>(ERRORS).flatMap(([name, { code, whatToDo }]) => {
    const advice = new Map(Object.entries(COMMAND_ADVICE)).get(name);
    if (advice === undefined) return [];
    return `  '${code}': {\n${member('instead', whatToDo)}${member('advice', advice)}  },\n`;
  });
  return `${HEADER}\n${rows.join('')}};\n`;
}

/** As biome formats it. */
function member(name: string, text: string): string {
  const literal = text.includes("'") ? JSON.stringify(text) : `'${text}'`;
  const line = `    ${name}: ${literal},\n`;
  return line.length - 1 <= LINE ? line : `    ${name}:\n      ${literal},\n`;
}
