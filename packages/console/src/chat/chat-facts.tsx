/** The numbers of the chat; each that has an explanation leads to it. */
import { Link, useParams } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import type { WholeChat } from '../api/chats.ts';
import { DispositionMark, SlaMark } from '../chats/marks.tsx';
import type { PlainTextId } from '../language/catalogue.ts';
import type { Formats } from '../language/formats.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { plainText } from '../text/plain-text.ts';
import { wallParts } from '../text/wall-times.ts';
import classes from './chat-panel.module.css';

interface Fact {
  readonly label: PlainTextId;
  readonly content: ReactNode;
  /** Its name among the explained numbers; null for what needs no explanation. */
  readonly explained: string | null;
}

interface ChatFactsProps {
  readonly chat: WholeChat;
  readonly onExplain: (number: string) => void;
}

export function ChatFacts({ chat, onExplain }: ChatFactsProps) {
  const text = useText();
  const formats = useFormats();
  const { projectId = '' } = useParams({ strict: false });
  const { contactId } = chat;
  return (
    <dl className={classes.facts}>
      {factsOf(chat, formats).map(({ label, content, explained }) => (
        <div key={label}>
          <dt>{text(label)}</dt>
          <dd>
            {explained === null ? (
              content
            ) : (
              <button
                type="button"
                className={classes.why}
                title={text('chat.why')}
                onClick={() => onExplain(explained)}
              >
                {content}
              </button>
            )}
          </dd>
        </div>
      ))}
      {contactId !== undefined && contactId !== null && contactId > 0 && (
        <div>
          <dt>{text('chat.contact')}</dt>
          <dd>
            <Link
              to="/projects/$projectId/chats"
              params={{ projectId }}
              search={{ contactId: String(contactId) }}
              title={text('chat.ofContact')}
            >
              {contactId}
            </Link>
          </dd>
        </div>
      )}
    </dl>
  );
}

function factsOf(chat: WholeChat, formats: Formats): readonly Fact[] {
  const isSpam = chat.isSPAM === 1;
  return [
    { label: 'numbers.started', content: momentText(formats, chat.sessionStartTime), explained: 'sessionStartTime' },
    {
      label: 'numbers.closed',
      content: momentText(formats, chat.sessionCloseTime, chat.sessionStartTime),
      explained: 'sessionCloseTime',
    },
    { label: 'numbers.duration', content: <bdi>{formats.duration(chat.duration)}</bdi>, explained: 'duration' },
    {
      label: 'numbers.firstResponse',
      content: <bdi>{formats.duration(chat.firstResponseTime)}</bdi>,
      explained: 'firstResponseTime',
    },
    {
      label: 'numbers.averageResponse',
      content: <bdi>{formats.duration(chat.averageResponseTime)}</bdi>,
      explained: 'averageResponseTime',
    },
    { label: 'numbers.answers', content: countText(formats, chat.responseCount), explained: 'responseCount' },
    {
      label: 'numbers.disposition',
      content: <DispositionMark disposition={chat.disposition} isSpam={isSpam} />,
      explained: 'disposition',
    },
    { label: 'numbers.sla', content: <SlaMark status={chat.slaStatus} />, explained: 'slaStatus' },
    { label: 'numbers.agent', content: nameOf(chat.lastAgentName, chat.lastAgent), explained: null },
    { label: 'numbers.queue', content: nameOf(chat.lastQueueName, chat.lastQueueId), explained: null },
    { label: 'numbers.channel', content: <bdi>{chat.type ?? '–'}</bdi>, explained: null },
    ...pathOf(chat),
    { label: 'numbers.transfers', content: countText(formats, chat.transferCount), explained: 'transferCount' },
  ];
}

/** The queues in their order, when there was more than one. */
function pathOf({ firstQueueName, lastQueueName, transfers }: WholeChat): readonly Fact[] {
  const moves = (transfers ?? []).map(({ toQueueName }) => plainText(toQueueName));
  const names = [firstQueueName ?? '', ...moves, lastQueueName ?? ''].filter((name) => name !== '');
  const path = names.filter((name, at) => name !== names[at - 1]);
  if (path.length < 2) return [];
  // The arrow follows the direction of the page.
  const content = path.map((name, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: queues of a path never change places
    <Fragment key={at}>
      {at > 0 && ' › '}
      <bdi>{name}</bdi>
    </Fragment>
  ));
  return [{ label: 'numbers.path', content, explained: null }];
}

function nameOf(name: string | null, id: number | null): ReactNode {
  if (name !== null && name !== '') return <bdi>{name}</bdi>;
  return id === null || id === 0 ? '–' : String(id);
}

function countText(formats: Formats, count: number | null): string {
  return count === null ? '–' : formats.number(count);
}

/** Without the day when it is that of the earlier time. */
function momentText(formats: Formats, text: string | null, earlier: string | null = null): ReactNode {
  const parts = wallParts(text);
  if (parts === null) return text ?? '–';
  if (parts.day === wallParts(earlier)?.day) return parts.time;
  return (
    <bdi>
      {formats.day(parts.day, 'short')} {parts.time}
    </bdi>
  );
}
