/** The transcript as a conversation: days, sides, times, and how long each answer took. */
import { useEffect, useId } from 'react';
import type { Message, WholeChat } from '../api/chats.ts';
import { mayReadContent } from '../api/session.ts';
import type { PlainTextId } from '../language/catalogue.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { useSession } from '../session/session-context.ts';
import { wallParts } from '../text/wall-times.ts';
import { conversationDays, type Side, type Turn } from './conversation.ts';
import { messageAddress, messageElementId, messageInAddress, showMessage } from './message-element.ts';
import classes from './transcript.module.css';

interface TranscriptProps {
  readonly chat: WholeChat;
  /** By id of the answering message. */
  readonly answers: ReadonlyMap<string, number>;
}

export function Transcript({ chat, answers }: TranscriptProps) {
  const text = useText();
  const formats = useFormats();
  const id = useId();
  const days = conversationDays(chat);
  useEffect(() => {
    const linked = messageInAddress(window.location);
    if (linked !== null) showMessage(linked);
  }, []);
  if (!mayReadContent(useSession())) {
    return <p className={classes.none}>{text('chat.hidden')}</p>;
  }
  if (days.length === 0) return <p className={classes.none}>{text('chat.silent')}</p>;
  return (
    <div className={classes.transcript}>
      {days.map(({ day, turns }) => (
        <section key={day} aria-labelledby={`${id}${day}`}>
          <h3 id={`${id}${day}`} className={classes.day}>
            <span>{day === '' ? text('chat.noTime') : formats.day(day, 'long')}</span>
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
const SIDE_LABELS: Readonly<Record<Side, PlainTextId | null>> = {
  visitor: 'chat.visitor',
  agent: 'chat.agent',
  bot: 'chat.bot',
  unknown: null,
};

function TurnOfOne({ turn, answers }: { readonly turn: Turn; readonly answers: ReadonlyMap<string, number> }) {
  const { side, name, messages } = turn;
  const text = useText();
  const label = SIDE_LABELS[side];
  return (
    <div className={`${classes.turn} ${SIDE_CLASSES[side]}`}>
      <p className={classes.writer}>
        <bdi>{name === '' ? text(label ?? 'chat.unknownWriter') : name}</bdi>
        {name !== '' && label !== null && <span className={classes.kind}>{text(label)}</span>}
      </p>
      {messages.map((message, index) => (
        <Bubble key={message.id ?? index} message={message} waited={answers.get(message.id ?? '') ?? null} />
      ))}
    </div>
  );
}

function Bubble({ message, waited }: { readonly message: Message; readonly waited: number | null }) {
  const text = useText();
  const formats = useFormats();
  const time = wallParts(message.date)?.time;
  return (
    <div className={classes.line} id={messageElementId(message.id)} data-message={message.id}>
      <div className={classes.bubble}>
        {message.ext?.redacted === true ? (
          <em className={classes.redacted}>{text('chat.redacted')}</em>
        ) : (
          <div dir="auto" className={classes.text}>
            {message.message}
          </div>
        )}
        {(message.attachments ?? []).map((attachment, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: attachments never change places
          <p key={index} className={classes.attachment}>
            {text.rich('chat.attachment', { what: <bdi>{attachmentText(attachment, text('chat.file'))}</bdi> })}
          </p>
        ))}
      </div>
      <p className={classes.foot}>
        {time !== undefined && (
          <a href={messageAddress(message.id)} title={text('chat.linkToMessage')} className={classes.when}>
            <time dateTime={message.date ?? ''}>{time}</time>
          </a>
        )}
        {waited !== null && (
          <span className={classes.waited}>{text('chat.answeredIn', { duration: formats.duration(waited) })}</span>
        )}
        {message.ext?.editedAt != null && <span>{text('chat.edited')}</span>}
      </p>
    </div>
  );
}

/** Shown as text only: what visitors send is not opened in this page. */
function attachmentText(attachment: unknown, file: string): string {
  if (typeof attachment !== 'object' || attachment === null) return file;
  const { type, payload } = attachment as { readonly type?: unknown; readonly payload?: { readonly url?: unknown } };
  const kind = typeof type === 'string' && type !== '' ? type : file;
  return typeof payload?.url === 'string' ? `${kind}, ${payload.url}` : kind;
}
