/** Finds command lines of `parley` in text, and reads them as the command does, without running them. For tests only. */
import { buildProgram } from '../../src/cli/parse-command-line.ts';
import { readOptions } from '../../src/platform/options.ts';

const COMMAND = /(?:^|[|;&(]|^ExecStart=)\s*(?:npx |sudo -u \S+ |\S*\/node )*(?:\S*\/)?parley(?:\.js)? (.+)$/;

/** The words of each command line of `parley` in shell or unit text, up to a pipe, a redirection or a comment. */
export function commandLinesIn(code: string): readonly (readonly string[])[] {
  return code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => {
      const [, rest] = COMMAND.exec(line) ?? [];
      if (rest === undefined) return [];
      const words = [...rest.matchAll(/"([^"]*)"|([^\s"]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
      const end = words.findIndex((word) => /^[|>;&#]/.test(word));
      return [end === -1 ? words : words.slice(0, end)];
    });
}

/** What is wrong with a command line; null when `parley` would start to work on it. */
export async function problemOf(words: readonly string[]): Promise<string | null> {
  let problem: string | null = null;
  const silent = { out: () => undefined, err: () => undefined };
  const program = buildProgram('0', silent, async (command, flags) => {
    const options = readOptions(command.options, flags, {});
    if ('problem' in options) problem = options.problem;
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    const isAnswer = error instanceof Error && 'exitCode' in error && error.exitCode === 0;
    return isAnswer ? null : String(error);
  }
  return problem;
}
