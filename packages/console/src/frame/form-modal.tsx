/** A form in a dialog. It closes when the server has taken it; what was typed stays when it has not. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useText } from '../language/language-context.ts';
import { FailureText } from './failure-text.tsx';
import { isAbout } from './field-failure.tsx';
import { Notice } from './notice.tsx';

interface FormModalProps {
  readonly title: ReactNode;
  readonly submit: string;
  readonly isDangerous?: boolean;
  readonly isPending: boolean;
  /** What the server said last; null for nothing. */
  readonly error: Error | null;
  /** Fields that show what is wrong with them. */
  readonly fields?: readonly string[];
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function FormModal(props: FormModalProps) {
  const { title, submit, isDangerous = false, isPending, error, fields = [], onSubmit, onClose, children } = props;
  const text = useText();
  const [isTouched, setTouched] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) onSubmit();
  };
  const isElsewhere = error !== null && !isPending && !fields.some((field) => isAbout(error, field));
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      // A slip of the finger must not lose what was typed.
      closeOnEscape={!isTouched}
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': text('settings.close') }}
    >
      <form onSubmit={send} onChange={() => setTouched(true)} noValidate>
        <Stack gap="md">
          {isElsewhere && (
            <Notice tone="bad" isAlert>
              <FailureText error={error} />
            </Notice>
          )}
          {children}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {text('settings.cancel')}
            </Button>
            <Button type="submit" loading={isPending} {...(isDangerous ? { color: 'red' } : {})}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
