/** The columns that the list can have, named as the fields of the API. */
import type { Chat, SortName } from '@parley/contract';
import type { ReactNode } from 'react';
import type { ListedChat } from '../api/chats.ts';
import type { PlainTextId } from '../language/catalogue.ts';
import { Count, Duration, idText, Name, VisitorName, WallTime } from './chat-cells.tsx';
import classes from './chat-table.module.css';
import { DispositionMark, SlaMark } from './marks.tsx';
import { PreviewText } from './preview-text.tsx';

export interface ChatColumn {
  readonly name: string;
  readonly label: PlainTextId;
  /** What the label leaves out. */
  readonly hint: PlainTextId;
  /** What the API is asked for. */
  readonly fields: readonly (keyof Chat)[];
  /** What the list is sorted by when the head is pressed; null when it cannot be. */
  readonly sort: SortName | null;
  /** Whether it shows what people who see only numbers and times do not. */
  readonly isContent: boolean;
  /** As a track of a grid. */
  readonly width: string;
  /** In rem, at least. */
  readonly leastRem: number;
  readonly className: string;
  readonly render: (chat: ListedChat) => ReactNode;
}

type Field = keyof ListedChat & keyof Chat;
type Look = Partial<Pick<ChatColumn, 'hint' | 'sort' | 'isContent' | 'className'>>;

const number = `${classes.number}`;
const LONGEST = 'var(--longest-duration)';

function column(
  name: string,
  label: PlainTextId,
  leastRem: number,
  rest: Omit<ChatColumn, 'name' | 'label' | 'leastRem' | 'hint' | 'sort' | 'isContent' | 'className'> & Look,
): ChatColumn {
  return { name, label, leastRem, hint: label, sort: null, isContent: false, className: '', ...rest };
}

function ofText(name: Field, label: PlainTextId, look: Look = {}): ChatColumn {
  const render = (chat: ListedChat) => <Name text={asText(chat[name])} absent="–" />;
  return column(name, label, 7, { fields: [name], width: 'minmax(7rem, 1fr)', render, ...look });
}

function ofTime(name: Field, label: PlainTextId, look: Look = {}): ChatColumn {
  const render = (chat: ListedChat) => <WallTime text={asText(chat[name])} />;
  return column(name, label, 9.5, { fields: [name], width: '9.5rem', render, className: `${classes.start}`, ...look });
}

function ofSeconds(name: Field, label: PlainTextId, look: Look = {}): ChatColumn {
  const render = (chat: ListedChat) => <Duration seconds={asNumber(chat[name])} />;
  return column(name, label, 6.5, {
    fields: [name],
    width: `max(6.5rem, ${LONGEST})`,
    render,
    className: number,
    ...look,
  });
}

function ofCount(name: Field, label: PlainTextId, look: Look = {}): ChatColumn {
  const render = (chat: ListedChat) => <Count count={asNumber(chat[name])} />;
  return column(name, label, 5, { fields: [name], width: '5rem', render, className: number, ...look });
}

function ofId(name: Field, label: PlainTextId, look: Look = {}): ChatColumn {
  const render = (chat: ListedChat) => <bdi>{idText(asNumber(chat[name]))}</bdi>;
  return column(name, label, 5.5, { fields: [name], width: '5.5rem', render, className: number, ...look });
}

function ofName(name: Field, id: Field, label: PlainTextId, look: Look = {}): ChatColumn {
  const render = (chat: ListedChat) => <Name text={asText(chat[name])} absent={idText(asNumber(chat[id]))} />;
  return column(name, label, 7, { fields: [name, id], width: 'minmax(7rem, 1.1fr)', render, ...look });
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** In the order of the menu. */
export const CHAT_COLUMNS: readonly ChatColumn[] = [
  ofTime('sessionStartTime', 'chats.start', { hint: 'chats.startHint', sort: 'sessionStartTime' }),
  column('visitorName', 'chats.visitor', 7, {
    hint: 'chats.visitorHint',
    fields: ['visitorName'],
    width: 'minmax(7rem, 2.6fr)',
    className: `${classes.visitor}`,
    render: (chat) => (
      <>
        <VisitorName chat={chat} />
        {chat.preview !== undefined && <PreviewText preview={chat.preview} />}
      </>
    ),
  }),
  column('type', 'chats.channel', 6, {
    hint: 'chats.channelHint',
    fields: ['type'],
    width: '6rem',
    render: (chat) => <Name text={chat.type} absent="–" />,
  }),
  ofName('lastAgentName', 'lastAgent', 'chats.agent', { hint: 'chats.agentHint' }),
  ofName('lastQueueName', 'lastQueueId', 'chats.queue', { hint: 'chats.queueHint' }),
  column('disposition', 'chats.disposition', 8.5, {
    hint: 'chats.dispositionHint',
    fields: ['disposition', 'isSPAM'],
    width: '8.5rem',
    className: `${classes.disposition}`,
    render: (chat) => <DispositionMark disposition={chat.disposition} isSpam={chat.isSPAM === 1} />,
  }),
  column('slaStatus', 'chats.sla', 5, {
    hint: 'chats.slaHint',
    fields: ['slaStatus'],
    width: '5rem',
    className: `${classes.sla}`,
    render: (chat) => <SlaMark status={chat.slaStatus} />,
  }),
  ofSeconds('firstResponseTime', 'chats.firstResponse', { hint: 'chats.firstResponseHint', sort: 'firstResponseTime' }),
  ofCount('responseCount', 'chats.answers', { hint: 'chats.answersHint' }),
  ofSeconds('duration', 'chats.duration', { hint: 'chats.durationHint', sort: 'duration' }),
  column('messageCount', 'filters.messageCount', 5.5, {
    fields: [],
    sort: 'messageCount',
    width: '5.5rem',
    className: number,
    render: (chat) => <Count count={chat.preview?.messageCount} />,
  }),
  ofTime('sessionCloseTime', 'columns.close', { sort: 'sessionCloseTime' }),
  ofSeconds('averageResponseTime', 'filters.averageResponseTime'),
  ofSeconds('lastVisitorMessageAgentResponseTime', 'columns.lastResponse'),
  ofSeconds('sumResponseTime', 'columns.sumResponse'),
  ofCount('transferCount', 'filters.transferCount'),
  ofId('chatId', 'columns.chatId'),
  ofId('ticketId', 'filters.ticketId'),
  ofText('ticketNo', 'columns.ticketNo'),
  ofId('contactId', 'filters.contactId', { isContent: true }),
  ofId('entityId', 'filters.entityId', { isContent: true }),
  ofText('pageName', 'filters.pageName', { isContent: true }),
  ofText('firstURL', 'columns.firstUrl', { isContent: true }),
  ofText('lastURL', 'columns.lastUrl', { isContent: true }),
  ofText('ipAddress', 'columns.ipAddress', { isContent: true }),
  ofText('sessionId', 'columns.sessionId', { isContent: true }),
  ofName('firstAgentName', 'firstAgent', 'columns.firstAgent'),
  ofName('firstQueueName', 'firstQueueId', 'columns.firstQueue'),
  ofTime('firstVisitorMessageTime', 'columns.firstVisitorMessage'),
  ofTime('firstAgentMessageTime', 'columns.firstAgentMessage'),
  ofTime('lastVisitorMessageTime', 'columns.lastVisitorMessage'),
  ofTime('lastAgentMessageTime', 'columns.lastAgentMessage'),
];
