/** Runs one command line of `parley` and answers its exit code. Called by parley.ts; knows nothing of the process. */
import { CommanderError } from 'commander';
import type { Environment } from '../platform/options.ts';
import { StoreError } from '../store/store-error.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { COMMANDS } from './commands.ts';
import { buildProgram } from './parse-command-line.ts';

/**
 * `words` are those after the program's name. Whatever goes wrong ends as one line on `io.stderr`; what nobody foresaw
 * carries its stack as well.
 */
export async function runParley(
  words: readonly string[],
  version: string,
  environment: Environment,
  io: CommandIo,
): Promise<number> {
  let exitCode: number = EXIT.done;
  const write = {
    out: (text: string) => void io.stdout.write(text),
    err: (text: string) => void io.stderr.write(text),
  };
  const program = buildProgram(COMMANDS, version, write, async (command, flags, operand) => {
    exitCode = await command.run(flags, environment, operand, io);
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return reportCommandLine(error, io);
    return reportUnexpected(error, io);
  }
}

function reportCommandLine(error: CommanderError, io: CommandIo): number {
  if (error.exitCode === 0) return EXIT.done;
  // Without a command commander prints the whole help as its answer; that is enough.
  if (error.code === 'commander.help') return EXIT.usage;
  const sentence = error.message.replace(/^error: /, '').replace(/\.$/, '');
  return reportFailure(io, `${sentence}; see parley --help`, EXIT.usage);
}

function reportUnexpected(error: unknown, io: CommandIo): number {
  if (error instanceof StoreError) return reportFailure(io, error.message);
  if (isSystemError(error)) return reportFailure(io, `${error.message}; check the path and the rights on it`);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`parley: this should not have happened; please report it with these lines:\n${text}\n`);
  return EXIT.failed;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
