/** Marks of the outcome and of the service level: a shape and a word, never a colour alone. */
import { useText } from '../language/language-context.ts';
import classes from './marks.module.css';
import { dispositionWord, slaWord } from './outcome-words.ts';

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
  const text = useText();
  const word = disposition === null ? null : dispositionWord(disposition);
  const tone = DISPOSITION_CLASSES[disposition ?? ''] ?? classes.idle;
  return (
    <span className={`${classes.mark} ${tone}`}>
      <span className={classes.dot} aria-hidden="true" />
      {word === null ? <bdi>{disposition ?? '–'}</bdi> : text(word)}
      {isSpam && <span className={classes.spam}>{text('outcome.spam')}</span>}
    </span>
  );
}

export function SlaMark({ status }: { readonly status: string | null }) {
  const text = useText();
  if (status === null || status === '') return <span className={classes.none}>–</span>;
  const word = slaWord(status);
  const isWithin = word === 'outcome.withinSla';
  return (
    <span
      className={`${classes.mark} ${isWithin ? classes.good : classes.bad}`}
      title={word === null ? status : text(word)}
    >
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path
          d={isWithin ? 'M3 8.5l3.2 3.2L13 4.5' : 'M4 4l8 8M12 4l-8 8'}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      {word === null ? <bdi>{status}</bdi> : text(isWithin ? 'outcome.within' : 'outcome.out')}
    </span>
  );
}
