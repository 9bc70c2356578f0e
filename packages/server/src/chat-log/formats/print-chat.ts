/** Prints one stored chat as a format does, for chats that are printed by themselves. */
import { inflateRawSync } from 'node:zlib';
import type { LogFormat } from '@parley/contract';
import { instant } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import type { PrintedChat, PrintOrder, UnopenedChat } from '../codec/long-chat.ts';
import { openSegment } from '../codec/segment.ts';
import { type ChatView, viewChat } from '../view/chat-view.ts';
import type { EncoderOptions } from './log-format.ts';
import { FORMATS } from './log-formats.ts';

/** @throws RangeError when the document does not match its checksum */
export function printChat(chat: UnopenedChat, { view, format, options }: PrintOrder): PrintedChat {
  const zone = (name: string) => new Zone(name);
  const printZone = view.printZone === null ? null : zone(view.printZone);
  const viewed = viewChat(
    {
      ...chat,
      updatedAt: instant(chat.updatedAt),
      chatJson: Buffer.from(openSegment(chat.segment, chat.mark)).toString(),
      extJson: inflateRawSync(chat.ext).toString(),
      long: null,
    },
    { ...view, printZone, projectZone: zone(view.projectZone) },
  );
  const printed = FORMATS[format].printOne(viewed, options);
  return {
    chatId: chat.chatId,
    body: typeof printed === 'string' ? encodeWhole(printed) : printed,
    sumResponseTimeSeconds: viewed.sumResponseTimeSeconds,
    transfersJson: viewed.transfers.map((transfer) => JSON.stringify(transfer)).join(','),
    transferCount: viewed.transfers.length,
  };
}

/** What `printChat` needs to know of a view, ready for another thread. */
export function orderOf(view: ChatView, format: LogFormat, options: EncoderOptions): PrintOrder {
  const { fields, withExt, preview, timestamps, isMetadataOnly, printZone, projectZone, changeNo } = view;
  const { withEnd, csv, parquet, timeZone, withChangeNo } = options;
  return {
    view: {
      fields,
      withExt,
      preview,
      timestamps,
      isMetadataOnly,
      printZone: printZone?.name ?? null,
      projectZone: projectZone.name,
      changeNo,
    },
    format,
    options: {
      fields: options.fields,
      withExt: options.withExt,
      preview,
      withEnd,
      csv,
      parquet,
      timeZone,
      withChangeNo,
    },
  };
}

/** In a buffer of its own, however short: one that is shared cannot be passed to another thread. */
function encodeWhole(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
