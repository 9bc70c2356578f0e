/** A part of the settings: what it is, what can be added, and its content however the server replied. */
import { Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { useText } from '../language/language-context.ts';
import classes from './settings.module.css';

interface SectionProps {
  readonly title: string;
  readonly advice: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, advice, action, children }: SectionProps) {
  return (
    <section className={classes.section} aria-labelledby="settings-section">
      <header className={classes.head}>
        <div>
          <h2 id="settings-section">{title}</h2>
          <p className={classes.quiet}>{advice}</p>
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}

interface LoadedProps<Data> {
  readonly query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>;
  readonly children: (data: Data) => ReactNode;
}

/** What was loaded once stays on screen when it cannot be loaded again. */
export function Loaded<Data>({ query: { data, error, refetch }, children }: LoadedProps<Data>) {
  const text = useText();
  return (
    <>
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && children(data)}
      {data === undefined && error === null && <Loader aria-label={text('frame.loading')} />}
    </>
  );
}

export function Empty({ title, advice }: { readonly title: string; readonly advice: string }) {
  return (
    <div className={classes.empty}>
      <h3>{title}</h3>
      <p className={classes.quiet}>{advice}</p>
    </div>
  );
}
