/** Texts of taking chats away, in German. */
import type { Translation } from '../catalogue.ts';
import type { TAKE_AWAY as English } from '../en/take-away.ts';

export const TAKE_AWAY: Translation<typeof English> = {
  'takeAway.title': 'Mitnehmen',
  'takeAway.titleOf': '{count, plural, one {# Chat mitnehmen} other {# Chats mitnehmen}}',
  'takeAway.close': 'Schließen',
  'takeAway.files': 'Als Datei',
  'takeAway.code': 'Als Code',
  'takeAway.which': 'Welche Datei möchten Sie?',
  'takeAway.xlsx': 'Excel-Arbeitsmappe',
  'takeAway.xlsxHint':
    'Chats und Nachrichten auf zwei Blättern, Zeiten als Datum. Texte mit mehr als 32.767 Zeichen werden gekürzt und gekennzeichnet.',
  'takeAway.csvExcel': 'CSV für Excel',
  'takeAway.csvExcelHint': 'Eine Zeile pro Chat ohne Nachrichten, in einer Zeitzone.',
  'takeAway.csv': 'CSV',
  'takeAway.csvHint': 'Eine Zeile pro Chat mit den Nachrichten, für Programme und andere Tabellenkalkulationen.',
  'takeAway.csvMessages': 'CSV der Nachrichten',
  'takeAway.csvMessagesHint': 'Eine Zeile pro Nachricht.',
  'takeAway.json': 'JSON',
  'takeAway.jsonHint': 'Die Antwort der API.',
  'takeAway.ndjson': 'NDJSON',
  'takeAway.ndjsonHint': 'Ein Chat pro Zeile.',
  'takeAway.parquet': 'Parquet',
  'takeAway.parquetHint': 'Eine Tabelle für DuckDB, pandas oder ein Data Warehouse.',
  'takeAway.parquetMessages': 'Parquet der Nachrichten',
  'takeAway.parquetMessagesHint': 'Eine Zeile pro Nachricht, für DuckDB, pandas oder ein Data Warehouse.',
  'takeAway.chatml': 'ChatML',
  'takeAway.chatmlHint': 'Gespräche zum Trainieren von Modellen. Chats ohne Antwort bleiben weg.',
  'takeAway.tooManyRows':
    '{count, plural, one {Das ist # Chat} other {Das sind # Chats}}; eine Tabellenkalkulation zeigt von einer CSV-Datei nur die ersten {largest, number} Zeilen. Nehmen Sie die Arbeitsmappe, oder grenzen Sie die Filter ein.',
  'takeAway.download': 'Herunterladen',
  'takeAway.downloadOf': '{count, plural, one {# Chat herunterladen} other {# Chats herunterladen}}',
  'takeAway.cancel': 'Abbrechen',
  'takeAway.progress': 'Fortschritt des Downloads',
  'takeAway.bytes': 'Bisher {size}',
  'takeAway.rowsAndBytes': '{count, plural, one {Bisher # Chat, {size}} other {Bisher # Chats, {size}}}',
  'takeAway.done': '{name} ist vollständig: {size}',
  'takeAway.cancelled': 'Abgebrochen. Es wurde nichts gespeichert.',
  'takeAway.failed': 'Die Datei ist nicht vollständig und wurde nicht gespeichert.',
  'takeAway.codeAdvice':
    'Dieselben Chats aus einem Programm. Setzen Sie für {place} einen API-Schlüssel ein: <code>parley key create</code> erzeugt einen.',
  'takeAway.copy': 'Kopieren',
  'takeAway.copied': 'Kopiert',
};
