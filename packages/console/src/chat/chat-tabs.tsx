/** The three looks at a chat: what was said, where its numbers come from, and what the API sends. */
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { WholeChat } from '../api/chats.ts';
import { explanationQuery } from '../chats/log-queries.ts';
import { useText } from '../language/language-context.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { ChatFacts } from './chat-facts.tsx';
import classes from './chat-panel.module.css';
import { Explanation } from './explanation.tsx';
import { messageInAddress } from './message-address.ts';
import { RawChat } from './raw-chat.tsx';
import { Transcript } from './transcript.tsx';
import type { Place } from './use-shown-place.ts';

interface ChatTabsProps {
  readonly projectId: string;
  readonly chat: WholeChat;
}

export function ChatTabs({ projectId, chat }: ChatTabsProps) {
  const text = useText();
  const { q = '', tz } = useSearchTexts();
  const [tab, setTab] = useState<string | null>('conversation');
  const [asked, setAsked] = useState<string | null>(null);
  const [place, setPlace] = usePlace();
  const explanation = useQuery(explanationQuery({ projectId, chatId: String(chat.chatId) }));
  const explained = explanation.data ?? null;
  const explain = (number: string) => {
    setAsked(number);
    setTab('numbers');
  };
  const openMessage = (messageId: string) => {
    setTab('conversation');
    setPlace({ messageId });
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
        <Transcript
          chat={chat}
          explained={explained}
          zone={tz ?? explained?.timeZone ?? 'UTC'}
          words={q}
          place={place}
          isShown={tab === 'conversation'}
        />
      </Tabs.Panel>
      <Tabs.Panel value="numbers" className={classes.tab}>
        <Explanation query={explanation} asked={asked} onMessage={openMessage} />
      </Tabs.Panel>
      <Tabs.Panel value="raw" className={classes.tab}>
        {tab === 'raw' && <RawChat chat={chat} />}
      </Tabs.Panel>
    </Tabs>
  );
}

/** The message that the address names, also when it changes. */
function usePlace() {
  const [place, setPlace] = useState<Place | null>(placeInAddress);
  useEffect(() => {
    const follow = () => setPlace(placeInAddress());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return [place, setPlace] as const;
}

function placeInAddress(): Place | null {
  const messageId = messageInAddress(window.location);
  return messageId === null ? null : { messageId };
}
