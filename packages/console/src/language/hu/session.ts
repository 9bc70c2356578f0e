/** Texts of signing in, in Hungarian. */
import type { Translation } from '../catalogue.ts';
import type { SESSION as English } from '../en/session.ts';

export const SESSION: Translation<typeof English> = {
  'openid.expired': 'A bejelentkezés túl sokáig tartott, vagy másik ablakban kezdődött. Kezdje újra.',
  'openid.failed': 'Nem történt összekapcsolás',
  'openid.invitation':
    'Ezt a meghívót már felhasználták, vagy lejárt. Kérjen másikat attól, aki ezt a kiszolgálót üzemelteti: {command}',
  'openid.refused': 'Ott nem sikerült bejelentkeznie. Kezdje újra; ha ez nem segít, a kiszolgáló naplójában ott az ok.',
  'openid.taken': 'Ez a fiók itt másvalakihez van kapcsolva. Jelentkezzen be ott a saját fiókjával.',
  'openid.unknown':
    'Az ottani fiókja itt senkihez sincs kapcsolva. Kérjen meghívót attól, aki ezt a kiszolgálót üzemelteti: {command}',
  'openid.unreachable': 'Ott most nem lehet bejelentkezni. Használja a jelszavát, vagy próbálja meg később.',
  'openid.wait': 'Túl sok próbálkozás volt sikertelen. Várjon egy kicsit, mielőtt újrakezdi.',
  'session.connect': '{label} összekapcsolása',
  'session.ended': 'A munkamenet lejárt',
  'session.endedAdvice': '{name}, a folytatáshoz jelentkezzen be újra. Az oldal változatlan marad.',
  'session.invited':
    'Meghívást kapott, hogy a következővel jelentkezzen be: {label}. Lépjen be ott egyszer, és az ottani fiókja ettől kezdve megnyitja ezt az oldalt.',
  'session.login': 'Felhasználónév',
  'session.noPassword':
    'Nincs jelszava? Aki ezt a kiszolgálót üzemelteti, készíthet Önnek egy hivatkozást, amellyel bejelentkezhet: {command}',
  'session.openid': 'Folytatás: {label}',
  'session.own': 'Hol van bejelentkezve',
  'session.password': 'Jelszó',
  'session.signIn': 'Bejelentkezés',
  'session.tenant': 'Szervezet',
};
