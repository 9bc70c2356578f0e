/** The open chat beside the list; over it on a phone. */
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ApiFailure } from '../api/api-failure.ts';
import { chatQuery } from '../chats/log-queries.ts';
import { useOpenChat } from '../chats/use-open-chat.ts';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { ChatHead } from './chat-head.tsx';
import classes from './chat-panel.module.css';
import { ChatTabs } from './chat-tabs.tsx';

export function ChatPanel() {
  const { projectId = '', chatId = '' } = useParams({ strict: false });
  const search = useSearchTexts();
  const { closeChat } = useOpenChat(projectId);
  const { data: chat, error, refetch } = useQuery(chatQuery({ projectId, chatId }, search.tz));
  const isGone = error instanceof ApiFailure && error.status === 404;
  return (
    <section className={classes.panel} aria-label={`Chat ${chatId}`}>
      <ChatHead projectId={projectId} chatId={chatId} chat={chat ?? null} onClose={closeChat} />
      {chat !== undefined && <ChatTabs key={chatId} projectId={projectId} chat={chat} />}
      {chat === undefined && (
        <div className={classes.notice}>
          {error === null && <Loader aria-label="Loading the chat" />}
          {isGone && <p>There is no chat {chatId} in this project. It may have been erased.</p>}
          {error !== null && !isGone && <FailureNotice error={error} onRetry={() => void refetch()} />}
        </div>
      )}
    </section>
  );
}
