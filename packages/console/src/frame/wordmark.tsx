/** The name of the product with its mark. */
import classes from './frame.module.css';

const NAME = 'Parley';

export function Wordmark() {
  return (
    <span className={classes.wordmark}>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path
          d="M4 3h12a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3H9l-4 4v-4H4a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3Z"
          fill="var(--mantine-color-teal-filled)"
        />
        <path
          d="M21 9.2A3 3 0 0 1 23 12v5a3 3 0 0 1-3 3v3l-3.5-3H12a3 3 0 0 1-2.5-1.400L11 17h5a5 5 0 0 0 5-5Z"
          fill="currentColor"
          opacity=".55"
        />
      </svg>
      <bdi translate="no">{NAME}</bdi>
    </span>
  );
}
