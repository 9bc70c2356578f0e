/** One row of the conversation, with the stretch of the turn that runs beside it. */
import { memo } from 'react';
import { useFormats, useText } from '../language/language-context.ts';
import type { ConversationRow, Rail } from './conversation-rows.ts';
import { type MessageLook, MessageRow } from './message-row.tsx';
import { MomentLine } from './moment-line.tsx';
import classes from './transcript.module.css';

interface RowViewProps extends MessageLook {
  readonly row: ConversationRow;
}

export const ConversationRowView = memo(function ConversationRowView(props: RowViewProps) {
  const { row } = props;
  return (
    <div className={classes.row} data-row={row.key}>
      <RailPart rail={row.rail} />
      <RowContent {...props} />
    </div>
  );
}, isSameRow);

/** `onShowAll` is another function each time, and does the same. */
function isSameRow(before: RowViewProps, after: RowViewProps): boolean {
  return (
    before.row === after.row &&
    before.hits === after.hits &&
    before.activeStart === after.activeStart &&
    before.isWhole === after.isWhole
  );
}

function RowContent({ row, ...props }: RowViewProps) {
  const text = useText();
  const formats = useFormats();
  switch (row.kind) {
    case 'day':
      return (
        <h3 className={classes.day}>
          <span>{row.day === '' ? text('chat.noTime') : formats.day(row.day, 'long')}</span>
        </h3>
      );
    case 'message':
      return <MessageRow row={row} {...props} />;
    case 'moment':
      return <MomentLine moment={row.moment} />;
    case 'unanswered':
      return (
        <p className={classes.unanswered} data-state={row.turn.state}>
          {text(row.turn.state === 'late' ? 'chat.unansweredLate' : 'chat.unanswered')}
        </p>
      );
  }
}

/** Decoration: the rows say in words what it shows. */
function RailPart({ rail }: { readonly rail: Rail | null }) {
  if (rail === null) return null;
  return <span className={classes.rail} data-part={rail.part} data-state={rail.turn.state} aria-hidden="true" />;
}
