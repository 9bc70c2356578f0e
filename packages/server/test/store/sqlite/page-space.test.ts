import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { clearUnused, pageBytesOf } from '../../../src/store/sqlite/page-space.ts';

const directory = mkdtempSync(join(tmpdir(), 'parley-pages-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const ROWS = 1_500;

/** A file whose rows were written in an order that splits pages, half of them deleted again. */
function makeFile(pageBytes: number): string {
  const file = join(directory, `${pageBytes}.db`);
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA secure_delete = ON;
    CREATE TABLE event (chat INTEGER, seq INTEGER, body TEXT, PRIMARY KEY (chat, seq)) WITHOUT ROWID;
    CREATE TABLE plain (id INTEGER PRIMARY KEY, body TEXT); BEGIN`);
  for (let index = 0; index < ROWS; index += 1) {
    const id = (index * 701) % ROWS;
    const body = `SECRET-${id}-`.padEnd(40 + ((id * 37) % 300), 'x');
    database.prepare('INSERT INTO event VALUES (?, 1, ?)').run(id, body);
    database.prepare('INSERT INTO plain VALUES (?, ?)').run(id, body);
  }
  database.exec('COMMIT; DELETE FROM event WHERE chat % 2 = 0; DELETE FROM plain WHERE id % 2 = 0');
  database.close();
  return file;
}

function clearAll(bytes: Buffer): number {
  const size = pageBytesOf(bytes);
  let cleared = 0;
  for (let index = 0; index * size < bytes.length; index += 1) {
    if (clearUnused(bytes.subarray(index * size, (index + 1) * size), index)) cleared += 1;
  }
  return cleared;
}

/** Rows that were deleted and whose text is still in the bytes. */
function countLeft(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  return Array.from({ length: ROWS / 2 }, (_, index) => index * 2).filter((id) => text.includes(`SECRET-${id}-`))
    .length;
}

describe.each([1_024, 4_096, 65_536])('unused space of pages of %i bytes', (pageBytes) => {
  test('holds deleted rows before it is cleared and none afterwards, and nobody can tell the difference', () => {
    const file = makeFile(pageBytes);
    const read = () => {
      const database = new DatabaseSync(file);
      const rows = [database.prepare('SELECT * FROM event').all(), database.prepare('SELECT * FROM plain').all()];
      const check = database.prepare('PRAGMA integrity_check').get();
      database.close();
      return { rows, check };
    };
    const before = read();
    const bytes = readFileSync(file);
    expect(pageBytesOf(bytes)).toBe(pageBytes);
    if (pageBytes === 4_096) expect(countLeft(bytes)).toBeGreaterThan(0);
    expect(clearAll(bytes)).toBeGreaterThan(0);
    expect(countLeft(bytes)).toBe(0);
    expect(clearAll(bytes)).toBe(0);
    writeFileSync(file, bytes);
    expect(read()).toEqual(before);
    expect(before.check).toEqual({ integrity_check: 'ok' });
  });
});

test('pages that are none of a tree stay as they are', () => {
  for (const first of [0, 1, 3, 6, 14, 255]) {
    const page = Buffer.alloc(4_096, 7);
    page.writeUInt8(first, 0);
    expect(clearUnused(page, 3)).toBe(false);
    expect(page.subarray(1).every((byte) => byte === 7)).toBe(true);
  }
});

test('a page that contradicts itself stays as it is', () => {
  const page = Buffer.alloc(4_096, 255);
  page.writeUInt8(13, 0);
  const before = Buffer.from(page);
  expect(clearUnused(page, 3)).toBe(false);
  expect(page.equals(before)).toBe(true);
});
