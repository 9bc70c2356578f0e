/** What `include=preview` shows of a chat: how the visitor began, or the first text that holds what was looked for. */
import type { ChatPreview, LoggedChat } from '@parley/contract';
import { findHits, type Hit } from '@parley/contract/find-hits';
import type { SearchQuery } from '@parley/contract/search-query';
import { beginningOf, PREVIEW_UNITS, previewOf } from '../codec/chat-brief.ts';
import type { StoredExt } from '../fold/folded-chat.ts';
import { textsIn } from '../search/searched-texts.ts';

/** Text before the first hit, in UTF-16 units: enough to read how it came to it. */
const LEAD_UNITS = 60;

/** `search` null: nothing is looked for. */
export function previewChat(chat: LoggedChat, ext: StoredExt, search: SearchQuery | null): ChatPreview {
  const beginning = previewOf(chat, ext);
  if (search === null) return { ...beginning, hits: [] };
  const { messageCount } = beginning;
  const messages = (chat.transcript ?? []).map(({ message }) => message).filter((text) => typeof text === 'string');
  for (const text of [...messages, ...textsIn(chat)]) {
    const [first, ...rest] = findHits(search, text);
    if (first !== undefined) return { messageCount, ...excerptOf(text, first, rest) };
  }
  return { ...beginning, hits: [] };
}

/** The text around the first hit; a hit that does not end in it ends with it. */
function excerptOf(text: string, first: Hit, rest: readonly Hit[]): Pick<ChatPreview, 'text' | 'hits'> {
  const from = text.length <= PREVIEW_UNITS ? 0 : startBefore(text, first.start);
  const excerpt = beginningOf(text.slice(from));
  const hits = [first, ...rest].filter(({ start }) => start < from + excerpt.length);
  return {
    text: excerpt,
    hits: hits.map(({ start, end }) => ({ start: start - from, end: Math.min(end - from, excerpt.length) })),
  };
}

/** The end of a word some way before the hit, or where a character begins when there is no word to end. */
function startBefore(text: string, hitStart: number): number {
  const earliest = Math.max(0, hitStart - LEAD_UNITS);
  if (earliest === 0) return 0;
  const space = text.indexOf(' ', earliest);
  if (space !== -1 && space < hitStart) return space + 1;
  const near = text.slice(earliest - LEAD_UNITS < 0 ? 0 : earliest - LEAD_UNITS, hitStart + 1);
  const offset = hitStart + 1 - near.length;
  const segment = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(near).containing(earliest - offset);
  return offset + (segment?.index ?? 0);
}
