/** `parley-pull verify`: says whether a copy equals the log as it is now, or which chats differ. Changes nothing. */
import { existsSync } from 'node:fs';
import type { CopyIndex } from './copy-index.ts';
import { indexNdjson, projectOf } from './copy-index.ts';
import { type CopyIdentity, filtersIn, parseState } from './copy-state.ts';
import { proveCopy } from './prove-copy.ts';
import type { PullContext } from './pull-context.ts';
import { EXIT, PullError } from './pull-error.ts';
import type { PullOptions } from './pull-options.ts';
import { SqliteCopy } from './sqlite-copy.ts';

/** Returns the exit code. A copy that records its filters is compared with those, unless others are given. */
export async function verify(context: PullContext): Promise<number> {
  const { options } = context;
  if (!existsSync(options.file)) throw new PullError(`there is no copy ${options.file}`, EXIT.usage);
  const { index, what } = await readCopy(context);
  const isGiven = Object.keys(options.filters).length > 0;
  const filters = isGiven || what === null ? options.filters : filtersIn(what);
  return proveCopy({ ...context, options: { ...options, filters } }, index, null);
}

/** @throws PullError for a copy of another log: comparing the two would only list every chat of both */
function requireSame({ file, project, customer }: PullOptions, found: Partial<CopyIdentity>): void {
  const ofProject = found.project ?? project;
  const ofCustomer = found.customer ?? customer;
  if (ofProject === project && ofCustomer === customer) return;
  const asked = `project ${project}${ofCustomer === customer ? '' : ` of ${customer}`}`;
  const message = `${file} is a copy of project ${ofProject}${ofCustomer === customer ? '' : ` of ${ofCustomer}`}, not of ${asked}`;
  throw new PullError(message, EXIT.usage);
}

interface ReadCopy {
  readonly index: CopyIndex;
  /** What the copy is a copy of, when it says so. */
  readonly what: string | null;
}

async function readCopy({ options }: PullContext): Promise<ReadCopy> {
  const { file, format, stateFile } = options;
  if (format === 'ndjson') {
    const state = parseState(stateFile);
    requireSame(options, state ?? { project: projectOf(file) ?? options.project });
    // After the bytes of the state comes what a process was writing when it ended.
    return { index: await indexNdjson(file, state?.bytes ?? null), what: state?.what ?? null };
  }
  using copy = await SqliteCopy.open(file, null);
  requireSame(options, copy.origin);
  return { index: copy.index(), what: copy.what };
}
