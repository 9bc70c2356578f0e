/** Texts of an open chat, in Hungarian. */
import type { Translation } from '../catalogue.ts';
import type { CHAT as English } from '../en/chat.ts';

export const CHAT: Translation<typeof English> = {
  'chat.previous': 'Előző beszélgetés a listában',
  'chat.next': 'Következő beszélgetés a listában',
  'chat.close': 'A beszélgetés bezárása',
  'chat.loading': 'A beszélgetés betöltése',
  'chat.gone': 'Ebben a projektben nincs {id}. számú beszélgetés. Lehet, hogy törölték.',
  'chat.contact': 'Ügyfél',
  'chat.ofContact': 'Az ügyfél összes beszélgetése',
  'chat.print': 'Beszélgetés nyomtatása',
  'chat.linkToMessage': 'Hivatkozás erre az üzenetre',
  'chat.conversation': 'Beszélgetés',
  'chat.numbers': 'A számok magyarázata',
  'chat.json': 'JSON',
  'chat.why': 'Miért?',

  'chat.hidden': 'Az Ön szerepköre a számokat és az időpontokat láthatja, az üzenetek szövegét nem.',
  'chat.silent': 'Ebben a beszélgetésben senki nem írt semmit.',
  'chat.noTime': 'Időpont nélkül',
  'chat.visitor': 'Látogató',
  'chat.agent': 'Ügyintéző',
  'chat.bot': 'Robot',
  'chat.unknownWriter': 'Ismeretlen',
  'chat.redacted': 'Kitakarva',
  'chat.edited': 'szerkesztve',
  'chat.answeredIn': 'válaszidő: {duration}',
  'chat.attachment': 'Melléklet: {what}',
  'chat.file': 'fájl',
};
