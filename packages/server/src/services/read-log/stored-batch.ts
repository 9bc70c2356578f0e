/** What is asked of stored chats on their way to a reply, and how a view is applied to them. */
import type { LongChat, PrintedChat } from '../../chat-log/codec/long-chat.ts';
import { totalDocumentBytes } from '../../chat-log/codec/segment.ts';
import type { ListedChat, StoredBatch } from '../../chat-log/codec/stored-chat.ts';
import type { LogBatch } from '../../chat-log/formats/log-format.ts';
import { type ChatView, type ViewedChat, viewBrief, viewChat } from '../../chat-log/view/chat-view.ts';
import type { PrintBrief } from '../../chat-log/view/print-brief.ts';
import type { ChatId } from '../../model/ids.ts';

/** JSON that is decoded before other work may run, unless one chat is longer: about 20 ms. */
const TURN_CHARACTERS = 500_000;
/** Of a brief, about. */
const BRIEF_CHARACTERS = 1_000;

export interface Printers {
  readonly long: (long: LongChat) => Promise<PrintedChat>;
  readonly brief: PrintBrief | null;
}

export function rowsOf(batch: StoredBatch): number {
  return batch.kind === 'stored' ? batch.chunk.count : batch.chats.length;
}

/** Id of the last chat; null when there is none. */
export function lastOf(batch: StoredBatch): ChatId | null {
  return batch.kind === 'stored' ? batch.chunk.lastChatId : (batch.chats.at(-1)?.chatId ?? null);
}

/** About how many bytes the chats have, uncompressed. */
export function bytesOf(batch: StoredBatch): number {
  if (batch.kind === 'stored') return totalDocumentBytes(batch.chunk.marks);
  return batch.chats.reduce((sum, chat) => sum + lengthOf(chat), 0);
}

/** About how long it is to be decoded; a long chat is not opened for it. */
function lengthOf(chat: ListedChat): number {
  if ('brief' in chat) return BRIEF_CHARACTERS;
  return chat.long?.documentBytes ?? chat.chatJson.length + chat.extJson.length;
}

/**
 * Decodes opened chats and applies the view. `print.long` prints a long one instead; `print.brief`, where the view allows it, those that
 * need not be decoded, and gives null for the others. `pause` lets other work run.
 */
export async function* viewAll(
  batches: AsyncIterable<StoredBatch | Extract<LogBatch, { readonly kind: 'run' }>>,
  view: ChatView,
  pause: () => Promise<void>,
  print: Printers,
): AsyncGenerator<LogBatch> {
  for await (const batch of batches) {
    if (batch.kind !== 'opened') {
      yield batch;
      continue;
    }
    if (print.brief !== null) {
      const printed = printAll(batch.chats, print.brief);
      if (printed !== null) {
        yield { kind: 'printed', chats: printed };
        continue;
      }
    }
    let viewed: ListedChat[] = [];
    for (const chat of batch.chats) {
      if ('brief' in chat || chat.long === null) {
        viewed.push(chat);
        continue;
      }
      if (viewed.length > 0) yield { kind: 'viewed', chats: await viewInTurns(viewed, view, pause) };
      viewed = [];
      yield { kind: 'printed', chats: [await print.long(chat.long)] };
    }
    if (viewed.length > 0) yield { kind: 'viewed', chats: await viewInTurns(viewed, view, pause) };
  }
}

/** All of them; null when one must be decoded. */
function printAll(chats: readonly ListedChat[], print: PrintBrief): readonly PrintedChat[] | null {
  const printed: PrintedChat[] = [];
  for (const chat of chats) {
    const one = 'brief' in chat ? print(chat) : null;
    if (one === null) return null;
    printed.push(one);
  }
  return printed;
}

async function viewInTurns(
  chats: readonly ListedChat[],
  view: ChatView,
  pause: () => Promise<void>,
): Promise<readonly ViewedChat[]> {
  const viewed: ViewedChat[] = [];
  let inTurn = 0;
  for (const chat of chats) {
    const own = lengthOf(chat);
    if (inTurn > 0 && inTurn + own > TURN_CHARACTERS) {
      await pause();
      inTurn = 0;
    }
    viewed.push('brief' in chat ? viewBrief(chat, view) : viewChat(chat, view));
    inTurn += own;
  }
  return viewed;
}
