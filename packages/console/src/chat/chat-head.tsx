/** Whose chat it is, the way to its neighbours within the filter, and the way back. */
import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { WholeChat } from '../api/chats.ts';
import { neighbourQuery } from '../chats/log-queries.ts';
import { useOpenChat } from '../chats/use-open-chat.ts';
import { CloseIcon, DownIcon, UpIcon } from '../frame/icons.tsx';
import { useText } from '../language/language-context.ts';
import { knownParameters } from '../search/known-parameters.ts';
import { orderIn } from '../search/list-order.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { ChatMenu } from './chat-menu.tsx';
import classes from './chat-panel.module.css';
import { placeInList } from './place-in-list.ts';

interface ChatHeadProps {
  readonly projectId: string;
  readonly chatId: string;
  /** null until it is loaded. */
  readonly chat: WholeChat | null;
  readonly onClose: () => void;
}

export function ChatHead({ projectId, chatId, chat, onClose }: ChatHeadProps) {
  const text = useText();
  const { above, below } = useNeighbours(projectId, chatId, chat);
  const name = chat?.visitorName ?? '';
  return (
    <header className={classes.head}>
      <h2 className={classes.title}>
        {name !== '' && <bdi>{name}</bdi>}
        <span className={name === '' ? undefined : classes.number}>{text('chats.number', { id: chatId })}</span>
      </h2>
      <StepButton label={text('chat.previous')} to={above} projectId={projectId}>
        <UpIcon />
      </StepButton>
      <StepButton label={text('chat.next')} to={below} projectId={projectId}>
        <DownIcon />
      </StepButton>
      {chat !== null && <ChatMenu chat={chat} />}
      <ActionIcon variant="subtle" color="gray" aria-label={text('chat.close')} onClick={onClose}>
        <CloseIcon />
      </ActionIcon>
    </header>
  );
}

/** Asked of the server, so that it holds for a chat that was opened by a link and lies far down the list. */
function useNeighbours(projectId: string, chatId: string, chat: WholeChat | null) {
  const search = useSearchTexts();
  const log = useMemo(() => ({ projectId, parameters: knownParameters(search) }), [projectId, search]);
  const { sort, direction } = orderIn(search);
  const place = sort === null ? chatId : chat === null ? null : placeInList(chat, sort);
  const greater = useQuery(neighbourQuery(log, place, 'asc')).data ?? null;
  const less = useQuery(neighbourQuery(log, place, 'desc')).data ?? null;
  return direction === 'asc' ? { above: less, below: greater } : { above: greater, below: less };
}

interface StepButtonProps {
  readonly label: string;
  /** null at the end of the list. */
  readonly to: string | null;
  readonly projectId: string;
  readonly children: React.ReactNode;
}

function StepButton({ label, to, projectId, children }: StepButtonProps) {
  const { openChat } = useOpenChat(projectId);
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      className={classes.step}
      disabled={to === null}
      onClick={() => to !== null && openChat(to)}
    >
      {children}
    </ActionIcon>
  );
}
