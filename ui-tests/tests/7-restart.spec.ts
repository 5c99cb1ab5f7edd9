import { Api, expect, makeInstance, open, run, testOn } from './app';
import { Pipe, Server } from './servers';

const server = new Server('restart');

/** On a server of its own, which is killed and started again. */
const test = testOn(server);

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

  // Behind another page its tab has its name all the same after a reload. The
  // first one is without what JupyterLab asked while the server was away.
  await page.reload({ waitForIsReady: false } as any);
  await expect(session).toBeVisible({ timeout: 60_000 });
  const other = await open(page, 'instance', instance.id);
  await other.getByRole('heading', { name: 'Overnight' }).click();
  const { name } = await api.get(`/sessions/${id}`);
  const workspace = `${server.url}/lab/api/workspaces/default`;
  const kept = async () => (await page.request.get(workspace)).text();
  await expect.poll(kept).toContain(`"title": "${name}"`);
  await expect.poll(kept).toContain(`"current": "jupyter-ext:instance:`);
  await page.reload({ waitForIsReady: false } as any);
  await expect(other).toBeVisible({ timeout: 60_000 });
  await expect(session).toBeHidden();
  await expect(
    page.locator('#jp-main-dock-panel .lm-TabBar-tabLabel', { hasText: name })
  ).toBeVisible();
});
