/** Splits the bytes of an NDJSON body into lines. Used by read-chats.ts; parses nothing. */
import { Utf8Decoder } from './http-client.ts';

/** The lines without their line ends, in batches as the bytes come. Text after the last line end is dropped: it was truncated. */
export async function* ndjsonLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new Utf8Decoder();
  let parts: string[] = [];
  for await (const piece of pieces) {
    const text = decoder.take(piece);
    const end = text.lastIndexOf('\n');
    if (end === -1) {
      parts.push(text);
      continue;
    }
    const lines = `${parts.join('')}${text.slice(0, end)}`.split('\n');
    parts = [text.slice(end + 1)];
    yield lines.filter((line) => line !== '');
  }
}
