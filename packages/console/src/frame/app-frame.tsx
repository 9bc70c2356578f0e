/** The bar at the top, and the page below it. */
import { Link, Outlet } from '@tanstack/react-router';
import { useText } from '../language/language-context.ts';
import { AccountMenu } from './account-menu.tsx';
import { ColorSchemeButton } from './color-scheme-button.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import classes from './frame.module.css';
import { KeyHelp } from './key-help.tsx';
import { PageLinks } from './page-links.tsx';
import { ProjectPicker } from './project-picker.tsx';
import { Wordmark } from './wordmark.tsx';

export function AppFrame() {
  const text = useText();
  return (
    <div className={classes.frame}>
      <header className={classes.bar}>
        <Link to="/" aria-label={text('frame.start')} className={classes.wordmark}>
          <Wordmark />
        </Link>
        <ProjectPicker />
        <PageLinks />
        <div className={classes.end}>
          <a href="/docs" className={classes.docs}>
            {text('frame.documentation')}
          </a>
          <KeyHelp />
          <ColorSchemeButton />
          <AccountMenu />
        </div>
      </header>
      <ConnectionNotice />
      <Outlet />
    </div>
  );
}
