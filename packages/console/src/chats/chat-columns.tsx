/** The columns of the list: what each shows, and how much room it needs before it appears. */
import type { ReactNode } from 'react';
import type { ListedChat } from '../api/chats.ts';
import type { PlainTextId } from '../language/catalogue.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { wallParts } from '../text/wall-times.ts';
import classes from './chat-table.module.css';
import { DispositionMark, SlaMark } from './marks.tsx';
import { PreviewText } from './preview-text.tsx';

export interface ChatColumn {
  readonly name: string;
  readonly label: PlainTextId;
  /** What the label leaves out. */
  readonly hint: PlainTextId;
  readonly className: string | undefined;
  readonly render: (chat: ListedChat) => ReactNode;
}

const number = `${classes.number}`;

export const CHAT_COLUMNS: readonly ChatColumn[] = [
  {
    name: 'start',
    label: 'chats.start',
    hint: 'chats.startHint',
    className: classes.start,
    render: (chat) => <StartTime text={chat.sessionStartTime} />,
  },
  {
    name: 'visitor',
    label: 'chats.visitor',
    hint: 'chats.visitorHint',
    className: classes.visitor,
    render: (chat) => (
      <>
        <VisitorName chat={chat} />
        {chat.preview !== undefined && <PreviewText preview={chat.preview} />}
      </>
    ),
  },
  {
    name: 'channel',
    label: 'chats.channel',
    hint: 'chats.channelHint',
    className: classes.channel,
    render: (chat) => <Name text={chat.type} absent="–" />,
  },
  {
    name: 'agent',
    label: 'chats.agent',
    hint: 'chats.agentHint',
    className: classes.agent,
    render: (chat) => <Name text={chat.lastAgentName} absent={idText(chat.lastAgent)} />,
  },
  {
    name: 'queue',
    label: 'chats.queue',
    hint: 'chats.queueHint',
    className: classes.queue,
    render: (chat) => <Name text={chat.lastQueueName} absent={idText(chat.lastQueueId)} />,
  },
  {
    name: 'disposition',
    label: 'chats.disposition',
    hint: 'chats.dispositionHint',
    className: classes.disposition,
    render: (chat) => <DispositionMark disposition={chat.disposition} isSpam={chat.isSPAM === 1} />,
  },
  {
    name: 'sla',
    label: 'chats.sla',
    hint: 'chats.slaHint',
    className: classes.sla,
    render: (chat) => <SlaMark status={chat.slaStatus} />,
  },
  {
    name: 'first',
    label: 'chats.firstResponse',
    hint: 'chats.firstResponseHint',
    className: `${classes.first} ${number}`,
    render: (chat) => <Duration seconds={chat.firstResponseTime} />,
  },
  {
    name: 'answers',
    label: 'chats.answers',
    hint: 'chats.answersHint',
    className: `${classes.answers} ${number}`,
    render: (chat) => <Count count={chat.responseCount} />,
  },
  {
    name: 'duration',
    label: 'chats.duration',
    hint: 'chats.durationHint',
    className: `${classes.duration} ${number}`,
    render: (chat) => <Duration seconds={chat.duration} />,
  },
];

function StartTime({ text }: { readonly text: string | null }) {
  const formats = useFormats();
  const parts = wallParts(text);
  if (parts === null) return text ?? '–';
  return (
    <bdi>
      {formats.day(parts.day, 'short')} <span className={classes.time}>{parts.time.slice(0, 5)}</span>
    </bdi>
  );
}

function Duration({ seconds }: { readonly seconds: number | null }) {
  return <bdi>{useFormats().duration(seconds)}</bdi>;
}

function Count({ count }: { readonly count: number | null }) {
  const formats = useFormats();
  return count === null ? '–' : formats.number(count);
}

function VisitorName({ chat }: { readonly chat: ListedChat }) {
  const text = useText();
  return <Name text={chat.visitorName} absent={text('chats.number', { id: chat.chatId })} />;
}

function Name({ text, absent }: { readonly text: string | null | undefined; readonly absent: string }) {
  if (text === null || text === undefined || text === '') return <span className={classes.absent}>{absent}</span>;
  return <bdi title={text}>{text}</bdi>;
}

function idText(id: number | null): string {
  return id === null || id === 0 ? '–' : String(id);
}
