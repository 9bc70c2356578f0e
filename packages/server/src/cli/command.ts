/** The parts of a `parley` command, and how flags and environment variables become its checked values. */
import type { OptionSpecs, OptionValues } from '../platform/option-spec.ts';
import { type Environment, type FlagTexts, readOptions } from '../platform/options.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';

interface CommandText<N extends string> {
  /** One word, or two when the first names a group. */
  readonly name: N;
  /** One sentence for the help. */
  readonly summary: string;
  /** Complete command lines that work. */
  readonly examples: readonly [string, ...string[]];
  /** The argument after the options; without it the command takes none. */
  readonly operand?: { readonly name: string; readonly sentence: string; readonly isOptional?: true };
}

interface CommandParts<N extends string, O extends OptionSpecs> extends CommandText<N> {
  readonly options: O;
  /** The exit code. `operand` is "" when the command takes none, or none was given. */
  run(options: OptionValues<O>, io: CommandIo, operand: string): Promise<number>;
}

export interface Command<N extends string = string> extends CommandText<N> {
  readonly options: OptionSpecs;
  /** Runs the command if its options are valid; otherwise reports the problem and returns exit code 64. */
  start(flags: FlagTexts, environment: Environment, operand: string, io: CommandIo): Promise<number>;
}

/** A command whose `run` gets the checked values of its own options. */
export function defineCommand<const N extends string, const O extends OptionSpecs>({
  run,
  ...command
}: CommandParts<N, O>): Command<N> {
  return {
    ...command,
    async start(flags, environment, operand, io) {
      const read = readOptions(command.options, flags, environment);
      return 'problem' in read ? reportFailure(io, read.problem, EXIT.usage) : run(read.values, io, operand);
    },
  };
}
