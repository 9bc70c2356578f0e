/** A message: who wrote it, what, when, how long it had been waited for, and what may be done with it. */
import { VisuallyHidden } from '@mantine/core';
import type { PlainTextId } from '../language/catalogue.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { wallParts } from '../text/wall-times.ts';
import { AttachmentItem } from './attachment-item.tsx';
import type { ConversationRow, Side } from './conversation-rows.ts';
import { messageAddress } from './message-address.ts';
import { MessageText } from './message-text.tsx';
import { useStartRemoval } from './removal-context.ts';
import type { Answer } from './shown-turns.ts';
import classes from './transcript.module.css';
import type { ChatHit } from './use-chat-hits.ts';

/** How a message stands among the hits, and how much of it is shown. */
export interface MessageLook {
  readonly hits: readonly ChatHit[];
  /** Where the active hit begins; null when it is in another row. */
  readonly activeStart: number | null;
  /** Whether all of a long message is shown. */
  readonly isWhole: boolean;
  readonly onShowAll: () => void;
}

interface MessageRowProps extends MessageLook {
  readonly row: Extract<ConversationRow, { kind: 'message' }>;
}

const SIDE_LABELS: Readonly<Record<Side, PlainTextId | null>> = {
  visitor: 'chat.visitor',
  agent: 'chat.agent',
  bot: 'chat.bot',
  unknown: null,
};

export function MessageRow({ row, hits, activeStart, isWhole, onShowAll }: MessageRowProps) {
  const text = useText();
  const { message, side, name, isFirst, rail, answer } = row;
  const label = SIDE_LABELS[side];
  const writer = name === '' ? text(label ?? 'chat.unknownWriter') : name;
  const time = wallParts(message.date)?.time ?? '';
  return (
    <article className={classes.message} data-side={side} data-message={message.id} aria-label={`${writer} ${time}`}>
      {rail?.part === 'start' && <VisuallyHidden>{text('chat.turnBegins', { turn: rail.turn.number })}</VisuallyHidden>}
      {isFirst && (
        <p className={classes.writer}>
          <bdi>{writer}</bdi>
          {name !== '' && label !== null && <span className={classes.kind}>{text(label)}</span>}
        </p>
      )}
      <div className={classes.bubble}>
        {message.ext?.redacted === true ? (
          <em className={classes.redacted}>{text('chat.redacted')}</em>
        ) : (
          <MessageText
            text={message.message ?? ''}
            hits={hits}
            activeStart={activeStart}
            isWhole={isWhole}
            onShowAll={onShowAll}
          />
        )}
        {(message.attachments ?? []).map((attachment, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: attachments never change places
          <AttachmentItem key={index} attachment={attachment} />
        ))}
      </div>
      <p className={classes.foot}>
        {time !== '' && (
          <a href={messageAddress(message.id)} title={text('chat.linkToMessage')} className={classes.when}>
            <time dateTime={message.date ?? ''}>{time}</time>
          </a>
        )}
        {answer !== null && <AnswerWords answer={answer} />}
        {message.ext?.editedAt != null && <span>{text('chat.edited')}</span>}
        <RedactButton row={row} time={time} />
      </p>
    </article>
  );
}

function AnswerWords({ answer: { turn, seconds, openSeconds, allowedSeconds } }: { readonly answer: Answer }) {
  const text = useText();
  const formats = useFormats();
  const isLate = turn.state === 'late';
  return (
    <span className={classes.waited} data-state={turn.state}>
      {isLate && (
        <svg viewBox="0 0 16 16" width="11" height="11" aria-hidden="true">
          <path d="M8 2v7M8 12.500v.5" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
        </svg>
      )}
      {text(isLate ? 'chat.answeredLate' : 'chat.answeredIn', { duration: formats.duration(seconds) })}
      {openSeconds !== null && ` · ${text('chat.withinHours', { duration: formats.duration(openSeconds) })}`}
      {allowedSeconds !== null &&
        !isLate &&
        ` · ${text('chat.allowed', { duration: formats.duration(allowedSeconds) })}`}
    </span>
  );
}

function RedactButton({ row: { message }, time }: Pick<MessageRowProps, 'row'> & { readonly time: string }) {
  const text = useText();
  const start = useStartRemoval();
  const { seq, redacted } = message.ext ?? {};
  if (start === null || seq === undefined || redacted === true) return null;
  return (
    <button
      type="button"
      className={classes.act}
      title={text('removal.redactMessage')}
      onClick={() => start({ kind: 'message', seq, time })}
    >
      {text('removal.redact')}
    </button>
  );
}
