/** Groups by how many chats they have, each with a bar, and a link to its chats. */
import { useLanguage } from '../language/language-context.ts';
import classes from './insights.module.css';
import { LogLink } from './log-link.tsx';

export interface ShareRow {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly query: string | null;
}

/** Beyond it the table has them. */
const MOST_SHOWN = 10;

export function ShareBars({ rows }: { readonly rows: readonly ShareRow[] }) {
  const { text, formats } = useLanguage();
  const largest = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <>
      <ul className={classes.shares}>
        {rows.slice(0, MOST_SHOWN).map(({ key, label, count, query }) => (
          <li key={key}>
            <LogLink query={query}>
              <span className={classes.shareLabel}>
                <bdi>{label}</bdi>
              </span>
              <span className={classes.shareCount}>{formats.number(count)}</span>
              <span className={classes.shareTrack} aria-hidden="true">
                <span style={{ inlineSize: `${(100 * count) / largest}%` }} />
              </span>
            </LogLink>
          </li>
        ))}
      </ul>
      {rows.length > MOST_SHOWN && (
        <p className={classes.quiet}>{text('insights.moreInTable', { count: rows.length - MOST_SHOWN })}</p>
      )}
    </>
  );
}
