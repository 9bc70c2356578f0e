/** Texts of an open chat, in Arabic. */
import type { Translation } from '../catalogue.ts';
import type { CHAT as English } from '../en/chat.ts';

export const CHAT: Translation<typeof English> = {
  'chat.previous': 'المحادثة السابقة في القائمة',
  'chat.next': 'المحادثة التالية في القائمة',
  'chat.close': 'إغلاق المحادثة',
  'chat.loading': 'جارٍ تحميل المحادثة',
  'chat.gone': 'لا توجد محادثة رقم {id} في هذا المشروع. ربما تم محوها.',
  'chat.contact': 'جهة الاتصال',
  'chat.ofContact': 'كل محادثات جهة الاتصال هذه',
  'chat.print': 'طباعة المحادثة',
  'chat.linkToMessage': 'رابط هذه الرسالة',
  'chat.conversation': 'المحادثة',
  'chat.numbers': 'شرح الأرقام',
  'chat.json': 'JSON',
  'chat.why': 'لماذا؟',

  'chat.hidden': 'يعرض دورك الأرقام والأوقات، لا نص الرسائل.',
  'chat.silent': 'لم يكتب أحد شيئًا في هذه المحادثة.',
  'chat.noTime': 'بدون وقت',
  'chat.visitor': 'الزائر',
  'chat.agent': 'الموظف',
  'chat.bot': 'الروبوت',
  'chat.unknownWriter': 'غير معروف',
  'chat.redacted': 'محجوبة',
  'chat.edited': 'معدّلة',
  'chat.answeredIn': 'تم الرد خلال {duration}',
  'chat.attachment': 'مرفق: {what}',
  'chat.file': 'ملف',
};
