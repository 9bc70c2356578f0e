/** The options of all commands, each once. Used to check the environment and for the reference page. */
import type { OptionSpec } from '../platform/option-spec.ts';
import { flagOf } from '../platform/options.ts';
import type { Command } from './command.ts';

/** Options with the same flag and sentence are one option. */
interface TakenOption {
  readonly flag: string;
  readonly option: OptionSpec;
  /** Names of the commands that take it, with whether each requires it. */
  readonly commands: ReadonlyMap<string, boolean>;
}

/** Options that more commands take come first, then in the order of the commands. */
export function walkOptions(commands: readonly Command[]): readonly TakenOption[] {
  const found = new Map<string, TakenOption & { readonly commands: Map<string, boolean> }>();
  for (const { name: command, options } of commands) {
    for (const [name, option] of Object.entries(options)) {
      const flag = flagOf(name);
      const key = `${flag} ${option.sentence}`;
      const taken = found.get(key) ?? { flag, option, commands: new Map<string, boolean>() };
      taken.commands.set(command, option.isRequired === true);
      found.set(key, taken);
    }
  }
  return [...found.values()].sort((one, other) => other.commands.size - one.commands.size);
}

/** The environment variables that any command reads. */
export function variablesOf(commands: readonly Command[]): ReadonlySet<string> {
  return new Set(walkOptions(commands).flatMap(({ option: { env } }) => (env === undefined ? [] : [env])));
}
