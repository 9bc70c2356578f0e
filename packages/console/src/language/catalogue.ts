/** What a catalogue of texts is. English says which texts there are and which values they need; the others follow. */
import type { ENGLISH } from './en/english.ts';
import type { RichValuesOf, ValuesOf } from './message-values.ts';

type English = typeof ENGLISH;

export type TextId = keyof English;

/** A message for each id, as of ICU MessageFormat. */
export type Catalogue = Translation<English>;

/** The texts of one file in another language: none missing, none too many. */
export type Translation<Group> = { readonly [Id in keyof Group]: string };

export type TextValues<Id extends TextId> = ValuesOf<English[Id]>;
export type RichTextValues<Id extends TextId> = RichValuesOf<English[Id]>;

type IdByNames = { [Id in TextId]: keyof TextValues<Id> };

/** The ids whose messages need exactly these values. */
export type TextIdWith<Name extends string> = {
  [Id in TextId]: [IdByNames[Id], Name] extends [Name, IdByNames[Id]] ? Id : never;
}[TextId];

/** The ids of messages that are complete as they stand. */
export type PlainTextId = TextIdWith<never>;
