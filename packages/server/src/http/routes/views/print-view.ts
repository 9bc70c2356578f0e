/** Saved views over HTTP: how they are printed, who asks for them, and what they are told. */
import { errorBody, type View } from '@parley/contract';
import { utcText } from '../../../model/instant.ts';
import type { SavedView } from '../../../model/saved-view.ts';
import { type ChangeViewRefusal, mayChange, type ViewReader } from '../../../services/views/change-views.ts';
import { ApiError } from '../../api-error.ts';
import type { Principal } from '../../principal.ts';
import { malformedBody } from '../../read-json-body.ts';
import type { ApiRequest } from '../../route.ts';

export function readerOf({
  principal,
  isMetadataOnly,
}: {
  readonly principal: Principal;
  readonly isMetadataOnly: boolean;
}): ViewReader {
  return { login: principal.person?.login ?? null, name: principal.name, isMetadataOnly };
}

export function printView(view: SavedView, reader: ViewReader): View {
  return {
    viewId: view.viewId,
    name: view.name,
    query: view.query,
    isShared: view.owner === null,
    mayChange: mayChange(view, reader),
    version: String(view.version),
    changedBy: view.changedBy,
    changedAt: utcText(view.changedAt),
  };
}

/** @throws ApiError `versionNeeded` */
export function requireVersion({ headers }: Pick<ApiRequest, 'headers'>): number {
  const version = /^"(\d{1,16})"$/.exec(headers['if-match'] ?? '')?.[1];
  if (version === undefined) throw ApiError.of('versionNeeded', { property: 'If-Match' });
  return Number(version);
}

export function viewRefusal(refusal: ChangeViewRefusal): ApiError {
  switch (refusal.refused) {
    case 'changed':
      return ApiError.of('viewChanged', { slots: { who: refusal.by } });
    case 'not-found':
      return ApiError.notFound('viewId');
    case 'not-theirs':
      return ApiError.of('viewNotYours');
    case 'needs-person':
      return ApiError.of('personNeeded', { property: 'isShared' });
    case 'too-many':
      return ApiError.of('tooManyViews', { slots: { limit: String(refusal.most) } });
    case 'bad-query':
      return queryRefusal(refusal.why);
  }
}

type BadQuery = Extract<ChangeViewRefusal, { readonly refused: 'bad-query' }>['why'];

/** A right that is missing is told as it is of the log; what is wrong, as a part of the body. */
function queryRefusal(why: BadQuery): ApiError {
  if (why.error === 'filterNotAllowed') return ApiError.fromRefusal(why);
  const [{ message }] = errorBody(why.error, why).errors;
  const [sentence = ''] = message.split(/(?<=\.) /, 1);
  return malformedBody('query', `query: ${sentence.replace(/\.$/, '')}`);
}
