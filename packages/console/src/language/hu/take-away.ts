/** Texts of taking chats away, in Hungarian. */
import type { Translation } from '../catalogue.ts';
import type { TAKE_AWAY as English } from '../en/take-away.ts';

export const TAKE_AWAY: Translation<typeof English> = {
  'takeAway.title': 'Letöltés',
  'takeAway.titleOf': '{count, plural, one {# beszélgetés letöltése} other {# beszélgetés letöltése}}',
  'takeAway.close': 'Bezárás',
  'takeAway.files': 'Fájlként',
  'takeAway.code': 'Kódként',
  'takeAway.which': 'Milyen fájlt szeretne?',
  'takeAway.xlsx': 'Excel-munkafüzet',
  'takeAway.xlsxHint':
    'Beszélgetések és üzenetek két munkalapon, az időpontok dátumként. A 32 767 karakternél hosszabb szövegeket levágjuk és megjelöljük.',
  'takeAway.csvExcel': 'CSV az Excelhez',
  'takeAway.csvExcelHint': 'Beszélgetésenként egy sor, üzenetek nélkül, egyetlen időzónában.',
  'takeAway.csv': 'CSV',
  'takeAway.csvHint': 'Beszélgetésenként egy sor az üzenetekkel, programoknak és más táblázatkezelőknek.',
  'takeAway.csvMessages': 'Üzenetek CSV-ben',
  'takeAway.csvMessagesHint': 'Üzenetenként egy sor.',
  'takeAway.json': 'JSON',
  'takeAway.jsonHint': 'Az API válasza.',
  'takeAway.ndjson': 'NDJSON',
  'takeAway.ndjsonHint': 'Soronként egy beszélgetés.',
  'takeAway.parquet': 'Parquet',
  'takeAway.parquetHint': 'Táblázat DuckDB, pandas vagy adattárház számára.',
  'takeAway.parquetMessages': 'Üzenetek Parquetben',
  'takeAway.parquetMessagesHint': 'Üzenetenként egy sor, DuckDB, pandas vagy adattárház számára.',
  'takeAway.chatml': 'ChatML',
  'takeAway.chatmlHint': 'Beszélgetések modellek tanításához. A meg nem válaszolt beszélgetések kimaradnak.',
  'takeAway.tooManyRows':
    '{count, plural, one {Ez # beszélgetés} other {Ez # beszélgetés}}, a táblázatkezelők viszont egy CSV-fájlnak csak az első {largest, number} sorát mutatják. Válassza a munkafüzetet, vagy szűkítse a szűrőket.',
  'takeAway.download': 'Letöltés',
  'takeAway.downloadOf': '{count, plural, one {# beszélgetés letöltése} other {# beszélgetés letöltése}}',
  'takeAway.cancel': 'Mégse',
  'takeAway.progress': 'A letöltés állása',
  'takeAway.bytes': 'Eddig {size}',
  'takeAway.rowsAndBytes': '{count, plural, one {Eddig # beszélgetés, {size}} other {Eddig # beszélgetés, {size}}}',
  'takeAway.done': 'A(z) {name} elkészült: {size}',
  'takeAway.cancelled': 'Megszakítva. Semmit sem mentettünk.',
  'takeAway.failed': 'A fájl nem teljes, ezért nem mentettük el.',
  'takeAway.codeAdvice':
    'Ugyanezek a beszélgetések programból. A(z) {place} helyére API-kulcsot írjon: a <code>parley key create</code> parancs készít egyet.',
  'takeAway.copy': 'Másolás',
  'takeAway.copied': 'Kimásolva',
};
