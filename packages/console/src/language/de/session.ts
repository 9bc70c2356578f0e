/** Texts of signing in, in German. */
import type { Translation } from '../catalogue.ts';
import type { SESSION as English } from '../en/session.ts';

export const SESSION: Translation<typeof English> = {
  'openid.expired':
    'Die Anmeldung hat zu lange gedauert oder in einem anderen Fenster begonnen. Beginnen Sie noch einmal.',
  'openid.failed': 'Es wurde nichts verbunden',
  'openid.invitation':
    'Diese Einladung wurde schon benutzt oder ist zu alt. Bitten Sie den Betreiber dieses Servers um eine neue: {command}',
  'openid.refused':
    'Sie wurden dort nicht angemeldet. Beginnen Sie noch einmal; hilft das nicht, steht der Grund im Protokoll des Servers.',
  'openid.taken':
    'Dieses Konto ist hier mit jemand anderem verbunden. Melden Sie sich dort mit Ihrem eigenen Konto an.',
  'openid.unknown':
    'Ihr Konto dort ist hier mit niemandem verbunden. Bitten Sie den Betreiber dieses Servers um eine Einladung: {command}',
  'openid.unreachable':
    'Die Anmeldung dort ist zurzeit nicht möglich. Verwenden Sie Ihr Passwort, oder versuchen Sie es später noch einmal.',
  'openid.wait': 'Zu viele Versuche sind gescheitert. Warten Sie etwas, bevor Sie neu beginnen.',
  'session.connect': '{label} verbinden',
  'session.ended': 'Ihre Sitzung ist abgelaufen',
  'session.endedAdvice': '{name}, bitte melden Sie sich erneut an, um fortzufahren. Die Seite bleibt, wie sie ist.',
  'session.invited':
    'Sie wurden eingeladen, sich mit {label} anzumelden. Gehen Sie einmal dorthin, dann öffnet Ihr Konto dort künftig diese Seite.',
  'session.login': 'Benutzername',
  'session.noPassword':
    'Kein Passwort? Wer diesen Server betreibt, kann Ihnen einen Link erstellen, der Sie anmeldet: {command}',
  'session.openid': 'Weiter mit {label}',
  'session.own': 'Wo Sie angemeldet sind',
  'session.password': 'Passwort',
  'session.signIn': 'Anmelden',
  'session.tenant': 'Mandant',
};
