/** What has become of the download, told to screen readers too. */
import { Progress } from '@mantine/core';
import { FailureText } from '../frame/failure-text.tsx';
import { useLanguage } from '../language/language-context.ts';
import classes from './take-away.module.css';
import type { Download } from './use-download.ts';

interface DownloadStateProps {
  readonly download: Download;
  readonly total: number | null;
}

export function DownloadState({ download, total }: DownloadStateProps) {
  const { text, formats } = useLanguage();
  switch (download.state) {
    case 'idle':
      return null;
    case 'running': {
      const { bytes, rows } = download.progress;
      const share = rows !== null && total !== null && total > 0 ? (100 * rows) / total : null;
      return (
        <div className={classes.state}>
          <span>
            {rows === null
              ? text('takeAway.bytes', { size: formats.bytes(bytes) })
              : text('takeAway.rowsAndBytes', { count: rows, size: formats.bytes(bytes) })}
          </span>
          <Progress value={share ?? 100} animated={share === null} aria-label={text('takeAway.progress')} />
        </div>
      );
    }
    case 'done':
      return (
        <output className={classes.state}>
          {text('takeAway.done', { name: download.name, size: formats.bytes(download.progress.bytes) })}
        </output>
      );
    case 'cancelled':
      return <output className={classes.state}>{text('takeAway.cancelled')}</output>;
    case 'failed':
      return (
        <p role="alert" className={classes.failed}>
          {text('takeAway.failed')} <FailureText error={download.error} />
        </p>
      );
  }
}
