/** Texts of an open chat, in German. */
import type { Translation } from '../catalogue.ts';
import type { CHAT as English } from '../en/chat.ts';

export const CHAT: Translation<typeof English> = {
  'chat.previous': 'Vorheriger Chat in der Liste',
  'chat.next': 'Nächster Chat in der Liste',
  'chat.close': 'Chat schließen',
  'chat.loading': 'Der Chat wird geladen',
  'chat.gone': 'In diesem Projekt gibt es keinen Chat {id}. Möglicherweise wurde er gelöscht.',
  'chat.contact': 'Kontakt',
  'chat.ofContact': 'Alle Chats dieses Kontakts',
  'chat.print': 'Chat drucken',
  'chat.linkToMessage': 'Link zu dieser Nachricht',
  'chat.conversation': 'Unterhaltung',
  'chat.numbers': 'Zahlen erklärt',
  'chat.json': 'JSON',
  'chat.why': 'Warum?',

  'chat.hidden': 'Ihre Rolle zeigt Zahlen und Zeiten, aber nicht, was geschrieben wurde.',
  'chat.silent': 'In diesem Chat hat niemand etwas geschrieben.',
  'chat.noTime': 'Ohne Zeitangabe',
  'chat.visitor': 'Besucher',
  'chat.agent': 'Agent',
  'chat.bot': 'Bot',
  'chat.unknownWriter': 'Unbekannt',
  'chat.redacted': 'Geschwärzt',
  'chat.edited': 'bearbeitet',
  'chat.answeredIn': 'beantwortet in {duration}',
  'chat.attachment': 'Anhang: {what}',
  'chat.file': 'Datei',
};
