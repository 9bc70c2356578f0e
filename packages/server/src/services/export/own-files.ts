/** Which files of an export's folder are its own: the manifest, and what is below its three folders. Touches no others. */
import { lstatSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { OutputRefused, requirePlain, requireWritable } from '../../platform/output-place.ts';
import { makeFolders, PRIVATE_FOLDER } from '../../platform/private-files.ts';
import { MANIFEST_FILE, PARTIAL } from './export-manifest.ts';

/** Of the messages of a folder. */
export const MESSAGES_FOLDER = 'messages';
const OWN_FOLDERS: readonly string[] = ['chats', MESSAGES_FOLDER, 'changes'];

/** Makes the folder. @throws OutputRefused, and errors of the file system, when nothing can be written there */
export function prepareFolder(folder: string): void {
  makeFolders(folder);
  requireWritable({ kind: 'file', path: join(folder, MANIFEST_FILE) }, PARTIAL);
}

/** In a folder without a manifest: something by a name that the export uses; null when there is none. */
export async function findForeign(folder: string): Promise<string | null> {
  return (await readdir(folder)).find((name) => OWN_FOLDERS.includes(name)) ?? null;
}

/** In a folder that has no messages yet: whether something has the name of their folder. */
export async function hasForeignMessages(folder: string): Promise<boolean> {
  return (await readdir(folder)).includes(MESSAGES_FOLDER);
}

/**
 * Paths of the files below the export's folders that are not among the listed ones. Programs that read whole folders take them for
 * the export's own. Does not enter links.
 */
export async function findUnlisted(folder: string, listed: ReadonlySet<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const own of OWN_FOLDERS) {
    if (lstatSync(join(folder, own), { throwIfNoEntry: false })?.isDirectory() !== true) continue;
    for (const entry of await readdir(join(folder, own), { recursive: true, withFileTypes: true })) {
      const path = relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/');
      if (!entry.isDirectory() && !listed.has(path)) found.push(path);
    }
  }
  return found.sort();
}

/** Removes what an interrupted run left half-written. Does not enter links. */
export async function removePartials(folder: string): Promise<void> {
  const manifest = join(folder, `${MANIFEST_FILE}${PARTIAL}`);
  requirePlain(manifest);
  await rm(manifest, { force: true });
  for (const own of OWN_FOLDERS.map((name) => join(folder, name))) {
    if (lstatSync(own, { throwIfNoEntry: false })?.isDirectory() !== true) continue;
    for (const entry of await readdir(own, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && entry.name.endsWith(PARTIAL)) await rm(join(entry.parentPath, entry.name));
    }
  }
}

/** Makes a folder of the export, with those above it. @throws OutputRefused when a link would lead out of it */
export async function makeOwnFolder(folder: string, path: string): Promise<void> {
  for (let at = path; at !== '.'; at = dirname(at)) requireFolder(join(folder, at));
  await mkdir(join(folder, path), { recursive: true, mode: PRIVATE_FOLDER });
}

function requireFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return;
  const kind = found.isSymbolicLink() ? 'a symbolic link' : 'not a folder';
  throw new OutputRefused(`${path} is ${kind}; the export needs a folder of its own there`);
}
