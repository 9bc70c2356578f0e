/**
 * Keeps a copy of a project's log in a JSON file and verifies it. Every run continues where the last one ended.
 *
 *   PARLEY_URL=https://chat.example.com PARLEY_CUSTOMER=acme PARLEY_KEY=... node sync.ts 822 copy.json
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type ChangedChat, Checksum, chatChecksum, ParleyClient } from '@parley/client';

const { PARLEY_URL: baseUrl = '', PARLEY_CUSTOMER: customer = '', PARLEY_KEY: key = '' } = process.env;
const [project = '', file = 'copy.json'] = process.argv.slice(2);

interface Copy {
  readonly cursor: string | null;
  readonly chats: readonly ChangedChat[];
}

const saved: Copy = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { cursor: null, chats: [] };
const chats = new Map(saved.chats.map((chat) => [chat.chatId, chat]));
const client = new ParleyClient({ baseUrl, customer, key });

await client.sync(Number(project), {
  cursor: saved.cursor,
  onChange: (chat) => chats.set(chat.chatId, chat),
  onErase: ({ chatId }) => chats.delete(chatId),
  onCursor: (cursor) => {
    writeFileSync(`${file}.new`, JSON.stringify({ cursor, chats: [...chats.values()] } satisfies Copy));
    renameSync(`${file}.new`, file);
  },
  onExpired: 'restart',
  onRestart: () => chats.clear(),
});

const sum = new Checksum();
for (const chat of chats.values()) sum.add(await chatChecksum(chat));
const digest = await client.digest(Number(project));
const isEqual = digest.count === chats.size && digest.checksum === sum.toString();
process.stdout.write(`${chats.size} chats, checksum ${sum}, ${isEqual ? 'equal' : 'NOT equal'} to the log\n`);
process.exitCode = isEqual ? 0 : 1;
