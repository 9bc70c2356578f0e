import { expect, test } from 'vitest';
import { Spool } from './spool.ts';

async function readAll(spool: Spool): Promise<string> {
  return Buffer.concat(await Array.fromAsync(spool.read())).toString();
}

test.each([0, 3, 400, 40_000])('%i texts come back as they were added, from memory or from a file', async (count) => {
  await using spool = new Spool();
  const texts = Array.from({ length: count }, (_, at) => `{"árvíztűrő":${at}},`);
  for (const text of texts) await spool.add(text);
  expect(await readAll(spool)).toBe(texts.join(''));
});
