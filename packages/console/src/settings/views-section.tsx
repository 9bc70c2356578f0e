/** The saved views of every project that may be seen here: those of the project, and one's own. */
import { useQuery } from '@tanstack/react-query';
import type { Project } from '../api/projects.ts';
import { projectsQuery } from '../chats/log-queries.ts';
import { Loaded } from '../frame/loaded.tsx';
import { useText } from '../language/language-context.ts';
import { ViewList } from '../views/view-list.tsx';
import { viewsQuery } from '../views/views-queries.ts';
import { Empty, Section } from './section.tsx';
import classes from './settings.module.css';

export function ViewsSection() {
  const text = useText();
  const query = useQuery(projectsQuery());
  return (
    <Section title={text('settings.views')} advice={text('views.none')}>
      <Loaded query={query}>
        {(projects) => projects.map((project) => <ViewsOfProject key={project.projectid} project={project} />)}
      </Loaded>
    </Section>
  );
}

function ViewsOfProject({ project: { projectid, name } }: { readonly project: Project }) {
  const text = useText();
  const projectId = String(projectid);
  const query = useQuery(viewsQuery(projectId));
  return (
    <>
      <h3 className={classes.project} dir="auto">
        {name}
      </h3>
      <Loaded query={query}>
        {(views) =>
          views.length === 0 ? (
            <Empty title={text('views.noneTitle')} advice={text('views.none')} />
          ) : (
            <ViewList projectId={projectId} views={views} />
          )
        }
      </Loaded>
    </>
  );
}
