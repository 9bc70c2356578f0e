/** Words that stand out: that all is well, that something takes its time, or that something is wrong. */
import type { ReactNode } from 'react';
import classes from './notice.module.css';

interface NoticeProps {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly title?: string;
  /** Whether readers hear it at once. */
  readonly isAlert?: boolean;
  readonly children: ReactNode;
}

export function Notice({ tone, title, isAlert = false, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} {...(isAlert ? { role: 'alert' } : {})}>
      {title !== undefined && <strong className={classes.title}>{title}</strong>}
      {children}
    </div>
  );
}
