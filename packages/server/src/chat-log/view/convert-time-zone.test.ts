import type { ImportedChat } from '@parley/contract';
import { describe, expect, test } from 'vitest';
import { projectId } from '../../model/ids.ts';
import { Zone } from '../../model/zone.ts';
import type { FoldedChat } from '../fold/folded-chat.ts';
import { readImportedRow } from '../input/imported-row.ts';
import { renderNormalized } from './convert-time-zone.ts';
import { printedTimesOf } from './printed-times.ts';

const BUDAPEST = new Zone('Europe/Budapest');
const UTC = new Zone('UTC');

function foldedWith(start: string, transferTime: string, date: string | null): FoldedChat<ImportedChat> {
  const row = { chatId: 1, sessionStartTime: start, transfers: [{ time: transferTime }], transcript: [{ date }] };
  const read = readImportedRow(row, projectId(1), BUDAPEST);
  if ('problem' in read) throw new TypeError(read.problem.reason);
  return read.folded;
}

function transferTimeIn(chat: ImportedChat): unknown {
  return chat.transfers?.[0]?.time;
}

describe('renderNormalized', () => {
  test("reads the times of transfers in the project's zone and prints them in the other", () => {
    const { chat, ext } = foldedWith('2023-07-20 12:00:00', '2023-07-20 12:01:00', '2023-07-20T12:00:30+02:00');
    const normalized = renderNormalized(chat, printedTimesOf(ext), UTC, BUDAPEST);
    expect(transferTimeIn(normalized)).toBe('2023-07-20 10:01:00');
    expect(normalized.sessionStartTime).toBe('2023-07-20 10:00:00');
    expect(normalized.transcript?.[0]?.date).toBe('2023-07-20T10:00:30+00:00');
  });

  test('takes the second of two equal wall times when the chat began after the first', () => {
    const early = foldedWith('2023-10-29 02:10:00', '2023-10-29 02:30:00', '2023-10-29T02:10:00+02:00');
    const late = foldedWith('2023-10-29 02:10:00', '2023-10-29 02:30:00', '2023-10-29T02:10:00+01:00');
    expect(transferTimeIn(renderNormalized(early.chat, printedTimesOf(early.ext), UTC, BUDAPEST))).toBe(
      '2023-10-29 00:30:00',
    );
    expect(early.ext.chat.times.sessionStart).toBe('2023-10-29T00:10:00.000Z');
    expect(late.ext.chat.times.sessionStart).toBe('2023-10-29T01:10:00.000Z');
    const second = renderNormalized({ ...late.chat }, printedTimesOf(late.ext), UTC, BUDAPEST);
    expect(transferTimeIn(second)).toBe('2023-10-29 01:30:00');
  });

  test('leaves what cannot be read as it is', () => {
    const { chat, ext } = foldedWith('2023-07-20 12:00:00', 'soon', 'later');
    const normalized = renderNormalized(chat, printedTimesOf(ext), UTC, BUDAPEST);
    expect(transferTimeIn(normalized)).toBe('soon');
    expect(normalized.transcript?.[0]?.date).toBe('later');
    expect(renderNormalized({ ...chat, transcript: [] }, printedTimesOf(ext), UTC).transfers).toEqual(chat.transfers);
  });

  test('takes a date that an imported row has as null', () => {
    const { chat, ext } = foldedWith('2023-07-20 12:00:00', 'soon', null);
    expect(renderNormalized(chat, printedTimesOf(ext), UTC).transcript?.[0]?.date).toBeNull();
  });
});
