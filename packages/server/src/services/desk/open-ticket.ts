/** Opens tickets for chats. */
import type { DeskTicketType, Ticket } from '@parley/contract';
import type { ChatId } from '../../model/ids.ts';
import type { Instant } from '../../model/instant.ts';
import type { ProjectStore } from '../../store/chat-store.ts';

const NUMBERS = 1_000_000;

export interface TicketWish {
  readonly chatId: ChatId;
  readonly sender: string;
  readonly commandId: string;
  readonly type: DeskTicketType;
  readonly at: Instant;
  readonly integerBelow: (bound: number) => number;
}

/** A ticket with a number such as 822-20230120-785643: the project, the day in its time zone, and six digits that nobody guesses. */
export async function openTicket(
  { desk, projectId, zone }: Pick<ProjectStore, 'desk' | 'projectId' | 'zone'>,
  { chatId, sender, commandId, type, at, integerBelow }: TicketWish,
): Promise<Ticket> {
  const day = new Date(at + zone.offsetMsAt(at)).toISOString().slice(0, 10).replaceAll('-', '');
  const numberOf = () => `${projectId}-${day}-${String(integerBelow(NUMBERS)).padStart(6, '0')}`;
  const opened = await desk.openTicket({ sender, commandId, chatId, at, numberOf });
  return { ...opened, ticketType: wireType(type) };
}

/** As the log has it. */
function wireType({ ticketTypeId, label, fgColor, bgColor }: DeskTicketType): Ticket['ticketType'] {
  return {
    fieldId: null,
    valueId: ticketTypeId,
    label,
    exportValue: label,
    params: [],
    fgColor,
    bgColor,
    sort: null,
    status: null,
    system: 0,
    fieldValueId: null,
  };
}
