/** The log that the address names. A parameter that the server refuses is left out and named; the rest counts. */
import { useCallback, useMemo, useState } from 'react';
import { ApiFailure } from '../api/api-failure.ts';
import type { LogQuery } from '../api/chats.ts';
import { withoutParameters } from '../search/given-filters.ts';
import { knownParameters } from '../search/known-parameters.ts';
import type { SearchTexts } from '../search/search-text.ts';

export interface RefusedParameter {
  readonly name: string;
  readonly value: string;
  readonly error: ApiFailure;
}

export function useUsableLog(projectId: string, texts: SearchTexts) {
  const [all, setAll] = useState<readonly RefusedParameter[]>([]);
  const refused = useMemo(() => all.filter(({ name, value }) => texts[name] === value), [all, texts]);
  const log: LogQuery = useMemo(() => {
    const names = refused.map(({ name }) => name);
    return { projectId, parameters: withoutParameters(knownParameters(texts), names) };
  }, [projectId, texts, refused]);
  /** Whether another try without what is refused is worth it. */
  const refuse = useCallback(
    (error: Error): boolean => {
      if (!(error instanceof ApiFailure) || error.status !== 400) return false;
      const name = error.property;
      const value = log.parameters[name];
      if (value === undefined) return false;
      setAll((known) => [...known, { name, value, error }]);
      return true;
    },
    [log],
  );
  return { log, refused, refuse };
}
