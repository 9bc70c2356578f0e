/** Builds the commander program from the commands; values are checked later. */
import { Command as CommanderCommand, Option } from 'commander';
import type { OptionSpec } from '../platform/option-spec.ts';
import { wantedValue } from '../platform/option-value.ts';
import { type FlagTexts, flagOf } from '../platform/options.ts';
import type { Command } from './command.ts';
import { COMMANDS, GROUPS } from './commands.ts';

/** Called once the command line is known to name a command and only flags of that command. */
export type OnCommand = (command: Command, flags: FlagTexts, operand: string) => Promise<void>;

/**
 * A commander program for all commands. It writes help and version through `write`, throws commander's `CommanderError`
 * for a command line that does not parse, and never ends the process.
 */
export function buildProgram(
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
    .helpCommand('help [command...]', 'Print the help of a command.')
    .addHelpText('after', '\nparley <command> --help explains a command. Options: docs/operate/options.md');
  const groups = new Map<string, CommanderCommand>();
  for (const [name, summary] of Object.entries(GROUPS)) {
    const group = configure(new CommanderCommand(name)).description(summary);
    groups.set(name, group.helpOption('-h, --help', 'Print this help.').helpCommand(false));
  }
  for (const command of COMMANDS) {
    const [first = '', second] = command.name.split(' ');
    const group = second === undefined ? undefined : groups.get(first);
    // The help lists a group in the place of its first command.
    if (group !== undefined && !program.commands.includes(group)) program.addCommand(group);
    const added = configure((group ?? program).command(second ?? first));
    describeCommand(added, command);
    added.action(async () => onCommand(command, readFlags(added), added.args[0] ?? ''));
  }
  return program;
}

function describeCommand(target: CommanderCommand, { summary, operand, options, examples }: Command): void {
  target.description(summary).helpOption('-h, --help', 'Print this help.').allowExcessArguments(false);
  if (operand !== undefined) {
    target.argument(operand.isOptional === true ? `[${operand.name}]` : `<${operand.name}>`, operand.sentence);
  }
  for (const [name, option] of Object.entries(options)) target.addOption(commanderOption(name, option));
  const lines = examples.map((example) => `  ${example}`).join('\n');
  target.addHelpText('after', `\nExample${examples.length > 1 ? 's' : ''}:\n${lines}`);
}

function commanderOption(name: string, option: OptionSpec): Option {
  const flag = flagOf(name);
  const notes = [
    option.isRequired === true ? 'required' : defaultNote(option),
    option.kind === 'flag' ? undefined : wantedValue(option),
    option.env,
  ].filter((note) => note !== undefined);
  const flags = option.kind === 'flag' ? `--${flag}` : `--${flag} <${placeholder(flag, option)}>`;
  const noted = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  const result = new Option(flags, `${option.sentence}${noted}`);
  // All texts are kept, so that a flag given twice is reported.
  return option.kind === 'flag'
    ? result
    : result.argParser<string[]>((text, previous: string[] | undefined) => [...(previous ?? []), text]);
}

function placeholder(flag: string, { kind }: OptionSpec): string {
  if (kind === 'path') return 'path';
  return kind === 'integer' || kind === 'port' ? 'number' : flag;
}

function defaultNote(option: OptionSpec): string | undefined {
  return option.kind === 'flag' || option.default === undefined
    ? undefined
    : `default ${[option.default].flat().join(',')}`;
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
