/** What a removal takes for good, and what it leaves. */
import { List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WholeChat } from '../api/chats.ts';
import { countQuery } from '../chats/log-queries.ts';
import { useText } from '../language/language-context.ts';
import type { Removal } from './removal-context.ts';

interface RemovalListsProps {
  readonly projectId: string;
  readonly chat: WholeChat;
  readonly removal: Removal;
}

export function RemovalLists({ projectId, chat, removal }: RemovalListsProps) {
  const text = useText();
  const gone = useGone(projectId, chat, removal);
  const stays = staysOf(removal, chat, text);
  return (
    <div>
      <Text fw={600} size="sm">
        {text('removal.gone')}
      </Text>
      <List size="sm" mb="sm">
        {gone.map((words) => (
          <List.Item key={words}>{words}</List.Item>
        ))}
      </List>
      <Text fw={600} size="sm">
        {text('removal.stays')}
      </Text>
      <List size="sm" mb="sm">
        {stays.map((words) => (
          <List.Item key={words}>{words}</List.Item>
        ))}
      </List>
      <Text size="sm">{text('removal.noWayBack')}</Text>
    </div>
  );
}

function useGone(projectId: string, chat: WholeChat, removal: Removal): readonly string[] {
  const text = useText();
  const contactId = removal.kind === 'contact' ? String(removal.contactId) : '';
  const { data: chats = null } = useQuery({
    ...countQuery({ projectId, parameters: { contactId } }),
    enabled: removal.kind === 'contact',
  });
  const messages = chat.transcript?.length ?? 0;
  switch (removal.kind) {
    case 'message':
      return [text('removal.goneMessage')];
    case 'chat':
      return [text('removal.goneTexts', { messages }), text('removal.gonePerson')];
    case 'contact':
      return [
        chats === null ? text('removal.goneChatsUncounted') : text('removal.goneChats', { chats }),
        text('removal.gonePerson'),
      ];
    case 'erase':
      return [text('removal.goneTexts', { messages }), text('removal.gonePerson'), text('removal.goneNumbers')];
  }
}

function staysOf({ kind }: Removal, { chatId }: WholeChat, text: ReturnType<typeof useText>): readonly string[] {
  if (kind === 'erase') return [text('removal.staysErased', { id: chatId })];
  return [text(kind === 'message' ? 'removal.staysMessage' : 'removal.staysChat'), text('removal.staysAudit')];
}
