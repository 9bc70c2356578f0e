/** Names of agents and queues, as the newest chat of each has them. */
import type { LoggedChat } from '@parley/contract';
import type { StoredExt } from '../../chat-log/fold/folded-chat.ts';
import { windowAmong } from '../../chat-log/query/chat-selection.ts';
import type { GroupBy, GroupKey } from '../../chat-log/statistics/aggregation.ts';
import { chatId } from '../../model/ids.ts';
import type { LogReader } from '../../store/chat-store.ts';

export interface NamedGroup {
  readonly key: GroupKey;
  readonly chatId: number;
}

const KINDS: Readonly<Partial<Record<GroupBy, 'agent' | 'queue'>>> = {
  queue: 'queue',
  lastQueue: 'queue',
  agent: 'agent',
  lastAgent: 'agent',
};
/** Chats that are read together. */
const TOGETHER = 100;

/** By key; without those that have no name, and empty where groups are nobody. */
export async function readNames(
  reader: LogReader,
  by: GroupBy | null,
  groups: readonly NamedGroup[],
): Promise<ReadonlyMap<GroupKey, string>> {
  const names = new Map<GroupKey, string>();
  const kind = by === null ? undefined : KINDS[by];
  if (kind === undefined) return names;
  const wanted = groups.filter(({ key }) => typeof key === 'number' && key !== 0);
  const byChat = Map.groupBy(wanted, (group) => group.chatId);
  const ids = [...byChat.keys()].sort((a, b) => a - b).map(chatId);
  for (let at = 0; at < ids.length; at += TOGETHER) {
    const among = ids.slice(at, at + TOGETHER);
    for await (const chats of reader.readChats(windowAmong(among))) {
      for (const stored of chats) {
        for (const { key } of byChat.get(stored.chatId) ?? []) {
          const name = nameIn(stored, kind, Number(key));
          if (name !== '') names.set(key, name);
        }
      }
    }
  }
  return names;
}

function nameIn(
  { chatJson, extJson }: { readonly chatJson: string; readonly extJson: string },
  kind: 'agent' | 'queue',
  id: number,
): string {
  const chat = JSON.parse(chatJson) as LoggedChat;
  const { chat: ext } = JSON.parse(extJson) as StoredExt;
  const [lastId, lastName] =
    kind === 'agent' ? [chat.lastAgent, chat.lastAgentName] : [chat.lastQueueId, chat.lastQueueName];
  if (lastId === id) return lastName ?? '';
  return ext.participants.find((one) => one.kind === kind && one.id === id)?.name ?? '';
}
