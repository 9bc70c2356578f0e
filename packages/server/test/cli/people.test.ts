/** The commands for people who sign in, on one store that a server may have at the same time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { bootServer, type TestServer } from '../helpers/boot-server.ts';
import { byPassword, cookieOf, PASSWORD, postSession } from '../helpers/people.ts';
import { runCli } from '../helpers/run-cli.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-people-'));
afterAll(() => rmSync(root, { recursive: true }));
let data: string;
const user = (command: string, login: string, ...more: string[]) =>
  runCli(['user', command, '--data', data, '--tenant', 'acme', '--login', login, ...more]);

beforeEach(async () => {
  data = mkdtempSync(join(root, 'store-'));
  await runCli([
    'project',
    'create',
    '--data',
    data,
    '--tenant',
    'acme',
    '--project',
    '822',
    '--name',
    'S',
    '--time-zone',
    'UTC',
  ]);
});

/** Serves the store while `use` runs. */
async function serving<T>(use: (server: TestServer) => Promise<T>): Promise<T> {
  await using server = await bootServer({ place: { data, database: null } });
  server.clock.set(Date.now());
  return await use(server);
}

const tokenOf = (stdout: string) => /#link=([\w-]{43})\n$/.exec(stdout)?.[1] ?? '';

describe('parley user', () => {
  test('create prints a link that signs in once, at the address that was given', async () => {
    const given = ['--name', 'Anna Kis', '--role', 'analyst', '--public-url', 'https://chat.example.com/'];
    const made = await user('create', 'Anna', ...given);
    expect([made.exitCode, made.stdout]).toEqual([0, expect.stringMatching(/^https:\/\/chat\.example\.com\/#link=/)]);
    expect(made.stderr).toContain('parley user set-password');
    const replies = await serving(async (server) => [
      await postSession(server, { link: tokenOf(made.stdout) }),
      await postSession(server, { link: tokenOf(made.stdout) }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 401]);
    expect(JSON.parse(replies[0]?.text ?? '').response).toMatchObject({
      login: 'anna',
      name: 'Anna Kis',
      role: 'analyst',
    });
  });

  test.each([
    ['a project that is not there', ['--project', '7'], 'has no project 7'],
    ['a role that is none', ['--role', 'boss'], 'admin, supervisor, agent, analyst'],
  ])('create refuses %s and adds nobody', async (_, more, sentence) => {
    const { exitCode, stderr } = await user('create', 'anna', '--name', 'A', ...more);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(sentence);
    expect((await runCli(['user', 'list', '--data', data, '--tenant', 'acme'])).stdout).not.toContain('anna');
  });

  test('create does not take the place of somebody', async () => {
    await user('create', 'anna', '--name', 'First');
    const { exitCode, stderr } = await user('create', 'ANNA', '--name', 'Second', '--role', 'admin');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('somebody with the login anna already')]);
    const { stdout } = await runCli(['user', 'list', '--data', data, '--tenant', 'acme']);
    expect(stdout).toMatch(/^LOGIN .*\nanna +supervisor +all +all +none +- +First\n$/);
  });

  test('create and change limit somebody to queues, and say so', async () => {
    const made = await user('create', 'anna', '--name', 'Anna', '--queue', '11', '--queue', '12');
    expect(made.stderr).toContain('added, only chats of queues 11, 12;');
    const list = async () => (await runCli(['user', 'list', '--data', data, '--tenant', 'acme'])).stdout;
    expect(await list()).toMatch(/\nanna +supervisor +all +11,12 +none/);
    const changed = await user('change', 'anna', '--queue', '13', '--role', 'analyst', '--project', '822');
    expect(changed).toMatchObject({
      exitCode: 0,
      stdout: 'anna is analyst, sees 822, only chats of queue 13, and is signed out everywhere\n',
    });
    expect(await list()).toMatch(/\nanna +analyst +822 +13 +none/);
    await user('change', 'anna', '--all-queues', '--all-projects', '--name', 'Anna Kis');
    expect(await list()).toMatch(/\nanna +analyst +all +all +none +- +Anna Kis\n/);
    const session = await serving(async (server) => {
      await user('change', 'anna', '--queue', '14');
      const link = await user('link', 'anna');
      return postSession(server, { link: tokenOf(link.stdout) });
    });
    expect(JSON.parse(session.text).response).toMatchObject({ queueIds: [14], projectIds: null });
  });

  test.each([
    ['nothing', [], 'nothing to change was given'],
    ['two things at once', ['--queue', '1', '--all-queues'], 'contradict each other'],
    ['two others', ['--project', '822', '--all-projects'], 'contradict each other'],
    ['no queue', ['--queue', 'a'], 'whole number'],
    ['a project that is not there', ['--project', '7'], 'has no project 7'],
    ['a role that is none', ['--role', 'boss'], 'admin, supervisor, agent, analyst'],
  ])('change refuses %s and changes nothing', async (_, more, sentence) => {
    await user('create', 'anna', '--name', 'Anna');
    const { exitCode, stderr } = await user('change', 'anna', ...more);
    expect([exitCode === 0, stderr]).toEqual([false, expect.stringContaining(sentence)]);
    const { stdout } = await runCli(['user', 'list', '--data', data, '--tenant', 'acme']);
    expect(stdout).toMatch(/\nanna +supervisor +all +all +none +- +Anna\n$/);
  });

  test('change of nobody says so', async () => {
    const { exitCode, stderr } = await user('change', 'nobody', '--role', 'analyst');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('nobody with the login nobody')]);
  });

  test('set-password reads a line, and refuses what is too short', async () => {
    await user('create', 'anna', '--name', 'Anna');
    const setTo = (password: string) =>
      runCli(['user', 'set-password', '--data', data, '--tenant', 'acme', '--login', 'anna'], {}, `${password}\n`);
    expect(await setTo('ninechars')).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('this has 9') });
    expect((await setTo(PASSWORD)).exitCode).toBe(0);
    const { status } = await serving((server) => postSession(server, byPassword('anna')));
    expect(status).toBe(200);
  });

  test('disable signs out and refuses, enable lets in again', async () => {
    const { stdout } = await user('create', 'anna', '--name', 'Anna');
    await serving(async (server) => {
      const cookie = cookieOf(await postSession(server, { link: tokenOf(stdout) })) ?? '';
      const whoIs = () => server.get('/v2/session', { headers: { cookie } });
      expect((await whoIs()).status).toBe(200);
      expect((await user('disable', 'anna')).exitCode).toBe(0);
      expect((await whoIs()).status).toBe(401);
      expect(await user('link', 'anna')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('user enable') });
      await user('enable', 'anna');
      const link = tokenOf((await user('link', 'anna')).stdout);
      expect((await postSession(server, { link })).status).toBe(200);
    });
  });

  test('create and link with --openid print a link that connects an account, and signs nobody in', async () => {
    const made = await user('create', 'anna', '--name', 'Anna', '--openid', '--public-url', 'https://chat.example.com');
    expect(made.stdout).toMatch(/^https:\/\/chat\.example\.com\/#connect=[\w-]{43}\n$/);
    expect(made.stderr).not.toContain('set-password');
    const { status } = await serving((server) => postSession(server, { link: made.stdout.trim().split('=')[1] }));
    expect(status).toBe(401);
    expect((await user('link', 'anna', '--openid')).stdout).toMatch(/\/#connect=[\w-]{43}\n$/);
    const { stdout } = await runCli(['user', 'list', '--data', data, '--tenant', 'acme']);
    expect(stdout).toMatch(/\nanna +supervisor +all +all +openid +- +Anna\n$/);
  });

  test('somebody who signs in by the provider only gets no password and no link, until that is changed', async () => {
    await user('create', 'anna', '--name', 'Anna', '--openid');
    const setPassword = () =>
      runCli(['user', 'set-password', '--data', data, '--tenant', 'acme', '--login', 'anna'], {}, `${PASSWORD}\n`);
    const refused = { exitCode: 1, stderr: expect.stringContaining('user change --passwords') };
    expect(await setPassword()).toMatchObject(refused);
    expect(await user('link', 'anna')).toMatchObject(refused);
    expect((await user('change', 'anna', '--openid-only', '--passwords')).exitCode).toBe(64);
    expect((await user('change', 'anna', '--passwords')).exitCode).toBe(0);
    expect((await setPassword()).exitCode).toBe(0);
    expect((await user('change', 'anna', '--openid-only')).exitCode).toBe(0);
    const { status } = await serving((server) => postSession(server, byPassword('anna')));
    expect(status).toBe(401);
  });

  test.each(['link', 'disable', 'enable'])('%s of nobody says so', async (command) => {
    const { exitCode, stderr } = await user(command, 'nobody');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('parley user list')]);
  });
});
