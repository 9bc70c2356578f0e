/** Texts of signing in, in Arabic. */
import type { Translation } from '../catalogue.ts';
import type { SESSION as English } from '../en/session.ts';

export const SESSION: Translation<typeof English> = {
  'session.ended': 'انتهت جلستك',
  'session.endedAdvice': '{name}، سجّل الدخول مرة أخرى للمتابعة. ستبقى الصفحة كما هي.',
  'session.login': 'اسم المستخدم',
  'session.noPassword': 'ليست لديك كلمة مرور؟ يمكن لمسؤول هذا الخادم أن ينشئ لك رابطًا لتسجيل الدخول: {command}',
  'session.password': 'كلمة المرور',
  'session.signIn': 'تسجيل الدخول',
  'session.tenant': 'المؤسسة',
};
