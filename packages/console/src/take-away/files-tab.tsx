/** Which file, and how far it is. */
import { Alert, Button, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { filePath, type LogQuery } from '../api/chats.ts';
import { delimiterOf } from '../language/cell-delimiter.ts';
import { useLanguage } from '../language/language-context.ts';
import { DownloadState } from './download-state.tsx';
import { type FileKind, fileKinds, fileName, LARGEST_SPREADSHEET_ROWS } from './file-kinds.ts';
import classes from './take-away.module.css';
import { useDownload } from './use-download.ts';

interface FilesTabProps {
  readonly log: LogQuery;
  readonly total: number | null;
}

export function FilesTab({ log, total }: FilesTabProps) {
  const { text } = useLanguage();
  const kinds = fileKinds(delimiterOf(navigator.language));
  const [chosenId, setChosenId] = useState<string>(kinds[0]?.id ?? '');
  const { download, begin, cancel } = useDownload();
  const chosen = kinds.find(({ id }) => id === chosenId);
  const isRunning = download.state === 'running';
  const take = (kind: FileKind) =>
    void begin({
      path: filePath(log, { ...kind.parameters, format: kind.format }),
      name: fileName(log.projectId, kind, new Date()),
      rows: kind.rows,
    });
  return (
    <Stack gap="md">
      <Radio.Group value={chosenId} onChange={setChosenId} label={text('takeAway.which')}>
        <div className={classes.kinds}>
          {kinds.map((kind) => (
            <Radio
              key={kind.id}
              value={kind.id}
              label={text(kind.label)}
              description={text(kind.hint)}
              disabled={isRunning}
            />
          ))}
        </div>
      </Radio.Group>
      {chosen !== undefined && <CutNotice kind={chosen} total={total} />}
      <div className={classes.foot}>
        {isRunning ? (
          <Button variant="default" onClick={cancel}>
            {text('takeAway.cancel')}
          </Button>
        ) : (
          <Button disabled={chosen === undefined} onClick={() => chosen !== undefined && take(chosen)}>
            {total === null ? text('takeAway.download') : text('takeAway.downloadOf', { count: total })}
          </Button>
        )}
        <DownloadState download={download} total={total} />
      </div>
    </Stack>
  );
}

/** Before anything is cut. */
function CutNotice({ kind, total }: { readonly kind: FileKind; readonly total: number | null }) {
  const { text } = useLanguage();
  if (kind.id !== 'csv-excel' || total === null || total <= LARGEST_SPREADSHEET_ROWS) return null;
  return (
    <Alert color="yellow" variant="light">
      {text('takeAway.tooManyRows', { largest: LARGEST_SPREADSHEET_ROWS, count: total })}
    </Alert>
  );
}
