/** From one page of the project to another. Filters go along. */
import { Link, useParams } from '@tanstack/react-router';
import { useText } from '../language/language-context.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import classes from './frame.module.css';

export function PageLinks() {
  const text = useText();
  const search = useSearchTexts();
  const { projectId } = useParams({ strict: false });
  if (projectId === undefined) return null;
  const common = { params: { projectId }, search, className: classes.page, activeOptions: { includeSearch: false } };
  return (
    <nav className={classes.pages} aria-label={text('frame.pages')}>
      <Link to="/projects/$projectId/chats" {...common}>
        {text('chats.title')}
      </Link>
      <Link to="/projects/$projectId/insights" {...common}>
        {text('insights.title')}
      </Link>
    </nav>
  );
}
