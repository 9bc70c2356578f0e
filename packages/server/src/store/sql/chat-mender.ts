/** Gives a chat of a row as it was stored: from the row, else from its events. */
import { DIGEST_BYTES, type SealedChat, sealChat } from '../../chat-log/codec/seal-chat.ts';
import { readSeal } from '../../chat-log/codec/sealed-mark.ts';
import { foldStored, shareOf } from '../../chat-log/fold/fold-stored.ts';
import type { FoldedChat } from '../../chat-log/fold/folded-chat.ts';
import type { CompiledCalendars } from '../../model/calendar.ts';
import type { StoredEvent } from '../../model/event.ts';
import { type ChatId, chatId } from '../../model/ids.ts';
import { DamagedChat, StoreError } from '../store-error.ts';
import { type ChatRow, readSoundRow, type SoundChat } from './chat-row.ts';
import type { DamageLog } from './damage.ts';
import type { Statements } from './database.ts';
import { readSealedEvents } from './event-table.ts';
import type { LongChats } from './long-chats.ts';
import type { ProjectRow } from './project-table.ts';

export interface MenderParts {
  readonly longChats: LongChats;
  readonly calendars: CompiledCalendars;
  readonly damage: DamageLog;
}

/** A chat that was made again. */
export interface MendedChat extends SoundChat {
  readonly folded: FoldedChat;
  readonly sealed: SealedChat;
  readonly lastSeq: number;
}

export class ChatMender {
  readonly #parts: MenderParts;
  readonly #project: ProjectRow;

  constructor(parts: MenderParts, project: ProjectRow) {
    this.#parts = parts;
    this.#project = project;
  }

  /** Notes what is damaged. @throws DamagedChat when the events are damaged too */
  async open(statements: Statements, row: ChatRow): Promise<SoundChat> {
    return readSoundRow(row, this.#parts.longChats.fromBytes) ?? this.mendAndNote(statements, row);
  }

  /** @throws DamagedChat when the events are damaged too; that is noted as well */
  async mendAndNote(statements: Statements, row: ChatRow): Promise<MendedChat> {
    const note = (isLost: boolean) =>
      this.#parts.damage.note(this.#project, { kind: 'document', chatId: chatId(row.chat_id), isLost });
    try {
      const mended = await this.mend(statements, row);
      note(false);
      return mended;
    } catch (error) {
      if (error instanceof DamagedChat) note(true);
      throw error;
    }
  }

  /** The chat of a damaged row, from its events. @throws DamagedChat */
  async mend(statements: Statements, row: ChatRow): Promise<MendedChat> {
    const id = chatId(row.chat_id);
    const seal = readSeal(row.segment_meta);
    const { events, isSealed } = await readSealedEvents(statements, this.#project.projectRow, id);
    const lastSeq = refuseMissing(row, events);
    const folded = this.#fold(id, events);
    const sealed = sealChat(folded);
    // Events without checksums prove nothing by themselves.
    if (!isSealed && Buffer.compare(sealed.digest, row.digest.subarray(0, DIGEST_BYTES)) !== 0) {
      throw new DamagedChat(id, 'its document is damaged, and its events do not give what it was');
    }
    return {
      chatId: id,
      revision: seal?.revision ?? row.revision,
      updatedAt: seal?.updatedAt ?? row.updated_at,
      isImported: seal?.isImported ?? row.is_imported === 1,
      documentBytes: sealed.documentBytes,
      ...shareOf(folded),
      segment: sealed.segment,
      mark: sealed.mark,
      document: Buffer.from(JSON.stringify(folded.chat)),
      ext: sealed.ext,
      digest: sealed.digest,
      folded,
      sealed,
      lastSeq,
    };
  }

  #fold(id: ChatId, events: readonly StoredEvent[]): FoldedChat {
    try {
      return foldStored(this.#project, id, events, this.#parts.calendars);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new DamagedChat(id, 'its document is damaged, and its events cannot be folded');
    }
  }
}

/** The number of the last event. @throws DamagedChat when events are missing */
export function refuseMissing(row: ChatRow, events: readonly StoredEvent[]): number {
  const lastSeq = readSeal(row.segment_meta)?.lastSeq ?? row.last_seq;
  if (events.length > 0 && events.length === lastSeq) return lastSeq;
  throw new DamagedChat(chatId(row.chat_id), `${events.length} of its ${lastSeq} events are left`);
}
