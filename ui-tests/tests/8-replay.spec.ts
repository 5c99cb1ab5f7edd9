import {
  Api,
  Page,
  command,
  expect,
  hideNotifications,
  kernels,
  look,
  makeInstance,
  notebook,
  open,
  reach,
  run,
  saveFile,
  test
} from './app';
import { exportedAt } from './exporting';
import { ROOT } from './servers';

const SIGNATURE = {
  inputs: [{ alias: 'cases', required: true }],
  parameters: [{ alias: 'rate', type: 'float', default: 0.5 }],
  outputs: [{ alias: 'scores', optional: true }]
};
const CELLS = [
  'md:# Scores of the cases\n\nEach case gets a score from its rate.',
  'import jx\n\nrows = jx.input("cases").path.read_text().split()\nrate = jx.parameter("rate")',
  'print("cases:", len(rows) - 1, "at rate", rate)'
];

/** A session of a notebook on a file of two cases, at its end. */
async function makeSession(
  page: Page,
  name: string,
  cells = CELLS
): Promise<any> {
  const api = new Api(page);
  const file = saveFile(ROOT, 'cases.csv', 'case,grade\n1,low\n2,high\n');
  const { artifact } = await api.post('/artifact-files', {
    path: file,
    artifact_name: `Cases of ${name}`
  });
  const instance = await makeInstance(api, ROOT, {
    name,
    cells,
    signature: SIGNATURE,
    inputs: { cases: artifact.id }
  });
  const { id } = await run(api, instance, { parameters: { rate: 0.7 } });
  await reach(api, id, 'SUCCEEDED', 'FAILED');
  // What comes later is not the session's.
  saveFile(ROOT, 'cases.csv', 'case,grade\n1,low\n2,high\n3,low\n');
  await api.post('/artifact-files', { path: file, artifact_id: artifact.id });
  return api.get(`/sessions/${id}`);
}

const PANEL = '.jx-ReplayNotebook:not(.lm-mod-hidden)';

/** Put code into the last cell and run it, as a user would. */
async function execute(page: Page, code: string): Promise<void> {
  const editor = page.locator(`${PANEL} .jp-CodeCell .cm-content`).last();
  await editor.click();
  await expect(editor).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code);
  await page.keyboard.press('Control+Enter');
}

test('a session is replayed live with its data, and never saved', async ({
  page
}) => {
  const api = new Api(page);
  const session = await makeSession(page, 'Scores to replay');
  const others = await kernels(page);
  await command(page, 'jupyter-ext:show');
  await page.evaluate(async () => {
    const settings = await (window as any).galata.getPlugin(
      '@jupyterlab/apputils-extension:settings'
    );
    const plugin = '@jupyterlab/docmanager-extension:plugin';
    await settings.set(plugin, 'autosaveInterval', 1);
  });
  const opened = await open(page, 'session', session.id);
  await opened.getByRole('button', { name: 'Replay', exact: true }).click();

  // The executed notebook is there with its outputs, and says what it is.
  const panel = page.locator(PANEL);
  await expect(panel.locator('.jx-ReplayBanner')).toContainText(
    'Replay: not saved',
    { timeout: 60_000 }
  );
  await expect(panel).toContainText('cases: 2 at rate 0.7');
  const tab = page.locator('.lm-DockPanel-tabBar .lm-mod-current').last();
  await expect(tab.locator('[data-icon="jupyter-ext:replay"]')).toBeVisible();
  await expect(tab).toHaveAttribute('title', /^Replay: not saved/);

  // It runs with what the session had; what it writes goes nowhere.
  await execute(
    page,
    'import jx\nprint("again:", jx.input("cases").number, jx.parameter("rate"), jx.output("scores").write("mine"))'
  );
  await expect(panel).toContainText('again: 1 0.7', { timeout: 60_000 });
  // Autosave, which came by several times, says nothing.
  await page.waitForTimeout(3_000);
  await expect(page.getByText('A replay is never saved')).toHaveCount(0);
  await expect(page.locator('.jp-mod-dirty')).toHaveCount(0);
  await hideNotifications(page);
  await look(page, 'replay', '.jx-ReplayBanner');

  // Exporting and printing give what the tab shows.
  const address = await exportedAt(page, 'html', 'Ok');
  const html = await page.request.get(address);
  expect(html.status()).toBe(200);
  expect(await html.text()).toContain('again: 1 0.7');
  const printed = page.waitForResponse(one =>
    one.url().includes('/nbconvert/html/Replay')
  );
  await command(page, 'apputils:print');
  expect((await printed).status()).toBe(200);

  // It comes back with the page, still with its kernel and its variables.
  const before = (await kernels(page)).filter(one => !others.includes(one));
  expect(before).toHaveLength(1);
  await page.reload({ waitForIsReady: false } as any);
  await expect(panel.locator('.jx-ReplayBanner')).toContainText(
    'Outputs go nowhere',
    { timeout: 60_000 }
  );
  await execute(
    page,
    'print("still:", len(rows) if "rows" in dir() else jx.input("cases").number)'
  );
  await expect(panel).toContainText('still: 1', { timeout: 60_000 });
  expect(await kernels(page)).toEqual(expect.arrayContaining(before));

  // Saving says what can be done instead.
  await page.keyboard.press('Control+s');
  const toast = page.locator('.Toastify__toast', {
    hasText: 'A replay is never saved'
  });
  await toast.getByRole('button', { name: 'Save as a new notebook…' }).click();
  const dialog = page.locator('.jp-Dialog');
  await dialog.getByLabel('Path').fill('work/kept.ipynb');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(
    page.locator('.lm-TabBar-tab', { hasText: 'kept.ipynb' })
  ).toBeVisible();
  const kept = await page.request.get('/api/contents/work/kept.ipynb');
  expect(JSON.stringify((await kept.json()).content)).toContain('still: 1');

  // Closing the tab asks nothing and ends it; the session is as it was.
  const replayed = await page.evaluate(() => {
    const { shell } = (window as any).jupyterapp;
    const all = Array.from(shell.widgets('main')) as any[];
    const one = all.find(w => w.context?.path.startsWith('Replay:'));
    one.close();
    return one.context.path.split('/')[1];
  });
  await expect(page.locator('.jx-ReplayNotebook')).toHaveCount(0);
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  await expect
    .poll(async () =>
      (await page.request.get(`/jupyter-ext/api/replays/${replayed}`)).status()
    )
    .toBe(404);
  await expect
    .poll(async () => (await kernels(page)).filter(one => before.includes(one)))
    .toEqual([]);
  expect(await api.get(`/sessions/${session.id}`)).toMatchObject({
    outputs: session.outputs,
    metrics: session.metrics
  });
});

test('replay and rerun are in the menu of the page and of the list', async ({
  page
}) => {
  const session = await makeSession(page, 'Scores of the menus');
  const dialog = page.locator('.jp-Dialog');
  const offered = async () => {
    const menu = page.getByRole('menu').last();
    await expect(menu.getByRole('menuitem', { name: 'Replay' })).toBeVisible();
    await menu.getByRole('menuitem', { name: 'Rerun…' }).click();
    await expect(dialog).toContainText(session.name);
    await dialog.getByRole('button', { name: 'Cancel' }).last().click();
  };
  const replayed = async () => {
    await page.getByRole('menuitem', { name: 'Replay' }).click();
    const banner = page.locator(`${PANEL} .jx-ReplayBanner`);
    await expect(banner).toContainText('Replay: not saved', {
      timeout: 60_000
    });
    await command(page, 'application:close');
    await expect(banner).toHaveCount(0);
  };

  const opened = await open(page, 'session', session.id);
  const lightning = opened.getByRole('button', { name: 'Actions of' });
  await lightning.click();
  await offered();
  await lightning.click();
  await replayed();

  const list = await open(page, 'sessions');
  await list.getByLabel('Search sessions').fill(session.name);
  const row = list.locator('.jx-Table-row', { hasText: session.name });
  await row.click({ button: 'right' });
  await offered();
  await row.click({ button: 'right' });
  await replayed();
});

test('a failed session opens at the cell that failed; a stale one says what is missing', async ({
  page
}) => {
  const api = new Api(page);
  const session = await makeSession(page, 'Scores that fail', [
    ...CELLS,
    'print(rows[99])'
  ]);
  expect(session.state).toBe('FAILED');
  const version = session.inputs[0].version;
  const gone = await page.request.delete(
    `/jupyter-ext/api/artifact-versions/${version.id}`
  );
  expect(gone.ok(), await gone.text()).toBe(true);

  const opened = await open(page, 'session', session.id);
  await opened
    .getByRole('button', { name: 'Open in replay at this cell' })
    .click();

  const panel = page.locator(PANEL);
  await expect(panel.locator('.jx-ReplayBanner')).toContainText(
    'version 1 of Cases of Scores that fail was deleted',
    { timeout: 60_000 }
  );
  await expect(panel.locator('.jp-mod-active')).toContainText('rows[99]');
  await expect(panel).toContainText('IndexError');
  await look(page, 'replay-stale', '.jx-ReplayBanner');

  // The tab of one that ended elsewhere says so, and starts another.
  const path: string = await page.evaluate(
    () => (window as any).jupyterapp.shell.currentWidget.context.path
  );
  const ended = await page.request.delete(
    `/jupyter-ext/api/replays/${path.split('/')[1]}`
  );
  expect(ended.ok()).toBe(true);
  await expect(panel.locator('.jx-ReplayBanner')).toContainText(
    'It has ended',
    { timeout: 60_000 }
  );
  await panel.getByRole('button', { name: 'Replay again' }).click();
  await expect(panel.locator('.jx-ReplayBanner')).toContainText(
    'Outputs go nowhere',
    { timeout: 60_000 }
  );
  // JupyterLab itself throws when a notebook is closed while its kernel starts.
  await page.evaluate(async () => {
    const { currentWidget } = (window as any).jupyterapp.shell;
    await currentWidget.context.sessionContext.ready;
    currentWidget.close();
  });
  expect((await api.get(`/sessions/${session.id}`)).stale).toBe(true);
});

test('a session is run again with the newest code, and both say so', async ({
  page
}) => {
  const api = new Api(page);
  const session = await makeSession(page, 'Scores to run again');
  const { specification } = session;
  const path = (await api.get(`/specifications/${specification.id}`)).path;
  saveFile(
    ROOT,
    path,
    JSON.stringify(
      notebook([
        CELLS[0],
        CELLS[1],
        'print("there are", len(rows) - 1, "cases at rate", rate)',
        'jx.metric("cases", len(rows) - 1)'
      ])
    )
  );
  await api.post(`/specifications/${specification.id}/versions`, {
    path,
    comment: 'says more',
    signature: SIGNATURE
  });

  await command(page, 'jupyter-ext:show');
  const opened = await open(page, 'session', session.id);
  await opened.getByRole('button', { name: 'Rerun' }).click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog.getByLabel('cases', { exact: true })).toHaveValue(/^v1/);
  await expect(dialog.getByLabel('rate', { exact: true })).toHaveValue('0.7');
  await expect(dialog).toContainText('v1 → v2, the newest');
  await expect(dialog).toContainText('1 cell changed · 1 cell added');
  await expect(dialog).toContainText('all packages are as they were', {
    timeout: 60_000
  });
  await look(page, 'rerun', '.jp-Dialog');
  await dialog.getByRole('button', { name: 'Rerun' }).click();
  await expect(dialog).toHaveCount(0);

  await expect(opened).toContainText('run again as');
  const { reruns } = await api.get(`/sessions/${session.id}`);
  const again = await reach(api, reruns[0].id, 'SUCCEEDED');
  expect(again.specification_version).toBe(2);
  expect(again.metrics).toEqual({ cases: 2 });
  const other = await open(page, 'session', again.id);
  await expect(other).toContainText(`rerun of ${session.name}`);
  await hideNotifications(page);
  await look(page, 'session-rerun', '.jx-ObjectPage:not(.lm-mod-hidden)');
});
