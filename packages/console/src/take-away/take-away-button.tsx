/** Beside the list: takes its chats away, exactly those that are counted there. */
import { Button, Modal, Tabs } from '@mantine/core';
import { useState } from 'react';
import type { LogQuery } from '../api/chats.ts';
import { DownloadIcon } from '../frame/icons.tsx';
import { useText } from '../language/language-context.ts';
import { CodeTab } from './code-tab.tsx';
import { FilesTab } from './files-tab.tsx';

interface TakeAwayProps {
  readonly log: LogQuery;
  /** null while they are counted. */
  readonly total: number | null;
}

export function TakeAwayButton({ log, total }: TakeAwayProps) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const title = total === null ? text('takeAway.title') : text('takeAway.titleOf', { count: total });
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        data-opens="take-away"
        leftSection={<DownloadIcon />}
        disabled={total === 0}
        onClick={() => setOpen(true)}
      >
        {title}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={title}
        size="xl"
        // Within a dialog it is no banner of the page.
        attributes={{ header: { role: 'presentation' } }}
        closeButtonProps={{ 'aria-label': text('takeAway.close') }}
      >
        <Tabs defaultValue="files" keepMounted={false}>
          <Tabs.List mb="sm">
            <Tabs.Tab value="files">{text('takeAway.files')}</Tabs.Tab>
            <Tabs.Tab value="code">{text('takeAway.code')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="files">
            <FilesTab log={log} total={total} />
          </Tabs.Panel>
          <Tabs.Panel value="code">
            <CodeTab log={log} />
          </Tabs.Panel>
        </Tabs>
      </Modal>
    </>
  );
}
