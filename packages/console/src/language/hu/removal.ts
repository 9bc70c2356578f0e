/** Texts of erasing and redacting, in Hungarian. */
import type { Translation } from '../catalogue.ts';
import type { REMOVAL as English } from '../en/removal.ts';

export const REMOVAL: Translation<typeof English> = {
  'removal.redact': 'Kitakarás',
  'removal.redactMessage': 'Az üzenet kitakarása',
  'removal.redactChat': 'A beszélgetés kitakarása …',
  'removal.redactContact': 'A(z) {id}. ügyfél összes beszélgetésének kitakarása …',
  'removal.erase': 'A beszélgetés törlése …',
  'removal.titleMessage': 'A(z) {id}. beszélgetés {time}-kor írt üzenetének kitakarása',
  'removal.titleChat': 'A(z) {id}. beszélgetés kitakarása',
  'removal.titleContact': 'A(z) {id}. ügyfél összes beszélgetésének kitakarása',
  'removal.titleErase': 'A(z) {id}. beszélgetés törlése',
  'removal.gone': 'Végleg eltűnik:',
  'removal.goneMessage': 'az üzenet szövege a mellékletekkel és a korábbi változatokkal',
  'removal.goneTexts':
    'amit írtak: {messages, plural, one {# üzenet} other {# üzenet}} a mellékletekkel és a korábbi változatokkal',
  'removal.gonePerson': 'a látogató neve és címe, az oldalak, a jegyzetek és az átadások okai',
  'removal.goneChats':
    'amit {chats, plural, one {# beszélgetésben} other {# beszélgetésben}} a két fél írt, a mellékletekkel és a korábbi változatokkal',
  'removal.goneChatsUncounted':
    'amit az ügyfél összes beszélgetésében a két fél írt, a mellékletekkel és a korábbi változatokkal',
  'removal.goneNumbers': 'a számai és a része a statisztikákban',
  'removal.stays': 'Megmarad:',
  'removal.staysMessage': 'az üzenet ideje és írója, és a beszélgetés minden száma',
  'removal.staysChat': 'a számok, az időpontok, az ügyintézők, a várólisták és minden mérőszám',
  'removal.staysAudit': 'a naplóban: mit, mikor, ki és miért takart ki',
  'removal.staysErased': 'a naplóban: hogy a(z) {id}. beszélgetést mikor, ki és miért törölte',
  'removal.noWayBack':
    'Senki sem hozhatja vissza, importálással sem. A mások által vezetett másolatokból a változások olvasásakor tűnik el, a mentésekből a törlésükkor.',
  'removal.reason': 'Ok',
  'removal.reasonAdvice': 'A naplóba kerül, és ott marad. Ne írja le, mi állt a beszélgetésben, vagy ki írta.',
  'removal.reasonAsked': 'A látogató kérte',
  'removal.reasonSecret': 'Titkos adat, például kártyaszám',
  'removal.reasonAge': 'Régebbi, mint ameddig megőrizhető',
  'removal.reasonTest': 'Próbabeszélgetés',
  'removal.cancel': 'Mégse',
  'removal.close': 'Bezárás',
  'removal.doRedact': 'Végleges kitakarás',
  'removal.doErase': 'Végleges törlés',
  'removal.pending': 'Eltávolítás',
  'removal.failed': 'Nem sikerült eltávolítani',
  'removal.goneBefore': 'A beszélgetés már nincs meg: korábban törölték.',
  'removal.unsure': 'Lehet, hogy mégis megtörtént. Próbálja újra: ami eltűnt, nem jön vissza.',
  'removal.partly':
    'A beszélgetések egymás után kerülnek sorra; ami elkészült, kitakarva marad. A többihez próbálja újra.',
  'removal.erased': 'A(z) {id}. beszélgetés törölve.',
  'removal.redacted':
    'Kitakarva: {messages, plural, one {# üzenet} other {# üzenet}}, {chats, plural, one {# beszélgetésben} other {# beszélgetésben}}.',
};
