/** The open chat beside the list; over it on a phone. */
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiFailure } from '../api/api-failure.ts';
import { mayRemove } from '../api/removals.ts';
import { chatQuery } from '../chats/log-queries.ts';
import { useOpenChat } from '../chats/use-open-chat.ts';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { useText } from '../language/language-context.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { useSession } from '../session/session-context.ts';
import { ChatHead } from './chat-head.tsx';
import classes from './chat-panel.module.css';
import { ChatTabs } from './chat-tabs.tsx';
import { type Removal, RemovalContext } from './removal-context.ts';
import { RemovalDialog } from './removal-dialog.tsx';

export function ChatPanel() {
  const { projectId = '', chatId = '' } = useParams({ strict: false });
  // What is typed into the dialog of one chat must not reach another.
  return <PanelOfOne key={`${projectId} ${chatId}`} projectId={projectId} chatId={chatId} />;
}

function PanelOfOne({ projectId, chatId }: { readonly projectId: string; readonly chatId: string }) {
  const text = useText();
  const search = useSearchTexts();
  const { closeChat } = useOpenChat(projectId);
  const { data: chat, error, refetch } = useQuery(chatQuery({ projectId, chatId }, search.tz));
  const [removal, setRemoval] = useState<Removal | null>(null);
  const isGone = error instanceof ApiFailure && error.status === 404;
  const shown = isGone ? undefined : chat;
  return (
    <section className={classes.panel} aria-label={text('chats.number', { id: chatId })}>
      <RemovalContext value={mayRemove(useSession()) ? setRemoval : null}>
        <ChatHead projectId={projectId} chatId={chatId} chat={shown ?? null} onClose={closeChat} />
        {shown !== undefined && <ChatTabs projectId={projectId} chat={shown} />}
      </RemovalContext>
      {shown === undefined && (
        <div className={classes.notice}>
          {error === null && <Loader aria-label={text('chat.loading')} />}
          {isGone && <p>{text('chat.gone', { id: chatId })}</p>}
          {error !== null && !isGone && <FailureNotice error={error} onRetry={() => void refetch()} />}
        </div>
      )}
      {removal !== null && chat !== undefined && (
        <RemovalDialog
          projectId={projectId}
          chat={chat}
          removal={removal}
          onClose={() => setRemoval(null)}
          onErased={closeChat}
        />
      )}
    </section>
  );
}
