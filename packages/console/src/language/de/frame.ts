/** Texts around the pages, in German. */
import type { Translation } from '../catalogue.ts';
import type { FRAME as English } from '../en/frame.ts';

export const FRAME: Translation<typeof English> = {
  'frame.account': 'Konto von {name}',
  'frame.connectionLost':
    'Der Server ist nicht erreichbar. Es wird weiter versucht; was Sie sehen und eingegeben haben, bleibt.',
  'frame.dark': 'Dunkle Farben verwenden',
  'frame.documentation': 'API-Dokumentation',
  'frame.language': 'Sprache',
  'frame.languageFailed': 'Die Sprache konnte nicht geladen werden. Bitte versuchen Sie es erneut',
  'frame.light': 'Helle Farben verwenden',
  'frame.loading': 'Wird geladen',
  'frame.noPage': 'Diese Seite gibt es nicht',
  'frame.noPageAdvice': 'Die Adresse ist möglicherweise unvollständig. <link>Zu den Chats</link>.',
  'frame.noProject':
    'Es gibt kein Projekt, das Sie sehen dürfen. Bitten Sie die Person, die diesen Server betreibt, um Zugriff.',
  'frame.person': '{login} bei {tenant}',
  'frame.personWithRole': '{login} bei {tenant}, {role}',
  'frame.pages': 'Seiten',
  'frame.project': 'Projekt',
  'frame.projectNumber': 'Projekt {id}',
  'frame.signOut': 'Abmelden',
  'frame.signOutFailed': 'Die Abmeldung ist fehlgeschlagen. Bitte versuchen Sie es erneut',
  'frame.start': 'Parley, Startseite',

  'role.admin': 'Administration',
  'role.agent': 'Agent',
  'role.analyst': 'Analyse',
  'role.supervisor': 'Teamleitung',

  'failure.cookieLost':
    'Sie sind angemeldet, aber Ihr Browser hat das nicht behalten. Wer diesen Server betreibt, gibt mit {option} die Adresse an, die Sie geöffnet haben.',
  'failure.page': 'Auf dieser Seite ist ein Fehler aufgetreten',
  'failure.refused': 'Der Server hat diese Anfrage abgelehnt',
  'failure.signedOut': 'Sie sind abgemeldet',
  'failure.signedOutAdvice':
    'Melden Sie sich erneut an, um fortzufahren. Was Sie sehen und eingegeben haben, bleibt erhalten.',
  'failure.status': 'Der Server hat mit dem Status {status} geantwortet.',
  'failure.tryAgain': 'Erneut versuchen',
  'failure.unreachable': 'Der Server ist nicht erreichbar',
  'failure.unreachableAdvice':
    'Prüfen Sie Ihre Verbindung und ob der Server läuft. Was Sie sehen und eingegeben haben, bleibt erhalten.',

  'keys.title': 'Tasten',
  'keys.capEnd': 'Ende',
  'keys.capEnter': 'Eingabe',
  'keys.capEscape': 'Esc',
  'keys.capHome': 'Pos 1',
  'keys.close': 'Chat schließen',
  'keys.ends': 'erster und letzter geladener Chat',
  'keys.filter': 'Filter hinzufügen',
  'keys.help': 'diese Tasten anzeigen',
  'keys.hit': 'nächster Treffer im Chat',
  'keys.hitBefore': 'vorheriger Treffer im Chat',
  'keys.next': 'nächster Chat',
  'keys.open': 'Chat öffnen',
  'keys.previous': 'vorheriger Chat',
  'keys.search': 'suchen',
};
