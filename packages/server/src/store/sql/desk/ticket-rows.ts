/** Tickets that were opened for chats. */
import type { TicketNumber, TicketOpening } from '../../live-store.ts';
import type { Transaction } from '../database.ts';
import { sql } from '../sql.ts';

/** The ticket of that command, opened now if it was not before. With the project locked. */
export async function openTicket(
  transaction: Transaction,
  projectRow: number,
  { sender, commandId, chatId, at, numberOf }: TicketOpening,
): Promise<TicketNumber> {
  const known = await transaction.get(
    { ticket_id: 'int', ticket_no: 'text' },
    sql`SELECT ticket_id, ticket_no FROM desk_ticket
      WHERE project_row = ${projectRow} AND sender = ${sender} AND command_id = ${commandId}`,
  );
  if (known !== null) return { ticketId: known.ticket_id, ticketNo: known.ticket_no };
  const next = await transaction.get(
    { id: 'int' },
    sql`SELECT COALESCE(MAX(ticket_id), 0) + 1 AS id FROM desk_ticket WHERE project_row = ${projectRow}`,
  );
  const ticketId = next?.id ?? 1;
  for (;;) {
    const ticketNo = numberOf();
    const isNew = await transaction.run(
      sql`INSERT INTO desk_ticket (project_row, ticket_id, ticket_no, chat_id, sender, command_id, opened_at)
        VALUES (${projectRow}, ${ticketId}, ${ticketNo}, ${chatId}, ${sender}, ${commandId}, ${at}) ON CONFLICT DO NOTHING`,
    );
    if (isNew > 0) return { ticketId, ticketNo };
  }
}
