/** The numbers of the chat; each that has an explanation leads to it. */
import type { ReactNode } from 'react';
import type { WholeChat } from '../api/chats.ts';
import { DispositionMark, SlaMark } from '../chats/marks.tsx';
import { durationText } from '../text/durations.ts';
import { dayText, wallParts } from '../text/wall-times.ts';
import classes from './chat-panel.module.css';

interface Fact {
  readonly label: string;
  readonly content: ReactNode;
  /** Its name among the explained numbers; null for what needs no explanation. */
  readonly explained: string | null;
}

interface ChatFactsProps {
  readonly chat: WholeChat;
  readonly onExplain: (number: string) => void;
}

export function ChatFacts({ chat, onExplain }: ChatFactsProps) {
  return (
    <dl className={classes.facts}>
      {factsOf(chat).map(({ label, content, explained }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {explained === null ? (
              content
            ) : (
              <button type="button" className={classes.why} title="Why?" onClick={() => onExplain(explained)}>
                {content}
              </button>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function factsOf(chat: WholeChat): readonly Fact[] {
  const isSpam = chat.isSPAM === 1;
  return [
    { label: 'Started', content: momentText(chat.sessionStartTime), explained: 'sessionStartTime' },
    {
      label: 'Closed',
      content: momentText(chat.sessionCloseTime, chat.sessionStartTime),
      explained: 'sessionCloseTime',
    },
    { label: 'Duration', content: <bdi>{durationText(chat.duration)}</bdi>, explained: 'duration' },
    {
      label: 'First response',
      content: <bdi>{durationText(chat.firstResponseTime)}</bdi>,
      explained: 'firstResponseTime',
    },
    {
      label: 'Average response',
      content: <bdi>{durationText(chat.averageResponseTime)}</bdi>,
      explained: 'averageResponseTime',
    },
    { label: 'Answers', content: chat.responseCount ?? '–', explained: 'responseCount' },
    {
      label: 'Disposition',
      content: <DispositionMark disposition={chat.disposition} isSpam={isSpam} />,
      explained: 'disposition',
    },
    { label: 'SLA', content: <SlaMark status={chat.slaStatus} />, explained: 'slaStatus' },
    { label: 'Agent', content: nameOf(chat.lastAgentName, chat.lastAgent), explained: null },
    { label: 'Queue', content: nameOf(chat.lastQueueName, chat.lastQueueId), explained: null },
    { label: 'Channel', content: <bdi>{chat.type ?? '–'}</bdi>, explained: null },
    { label: 'Transfers', content: chat.transferCount ?? '–', explained: 'transferCount' },
  ];
}

function nameOf(name: string | null, id: number | null): ReactNode {
  if (name !== null && name !== '') return <bdi>{name}</bdi>;
  return id === null || id === 0 ? '–' : String(id);
}

/** Without the day when it is that of the earlier time. */
function momentText(text: string | null, earlier: string | null = null): ReactNode {
  const parts = wallParts(text);
  if (parts === null) return text ?? '–';
  if (parts.day === wallParts(earlier)?.day) return parts.time;
  return (
    <bdi>
      {dayText(parts.day, 'short')} {parts.time}
    </bdi>
  );
}
