/** Explains a long chat from one moment of the store, in a thread beside this one. */
import type { ChatId } from '../../model/ids.ts';
import { DamagedChat } from '../store-error.ts';
import { ChatMender, type MenderParts } from './chat-mender.ts';
import { readRows } from './chat-reader.ts';
import { findHeads } from './chat-table.ts';
import type { Database } from './database.ts';
import { placeOf } from './long-chats.ts';
import type { ProjectRow } from './project-table.ts';

/** JSON of the explanation; null for a chat that is not long, or not there. Notes what is damaged. @throws DamagedChat */
export async function explainLong(
  parts: MenderParts & { readonly database: Database },
  project: ProjectRow,
  id: ChatId,
  isMetadataOnly: boolean,
): Promise<Uint8Array | null> {
  const { database, longChats, damage } = parts;
  const before = (await findHeads(database.live, project, [id])).get(id);
  if (before === undefined || !longChats.isLong(before)) return null;
  using statements = await database.openSnapshot('self');
  const size = (await findHeads(statements, project, [id])).get(id);
  const [row] = await readRows(statements, project.projectRow, [id]);
  if (size === undefined || row === undefined) return null;
  const { segment, mark } = await new ChatMender(parts, project).open(statements, row);
  try {
    const source = { statements, project, place: placeOf(project, id), size };
    return await longChats.explain(source, { isMetadataOnly, document: { segment, mark } });
  } catch (error) {
    if (error instanceof DamagedChat) damage.note(project, { kind: 'events', chatId: id, isLost: true });
    throw error;
  }
}
