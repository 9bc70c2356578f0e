/** The reference documentation of the commands, generated from them. Written by `npm run generate`. */
import type { OptionSpec } from '../platform/option-spec.ts';
import { wantedValue } from '../platform/option-value.ts';
import { COMMANDS } from './commands.ts';
import { walkOptions } from './walk-options.ts';

const INTRODUCTION = `# Options of the \`parley\` command

An option is taken from the command line, else from the environment, else it has the default given here. A value that
cannot be read stops the command with a sentence that names the flag or the variable, and so does an unknown variable
whose name begins with \`PARLEY_\`. Options without a variable are for the command line only. What a command ends with:
[exit codes](../exit-codes.md); what its words mean: [words](../words.md).

| flag | variable | value | default | what it is | commands (**required**) |
|---|---|---|---|---|---|
`;

/** docs/operate/options.md: one table row for each option, those that most commands take first. */
export function optionsPage(): string {
  const rows = walkOptions(COMMANDS).map(({ flag, option, commands }) =>
    row([
      `\`--${flag}\``,
      option.env === undefined ? '' : `\`${option.env}\``,
      valueWords(option),
      defaultWords(option),
      option.sentence,
      [...commands].map(([name, isRequired]) => (isRequired ? `**${name}**` : name)).join(', '),
    ]),
  );
  return INTRODUCTION + rows.join('');
}

/** The table of README.md: one row for each command. */
export function commandsTable(): string {
  const rows = COMMANDS.map(({ name, summary }) => row([`\`parley ${name}\``, summary]));
  return `| command | does |\n|---|---|\n${rows.join('')}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

function valueWords(option: OptionSpec): string {
  const words = option.kind === 'flag' ? 'none' : wantedValue(option);
  const unit = option.kind === 'integer' && option.unit !== undefined ? `, ${option.unit}` : '';
  const several = option.kind === 'list' ? (option.isCommaSeparated ? '; repeat it or use commas' : '; repeat it') : '';
  return `${words}${unit}${several}${option.isSecret === true ? '; secret' : ''}`;
}

function defaultWords(option: OptionSpec): string {
  if (option.kind === 'flag' || option.default === undefined) return '';
  return [option.default]
    .flat()
    .map((value) => `\`${value}\``)
    .join(', ');
}
