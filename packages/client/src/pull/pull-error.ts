/** An expected failure of `parley-pull`: its message and exit code. */

export const EXIT = {
  done: 0,
  differs: 1,
  failed: 3,
  /** As in BSD's sysexits; `parley` uses the same. */
  usage: 64,
  oldNode: 78,
  stopped: 130,
} as const;

/** For the help and docs/exit-codes.md. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  differs: 'the copy does not equal the log',
  failed: 'the server or the disk failed',
  usage: 'the command line or a variable is wrong, or does not match the file that it names',
  oldNode: 'this Node is too old; SQLite copies need 22.13',
  stopped: 'stopped by a signal; the same command continues where it was',
};

export class PullError extends Error {
  override readonly name = 'PullError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
