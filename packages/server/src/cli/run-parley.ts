/** Runs one command line of `parley` and returns its exit code. Called by parley.ts; knows nothing of the process. */
import { CommanderError } from 'commander';
import { type Environment, findUnknownVariable } from '../platform/options.ts';
import { OutputRefused } from '../platform/output-place.ts';
import { useProxies } from '../platform/proxies.ts';
import { ShelfFailure } from '../platform/shelf-failure.ts';
import { describeSystemError } from '../platform/system-error.ts';
import { StoreError } from '../store/store-error.ts';
import { type CommandIo, EXIT, reportFailure } from './command-io.ts';
import { COMMANDS } from './commands.ts';
import { OptionRefused } from './option-refused.ts';
import { buildProgram } from './parse-command-line.ts';
import { variablesOf } from './walk-options.ts';

/**
 * `words` are the arguments after the program's name. A failure is one line on the stream for errors; an unexpected error also
 * prints its stack.
 */
export async function runParley(
  words: readonly string[],
  version: string,
  environment: Environment,
  streams: Omit<CommandIo, 'environment'>,
): Promise<number> {
  const io: CommandIo = { ...streams, environment };
  let exitCode: number = EXIT.done;
  const write = {
    out: (text: string) => void io.stdout.write(text),
    err: (text: string) => void io.stderr.write(text),
  };
  const program = buildProgram(version, write, async (command, flags, operand) => {
    const unknown = findUnknownVariable(environment, variablesOf(COMMANDS));
    // Only this command sends requests.
    const problem = unknown ?? (command.name === 'mirror' ? useProxies(environment) : null);
    exitCode =
      problem === null ? await command.start(flags, environment, operand, io) : reportFailure(io, problem, EXIT.usage);
  });
  try {
    await program.parseAsync(withHelpAsOption(words), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return reportCommandLine(error, io);
    return reportUnexpected(error, io);
  }
}

/** `help key create` as `key create --help`: commander's own help knows commands of one word only. */
function withHelpAsOption(words: readonly string[]): readonly string[] {
  const [first, ...named] = words;
  if (first !== 'help' || named.length === 0) return words;
  const isKnown = COMMANDS.some(({ name }) => `${name} `.startsWith(`${named.join(' ')} `));
  return isKnown ? [...named, '--help'] : named;
}

function reportCommandLine(error: CommanderError, io: CommandIo): number {
  if (error.exitCode === 0) return EXIT.done;
  // Without a command, commander has already printed the help.
  if (error.code === 'commander.help') return EXIT.usage;
  const sentence = error.message.replace(/^error: /, '').replace(/\.$/, '');
  return reportFailure(io, `${sentence}; see parley --help`, EXIT.usage);
}

function reportUnexpected(error: unknown, io: CommandIo): number {
  if (error instanceof StoreError || error instanceof ShelfFailure) return reportFailure(io, error.message);
  if (error instanceof OutputRefused || error instanceof OptionRefused)
    return reportFailure(io, error.message, EXIT.usage);
  const told = describeSystemError(error);
  if (told !== null) return reportFailure(io, told);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`parley: this is a bug; please report it with these lines:\n${text}\n`);
  return EXIT.failed;
}
