/** A sorted log, page by page: a broken page is asked for again, from where the page before ended. Used by `readChats`. */

import type { ChatsOptions } from './chats-options.ts';
import type { ChatInReply, ChatLogReply } from './contract-types.ts';
import { assertParley, type HttpClient } from './http-client.ts';
import { factsOf } from './log-facts.ts';
import { nextAfterOf } from './next-after.ts';
import { filterValues, targetOf } from './query.ts';

/** Chats of a page: one snapshot of the server. */
const PAGE_CHATS = 1_000;

/** In batches of the chats that came together. @throws as `readChats` */
export async function* readSortedBatches(
  http: HttpClient,
  path: string,
  options: ChatsOptions,
): AsyncGenerator<readonly ChatInReply[], void, undefined> {
  const { filters, sort, direction, fields, include, tz, timestamps, signal, onReply } = options;
  let rest = options.limit ?? Number.POSITIVE_INFINITY;
  for (let after: string | null = null; rest > 0; ) {
    const query = { ...filterValues(filters), sort, direction, fields, include, tz, timestamps };
    const target = targetOf(path, {
      ...query,
      limit: Math.min(rest, PAGE_CHATS),
      ...(after === null ? {} : { after }),
    });
    const { headers, body }: { headers: Headers; body: ChatLogReply } = await http.json<ChatLogReply>(target, {
      signal,
    });
    assertParley(headers);
    if (after === null) onReply?.(factsOf(headers));
    rest -= body.response.length;
    if (body.response.length > 0) yield body.response;
    after = nextAfterOf(headers.get('link') ?? '');
    if (after === null) return;
  }
}
