/** The columns of the list: what each shows, and how much room it needs before it appears. */
import type { ReactNode } from 'react';
import type { ListedChat } from '../api/chats.ts';
import { durationText } from '../text/durations.ts';
import { dayText, wallParts } from '../text/wall-times.ts';
import classes from './chat-table.module.css';
import { DispositionMark, SlaMark } from './marks.tsx';

export interface ChatColumn {
  readonly name: string;
  readonly label: string;
  /** What the label leaves out. */
  readonly hint: string;
  readonly className: string | undefined;
  readonly render: (chat: ListedChat) => ReactNode;
}

const number = `${classes.number}`;

export const CHAT_COLUMNS: readonly ChatColumn[] = [
  {
    name: 'start',
    label: 'Start',
    hint: 'When the chat started',
    className: classes.start,
    render: (chat) => <StartTime text={chat.sessionStartTime} />,
  },
  {
    name: 'visitor',
    label: 'Visitor',
    hint: 'Name of the visitor',
    className: classes.visitor,
    render: (chat) => <Name text={chat.visitorName} absent={`Chat ${chat.chatId}`} />,
  },
  {
    name: 'channel',
    label: 'Channel',
    hint: 'Where the chat was held',
    className: classes.channel,
    render: (chat) => <Name text={chat.type} absent="–" />,
  },
  {
    name: 'agent',
    label: 'Agent',
    hint: 'The last agent of the chat',
    className: classes.agent,
    render: (chat) => <Name text={chat.lastAgentName} absent={idText(chat.lastAgent)} />,
  },
  {
    name: 'queue',
    label: 'Queue',
    hint: 'The last queue of the chat',
    className: classes.queue,
    render: (chat) => <Name text={chat.lastQueueName} absent={idText(chat.lastQueueId)} />,
  },
  {
    name: 'disposition',
    label: 'Disposition',
    hint: 'How the chat ended',
    className: classes.disposition,
    render: (chat) => <DispositionMark disposition={chat.disposition} isSpam={chat.isSPAM === 1} />,
  },
  {
    name: 'sla',
    label: 'SLA',
    hint: 'Whether every service level target was met',
    className: classes.sla,
    render: (chat) => <SlaMark status={chat.slaStatus} />,
  },
  {
    name: 'first',
    label: 'First resp.',
    hint: 'From the first visitor message to the first answer of an agent',
    className: `${classes.first} ${number}`,
    render: (chat) => <bdi>{durationText(chat.firstResponseTime)}</bdi>,
  },
  {
    name: 'answers',
    label: 'Answers',
    hint: 'How often an agent answered',
    className: `${classes.answers} ${number}`,
    render: (chat) => chat.responseCount ?? '–',
  },
  {
    name: 'duration',
    label: 'Duration',
    hint: 'From start to close',
    className: `${classes.duration} ${number}`,
    render: (chat) => <bdi>{durationText(chat.duration)}</bdi>,
  },
];

function StartTime({ text }: { readonly text: string | null }) {
  const parts = wallParts(text);
  if (parts === null) return text ?? '–';
  return (
    <bdi>
      {dayText(parts.day, 'short')} <span className={classes.time}>{parts.time.slice(0, 5)}</span>
    </bdi>
  );
}

function Name({ text, absent }: { readonly text: string | null | undefined; readonly absent: string }) {
  if (text === null || text === undefined || text === '') return <span className={classes.absent}>{absent}</span>;
  return <bdi title={text}>{text}</bdi>;
}

function idText(id: number | null): string {
  return id === null || id === 0 ? '–' : String(id);
}
