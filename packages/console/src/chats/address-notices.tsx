/** What in the address is not applied to the list, and why. */
import { CloseButton } from '@mantine/core';
import { useState } from 'react';
import { FailureText } from '../frame/failure-text.tsx';
import { useFormats, useText } from '../language/language-context.ts';
import { unknownParameters } from '../search/known-parameters.ts';
import { repeatedNames, type SearchTexts, stringifySearch } from '../search/search-text.ts';
import classes from './filter-bar.module.css';
import { useFilters } from './use-filters.ts';
import type { RefusedParameter } from './use-usable-log.ts';

interface NoticesProps extends UnknownNoticeProps {
  readonly refused: readonly RefusedParameter[];
}

/** Nothing in the address is passed over in silence. */
export function AddressNotices({ refused, ...given }: NoticesProps) {
  return (
    <>
      <UnknownNotice {...given} />
      <RepeatedNotice parameters={given.parameters} />
      <RefusedNotice refused={refused} />
    </>
  );
}

interface UnknownNoticeProps {
  readonly parameters: SearchTexts;
  /** Names of columns that there are not. */
  readonly columns: readonly string[];
}

/** A link may come from a newer version or from a typing error. */
function UnknownNotice({ parameters, columns }: UnknownNoticeProps) {
  const text = useText();
  const formats = useFormats();
  const { dropParameters } = useFilters();
  const names = unknownParameters(parameters);
  const dropped = columns.length === 0 ? names : [...names, 'columns'];
  if (dropped.length === 0) return null;
  const shown = [...names, ...columns.map((column) => `columns=${column}`)];
  return (
    <output className={classes.unknown}>
      <span>{text.rich('filters.unknown', { names: <bdi>{formats.list(shown)}</bdi> })}</span>
      <CloseButton size="xs" aria-label={text('filters.dropUnknown')} onClick={() => dropParameters(dropped)} />
    </output>
  );
}

/** The API refuses a name that comes twice; of a typed address the first counts, as in the chips. */
function RepeatedNotice({ parameters }: Pick<UnknownNoticeProps, 'parameters'>) {
  const text = useText();
  const formats = useFormats();
  const [names, setNames] = useState(() => repeatedNames(window.location.search));
  if (names.length === 0) return null;
  const drop = () => {
    // To the router it is the same address, which it would leave as it is.
    const { history, location } = window;
    history.replaceState(history.state, '', `${location.pathname}${stringifySearch(parameters)}${location.hash}`);
    setNames([]);
  };
  return (
    <output className={classes.unknown}>
      <span>{text.rich('filters.repeated', { names: <bdi>{formats.list(names)}</bdi> })}</span>
      <CloseButton size="xs" aria-label={text('filters.dropUnknown')} onClick={drop} />
    </output>
  );
}

/** What the server says about a value that it does not take. */
function RefusedNotice({ refused }: { readonly refused: readonly RefusedParameter[] }) {
  const text = useText();
  const { dropParameters } = useFilters();
  return refused.map(({ name, value, error }) => (
    <div key={name} role="alert" className={classes.unknown}>
      <span>
        {text.rich('filters.refused', {
          parameter: <bdi>{`${name}=${value}`}</bdi>,
          reason: <FailureText error={error} />,
        })}
      </span>
      <CloseButton
        size="xs"
        aria-label={text('filters.dropRefused', { parameter: name })}
        onClick={() => dropParameters([name])}
      />
    </div>
  ));
}
