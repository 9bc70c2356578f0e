/** Texts of taking chats away, in Arabic. */
import type { Translation } from '../catalogue.ts';
import type { TAKE_AWAY as English } from '../en/take-away.ts';

export const TAKE_AWAY: Translation<typeof English> = {
  'takeAway.title': 'التنزيل',
  'takeAway.titleOf':
    '{count, plural, zero {لا محادثات للتنزيل} one {تنزيل محادثة واحدة} two {تنزيل محادثتين} few {تنزيل # محادثات} many {تنزيل # محادثة} other {تنزيل # محادثة}}',
  'takeAway.close': 'إغلاق',
  'takeAway.files': 'كملف',
  'takeAway.code': 'كبرنامج',
  'takeAway.which': 'أي ملف تريد؟',
  'takeAway.xlsx': 'مصنف Excel',
  'takeAway.xlsxHint': 'المحادثات والرسائل في ورقتين، والأوقات تواريخ. تُقتطع النصوص التي تزيد على 32,767 حرفًا وتُعلَّم.',
  'takeAway.csvExcel': 'ملف CSV لبرنامج Excel',
  'takeAway.csvExcelHint': 'سطر لكل محادثة بلا رسائل، في منطقة زمنية واحدة.',
  'takeAway.csv': 'ملف CSV',
  'takeAway.csvHint': 'سطر لكل محادثة مع رسائلها، للبرامج وجداول البيانات الأخرى.',
  'takeAway.csvMessages': 'ملف CSV للرسائل',
  'takeAway.csvMessagesHint': 'سطر لكل رسالة.',
  'takeAway.json': 'ملف JSON',
  'takeAway.jsonHint': 'رد واجهة البرمجة.',
  'takeAway.ndjson': 'ملف NDJSON',
  'takeAway.ndjsonHint': 'محادثة واحدة في كل سطر.',
  'takeAway.parquet': 'ملف Parquet',
  'takeAway.parquetHint': 'جدول لـ DuckDB أو pandas أو مستودع البيانات.',
  'takeAway.parquetMessages': 'ملف Parquet للرسائل',
  'takeAway.parquetMessagesHint': 'سطر لكل رسالة، لـ DuckDB أو pandas أو مستودع البيانات.',
  'takeAway.chatml': 'ملف ChatML',
  'takeAway.chatmlHint': 'محادثات لتدريب النماذج. تُستبعد المحادثات التي لم يُرد عليها.',
  'takeAway.tooManyRows':
    '{count, plural, zero {لا محادثات} one {محادثة واحدة} two {محادثتان} few {# محادثات} many {# محادثة} other {# محادثة}}، ولا يعرض جدول البيانات من ملف CSV إلا أول {largest, number} سطر. اختر المصنف أو ضيّق المرشحات.',
  'takeAway.download': 'تنزيل',
  'takeAway.downloadOf':
    '{count, plural, zero {لا محادثات للتنزيل} one {تنزيل محادثة واحدة} two {تنزيل محادثتين} few {تنزيل # محادثات} many {تنزيل # محادثة} other {تنزيل # محادثة}}',
  'takeAway.cancel': 'إلغاء',
  'takeAway.progress': 'تقدم التنزيل',
  'takeAway.bytes': '{size} حتى الآن',
  'takeAway.rowsAndBytes':
    '{count, plural, zero {لا محادثات بعد، {size}} one {محادثة واحدة، {size} حتى الآن} two {محادثتان، {size} حتى الآن} few {# محادثات، {size} حتى الآن} many {# محادثة، {size} حتى الآن} other {# محادثة، {size} حتى الآن}}',
  'takeAway.done': 'اكتمل {name}: {size}',
  'takeAway.cancelled': 'أُلغي التنزيل ولم يُحفظ شيء.',
  'takeAway.failed': 'الملف غير مكتمل ولم يُحفظ.',
  'takeAway.codeAdvice':
    'المحادثات نفسها من برنامج. ضع مفتاح واجهة البرمجة مكان {place}: الأمر <code>parley key create</code> ينشئ مفتاحًا.',
  'takeAway.copy': 'نسخ',
  'takeAway.copied': 'نُسخ',
};
