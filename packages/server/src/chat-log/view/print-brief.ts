/** Prints chats of a list from the bytes of their briefs, without decoding them: for views that show values as they are stored. */
import { briefKeys } from '../codec/chat-brief.ts';
import type { PrintedChat } from '../codec/long-chat.ts';
import type { BriefChat } from '../codec/stored-chat.ts';
import type { ChatView } from './chat-view.ts';

/** Null for a chat whose values the view shows otherwise. */
export type PrintBrief = (chat: BriefChat) => PrintedChat | null;

/** Null for a view that shows values of every chat otherwise, or more than briefs have. */
export function briefPrinter(view: ChatView): PrintBrief | null {
  const { fields, withExt, preview, printZone, timestamps, isMetadataOnly } = view;
  const keys = fields === null ? null : briefKeys(fields);
  if (keys === null || withExt || preview !== null || printZone !== null || isMetadataOnly) return null;
  return ({ chatId, brief }) => {
    if (timestamps === 'normalized' && brief.isImported) return null;
    const transfers = brief.text('transfers');
    const hasTransfers = transfers !== 'null' && transfers !== '[]';
    return {
      chatId,
      body: brief.print(keys),
      sumResponseTimeSeconds: Number(JSON.parse(brief.text('sumResponseTime'))),
      transfersJson: hasTransfers ? transfers.slice(1, -1) : '',
      transferCount: hasTransfers ? (JSON.parse(transfers) as readonly unknown[]).length : 0,
    };
  };
}
