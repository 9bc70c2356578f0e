/** Prints a chat as JSON for a reader: long ones in a thread beside this one, as bytes. */
import type { StoredChat } from '../../chat-log/codec/stored-chat.ts';
import { printDocument } from '../../chat-log/formats/log-format.ts';
import { orderOf } from '../../chat-log/formats/print-chat.ts';
import type { CsvStyle, ParquetStyle } from '../../chat-log/query/chat-log-query.ts';
import { type ChatView, viewChat } from '../../chat-log/view/chat-view.ts';

const NO_CSV: CsvStyle = { delimiter: ',', hasMark: false, isRaw: false };
const NO_PARQUET: ParquetStyle = { isNested: false, withUtc: false, codec: 'snappy' };

/** The chat as the log shows it, as text; of a long chat as UTF-8. */
export async function printJson(stored: StoredChat, view: ChatView): Promise<string | Uint8Array> {
  if (stored.long === null) return printDocument(viewChat(stored, view));
  const { fields, withExt, preview, printZone, projectZone } = view;
  const timeZone = (printZone ?? projectZone).name;
  const printing = { fields, withExt, preview, withEnd: false, csv: NO_CSV, parquet: NO_PARQUET };
  const order = orderOf(view, 'json', { ...printing, timeZone, withChangeNo: false });
  const { body } = await stored.long.print(order);
  if (!(body instanceof Uint8Array)) throw new TypeError('a chat was printed as a table in JSON');
  return body;
}
