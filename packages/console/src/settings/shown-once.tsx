/** A secret that the server sends this once: to be copied before the dialog is closed. */
import { Button, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../language/language-context.ts';
import classes from './settings.module.css';

interface ShownOnceProps {
  readonly title: string;
  readonly advice: ReactNode;
  readonly secret: string;
  readonly onClose: () => void;
}

export function ShownOnce({ title, advice, secret, onClose }: ShownOnceProps) {
  const text = useText();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': text('settings.close') }}
    >
      <Stack gap="md">
        <Text size="sm">{advice}</Text>
        <div className={classes.secret} dir="ltr">
          <code data-secret>{secret}</code>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant={copied ? 'light' : 'default'} onClick={copy} data-autofocus>
                {copied ? text('settings.copied') : text('settings.copy')}
              </Button>
            )}
          </CopyButton>
        </div>
        <Group justify="flex-end">
          <Button onClick={onClose}>{text('settings.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
