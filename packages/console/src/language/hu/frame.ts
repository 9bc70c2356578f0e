/** Texts around the pages, in Hungarian. */
import type { Translation } from '../catalogue.ts';
import type { FRAME as English } from '../en/frame.ts';

export const FRAME: Translation<typeof English> = {
  'frame.account': '{name} fiókja',
  'frame.connectionLost': 'A kiszolgáló nem érhető el. Újra próbálkozunk; amit lát és beírt, itt marad.',
  'frame.dark': 'Váltás sötét színekre',
  'frame.documentation': 'Az API dokumentációja',
  'frame.language': 'Nyelv',
  'frame.languageFailed': 'A nyelv betöltése nem sikerült, próbálja újra',
  'frame.light': 'Váltás világos színekre',
  'frame.loading': 'Betöltés',
  'frame.noPage': 'Nincs ilyen oldal',
  'frame.noPageAdvice': 'A cím talán hiányos. <link>Ugrás a beszélgetésekhez</link>.',
  'frame.noProject':
    'Nincs olyan projekt, amelyet megtekinthet. Kérjen hozzáférést attól, aki ezt a kiszolgálót üzemelteti.',
  'frame.person': '{login} ({tenant})',
  'frame.personWithRole': '{login} ({tenant}), {role}',
  'frame.pages': 'Oldalak',
  'frame.project': 'Projekt',
  'frame.projectNumber': '{id}. számú projekt',
  'frame.signOut': 'Kijelentkezés',
  'frame.signOutFailed': 'A kijelentkezés nem sikerült, próbálja újra',
  'frame.start': 'Parley, kezdőlap',

  'role.admin': 'adminisztrátor',
  'role.agent': 'ügyintéző',
  'role.analyst': 'elemző',
  'role.supervisor': 'csoportvezető',

  'failure.cookieLost':
    'A bejelentkezés sikerült, de a böngésző nem őrizte meg. Aki ezt a kiszolgálót üzemelteti, állítsa be a {option} kapcsolóval azt a címet, amelyet megnyitott.',
  'failure.page': 'Hiba történt ezen az oldalon',
  'failure.refused': 'A kiszolgáló elutasította a kérést',
  'failure.signedOut': 'Ön ki van jelentkezve',
  'failure.signedOutAdvice': 'A folytatáshoz jelentkezzen be újra. Amit lát, és amit beírt, az megmarad.',
  'failure.status': 'A kiszolgáló a következő állapotkóddal válaszolt: {status}.',
  'failure.tryAgain': 'Újrapróbálkozás',
  'failure.unreachable': 'A kiszolgáló nem érhető el',
  'failure.unreachableAdvice':
    'Ellenőrizze az internetkapcsolatot, és azt, hogy fut-e a kiszolgáló. Amit lát, és amit beírt, az megmarad.',

  'keys.title': 'Billentyűk',
  'keys.capEnd': 'End',
  'keys.capEnter': 'Enter',
  'keys.capEscape': 'Esc',
  'keys.capHome': 'Home',
  'keys.close': 'a beszélgetés bezárása',
  'keys.ends': 'az első és az utolsó betöltött beszélgetés',
  'keys.filter': 'szűrő hozzáadása',
  'keys.help': 'a billentyűk megjelenítése',
  'keys.hit': 'következő találat a beszélgetésben',
  'keys.hitBefore': 'előző találat a beszélgetésben',
  'keys.next': 'következő beszélgetés',
  'keys.open': 'a beszélgetés megnyitása',
  'keys.previous': 'előző beszélgetés',
  'keys.search': 'keresés',
};
