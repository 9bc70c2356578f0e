/** The project that was looked at last, for the start page. Browsers may refuse to keep anything. */

const NAME = 'parley.project';

/** null when none is kept. */
export function recalledProject(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

export function keepProject(projectId: string): void {
  try {
    localStorage.setItem(NAME, projectId);
  } catch {
    // The start page then leads to the first project.
  }
}
