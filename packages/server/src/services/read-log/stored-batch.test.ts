import { expect, test } from 'vitest';
import type { StoredBatch, StoredChat } from '../../chat-log/codec/stored-chat.ts';
import { chatId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import { viewAll } from './stored-batch.ts';

const LENGTH = 90_000;
const NO_TIMES = {
  sessionStart: null,
  sessionClose: null,
  firstVisitorMessage: null,
  firstAgentMessage: null,
  lastVisitorMessage: null,
  lastAgentMessage: null,
};

test('long chats are printed in another zone a bounded number at a time, with other work in between', async () => {
  let [inTurn, longest, pauses] = [0, 0, 0];
  const chat = (at: number): StoredChat => ({
    chatId: chatId(at),
    revision: 1,
    updatedAt: instant(0),
    isImported: false,
    long: null,
    get chatJson() {
      return JSON.stringify({
        chatId: at,
        sumResponseTime: 0,
        transfers: [],
        transcript: [],
        type: 'x'.repeat(LENGTH),
      });
    },
    get extJson() {
      inTurn += 1;
      longest = Math.max(longest, inTurn);
      return JSON.stringify({ chat: { times: NO_TIMES, imported: null }, messages: [] });
    },
  });
  const batch: StoredBatch = { kind: 'opened', chats: Array.from({ length: 40 }, (_, at) => chat(at)) };
  const view = {
    fields: null,
    withExt: false,
    preview: null,
    printZone: new Zone('Asia/Tokyo'),
    timestamps: null,
    isMetadataOnly: false,
    projectZone: new Zone('UTC'),
  };
  const pause = async () => {
    pauses += 1;
    inTurn = 0;
  };
  const noLong = () => Promise.reject(new TypeError('no chat here is long'));
  async function* batches() {
    yield batch;
  }
  const print = { long: noLong, brief: null };
  const [viewed] = await Array.fromAsync(viewAll(batches(), view as Parameters<typeof viewAll>[1], pause, print));
  expect(viewed?.kind === 'viewed' && viewed.chats.length).toBe(40);
  // Each chat is looked at twice, once for its length.
  expect(longest).toBeLessThanOrEqual(12);
  expect(pauses).toBeGreaterThanOrEqual(7);
});
