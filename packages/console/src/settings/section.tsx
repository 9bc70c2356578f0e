/** A part of the settings: what it is, what can be added, and its content. */
import type { ReactNode } from 'react';
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

export function Empty({ title, advice }: { readonly title: string; readonly advice: string }) {
  return (
    <div className={classes.empty}>
      <h3>{title}</h3>
      <p className={classes.quiet}>{advice}</p>
    </div>
  );
}
