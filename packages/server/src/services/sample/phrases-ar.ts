/** Arabic sentences of the sample chats: text that runs from right to left, with Latin numbers inside. */
import { compilePhrases } from './phrases.ts';

export const ARABIC = compilePhrases({
  language: 'ar',
  firstNames: ['ليلى', 'عمر', 'سلمى', 'يوسف', 'نور', 'خالد'],
  lastNames: ['حداد', 'المصري', 'الخطيب', 'ناصر', 'بن علي'],
  isFamilyNameFirst: false,
  cities: ['عمّان', 'القاهرة', 'تونس', 'بيروت'],
  products: ['حذاء المشي', 'مصباح المكتب', 'مطحنة القهوة', 'غلاية الماء'],
  price: '# €',
  priceRange: [12, 450],
  phonePrefix: '+36 20 555 ',
  dateForm: 'Y/M/D',
  pageTitles: ['الشحن والإرجاع', 'طلباتي', 'السلة', 'الضمان'],
  transferReasons: ['سؤال عن الفاتورة', 'يحتاج إلى فني', 'لغة أخرى'],
  lines: {
    opening: [
      'مرحبا، كان يجب أن يصل طلبي {order} في {date} ولم يصل بعد.',
      'مساء الخير، هناك قطعة ناقصة في العلبة: {product}.',
      'لا أستطيع الدخول إلى حسابي، يقول الموقع إن {email} غير معروف.',
      'خصمتم مني {price} مرتين، أرجو التحقق.',
    ],
    visitorReply: [
      'رقم الطلب هو {order}',
      'بريدي الإلكتروني {email}',
      'جربت ذلك وظهرت الرسالة نفسها.',
      'رقم التتبع {tracking} لم يتغير منذ {date}.',
    ],
    visitorShort: ['نعم', 'لا', 'حسنا', 'لحظة من فضلك', 'تمام'],
    visitorThanks: ['شكرا جزيلا على المساعدة!', 'ممتاز، يوما سعيدا'],
    agentGreeting: ['أهلا بك {visitor}، معك {agent}، كيف يمكنني مساعدتك؟', 'مرحبا، أعتذر عن الانتظار، سأتحقق الآن.'],
    agentQuestion: ['هل يمكنك إعطائي رقم الطلب؟', 'ما البريد الذي سجلت به؟', 'هل تفضل الاستبدال أم استرجاع المبلغ؟'],
    agentAnswer: [
      'وجدته: غادر الطلب {order} المخزن في {date} وسيصل خلال {number} أيام عمل.',
      'بدأنا رد مبلغ {price} وسيظهر في حسابك خلال {number} أيام.',
      'أرسلت رابطا إلى {email} صالحا لمدة {number} ساعات.',
      'عاد الطرد إلى المستودع، والرقم الجديد هو {tracking}.',
    ],
    agentShort: ['لحظة من فضلك.', 'أتحقق من ذلك.', 'شكرا لك!'],
    agentClosing: ['هل من شيء آخر؟', 'شكرا لتواصلك معنا، نتمنى لك يوما طيبا!'],
    botGreeting: ['مرحبا، أنا مساعد المتجر. اسألني عن الطلبات والمواعيد والإرجاع.'],
    botAnswer: ['الطلب {order}: جُهّز في {date} وأُرسل برقم {tracking}.', 'هل كان هذا جواب سؤالك؟'],
    botHandOff: ['سأحولك إلى زميل، ابق معنا.'],
    impatient: ['هل من أحد هنا؟', 'أنتظر منذ {number} دقائق.'],
    note: ['اتصل العميل في {date} بخصوص {order}.'],
  },
});
