/** A stored chat as one reader requests and may see it: another zone, fewer fields, more facts, no content. */
import {
  CHAT_KEYS,
  Chat,
  ChatExt,
  type ChatKey,
  type ChatPreview,
  type ImportedChat,
  type ImportedTransfer,
  type LoggedChat,
} from '@parley/contract';
import type { SearchQuery } from '@parley/contract/search-query';
import type { ChatId } from '../../model/ids.ts';
import type { Zone } from '../../model/zone.ts';
import type { BriefChat, StoredChat } from '../codec/stored-chat.ts';
import type { StoredExt } from '../fold/folded-chat.ts';
import { fieldRule } from '../privacy/field-rule.ts';
import { openPart } from '../privacy/open-part.ts';
import type { ChatPrinting } from '../query/chat-log-query.ts';
import { addMessageExt, type MessageWithExt } from './add-ext.ts';
import { renderNormalized } from './convert-time-zone.ts';
import { previewChat } from './preview-chat.ts';
import { type PrintedTimes, printedTimesOf } from './printed-times.ts';

const CHAT_RULE = fieldRule(Chat);
const EXT_RULE = fieldRule(ChatExt);

export interface ChatView extends ChatPrinting {
  /** Whether the reader may see only numbers and times, no content or identities. */
  readonly isMetadataOnly: boolean;
  readonly projectZone: Zone;
  /** What `changeNo` is in every row: the place of the file in the order of an export folder. Left out: rows have none. */
  readonly changeNo?: number | undefined;
}

export type ViewedRow = Partial<Omit<ImportedChat, 'transcript'>> & {
  readonly transcript?: readonly MessageWithExt[] | null;
  readonly ext?: ChatExt;
  readonly preview?: ChatPreview;
  readonly changeNo?: number;
};

export interface ViewedChat {
  readonly chatId: ChatId;
  readonly row: ViewedRow;
  /** The facts beside the row, whether they are shown or not; null when only a brief was opened. */
  readonly facts: StoredExt | null;
  /** The instants of its times, in whatever zone these are shown. */
  readonly times: PrintedTimes;
  /** From all fields of the chat, whichever are shown: null as 0. */
  readonly sumResponseTimeSeconds: number;
  readonly transfers: readonly ImportedTransfer[];
}

/** A chat's keys, or its keys with its additional facts. */
export type StoredForm = 'document' | 'full-row';

/** As which of its stored texts a chat is shown, so that its bytes can be sent without decoding; null when it is shown otherwise. */
export function storedForm(view: ChatView): StoredForm | null {
  const { fields, withExt, preview, printZone, timestamps, isMetadataOnly, changeNo } = view;
  const isOfTheLog = printZone === null && timestamps !== 'normalized' && !isMetadataOnly && changeNo === undefined;
  const isWhole = fields === null && preview === null && isOfTheLog;
  if (!isWhole) return null;
  return withExt ? 'full-row' : 'document';
}

const TRANSCRIPTS: readonly ChatKey[] = ['transcript', 'visitorTranscript', 'agentTranscript'];

/** Whether nothing is shown that a brief does not have: no transcript, nothing found in one, no facts. */
export function isBrief({ fields, withExt, preview, changeNo }: ChatView): boolean {
  const showsTranscript = fields?.some((key) => TRANSCRIPTS.includes(key)) ?? true;
  const showsHits = preview !== null && preview.search !== null;
  return !showsTranscript && !showsHits && !withExt && changeNo === undefined;
}

/** A chat of which no document was opened, for a view that `isBrief`. */
export function viewBrief({ chatId, brief }: BriefChat, view: ChatView): ViewedChat {
  const { chat: stored, preview, times, isImported } = brief;
  const printed = printTimes(stored, times, isImported, view);
  const chat = view.isMetadataOnly ? openPart(CHAT_RULE, printed) : printed;
  return {
    chatId,
    row: addPreview(pick(chat, view.fields ?? CHAT_KEYS), view, () => ({ ...preview, hits: [] })),
    facts: null,
    times,
    sumResponseTimeSeconds: chat.sumResponseTime ?? 0,
    transfers: chat.transfers ?? [],
  };
}

/** Keys come in contract order, then `ext`, `preview` and `changeNo`. */
export function viewChat(stored: StoredChat, view: ChatView): ViewedChat {
  const ext = JSON.parse(stored.extJson) as StoredExt;
  const times = printedTimesOf(ext);
  const isImported = stored.isImported && ext.chat.imported !== null;
  const printed = printTimes(JSON.parse(stored.chatJson) as LoggedChat, times, isImported, view);
  const chat = view.isMetadataOnly ? openPart(CHAT_RULE, printed) : printed;
  const row = view.fields === null ? { ...chat } : pick(chat, view.fields);
  const shown = view.withExt ? addExt(row, ext, stored, view) : row;
  return {
    chatId: stored.chatId,
    row: addChangeNo(
      addPreview(shown, view, (search) => previewChat(printed, ext, search)),
      view,
    ),
    facts: ext,
    times,
    sumResponseTimeSeconds: chat.sumResponseTime ?? 0,
    transfers: chat.transfers ?? [],
  };
}

/** A requested zone applies to imported rows too, unless their own texts are requested. */
function printTimes(chat: LoggedChat, times: PrintedTimes, isImported: boolean, view: ChatView): LoggedChat {
  const { printZone, timestamps, projectZone } = view;
  if (isImported) {
    const isNormalized = timestamps === 'normalized' || (timestamps === null && printZone !== null);
    return isNormalized ? renderNormalized(chat, times, printZone ?? projectZone, projectZone) : chat;
  }
  return printZone === null ? chat : renderNormalized(chat, times, printZone, projectZone);
}

function addPreview(
  row: ViewedRow,
  { preview, isMetadataOnly }: ChatView,
  make: (search: SearchQuery | null) => ChatPreview,
): ViewedRow {
  if (preview === null) return row;
  const made = make(isMetadataOnly ? null : preview.search);
  return { ...row, preview: isMetadataOnly ? { ...made, text: '' } : made };
}

function addChangeNo(row: ViewedRow, { changeNo }: ChatView): ViewedRow {
  return changeNo === undefined ? row : { ...row, changeNo };
}

function pick(chat: LoggedChat, keys: readonly ChatKey[]): ViewedRow {
  return Object.fromEntries(keys.map((key) => [key, chat[key]]));
}

function addExt(row: ViewedRow, stored: StoredExt, { revision, updatedAt }: StoredChat, view: ChatView): ViewedRow {
  const all = { revision, updatedAt: new Date(updatedAt).toISOString(), ...stored.chat };
  const facts = view.isMetadataOnly ? openPart(EXT_RULE, all) : all;
  return { ...addMessageExt(row, stored), ext: facts };
}
