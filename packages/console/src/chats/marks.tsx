/** Marks of the outcome and of the service level: a shape and a word, never a colour alone. */
import classes from './marks.module.css';

const DISPOSITION_CLASSES: Readonly<Record<string, string | undefined>> = {
  Completed: classes.good,
  Missed: classes.bad,
  Lost: classes.warn,
  'In progress': classes.busy,
};

interface DispositionMarkProps {
  readonly disposition: string | null;
  readonly isSpam: boolean;
}

export function DispositionMark({ disposition, isSpam }: DispositionMarkProps) {
  const tone = DISPOSITION_CLASSES[disposition ?? ''] ?? classes.idle;
  return (
    <span className={`${classes.mark} ${tone}`}>
      <span className={classes.dot} aria-hidden="true" />
      {disposition ?? '–'}
      {isSpam && <span className={classes.spam}>spam</span>}
    </span>
  );
}

export function SlaMark({ status }: { readonly status: string | null }) {
  if (status === null || status === '') return <span className={classes.none}>–</span>;
  const isWithin = status === 'Within SLA';
  return (
    <span className={`${classes.mark} ${isWithin ? classes.good : classes.bad}`} title={status}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path
          d={isWithin ? 'M3 8.5l3.2 3.2L13 4.5' : 'M4 4l8 8M12 4l-8 8'}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      {isWithin ? 'Within' : status === 'Out of SLA' ? 'Out' : status}
    </span>
  );
}
