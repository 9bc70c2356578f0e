/** Asks before something is removed for good: says what will be gone and what stays, takes a reason, and tells what became of it. */

import { Alert, Button, Group, Loader, Modal, Stack, Text, TextInput } from '@mantine/core';
import { LONGEST_REASON } from '@parley/contract/removal-reason';
import { type FormEvent, useState } from 'react';
import { ApiFailure } from '../api/api-failure.ts';
import type { WholeChat } from '../api/chats.ts';
import { FailureText } from '../frame/failure-text.tsx';
import type { PlainTextId } from '../language/catalogue.ts';
import { useText } from '../language/language-context.ts';
import type { Removal } from './removal-context.ts';
import { RemovalLists } from './removal-lists.tsx';
import { type Removed, useRemoval } from './use-removal.ts';

interface RemovalDialogProps {
  readonly projectId: string;
  readonly chat: WholeChat;
  readonly removal: Removal;
  readonly onClose: () => void;
  /** When the chat is gone and the dialog is closed. */
  readonly onErased: () => void;
}

/** The usual ones, to be changed by whoever removes. */
const REASONS: readonly PlainTextId[] = [
  'removal.reasonAsked',
  'removal.reasonSecret',
  'removal.reasonAge',
  'removal.reasonTest',
];

export function RemovalDialog({ projectId, chat, removal, onClose, onErased }: RemovalDialogProps) {
  const text = useText();
  const removing = useRemoval(projectId, chat);
  const close = () => {
    // What has begun cannot be called back, and its end must be seen.
    if (removing.isPending) return;
    onClose();
    if (removing.isSuccess && removal.kind === 'erase') onErased();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={titleOf(removal, chat, text)}
      size="lg"
      closeOnClickOutside={false}
      styles={{ title: { fontWeight: 650 } }}
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': text('removal.close'), disabled: removing.isPending }}
    >
      {removing.isSuccess ? (
        <Done removal={removal} chat={chat} removed={removing.data} onClose={close} />
      ) : (
        <Question projectId={projectId} chat={chat} removal={removal} removing={removing} onCancel={close} />
      )}
    </Modal>
  );
}

interface QuestionProps extends Pick<RemovalDialogProps, 'projectId' | 'chat' | 'removal'> {
  readonly removing: ReturnType<typeof useRemoval>;
  readonly onCancel: () => void;
}

function Question({ projectId, chat, removal, removing, onCancel }: QuestionProps) {
  const text = useText();
  const [reason, setReason] = useState('');
  const { isPending, error, mutate } = removing;
  const send = (event: FormEvent) => {
    event.preventDefault();
    mutate({ removal, reason: reason.trim() });
  };
  return (
    <form onSubmit={send}>
      <Stack gap="md">
        <RemovalLists projectId={projectId} chat={chat} removal={removal} />
        <ReasonField reason={reason} onChange={setReason} />
        {error !== null && !isPending && <Failure error={error} removal={removal} />}
        <Group justify="flex-end" gap="xs">
          {isPending && <Loader size="xs" aria-label={text('removal.pending')} />}
          <Button variant="default" onClick={onCancel} disabled={isPending}>
            {text('removal.cancel')}
          </Button>
          <Button type="submit" color="red" disabled={reason.trim() === '' || isPending}>
            {text(removal.kind === 'erase' ? 'removal.doErase' : 'removal.doRedact')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface DoneProps extends Pick<RemovalDialogProps, 'removal' | 'chat' | 'onClose'> {
  readonly removed: Removed;
}

function Done({ removal, chat, removed: { chats, messages }, onClose }: DoneProps) {
  const text = useText();
  const isErased = removal.kind === 'erase';
  return (
    <Stack gap="md">
      <Text role="status">
        {isErased ? text('removal.erased', { id: chat.chatId }) : text('removal.redacted', { chats, messages })}
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {text('removal.close')}
        </Button>
      </Group>
    </Stack>
  );
}

function titleOf(removal: Removal, { chatId }: WholeChat, text: ReturnType<typeof useText>): string {
  switch (removal.kind) {
    case 'message':
      return text('removal.titleMessage', { time: removal.time, id: chatId });
    case 'chat':
      return text('removal.titleChat', { id: chatId });
    case 'contact':
      return text('removal.titleContact', { id: removal.contactId });
    case 'erase':
      return text('removal.titleErase', { id: chatId });
  }
}

interface ReasonFieldProps {
  readonly reason: string;
  readonly onChange: (reason: string) => void;
}

function ReasonField({ reason, onChange }: ReasonFieldProps) {
  const text = useText();
  return (
    <Stack gap="xs">
      <TextInput
        label={text('removal.reason')}
        description={text('removal.reasonAdvice')}
        value={reason}
        maxLength={LONGEST_REASON}
        required
        withAsterisk={false}
        data-autofocus
        dir="auto"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap={6}>
        {REASONS.map((id) => (
          <Button key={id} size="compact-xs" variant="default" onClick={() => onChange(text(id))}>
            {text(id)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

/** Some replies leave open whether it was done; trying again does no harm. */
function Failure({ error, removal }: { readonly error: Error; readonly removal: Removal }) {
  const text = useText();
  const isGone = removal.kind === 'erase' && error instanceof ApiFailure && error.status === 404;
  const isUnsure = error instanceof ApiFailure && (error.kind === 'unreachable' || (error.status ?? 0) >= 500);
  return (
    <Alert color="red" variant="light" role="alert" title={text('removal.failed')}>
      {isGone ? text('removal.goneBefore') : <FailureText error={error} />}
      {isUnsure && <Text size="sm">{text('removal.unsure')}</Text>}
      {removal.kind === 'contact' && <Text size="sm">{text('removal.partly')}</Text>}
    </Alert>
  );
}
