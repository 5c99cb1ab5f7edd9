import {
  Api,
  command,
  expect,
  look,
  makeInstance,
  reach,
  run,
  test
} from './app';
import { Pipe, ROOT } from './servers';

test('what waits and runs is shown wherever one looks, and stopped', async ({
  page
}) => {
  const api = new Api(page);
  const pipe = new Pipe('busy.pipe');
  const instance = await makeInstance(api, ROOT, {
    name: 'Nightly figures',
    cells: ['print("ready")', `open(${JSON.stringify(pipe.path)}).read()`]
  });
  const ids: string[] = [];
  for (const name of ['first', 'second', 'third', 'fourth']) {
    ids.push((await run(api, instance, { name })).id);
  }
  // The server of these stories runs two at once.
  const status = page.locator('.jx-Status');
  await expect(status).toHaveText('2 running, 2 queued', { timeout: 60_000 });
  await status.getByRole('button').click();
  const running = page.locator('#jupyter-ext-sidebar-running');
  const row = (name: string) =>
    running.locator('.jx-Table-row', { hasText: name });
  await expect(running.locator('.jx-Table-row')).toHaveCount(4);
  await expect(row('third')).toContainText('#1');
  await expect(row('fourth')).toContainText('#2');
  await expect(row('first')).toContainText('50%');
  await look(page, 'running', '#jupyter-ext-sidebar');

  // JupyterLab's own panel of what runs stops one.
  await command(page, 'running:show-panel');
  const panel = page.locator('#jp-running-sessions');
  const item = panel.locator('.jp-RunningSessions-item', {
    hasText: 'Nightly figures · second'
  });
  await expect(item).toContainText('running 50%');
  await item.hover();
  await item.getByTitle('Stop').click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('Kill “second”?');
  await dialog.getByRole('button', { name: 'Kill' }).click();
  await reach(api, ids[1], 'CANCELLED');
  await expect(item).toHaveCount(0);
  await expect(status).toHaveText('2 running, 1 queued');

  // The sidebar stops all that are left.
  await command(page, 'jupyter-ext:show-running');
  await page.getByRole('button', { name: 'Stop all sessions' }).click();
  await expect(dialog).toContainText('3 sessions that wait or run');
  await dialog.getByRole('button', { name: 'Stop all' }).click();
  for (const id of ids) {
    await reach(api, id, 'CANCELLED');
  }
  await expect(status).toBeHidden();
  await expect(running.getByText('Nothing is running')).toBeVisible();
});
