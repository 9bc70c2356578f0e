/** Texts of erasing and redacting, in German. */
import type { Translation } from '../catalogue.ts';
import type { REMOVAL as English } from '../en/removal.ts';

export const REMOVAL: Translation<typeof English> = {
  'removal.redact': 'Schwärzen',
  'removal.redactMessage': 'Diese Nachricht schwärzen',
  'removal.redactChat': 'Diesen Chat schwärzen …',
  'removal.redactContact': 'Alle Chats des Kontakts {id} schwärzen …',
  'removal.erase': 'Diesen Chat löschen …',
  'removal.titleMessage': 'Nachricht von {time} in Chat {id} schwärzen',
  'removal.titleChat': 'Chat {id} schwärzen',
  'removal.titleContact': 'Alle Chats des Kontakts {id} schwärzen',
  'removal.titleErase': 'Chat {id} löschen',
  'removal.gone': 'Endgültig weg:',
  'removal.goneMessage': 'der Text der Nachricht mit Anhängen und früheren Fassungen',
  'removal.goneTexts':
    'was geschrieben wurde: {messages, plural, one {# Nachricht} other {# Nachrichten}}, mit Anhängen und früheren Fassungen',
  'removal.gonePerson': 'Name und Adresse des Besuchers, Seiten, Notizen und Gründe von Übergaben',
  'removal.goneChats':
    'was in {chats, plural, one {# Chat} other {# Chats}} von beiden Seiten geschrieben wurde, mit Anhängen und früheren Fassungen',
  'removal.goneChatsUncounted':
    'was in allen Chats des Kontakts von beiden Seiten geschrieben wurde, mit Anhängen und früheren Fassungen',
  'removal.goneNumbers': 'seine Zahlen und sein Anteil an den Statistiken',
  'removal.stays': 'Was bleibt:',
  'removal.staysMessage': 'Zeit und Verfasser der Nachricht und alle Zahlen des Chats',
  'removal.staysChat': 'Zahlen, Zeiten, Agenten, Warteschlangen und alle Messwerte',
  'removal.staysAudit': 'im Protokoll: was geschwärzt wurde, wann, von wem und warum',
  'removal.staysErased': 'im Protokoll: dass Chat {id} gelöscht wurde, wann, von wem und warum',
  'removal.noWayBack':
    'Niemand kann es zurückholen, auch kein Import. Kopien, die andere führen, verlieren es, wenn sie die Änderungen lesen, Sicherungen, wenn sie gelöscht werden.',
  'removal.reason': 'Grund',
  'removal.reasonAdvice':
    'Für das Protokoll, wo er bleibt. Schreiben Sie weder, was im Chat stand, noch wer es schrieb.',
  'removal.reasonAsked': 'Der Besucher hat darum gebeten',
  'removal.reasonSecret': 'Geheime Daten, etwa eine Kartennummer',
  'removal.reasonAge': 'Älter als erlaubt',
  'removal.reasonTest': 'Testchat',
  'removal.cancel': 'Abbrechen',
  'removal.close': 'Schließen',
  'removal.doRedact': 'Endgültig schwärzen',
  'removal.doErase': 'Endgültig löschen',
  'removal.pending': 'Wird entfernt',
  'removal.failed': 'Es wurde nicht entfernt',
  'removal.goneBefore': 'Den Chat gibt es nicht mehr: Er wurde schon gelöscht.',
  'removal.unsure': 'Vielleicht wurde es trotzdem entfernt. Versuchen Sie es noch einmal: Was weg ist, bleibt weg.',
  'removal.partly':
    'Chats werden nacheinander geschwärzt; fertige bleiben geschwärzt. Versuchen Sie es für die übrigen noch einmal.',
  'removal.erased': 'Chat {id} wurde gelöscht.',
  'removal.redacted':
    'Geschwärzt: {messages, plural, one {# Nachricht} other {# Nachrichten}} in {chats, plural, one {# Chat} other {# Chats}}.',
};
