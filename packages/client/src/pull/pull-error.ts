/** An end of `parley-pull` that is foreseen: what is printed and with which exit code it ends. */

export const EXIT = { done: 0, differs: 1, usage: 2, failed: 3, oldNode: 78, stopped: 130 } as const;

export class PullError extends Error {
  override readonly name = 'PullError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
