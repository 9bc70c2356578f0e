/** What every kind of pull uses. Built once by run-pull.ts. */
import type { ParleyClient } from '../parley-client.ts';
import type { LogOf } from './compare-copy.ts';
import type { Progress } from './progress.ts';
import type { PullOptions } from './pull-options.ts';

export interface PullContext {
  readonly client: ParleyClient;
  readonly options: PullOptions;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** The log that the options name. */
export function logOf({ client, options, signal }: PullContext): LogOf {
  return { client, project: options.project, filters: options.filters, signal };
}
