/** Texts of signing in, in German. */
import type { Translation } from '../catalogue.ts';
import type { SESSION as English } from '../en/session.ts';

export const SESSION: Translation<typeof English> = {
  'session.ended': 'Ihre Sitzung ist abgelaufen',
  'session.endedAdvice': '{name}, bitte melden Sie sich erneut an, um fortzufahren. Die Seite bleibt, wie sie ist.',
  'session.login': 'Benutzername',
  'session.noPassword':
    'Kein Passwort? Wer diesen Server betreibt, kann Ihnen einen Link erstellen, der Sie anmeldet: {command}',
  'session.password': 'Passwort',
  'session.signIn': 'Anmelden',
  'session.tenant': 'Mandant',
};
