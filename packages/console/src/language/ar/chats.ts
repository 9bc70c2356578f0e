/** Texts of the list of chats, in Arabic. */
import type { Translation } from '../catalogue.ts';
import type { CHATS as English } from '../en/chats.ts';

export const CHATS: Translation<typeof English> = {
  'chats.title': 'المحادثات',
  'chats.count':
    '{count, plural, zero {لا محادثات} one {محادثة واحدة} two {محادثتان} few {# محادثات} many {# محادثة} other {# محادثة}}',
  'chats.new':
    '{count, plural, zero {لا محادثات جديدة} one {عرض محادثة جديدة واحدة} two {عرض محادثتين جديدتين} few {عرض # محادثات جديدة} many {عرض # محادثة جديدة} other {عرض # محادثة جديدة}}',
  'chats.zone': 'الأوقات بتوقيت {zone}',
  'chats.number': 'المحادثة {id}',

  'chats.start': 'البداية',
  'chats.startHint': 'وقت بداية المحادثة',
  'chats.visitor': 'الزائر',
  'chats.visitorHint': 'اسم الزائر',
  'chats.channel': 'القناة',
  'chats.channelHint': 'القناة التي جرت عليها المحادثة',
  'chats.agent': 'الموظف',
  'chats.agentHint': 'آخر موظف في المحادثة',
  'chats.queue': 'قائمة الانتظار',
  'chats.queueHint': 'آخر قائمة انتظار للمحادثة',
  'chats.disposition': 'النتيجة',
  'chats.dispositionHint': 'كيف انتهت المحادثة',
  'chats.sla': 'SLA',
  'chats.slaHint': 'هل تحققت جميع أهداف مستوى الخدمة',
  'chats.firstResponse': 'أول رد',
  'chats.firstResponseHint': 'من أول رسالة للزائر إلى أول رد من موظف',
  'chats.answers': 'الردود',
  'chats.answersHint': 'عدد مرات رد الموظفين',
  'chats.duration': 'المدة',
  'chats.durationHint': 'من البداية إلى الإغلاق',

  'chats.loading': 'جارٍ تحميل المحادثات',
  'chats.loadingMore': 'جارٍ تحميل المزيد من المحادثات',
  'chats.moreFailed': 'تعذّر تحميل المزيد من المحادثات: {reason}',
  'chats.end':
    '{count, plural, zero {نهاية القائمة: لا محادثات} one {نهاية القائمة: محادثة واحدة} two {نهاية القائمة: محادثتان} few {نهاية القائمة: # محادثات} many {نهاية القائمة: # محادثة} other {نهاية القائمة: # محادثة}}',
  'chats.noneMatch': 'لا توجد محادثة تطابق هذه المرشّحات',
  'chats.noneMatchAdvice': 'أزل أحد المرشّحات أعلاه أو أزلها جميعًا.',
  'chats.noneYet': 'لا توجد محادثات في هذا المشروع بعد',
  'chats.noneYetAdvice': 'تظهر المحادثات هنا بعد استيرادها أو إجرائها.',

  'outcome.inProgress': 'جارية',
  'outcome.completed': 'مكتملة',
  'outcome.missed': 'فائتة',
  'outcome.lost': 'مفقودة',
  'outcome.spam': 'مزعجة',
  'outcome.withinSla': 'ضمن SLA',
  'outcome.outOfSla': 'خارج SLA',
  'outcome.within': 'ضمنه',
  'outcome.out': 'خارجه',
};
