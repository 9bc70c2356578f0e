/** The open chat beside the list; over it on a phone. */
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ApiFailure } from '../api/api-failure.ts';
import { chatQuery } from '../chats/log-queries.ts';
import { useOpenChat } from '../chats/use-open-chat.ts';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { useText } from '../language/language-context.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { ChatHead } from './chat-head.tsx';
import classes from './chat-panel.module.css';
import { ChatTabs } from './chat-tabs.tsx';

export function ChatPanel() {
  const { projectId = '', chatId = '' } = useParams({ strict: false });
  const text = useText();
  const search = useSearchTexts();
  const { closeChat } = useOpenChat(projectId);
  const { data: chat, error, refetch } = useQuery(chatQuery({ projectId, chatId }, search.tz));
  const isGone = error instanceof ApiFailure && error.status === 404;
  return (
    <section className={classes.panel} aria-label={text('chats.number', { id: chatId })}>
      <ChatHead projectId={projectId} chatId={chatId} chat={chat ?? null} onClose={closeChat} />
      {chat !== undefined && <ChatTabs key={chatId} projectId={projectId} chat={chat} />}
      {chat === undefined && (
        <div className={classes.notice}>
          {error === null && <Loader aria-label={text('chat.loading')} />}
          {isGone && <p>{text('chat.gone', { id: chatId })}</p>}
          {error !== null && !isGone && <FailureNotice error={error} onRetry={() => void refetch()} />}
        </div>
      )}
    </section>
  );
}
