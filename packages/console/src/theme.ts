/** The look that Mantine's components share. */
import { type CSSVariablesResolver, createTheme } from '@mantine/core';

export const THEME = createTheme({
  primaryColor: 'teal',
  primaryShade: 9,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
});

/** Under the pointer a button is darker: Mantine's lighter shades leave its white text too little contrast. */
const HOVERED = {
  '--mantine-color-teal-filled-hover': '#066649',
  '--mantine-color-red-filled-hover': '#a61e1e',
} as const;

export const CSS_VARIABLES: CSSVariablesResolver = () => ({ variables: {}, light: HOVERED, dark: HOVERED });
