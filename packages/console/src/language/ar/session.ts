/** Texts of signing in, in Arabic. */
import type { Translation } from '../catalogue.ts';
import type { SESSION as English } from '../en/session.ts';

export const SESSION: Translation<typeof English> = {
  'openid.expired': 'استغرق تسجيل الدخول وقتًا طويلًا، أو بدأ في نافذة أخرى. ابدأ من جديد.',
  'openid.failed': 'لم يتم ربط أي شيء',
  'openid.invitation': 'استُخدمت هذه الدعوة من قبل أو انتهت صلاحيتها. اطلب دعوة أخرى من مسؤول هذا الخادم: {command}',
  'openid.refused': 'لم يتم تسجيل دخولك هناك. ابدأ من جديد؛ وإن لم يُجدِ ذلك فالسبب مدوّن في سجل الخادم.',
  'openid.taken': 'هذا الحساب مرتبط بشخص آخر هنا. سجّل الدخول هناك بحسابك أنت.',
  'openid.unknown': 'حسابك هناك غير مرتبط بأي شخص هنا. اطلب دعوة من مسؤول هذا الخادم: {command}',
  'openid.unreachable': 'لا يمكن تسجيل الدخول هناك في الوقت الحالي. استخدم كلمة المرور أو حاول لاحقًا.',
  'openid.wait': 'فشلت محاولات كثيرة. انتظر قليلًا قبل أن تبدأ من جديد.',
  'session.connect': 'ربط {label}',
  'session.ended': 'انتهت جلستك',
  'session.endedAdvice': '{name}، سجّل الدخول مرة أخرى للمتابعة. ستبقى الصفحة كما هي.',
  'session.invited':
    'تمت دعوتك لتسجيل الدخول عبر {label}. انتقل إليه مرة واحدة، وسيفتح حسابك هناك هذه الصفحة من الآن فصاعدًا.',
  'session.login': 'اسم المستخدم',
  'session.noPassword': 'ليست لديك كلمة مرور؟ يمكن لمسؤول هذا الخادم أن ينشئ لك رابطًا لتسجيل الدخول: {command}',
  'session.openid': 'المتابعة عبر {label}',
  'session.own': 'أماكن تسجيل دخولك',
  'session.password': 'كلمة المرور',
  'session.signIn': 'تسجيل الدخول',
  'session.tenant': 'المؤسسة',
};
