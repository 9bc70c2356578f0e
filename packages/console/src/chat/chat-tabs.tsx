/** The three looks at a chat: what was said, where its numbers come from, and what the API sends. */
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { WholeChat } from '../api/chats.ts';
import { explanationQuery } from '../chats/log-queries.ts';
import { useText } from '../language/language-context.ts';
import { ChatFacts } from './chat-facts.tsx';
import classes from './chat-panel.module.css';
import { answerSeconds } from './conversation.ts';
import { Explanation } from './explanation.tsx';
import { showMessage } from './message-element.ts';
import { Transcript } from './transcript.tsx';

interface ChatTabsProps {
  readonly projectId: string;
  readonly chat: WholeChat;
}

export function ChatTabs({ projectId, chat }: ChatTabsProps) {
  const text = useText();
  const [tab, setTab] = useState<string | null>('conversation');
  const [asked, setAsked] = useState<string | null>(null);
  const explanation = useQuery(explanationQuery({ projectId, chatId: String(chat.chatId) }));
  const explain = (number: string) => {
    setAsked(number);
    setTab('numbers');
  };
  const openMessage = (messageId: string) => {
    setTab('conversation');
    // The conversation is shown only after this change.
    requestAnimationFrame(() => requestAnimationFrame(() => showMessage(messageId)));
  };
  return (
    <Tabs value={tab} onChange={setTab} className={classes.tabs} keepMounted>
      <Tabs.List>
        <Tabs.Tab value="conversation">{text('chat.conversation')}</Tabs.Tab>
        <Tabs.Tab value="numbers">{text('chat.numbers')}</Tabs.Tab>
        <Tabs.Tab value="raw">{text('chat.json')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="conversation" className={classes.tab}>
        <ChatFacts chat={chat} onExplain={explain} />
        <Transcript chat={chat} answers={answerSeconds(explanation.data?.turns ?? [])} />
      </Tabs.Panel>
      <Tabs.Panel value="numbers" className={classes.tab}>
        <Explanation query={explanation} asked={asked} onMessage={openMessage} />
      </Tabs.Panel>
      <Tabs.Panel value="raw" className={classes.tab}>
        {tab === 'raw' && (
          <pre dir="ltr" className={classes.raw}>
            {JSON.stringify(chat, null, 2)}
          </pre>
        )}
      </Tabs.Panel>
    </Tabs>
  );
}
