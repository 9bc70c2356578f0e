/** Turns ids into sentences of one language. */
import { IntlMessageFormat } from 'intl-messageformat';
import { createElement, Fragment, type ReactNode } from 'react';
import type { Catalogue, RichTextValues, TextId, TextValues } from './catalogue.ts';

export interface Text {
  /** The sentence with its values; a message without values takes none. */
  <Id extends TextId>(id: Id, ...values: keyof TextValues<Id> extends never ? [] : [values: TextValues<Id>]): string;
  /** The sentence with elements among its words. Names that others chose belong into a `<bdi>`. */
  rich<Id extends TextId>(id: Id, values: RichTextValues<Id>): ReactNode;
}

type AnyValue = string | number | ReactNode | ((children: ReactNode[]) => ReactNode);

/** `locale` as for Intl. */
export function createText(catalogue: Catalogue, locale: string): Text {
  const made = new Map<TextId, IntlMessageFormat>();
  const format = (id: TextId, values: Readonly<Record<string, AnyValue>>) => {
    let message = made.get(id);
    if (message === undefined) {
      message = new IntlMessageFormat(catalogue[id], locale);
      made.set(id, message);
    }
    return message.format<ReactNode>(values);
  };
  const plain = (id: TextId, values: Readonly<Record<string, AnyValue>> = {}) => String(format(id, values));
  const rich = (id: TextId, values: Readonly<Record<string, AnyValue>>) =>
    together([format(id, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tagged(value)])))]);
  return Object.assign(plain, { rich }) as Text;
}

/** What stands between a tag's ends comes as a list; elements take it as one. */
function tagged(value: AnyValue): AnyValue {
  return typeof value === 'function' ? (children) => value([together(children)]) : value;
}

/** Parts of a sentence never change places, so they need no keys. */
function together(parts: readonly ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...parts.flat());
}
