/** Polish sentences of the sample chats. */
import { compilePhrases } from './phrases.ts';

export const POLISH = compilePhrases({
  language: 'pl',
  firstNames: ['Łukasz', 'Małgorzata', 'Grażyna', 'Michał', 'Żaneta', 'Paweł', 'Róża'],
  lastNames: ['Dąbrowski', 'Wójcik', 'Źrebiec', 'Zając', 'Kołodziej', 'Gałązka'],
  isFamilyNameFirst: false,
  cities: ['Łódź', 'Gdańsk', 'Poznań', 'Rzeszów', 'Kielce'],
  products: ['buty trekkingowe', 'lampka biurkowa', 'młynek do kawy', 'czajnik'],
  price: '#,99 zł',
  priceRange: [29, 1900],
  phonePrefix: '+48 500 555 ',
  dateForm: 'D.M.Y',
  pageTitles: ['Dostawa i zwroty', 'Moje zamówienia', 'Koszyk', 'Gwarancja'],
  transferReasons: ['pytanie o fakturę', 'potrzebny technik', 'koniec zmiany'],
  lines: {
    opening: [
      'Dzień dobry, zamówienie {order} miało dotrzeć {date}, a nadal go nie ma.',
      'Witam, w paczce brakuje jednej części, chodzi o: {product}.',
      'Nie mogę się zalogować, strona nie zna adresu {email}.',
      'Pobrano mi {price} dwa razy za ten sam zakup.',
      'Czy w sklepie {city} jest dostępny produkt: {product}?',
    ],
    visitorReply: [
      'Numer to {order}, płaciłem kartą.',
      'Mój adres: {email}',
      'Proszę dzwonić po {time} pod {phone}.',
      'Śledzenie {tracking} stoi w miejscu od {date}.',
      'Już tego próbowałam, wciąż ten sam błąd.',
    ],
    visitorShort: ['ok', 'tak', 'nie', 'chwileczkę', 'jasne', 'rozumiem'],
    visitorThanks: ['Bardzo dziękuję za pomoc, {agent}!', 'Super, miłego dnia', 'Dobrze, poczekam do {date}.'],
    agentGreeting: [
      'Dzień dobry, {visitor}, z tej strony {agent}. W czym mogę pomóc?',
      'Witam, przepraszam za zwłokę, już sprawdzam.',
    ],
    agentQuestion: [
      'Czy mogę prosić o numer zamówienia?',
      'Na jaki adres e-mail założono konto?',
      'Woli Pani wymianę czy zwrot pieniędzy?',
    ],
    agentAnswer: [
      'Mam: {order} opuściło magazyn {date}, będzie u Pani za {number} dni robocze.',
      'Zleciłem zwrot {price}, bank zaksięguje go w ciągu {number} dni.',
      'Wysłałam link na {email}, działa {number} godzin.',
      'Paczka wróciła do sortowni, nowy numer to {tracking}.',
      'Gwarancja jest ważna do {date}, naprawa nic nie kosztuje.',
    ],
    agentShort: ['Proszę o chwilę.', 'Sprawdzam.', 'Dziękuję!', 'Oczywiście.'],
    agentClosing: ['Czy mogę jeszcze w czymś pomóc?', 'Dziękujemy za kontakt, {visitor}, miłego dnia!'],
    botGreeting: ['Cześć, jestem asystentem sklepu. Proszę pytać o zamówienia, godziny i zwroty.'],
    botAnswer: [
      'Zamówienie {order}: spakowane {date}, nadane jako {tracking}.',
      'Pracujemy w dni robocze od 9:00 do 17:00.',
      'Czy to wystarczy?',
    ],
    botHandOff: ['Przekazuję rozmowę koleżance, proszę zaczekać.'],
    impatient: ['Czy ktoś tam jest?', 'Czekam już {number} minut.'],
    note: ['Klient dzwonił {date}, patrz {order}.'],
  },
});
