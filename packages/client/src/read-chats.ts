/** The log as an async iteration of chats, each exactly once, even over broken connections. Used by ParleyClient.chats. */
import type { ChatsOptions } from './chats-options.ts';
import type { ChatInReply } from './contract-types.ts';
import { incomplete } from './errors.ts';
import { assertParley, BrokenReply, type HttpClient, type OpenReply } from './http-client.ts';
import { factsOf } from './log-facts.ts';
import { ndjsonLines } from './ndjson-lines.ts';
import { type ChatKey, filterValues, targetOf } from './query.ts';
import { readSortedBatches } from './read-sorted-chats.ts';
import { type OptionNames, requireOptions } from './require-options.ts';

const OPTIONS: OptionNames<ChatsOptions> = {
  filters: true,
  limit: true,
  sort: true,
  direction: true,
  start: true,
  after: true,
  fields: true,
  include: true,
  tz: true,
  timestamps: true,
  signal: true,
  onReply: true,
};

/** How the rows of a reply are read; `read` returns the number of rows for the end line. @throws BrokenReply */
export interface RowForm<Raw, Row extends { readonly chatId: number }> {
  /** In batches as the bytes come, without line ends. What follows the last line end was cut, and is dropped. */
  readonly lines: (pieces: AsyncIterable<Uint8Array>) => AsyncGenerator<readonly Raw[]>;
  readonly read: (line: Raw) => Row | EndLine;
}

const PARSED: RowForm<string, ChatInReply> = { lines: ndjsonLines, read: parseLine };

/** How far a read has come. */
interface Progress {
  rows: number;
  lastId: number | null;
  hasFacts: boolean;
}

/** @throws ParleyError, the reason of `signal`, TypeError for options that contradict each other */
export async function* readChats(
  http: HttpClient,
  path: string,
  options: ChatsOptions,
): AsyncGenerator<ChatInReply, void, undefined> {
  for await (const batch of readChatBatches(http, path, options)) yield* batch;
}

/** As `readChats`, in batches of the chats that came together. */
export async function* readChatBatches(
  http: HttpClient,
  path: string,
  options: ChatsOptions,
): AsyncGenerator<readonly ChatInReply[], void, undefined> {
  requireReadable(options);
  if (options.sort !== undefined) {
    yield* readSortedBatches(http, path, options);
    return;
  }
  const { fields } = options;
  for await (const chats of readRowBatches(http, path, options, PARSED)) {
    yield chats.map((chat) => withoutExtraKey(chat, fields));
  }
}

function requireReadable(options: ChatsOptions): void {
  requireOptions(options, OPTIONS);
  const { start, after, limit, direction, sort, fields } = options;
  if (start !== undefined && after !== undefined) throw new TypeError('give start or after, not both');
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new TypeError('limit must be a whole number from 1; leave it out for every chat');
  }
  if (direction !== undefined && direction !== 'ASC' && direction !== 'DESC') {
    throw new TypeError('direction must be ASC or DESC');
  }
  // chatId is added to the fields: the server would not see that there are none.
  if (fields?.length === 0) throw new TypeError('fields must not be empty');
  if (sort !== undefined && (start !== undefined || after !== undefined)) {
    throw new TypeError('a sorted log begins at its beginning');
  }
}

/** The rows of the log by chatId, in any form; each batch is what came together. */
export async function* readRowBatches<Raw, Row extends { readonly chatId: number }>(
  http: HttpClient,
  path: string,
  options: ChatsOptions,
  form: RowForm<Raw, Row>,
): AsyncGenerator<readonly Row[], void, undefined> {
  const progress: Progress = { rows: 0, lastId: null, hasFacts: false };
  let reading: Reading<Raw, Row> | null = null;
  try {
    for (;;) {
      const batch: readonly Row[] | null = await http.retrying(async () => {
        // Broken between the last chat and the end line: there is nothing left to request.
        if (reading === null && progress.rows === options.limit) return null;
        try {
          reading ??= await Reading.open(http, path, options, form, progress);
          return await reading.next();
        } catch (error) {
          reading?.close();
          reading = null;
          throw error;
        }
      }, options.signal);
      if (batch === null) return;
      yield batch;
    }
  } finally {
    (reading as Reading<Raw, Row> | null)?.close();
  }
}

/** One request and its progress. */
class Reading<Raw, Row extends { readonly chatId: number }> {
  readonly #reply: OpenReply;
  readonly #lines: AsyncGenerator<readonly Raw[]>;
  readonly #form: RowForm<Raw, Row>;
  readonly #isRising: boolean;
  readonly #progress: Progress;
  #rows = 0;
  #isEnded = false;

  private constructor(reply: OpenReply, form: RowForm<Raw, Row>, isRising: boolean, progress: Progress) {
    this.#reply = reply;
    this.#lines = form.lines(reply.pieces);
    this.#form = form;
    this.#isRising = isRising;
    this.#progress = progress;
  }

  static async open<Raw, Row extends { readonly chatId: number }>(
    http: HttpClient,
    path: string,
    options: ChatsOptions,
    form: RowForm<Raw, Row>,
    progress: Progress,
  ): Promise<Reading<Raw, Row>> {
    const { signal, onReply, direction } = options;
    const reply = await http.open(resumedTarget(path, options, progress), { accept: 'application/x-ndjson', signal });
    try {
      assertParley(reply.headers);
      if (!progress.hasFacts) onReply?.(factsOf(reply.headers));
    } catch (error) {
      reply.abort();
      throw error;
    }
    progress.hasFacts = true;
    return new Reading(reply, form, direction !== 'DESC', progress);
  }

  /** The next chats; null when the reply is complete. */
  async next(): Promise<readonly Row[] | null> {
    const { done, value } = await this.#lines.next();
    // All lines are read before the first is counted: after a broken one no chat is counted that was not yielded.
    if (done !== true) return value.map(this.#form.read).flatMap((read) => this.#take(read));
    if (!this.#isEnded) throw new BrokenReply('The reply was cut before its end line.', null, 200);
    return null;
  }

  close(): void {
    this.#reply.abort();
  }

  #take(value: Row | EndLine): readonly Row[] {
    if (this.#isEnded) throw incomplete('Something follows the end line of the reply.');
    if ('end' in value) {
      this.#end(value.rows);
      return [];
    }
    this.#count(value.chatId);
    return [value];
  }

  #end(rows: number): void {
    if (rows !== this.#rows) {
      throw incomplete(`The server says that it sent ${rows} chats, but ${this.#rows} came.`);
    }
    this.#isEnded = true;
  }

  #count(chatId: number): void {
    const { lastId } = this.#progress;
    const isNext = lastId === null || (this.#isRising ? chatId > lastId : chatId < lastId);
    if (!Number.isSafeInteger(chatId) || !isNext) throw incomplete(`Chat ${chatId} came after chat ${lastId}.`);
    this.#rows += 1;
    this.#progress.rows += 1;
    this.#progress.lastId = chatId;
  }
}

export interface EndLine {
  readonly end: true;
  readonly rows: number;
}

function parseLine(line: string): ChatInReply | EndLine {
  try {
    return JSON.parse(line) as ChatInReply | EndLine;
  } catch (cause) {
    throw new BrokenReply('A line of the reply is not JSON.', cause, 200);
  }
}

/** `chatId` is always requested, because a broken reply is resumed by it. */
function withoutExtraKey(chat: ChatInReply, fields: readonly ChatKey[] | undefined): ChatInReply {
  if (fields === undefined || fields.includes('chatId')) return chat;
  const { chatId: _, ...rest } = chat;
  return rest as ChatInReply;
}

function resumedTarget(path: string, options: ChatsOptions, { rows, lastId }: Progress): string {
  const { filters, limit, direction, start, after, fields, include = [], tz, timestamps } = options;
  return targetOf(path, {
    ...filterValues(filters),
    direction,
    limit: limit === undefined ? undefined : limit - rows,
    ...(lastId === null ? { start, after } : { after: lastId }),
    fields: fields === undefined || fields.includes('chatId') ? fields : ['chatId', ...fields],
    include: [...include, 'end'],
    tz,
    timestamps,
    format: 'ndjson',
  });
}
