/** The messages of an export folder: in which folders they are a table of their own, and how it is printed. */
import type { LogFormat } from '@parley/contract';
import type { LogRequest } from '../read-log/print-log.ts';
import { MESSAGES_FOLDER } from './own-files.ts';

/** Where transcripts are a column of the chats. In other formats these say everything. */
const MESSAGES_OF: Readonly<Partial<Record<LogFormat, LogFormat>>> = { parquet: 'parquet-messages' };

/** The request for the messages of the same chats, whose rows say `changeNo`; null where the folder has none. */
export function messagesRequest({ query, view, format }: LogRequest, changeNo: number): LogRequest | null {
  const own = MESSAGES_OF[format];
  const isShown = view.fields === null || view.fields.includes('transcript');
  if (own === undefined || !isShown) return null;
  return { query: { ...query, preview: null }, view: { ...view, preview: null, changeNo }, format: own };
}

/** Beginning of the paths of their files, which are all in one folder. */
export const MESSAGES_PREFIX = `${MESSAGES_FOLDER}/`;
export const MESSAGES_ENDING = '.parquet';
