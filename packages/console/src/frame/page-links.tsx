/** From one page to another. Filters go along within the project. */
import { Link, useParams } from '@tanstack/react-router';
import { mayAdminister } from '../api/session.ts';
import { useText } from '../language/language-context.ts';
import type { SearchTexts } from '../search/search-text.ts';
import { useSearchTexts } from '../search/use-search-texts.ts';
import { useSession } from '../session/session-context.ts';
import classes from './frame.module.css';
import { recalledProject } from './recall-project.ts';

export function PageLinks() {
  const text = useText();
  const search = useSearchTexts();
  const { projectId } = useParams({ strict: false });
  const session = useSession();
  const isAdmin = mayAdminister(session);
  if (projectId === undefined && !isAdmin) return null;
  return (
    <nav className={classes.pages} aria-label={text('frame.pages')}>
      <ProjectLinks projectId={projectId ?? recalledProject()} search={projectId === undefined ? {} : search} />
      {isAdmin && (
        <Link to="/settings" search={{}} className={classes.page} activeOptions={{ includeSearch: false }}>
          {text('settings.title')}
        </Link>
      )}
    </nav>
  );
}

interface ProjectLinksProps {
  /** null while none was looked at. */
  readonly projectId: string | null;
  readonly search: SearchTexts;
}

function ProjectLinks({ projectId, search }: ProjectLinksProps) {
  const text = useText();
  if (projectId === null) return null;
  const common = { params: { projectId }, search, className: classes.page, activeOptions: { includeSearch: false } };
  return (
    <>
      <Link to="/projects/$projectId/chats" {...common}>
        {text('chats.title')}
      </Link>
      <Link to="/projects/$projectId/insights" {...common}>
        {text('insights.title')}
      </Link>
    </>
  );
}
