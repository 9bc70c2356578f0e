/** When in the week chats begin: a table of hours whose cells are the darker the more began. */
import type { CSSProperties } from 'react';
import { useLanguage } from '../language/language-context.ts';
import classes from './insights.module.css';
import { LogLink } from './log-link.tsx';
import type { TableNumber } from './number-table.ts';

export function WeekMap({ week }: { readonly week: readonly (readonly TableNumber[])[] }) {
  const { text, formats } = useLanguage();
  const largest = Math.max(1, ...week.flat().map(({ value }) => value ?? 0));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <div className={classes.weekScroll} tabIndex={0} role="group" aria-label={text('insights.week')}>
      <table className={classes.week}>
        <thead>
          <tr>
            <td />
            {(week[0] ?? []).map((_, hour) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: hours never change places
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.map((hours, day) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: days never change places
            <tr key={day}>
              <th scope="row">{formats.weekday(day)}</th>
              {hours.map(({ value, query }, hour) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: hours never change places
                  key={hour}
                  style={{ '--share': String((value ?? 0) / largest) } as CSSProperties}
                >
                  <LogLink query={query}>{value === 0 ? '' : formats.number(value ?? 0)}</LogLink>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
