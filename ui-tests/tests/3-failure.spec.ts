import {
  Api,
  expect,
  hideNotifications,
  look,
  makeInstance,
  open,
  reach,
  run,
  showTab,
  test
} from './app';
import { Pipe, ROOT } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';

test('a failure shows the cell and its traceback', async ({ page }) => {
  const api = new Api(page);
  const instance = await makeInstance(api, ROOT, {
    name: 'Ratio of the two groups',
    cells: [
      'md:# Ratio',
      'groups = {"low": 12, "high": 0}',
      'def ratio(a, b):\n    return a / b\n\nratio(groups["low"], groups["high"])',
      'print("never")'
    ],
    signature: { outputs: [{ alias: 'ratio', optional: true }] }
  });
  const { id } = await run(api, instance);
  const session = await open(page, 'session', id);
  await expect(session.getByText(/^failed in/)).toBeVisible({
    timeout: 90_000
  });
  await expect(session).toContainText('Cell 3 failed');
  await expect(session).toContainText('ZeroDivisionError: division by zero');
  await expect(session).toContainText('return a / b');
  await expect(session.locator('.ansi-red-fg').first()).toBeVisible();
  await expect(session).toContainText('1/3 cells');
  await look(page, 'session-failed', PAGE);

  // What came before the failure can still be read.
  const panel = await showTab(session, 'report');
  await expect(
    panel.frameLocator('iframe').getByRole('heading', { name: 'Ratio' }).last()
  ).toBeVisible({ timeout: 60_000 });
});

test('a run is killed, and deleting a running one ends it first', async ({
  page
}) => {
  const api = new Api(page);
  const pipe = new Pipe('kill.pipe');
  const instance = await makeInstance(api, ROOT, {
    name: 'Endless',
    cells: [`print("it waits")\nopen(${JSON.stringify(pipe.path)}).read()`]
  });
  const first = await run(api, instance);
  const session = await open(page, 'session', first.id);
  await expect(session).toContainText('it waits', { timeout: 90_000 });
  await session.getByRole('button', { name: 'Kill' }).click();
  const dialog = page.locator('.jp-Dialog');
  await dialog.getByLabel('Reason (optional)').fill('it waits for nothing');
  await dialog.getByRole('button', { name: 'Kill' }).click();
  // At once, before the server has ended it.
  await expect(session.getByRole('button', { name: 'Kill' })).toHaveCount(0, {
    timeout: 2000
  });
  await expect(session.getByText(/^cancelled in/)).toBeVisible({
    timeout: 60_000
  });
  await expect(session).toContainText(
    /Killed by .+ at cell 1 \(it waits for nothing\)/
  );
  await expect(session).not.toContainText('Cell 1 failed');
  await hideNotifications(page);
  await look(page, 'session-cancelled', PAGE);

  const second = await run(api, instance);
  await reach(api, second.id, 'RUNNING');
  const sessions = await open(page, 'sessions');
  const row = sessions.locator(`[data-id="${second.id}"]`);
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await expect(dialog).toContainText('It is still running.');
  await dialog.getByRole('button', { name: 'Kill and delete' }).click();
  await expect(row).toHaveCount(0, { timeout: 60_000 });
  const gone = await open(page, 'session', second.id);
  await expect(gone).toContainText('was deleted');
});
