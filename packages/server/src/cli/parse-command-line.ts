/** The command line as commander reads it, built from the commands and the table of options; values are checked later. */
import { Command as CommanderCommand, Option } from 'commander';
import type { OptionSpec } from '../platform/option-spec.ts';
import { wantedValue } from '../platform/option-value.ts';
import { type FlagTexts, optionsOf } from '../platform/options.ts';
import type { Command } from './command.ts';

const GROUP_SUMMARIES: { readonly [name: string]: string } = {
  project: 'Add and list projects.',
  key: 'Make, list and revoke API keys.',
};

/** Called with what was typed after it was found to name a command and only flags of that command. */
export type OnCommand = (command: Command, flags: FlagTexts, operand: string) => Promise<void>;

/**
 * A commander program for `commands`. It writes help and version through `write`, throws commander's `CommanderError`
 * for a command line that does not parse, and never ends the process.
 */
export function buildProgram(
  commands: readonly Command[],
  version: string,
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
  onCommand: OnCommand,
): CommanderCommand {
  const configure = (command: CommanderCommand) =>
    command
      .exitOverride()
      .configureOutput({ writeOut: write.out, writeErr: write.err, outputError: () => undefined })
      .configureHelp({ helpWidth: 100 });
  const program = configure(new CommanderCommand('parley'))
    .description('Parley keeps the chat log of a contact centre and serves it over HTTP.')
    .version(version, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [command]', 'Print the help of a command.')
    .addHelpText('after', '\nparley <command> --help tells how to use a command. Options: docs/operate/options.md');
  const groups = new Map<string, CommanderCommand>();
  for (const command of commands) {
    const words = command.name.split(' ');
    const [first = '', second] = words;
    const parent = second === undefined ? program : findOrAddGroup(first, program, groups, configure);
    const added = configure(parent.command(second ?? first));
    describeCommand(added, command);
    added.action(async () => onCommand(command, readFlags(added), added.args[0] ?? ''));
  }
  return program;
}

function findOrAddGroup(
  name: string,
  program: CommanderCommand,
  groups: Map<string, CommanderCommand>,
  configure: (command: CommanderCommand) => CommanderCommand,
): CommanderCommand {
  const known = groups.get(name);
  if (known !== undefined) return known;
  const group = configure(program.command(name)).description(GROUP_SUMMARIES[name] ?? '');
  group.helpOption('-h, --help', 'Print this help.').helpCommand(false);
  groups.set(name, group);
  return group;
}

function describeCommand(target: CommanderCommand, command: Command): void {
  target.description(command.summary).helpOption('-h, --help', 'Print this help.').allowExcessArguments(false);
  if (command.operand !== null) target.argument(`<${command.operand.name}>`, command.operand.sentence);
  for (const [, option] of optionsOf(command.name)) target.addOption(commanderOption(option, command));
  const examples = command.examples.map((example) => `  ${example}`).join('\n');
  target.addHelpText('after', `\nExample${command.examples.length > 1 ? 's' : ''}:\n${examples}`);
}

function commanderOption(option: OptionSpec, command: Command): Option {
  const isRequired = option.commands[command.name] === 'required';
  const notes = [
    isRequired ? 'required' : defaultNote(option),
    option.kind === 'flag' ? null : wantedValue(option),
    option.env,
  ].filter((note) => note !== null);
  const flags = option.kind === 'flag' ? `--${option.flag}` : `--${option.flag} <${placeholder(option)}>`;
  const result = new Option(flags, `${option.sentence} (${notes.join('; ')})`);
  // Every text that was given is kept, so that a flag given twice is noticed instead of half ignored.
  return option.kind === 'flag'
    ? result
    : result.argParser<string[]>((text, previous: string[] | undefined) => [...(previous ?? []), text]);
}

function placeholder(option: OptionSpec): string {
  if (option.kind === 'path') return 'path';
  if (option.kind === 'integer' || option.kind === 'port') return 'number';
  return option.flag;
}

function defaultNote(option: OptionSpec): string | null {
  if (option.default === null || option.default === false) return null;
  const text = Array.isArray(option.default) ? option.default.join(',') : String(option.default);
  return text === '' ? null : `default ${text}`;
}

function readFlags(parsed: CommanderCommand): FlagTexts {
  const flags: Record<string, readonly string[]> = {};
  for (const option of parsed.options) {
    const value: unknown = parsed.getOptionValue(option.attributeName());
    if (value === true) flags[option.name()] = ['1'];
    else if (Array.isArray(value)) flags[option.name()] = value.map(String);
  }
  return flags;
}
