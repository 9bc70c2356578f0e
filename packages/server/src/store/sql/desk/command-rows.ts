/** Which commands were carried out, so that none is carried out twice or before those that came earlier. */
import { turnOf } from '../../../model/command-turn.ts';
import { type ChatId, chatId } from '../../../model/ids.ts';
import type { Instant } from '../../../model/instant.ts';
import type { CommandKey, DeskChanged, DeskRefusal } from '../../desk-store.ts';
import type { Touched } from '../../live-store.ts';
import type { Change, Transaction } from '../database.ts';
import { sql } from '../sql.ts';

/** Stands for the chat of a command that was refused in its turn. */
const OF_NO_CHAT = 0;

export const NOBODY: Touched = { person: null, agentIds: [], queueIds: [] };

/**
 * What a command was answered before, or why it has to wait; null when it is its turn. Another command of the same tab waits
 * for this transaction.
 */
export async function judgeCommand(
  transaction: Transaction,
  projectRow: number,
  { sender, id, tab, cseq }: CommandKey,
): Promise<DeskChanged | { readonly refused: DeskRefusal } | null> {
  const last = cseq === null ? null : await lockSender(transaction, projectRow, sender, tab);
  const known = await transaction.get(
    { chat_id: 'int', seq: 'int' },
    sql`SELECT chat_id, seq FROM live_command
      WHERE project_row = ${projectRow} AND sender = ${sender} AND command_id = ${id}`,
  );
  if (known?.chat_id === OF_NO_CHAT) return { refused: 'stale-command' };
  if (known !== null) return { chatId: chatId(known.chat_id), seq: known.seq, isRepeated: true, touched: NOBODY };
  if (cseq === null || last === null) return null;
  const turn = turnOf(cseq, last);
  if (turn === 'next') return null;
  return { refused: turn === 'passed' ? 'stale-command' : turn };
}

/** Number of the last command of the tab; 0 before the first. */
async function lockSender(transaction: Transaction, projectRow: number, sender: string, tab: string): Promise<number> {
  await transaction.run(
    sql`INSERT INTO live_sender (project_row, sender, tab, cseq) VALUES (${projectRow}, ${sender}, ${tab}, 0)
      ON CONFLICT DO NOTHING`,
  );
  const row = await transaction.get(
    { cseq: 'int' },
    transaction.dialect.forUpdate(
      sql`SELECT cseq FROM live_sender WHERE project_row = ${projectRow} AND sender = ${sender} AND tab = ${tab}`,
    ),
  );
  return row?.cseq ?? 0;
}

export function commandDone(
  projectRow: number,
  command: CommandKey,
  { chatId, seq, at }: { readonly chatId: ChatId; readonly seq: number; readonly at: Instant },
): readonly Change[] {
  const done: Change = {
    table: 'live_command',
    columns: ['project_row', 'sender', 'command_id', 'at', 'chat_id', 'seq'],
    rows: [[projectRow, command.sender, command.id, at, chatId, seq]],
  };
  return [done, ...turnPassed(projectRow, command)];
}

/** A command that is refused has had its turn, which is remembered as long as that of any other. */
export function commandRefused(projectRow: number, command: CommandKey, at: Instant): readonly Change[] {
  if (command.cseq === null) return [];
  return commandDone(projectRow, command, { chatId: chatId(OF_NO_CHAT), seq: 0, at });
}

/** The next command of the tab may come. */
function turnPassed(projectRow: number, { sender, tab, cseq }: CommandKey): readonly Change[] {
  if (cseq === null) return [];
  return [
    sql`UPDATE live_sender SET cseq = ${cseq} WHERE project_row = ${projectRow} AND sender = ${sender} AND tab = ${tab}`,
  ];
}

/** Forgets commands of before: repeated, one would be carried out again. Also the order of tabs that have sent nothing since. */
export async function forgetCommands(transaction: Transaction, before: Instant, limit: number): Promise<boolean> {
  const gone = await transaction.run(
    sql`DELETE FROM live_command WHERE (project_row, sender, command_id) IN (
      SELECT project_row, sender, command_id FROM live_command WHERE at < ${before} LIMIT ${limit})`,
  );
  await transaction.run(
    sql`DELETE FROM live_sender WHERE NOT EXISTS (SELECT 1 FROM live_command AS c
      WHERE c.project_row = live_sender.project_row AND c.sender = live_sender.sender)`,
  );
  return gone === limit;
}
