/** Adds the additional facts of messages to a transcript. */
import type { ImportedTranscriptMessage, MessageExt } from '@parley/contract';
import type { StoredExt } from '../fold/folded-chat.ts';

export type MessageWithExt = ImportedTranscriptMessage & { readonly ext?: MessageExt };
interface WithTranscript {
  readonly transcript?: readonly MessageWithExt[] | null;
}

/** The row itself where it has no transcript. */
export function addMessageExt<R extends WithTranscript>(row: R, { messages }: Pick<StoredExt, 'messages'>): R {
  if (row.transcript === undefined || row.transcript === null) return row;
  const transcript = row.transcript.map((message, at) => {
    const ext = messages[at];
    return ext === undefined ? message : { ...message, ext };
  });
  return { ...row, transcript };
}
