import { Api, expect, makeInstance, open, run, test as base } from './app';
import { Pipe, Server } from './servers';

const server = new Server('restart');

/**
 * On a server of its own, which is killed and started again. Galata's stand-ins
 * ask the server too, and would fail with it.
 */
const test = base.extend({
  baseURL: server.url,
  mockConfig: false,
  mockSettings: false,
  mockState: false,
  mockUser: false,
  terminals: null as any
});

test.beforeAll(() => server.start());
test.afterAll(() => server.kill('SIGTERM'));

test('a run outlives its server, and its page catches up', async ({ page }) => {
  const api = new Api(page, server.url);
  const pipe = new Pipe('restart.pipe');
  const instance = await makeInstance(api, `${server.folder}/root`, {
    name: 'Overnight',
    cells: [
      `print("it began")\nprint(open(${JSON.stringify(pipe.path)}).read())`
    ]
  });
  const { id } = await run(api, instance);
  const session = await open(page, 'session', id);
  await expect(session).toContainText('it began', { timeout: 90_000 });

  await server.kill();
  await expect(session.getByText('No connection to the server.')).toBeVisible();
  await server.start();
  await expect(session.getByText('No connection to the server.')).toHaveCount(
    0,
    { timeout: 60_000 }
  );
  await expect(session.getByText(/^running for/)).toBeVisible();
  await pipe.release('and it ended');
  await expect(session.getByText(/^succeeded in/)).toBeVisible({
    timeout: 60_000
  });
});
