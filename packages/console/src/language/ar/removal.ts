/** Texts of erasing and redacting, in Arabic. */
import type { Translation } from '../catalogue.ts';
import type { REMOVAL as English } from '../en/removal.ts';

export const REMOVAL: Translation<typeof English> = {
  'removal.redact': 'حجب',
  'removal.redactMessage': 'حجب هذه الرسالة',
  'removal.redactChat': 'حجب هذه المحادثة …',
  'removal.redactContact': 'حجب كل محادثات جهة الاتصال {id} …',
  'removal.erase': 'محو هذه المحادثة …',
  'removal.titleMessage': 'حجب رسالة الساعة {time} في المحادثة {id}',
  'removal.titleChat': 'حجب المحادثة {id}',
  'removal.titleContact': 'حجب كل محادثات جهة الاتصال {id}',
  'removal.titleErase': 'محو المحادثة {id}',
  'removal.gone': 'يزول نهائيًا:',
  'removal.goneMessage': 'نص الرسالة مع مرفقاتها ونسخها السابقة',
  'removal.goneTexts':
    'ما كُتب: {messages, plural, zero {# رسالة} one {رسالة واحدة} two {رسالتان} few {# رسائل} many {# رسالة} other {# رسالة}}، مع المرفقات والنسخ السابقة',
  'removal.gonePerson': 'اسم الزائر وعنوانه والصفحات والملاحظات وأسباب التحويل',
  'removal.goneChats':
    'ما كتبه الطرفان في {chats, plural, zero {# محادثة} one {محادثة واحدة} two {محادثتين} few {# محادثات} many {# محادثة} other {# محادثة}}، مع المرفقات والنسخ السابقة',
  'removal.goneChatsUncounted': 'ما كتبه الطرفان في كل محادثات جهة الاتصال، مع المرفقات والنسخ السابقة',
  'removal.goneNumbers': 'أرقامها ونصيبها من الإحصاءات',
  'removal.stays': 'ما يبقى:',
  'removal.staysMessage': 'وقت الرسالة وكاتبها وكل أرقام المحادثة',
  'removal.staysChat': 'الأرقام والأوقات والموظفون وقوائم الانتظار وكل القياسات',
  'removal.staysAudit': 'في سجل التدقيق: ما حُجب ومتى ومن حجبه ولماذا',
  'removal.staysErased': 'في سجل التدقيق: أن المحادثة {id} مُحيت ومتى ومن محاها ولماذا',
  'removal.noWayBack':
    'لا يستطيع أحد إعادته، ولا حتى بالاستيراد. تفقده النسخ التي يحتفظ بها الآخرون عند قراءة التغييرات، والنسخ الاحتياطية عند حذفها.',
  'removal.reason': 'السبب',
  'removal.reasonAdvice': 'لسجل التدقيق، حيث يبقى. لا تكتب ما ورد في المحادثة ولا من كتبه.',
  'removal.reasonAsked': 'طلب الزائر ذلك',
  'removal.reasonSecret': 'بيانات سرية، مثل رقم بطاقة',
  'removal.reasonAge': 'أقدم مما يجوز الاحتفاظ به',
  'removal.reasonTest': 'محادثة تجريبية',
  'removal.cancel': 'إلغاء',
  'removal.close': 'إغلاق',
  'removal.doRedact': 'حجب نهائي',
  'removal.doErase': 'محو نهائي',
  'removal.pending': 'جارٍ الحذف',
  'removal.failed': 'لم تتم الإزالة',
  'removal.goneBefore': 'لم تعد المحادثة موجودة: لقد مُحيت من قبل.',
  'removal.unsure': 'ربما تمت الإزالة رغم ذلك. حاول مرة أخرى: ما زال لا يعود.',
  'removal.partly': 'تُحجب المحادثات واحدة تلو الأخرى، وما تم منها يبقى محجوبًا. حاول مرة أخرى للباقي.',
  'removal.erased': 'تم محو المحادثة {id}.',
  'removal.redacted':
    'تم الحجب: {messages, plural, zero {# رسالة} one {رسالة واحدة} two {رسالتان} few {# رسائل} many {# رسالة} other {# رسالة}} في {chats, plural, zero {# محادثة} one {محادثة واحدة} two {محادثتين} few {# محادثات} many {# محادثة} other {# محادثة}}.',
};
