/** The shape of a command of `parley`, and the step from the texts that were typed to the values that it works with. */
import type { CommandName } from '../platform/option-spec.ts';
import type { OptionValues } from '../platform/option-table.ts';
import { type Environment, type FlagTexts, readOptions } from '../platform/options.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';

/** A word after the options, or null when the command takes none. */
export interface Operand {
  readonly name: string;
  readonly sentence: string;
}

interface CommandText {
  readonly name: CommandName;
  readonly summary: string;
  readonly operand: Operand | null;
  /** Whole command lines that work. */
  readonly examples: readonly string[];
}

export interface Command extends CommandText {
  /** The exit code. `operand` is "" when the command takes none. */
  run(flags: FlagTexts, environment: Environment, operand: string, io: CommandIo): Promise<number>;
}

/** A command whose `start` gets the checked options of the table. Wrong options are reported and end in exit code 64. */
export function defineCommand<C extends CommandName>(
  text: CommandText & { readonly name: C },
  start: (options: OptionValues<C>, io: CommandIo, operand: string) => Promise<number>,
): Command {
  return {
    ...text,
    async run(flags, environment, operand, io) {
      const read = readOptions(text.name, flags, environment);
      if ('problem' in read) return reportFailure(io, read.problem, EXIT.usage);
      return start(read.values, io, operand);
    },
  };
}
