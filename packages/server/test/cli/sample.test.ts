/** The sample as bytes on a stream: every line, a slow reader, and a reader that goes away. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { writeSample } from '../../src/cli/sample.ts';
import { sampleChats } from '../../src/services/sample/generate-sample.ts';

function slowSink(): { stream: Writable; text: () => string; mostWaitingBytes: () => number } {
  const chunks: Buffer[] = [];
  let mostWaitingBytes = 0;
  const stream = new Writable({
    highWaterMark: 1024,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      mostWaitingBytes = Math.max(mostWaitingBytes, stream.writableLength);
      setImmediate(done);
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8'), mostWaitingBytes: () => mostWaitingBytes };
}

describe('writeSample', () => {
  test('writes each chat as one line', async () => {
    const sink = slowSink();
    await writeSample({ chats: 120, seed: 3, stdout: sink.stream });
    const expected = [...sampleChats({ chats: 120, seed: 3 })].map((line) => `${JSON.stringify(line)}\n`).join('');
    expect(sink.text()).toBe(expected);
    expect(sink.stream.writableEnded).toBe(false);
  });

  test('waits for a slow reader instead of filling memory', async () => {
    const sink = slowSink();
    await writeSample({ chats: 1500, seed: 3, stdout: sink.stream });
    expect(sink.text().length).toBeGreaterThan(4_000_000);
    expect(sink.mostWaitingBytes()).toBeLessThan(400_000);
  });

  test('ends quietly when the reader goes away', async () => {
    const script = `
      import { writeSample } from ${JSON.stringify(new URL('../../src/cli/sample.ts', import.meta.url).href)};
      await writeSample({ chats: 1_000_000, seed: 3, stdout: process.stdout });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = await once(child, 'close');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
  });

  test('passes on an error that is no lost reader', async () => {
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(new RangeError('disk full')) });
    await expect(writeSample({ chats: 5, seed: 3, stdout })).rejects.toThrow('disk full');
  });
});
