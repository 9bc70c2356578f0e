import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

test('writes one JSON object a line, from the given level up, and no keys', async () => {
  const stream = new PassThrough();
  const logger = createLogger('info', stream);
  logger.debug('not this');
  logger.info({ req: { headers: { authorization: 'Basic c2VjcmV0', host: 'a' } } }, 'asked');
  logger.error({ headers: { authorization: 'Bearer c2VjcmV0' } }, 'failed');
  stream.end();
  const written = await text(stream);
  expect(written).not.toContain('c2VjcmV0');
  const lines = written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: 'info', msg: 'asked', req: { headers: { authorization: '[hidden]', host: 'a' } } },
    { level: 'error', msg: 'failed' },
  ]);
  for (const { time } of lines) expect(new Date(time).toISOString()).toBe(time);
});
