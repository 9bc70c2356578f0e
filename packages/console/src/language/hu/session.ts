/** Texts of signing in, in Hungarian. */
import type { Translation } from '../catalogue.ts';
import type { SESSION as English } from '../en/session.ts';

export const SESSION: Translation<typeof English> = {
  'session.ended': 'A munkamenet lejárt',
  'session.endedAdvice': '{name}, a folytatáshoz jelentkezzen be újra. Az oldal változatlan marad.',
  'session.login': 'Felhasználónév',
  'session.noPassword':
    'Nincs jelszava? Aki ezt a kiszolgálót üzemelteti, készíthet Önnek egy hivatkozást, amellyel bejelentkezhet: {command}',
  'session.password': 'Jelszó',
  'session.signIn': 'Bejelentkezés',
  'session.tenant': 'Szervezet',
};
