/** An end of `parley-pull` that is foreseen: what is printed and with which exit code it ends. */

export const EXIT = {
  done: 0,
  differs: 1,
  failed: 3,
  /** By the convention of BSD's sysexits; `parley` ends with the same. */
  usage: 64,
  oldNode: 78,
  stopped: 130,
} as const;

/** For the help and docs/exit-codes.md. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  differs: 'the copy does not equal the log',
  failed: 'the server or the disk failed',
  usage: 'the command line or a variable is wrong, or does not fit the file that it names',
  oldNode: 'this Node is too old; SQLite copies need 22.13',
  stopped: 'stopped by a signal; the same command goes on where it was',
};

export class PullError extends Error {
  override readonly name = 'PullError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
