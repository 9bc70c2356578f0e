/** The page docs/operate/options.md, made from the table of options. Written by `npm run generate`; never edited by hand. */
import type { OptionSpec } from './option-spec.ts';
import { OPTIONS } from './option-table.ts';
import { wantedValue } from './option-value.ts';

const INTRODUCTION = `# Options of the \`parley\` command

An option is taken from the command line, else from the environment, else it has the default given here. A value that
cannot be read stops the command with a sentence that names the flag or the variable, and so does an unknown variable
whose name begins with \`PARLEY_\`. Options without a variable are for the command line only.

Exit codes: 0 done; 1 failed; 2 \`import\` or \`mirror\` left rows out; 64 the command line is wrong; 78 the Node version is too
old; 130 and 143 stopped by Ctrl-C and by SIGTERM before the work was done.

| flag | variable | value | default | what it is | commands (**required**) |
|---|---|---|---|---|---|
`;

/** Markdown of the page, one table row for each option in the order of the table, with a newline at the end. */
export function optionsMarkdown(): string {
  const all: readonly OptionSpec[] = Object.values(OPTIONS);
  return INTRODUCTION + all.map(row).join('');
}

function row(option: OptionSpec): string {
  const commands = Object.entries(option.commands)
    .map(([command, presence]) => (presence === 'required' ? `**${command}**` : command))
    .join(', ');
  const cells = [
    `\`--${option.flag}\``,
    option.env === null ? '' : `\`${option.env}\``,
    valueWords(option),
    defaultWords(option),
    option.sentence,
    commands,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

function valueWords(option: OptionSpec): string {
  const words = option.kind === 'flag' ? 'none' : wantedValue(option);
  const unit = option.unit === null ? '' : `, ${option.unit}`;
  const several = option.kind === 'list' ? (option.isCommaSeparated ? '; repeat it or use commas' : '; repeat it') : '';
  return `${words}${unit}${several}${option.isSecret ? '; secret' : ''}`;
}

function defaultWords(option: OptionSpec): string {
  if (option.default === null || option.default === false) return '';
  if (Array.isArray(option.default)) return option.default.map((value) => `\`${value}\``).join(', ');
  return `\`${String(option.default)}\``;
}
