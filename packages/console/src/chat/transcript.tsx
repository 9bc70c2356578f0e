/** The transcript as a conversation: days, sides, times, and how long each answer took. */
import { useId } from 'react';
import type { Message, WholeChat } from '../api/chats.ts';
import { mayReadContent } from '../api/session.ts';
import { useSession } from '../session/session-context.ts';
import { durationText } from '../text/durations.ts';
import { dayText, wallParts } from '../text/wall-times.ts';
import { conversationDays, type Side, type Turn } from './conversation.ts';
import { messageElementId } from './message-element.ts';
import classes from './transcript.module.css';

interface TranscriptProps {
  readonly chat: WholeChat;
  /** By id of the answering message. */
  readonly answers: ReadonlyMap<string, number>;
}

export function Transcript({ chat, answers }: TranscriptProps) {
  const id = useId();
  const days = conversationDays(chat);
  if (!mayReadContent(useSession())) {
    return <p className={classes.none}>Your role shows numbers and times, not what was written.</p>;
  }
  if (days.length === 0) return <p className={classes.none}>Nobody wrote anything in this chat.</p>;
  return (
    <div className={classes.transcript}>
      {days.map(({ day, turns }) => (
        <section key={day} aria-labelledby={`${id}${day}`}>
          <h3 id={`${id}${day}`} className={classes.day}>
            <span>{day === '' ? 'Without a time' : dayText(day, 'long')}</span>
          </h3>
          {turns.map((turn, index) => (
            // Turns never change places.
            // biome-ignore lint/suspicious/noArrayIndexKey: their place is what they are known by
            <TurnOfOne key={index} turn={turn} answers={answers} />
          ))}
        </section>
      ))}
    </div>
  );
}

const SIDE_CLASSES: Readonly<Record<Side, string | undefined>> = {
  visitor: classes.visitor,
  agent: classes.agent,
  bot: classes.bot,
  unknown: classes.visitor,
};
const SIDE_LABELS: Readonly<Record<Side, string>> = { visitor: 'Visitor', agent: 'Agent', bot: 'Bot', unknown: '' };

function TurnOfOne({ turn, answers }: { readonly turn: Turn; readonly answers: ReadonlyMap<string, number> }) {
  const { side, name, messages } = turn;
  const label = SIDE_LABELS[side];
  return (
    <div className={`${classes.turn} ${SIDE_CLASSES[side]}`}>
      <p className={classes.writer}>
        <bdi>{name === '' ? label || 'Unknown' : name}</bdi>
        {name !== '' && label !== '' && <span className={classes.kind}>{label}</span>}
      </p>
      {messages.map((message, index) => (
        <Bubble key={message.id ?? index} message={message} waited={answers.get(message.id ?? '') ?? null} />
      ))}
    </div>
  );
}

function Bubble({ message, waited }: { readonly message: Message; readonly waited: number | null }) {
  const time = wallParts(message.date)?.time;
  return (
    <div className={classes.line} id={messageElementId(message.id)} data-message={message.id}>
      <div className={classes.bubble}>
        {message.ext?.redacted === true ? (
          <em className={classes.redacted}>Redacted</em>
        ) : (
          <div dir="auto" className={classes.text}>
            {message.message}
          </div>
        )}
        {(message.attachments ?? []).map((attachment, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: attachments never change places
          <p key={index} className={classes.attachment}>
            Attachment: <bdi>{attachmentText(attachment)}</bdi>
          </p>
        ))}
      </div>
      <p className={classes.foot}>
        {time !== undefined && <time dateTime={message.date ?? ''}>{time}</time>}
        {waited !== null && <bdi className={classes.waited}>answered in {durationText(waited)}</bdi>}
        {message.ext?.editedAt != null && <span>edited</span>}
      </p>
    </div>
  );
}

/** Shown as text only: what visitors send is not opened in this page. */
function attachmentText(attachment: unknown): string {
  if (typeof attachment !== 'object' || attachment === null) return 'file';
  const { type, payload } = attachment as { readonly type?: unknown; readonly payload?: { readonly url?: unknown } };
  const kind = typeof type === 'string' && type !== '' ? type : 'file';
  return typeof payload?.url === 'string' ? `${kind}, ${payload.url}` : kind;
}
