/** A message says something, or brings a file. */
import { malformedBody } from '../../read-json-body.ts';

interface Written {
  readonly text: string;
  readonly attachmentIds?: readonly string[];
}

/** @throws ApiError `malformedBody` */
export function requireContent({ text, attachmentIds = [] }: Written): void {
  if (text.trim() === '' && attachmentIds.length === 0) {
    throw malformedBody('text', 'text must not be empty without attachmentIds');
  }
}
