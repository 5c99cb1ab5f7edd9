import * as fs from 'fs';
import * as path from 'path';

import {
  Api,
  command,
  expect,
  hideNotifications,
  look,
  makeInstance,
  notebook,
  open,
  reach,
  saveFile,
  test
} from './app';
import { ROOT, SCRATCH } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';

/** What fails at a high rate, and waits for a file of the test at a low one. */
function cells(file: string): string[] {
  return [
    'import jx, os, time\nrate = jx.parameter("rate")\nmethod = jx.parameter("method")',
    `while rate == 0.5 and not os.path.exists(${JSON.stringify(file)}):\n    time.sleep(0.1)`,
    'assert rate < 0.9, f"{rate} is too much for {method}"',
    'jx.metric("auc", round(0.6 + rate / 4, 3))'
  ];
}

test('several values start a session each, which are seen as one', async ({
  page
}) => {
  const api = new Api(page);
  const go = path.join(SCRATCH, 'grid.go');
  fs.rmSync(go, { force: true }); // of an earlier try
  const file = saveFile(ROOT, 'grid.csv', 'case\n1\n');
  const old = await api.post('/artifact-files', {
    path: file,
    artifact_name: 'Cases of the grid'
  });
  saveFile(ROOT, 'grid.csv', 'case\n1\n2\n');
  await api.post('/artifact-files', {
    path: file,
    artifact_id: old.artifact.id
  });
  const instance = await makeInstance(api, ROOT, {
    name: 'Grid over rates',
    cells: cells(go),
    signature: {
      inputs: [{ alias: 'cases', description: 'One case a row' }],
      parameters: [
        { alias: 'rate', type: 'float', default: 0.5, minimum: 0, maximum: 1 },
        {
          alias: 'method',
          type: 'choice',
          default: 'forest',
          choices: ['forest', 'logistic regression']
        },
        { alias: 'weights', type: 'json', default: [1, 2] }
      ],
      outputs: []
    },
    inputs: { cases: old.artifact.id }
  });

  // The dialog: several of each, combined or in step, counted before launch.
  await command(page, 'jupyter-ext:run-instance', { id: instance.id });
  const dialog = page.locator('.jp-Dialog');
  await expect(
    dialog.getByRole('button', { name: 'Run instance' })
  ).toBeVisible();
  await dialog.getByRole('button', { name: 'Several values of rate' }).click();
  const rate = dialog.getByLabel('rate', { exact: true });
  await rate.press('End');
  await rate.press('Enter');
  await rate.pressSequentially('0.7');
  await expect(rate).toHaveValue('0.5\n0.7');
  await rate.fill('0.5\n0.7\nhigh');
  await expect(dialog.getByText(/Line 3: Type a number/)).toBeVisible();
  await rate.fill('0.5\n0.7\n1.5');
  await expect(dialog.getByText(/Line 3: At most 1/)).toBeVisible();
  await rate.fill('0.5\n0.7\n0.95');
  await dialog
    .getByRole('button', { name: 'Several versions of cases' })
    .click();
  await dialog.getByLabel('cases', { exact: true }).click();
  await dialog.getByRole('option', { name: /^v1/ }).click();
  await dialog
    .getByRole('button', { name: 'Several values of method' })
    .click();
  await dialog.getByLabel('logistic regression').check();
  const start = dialog.getByRole('button', { name: /^Start/ });
  await expect(start).toHaveText('Start 12 sessions');
  await dialog.getByLabel('Zip method').check();
  await dialog.getByLabel('Zip cases').check();
  await expect(start).toHaveText('Start 6 sessions');
  await expect(dialog.getByRole('status')).toHaveText(
    'Starts 6 sessions: 2 of cases + method × 3 of rate.'
  );
  await look(page, 'run-several', '.jp-Dialog');
  await dialog.getByLabel('Name of the session').fill('Grid');
  await start.dblclick();
  await expect(dialog).toHaveCount(0);

  // One notification for all leads to their page.
  const toast = page.locator('.Toastify__toast', { hasText: '6 sessions' });
  await toast.getByRole('button', { name: 'Open' }).click();
  const { items, total } = await api.get(
    `/sessions?instance_id=${instance.id}&sort=number`
  );
  expect(total, 'a double click starts them once').toBe(6);
  const { id } = items[0].workflow;
  const workflow = page.locator(`[id="jupyter-ext:workflow:${id}"]`);
  await expect(workflow.getByRole('heading', { name: 'Grid' })).toBeVisible();
  const rows = workflow.locator('.jx-Table-body .jx-Table-row');
  await expect(rows).toHaveCount(6);
  for (const header of ['cases', 'rate', 'method']) {
    await expect(
      workflow.getByRole('columnheader', { name: header })
    ).toBeVisible();
  }
  await expect(
    workflow.getByRole('columnheader', { name: 'weights' })
  ).toHaveCount(0);

  // The server runs two at once: in the end both wait for the test.
  const count = (name: string) => workflow.getByRole('button', { name });
  await expect(count('1 failed')).toBeVisible({ timeout: 120_000 });
  await expect(count('2 running')).toBeVisible({ timeout: 120_000 });
  await expect(count('2 queued')).toBeVisible();
  await hideNotifications(page);
  await look(page, 'workflow-running', PAGE);

  // They are let go; what came out is counted, sorted and filtered.
  fs.writeFileSync(go, '');
  await expect(count('4 succeeded')).toBeVisible({ timeout: 120_000 });
  await expect(count('2 failed')).toBeVisible({ timeout: 120_000 });
  await workflow
    .getByRole('columnheader', { name: 'rate' })
    .getByRole('button')
    .click();
  await look(page, 'workflow', PAGE);
  await count('2 failed').click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('0.95');
  await count('2 failed').click();

  // Each session leads to it.
  const session = await open(page, 'session', items[0].id);
  await expect(session).toContainText('one of 6 in');
  await session.getByRole('button', { name: 'Grid', exact: true }).click();
  await expect(workflow).toBeVisible();

  // The failed run again, as a workflow of their own.
  await workflow.getByRole('button', { name: 'Rerun failed (2)…' }).click();
  await expect(dialog).toContainText('did not succeed');
  await dialog.getByRole('button', { name: 'Start 2 sessions' }).click();
  const again = page.locator(`${PAGE}`, { hasText: 'rerun of the failed of' });
  await expect(again.locator('.jx-Table-body .jx-Table-row')).toHaveCount(2);
  await expect(again.getByRole('button', { name: '2 failed' })).toBeVisible({
    timeout: 120_000
  });
});

test('a notebook is run as session with several values', async ({ page }) => {
  const api = new Api(page);
  const save = (text: string) => saveFile(ROOT, 'rates.csv', text);
  const first = await api.post('/artifact-files', {
    path: save('case\n1\n'),
    artifact_name: 'Cases of the notebook'
  });
  await api.post('/artifact-files', {
    path: save('case\n1\n2\n'),
    artifact_id: first.artifact.id
  });
  const content: any = notebook([
    'import jx\njx.metric("rows", len(jx.input("cases").path.read_text().split()))',
    'print(jx.parameter("rate"))'
  ]);
  content.metadata['jupyter-ext'] = {
    specification: null,
    signature: {
      inputs: [{ alias: 'cases', required: true }],
      parameters: [
        { alias: 'rate', type: 'float', default: 0.5, maximum: 1 },
        { alias: 'deep', type: 'boolean', default: false }
      ],
      outputs: []
    }
  };
  const path = saveFile(ROOT, 'rates of cases.ipynb', JSON.stringify(content));
  await command(page, 'docmanager:open', { path, factory: 'Notebook' });
  await page.locator('.jp-NotebookPanel .jp-Cell').first().waitFor();
  await page.getByRole('button', { name: 'Signature', exact: true }).click();
  await page
    .locator('#jupyter-ext-signature')
    .getByRole('button', { name: 'Run with values…' })
    .click();

  // An artifact is chosen first; then all goes as for an instance.
  const dialog = page.locator('.jp-Dialog');
  const start = dialog.locator('.jp-Dialog-footer .jp-mod-accept');
  await expect(start).toHaveText('Run as session');
  const versions = dialog.getByRole('button', {
    name: 'Several versions of cases'
  });
  await expect(versions).toHaveCount(0);
  await dialog.getByRole('combobox', { name: /^cases/ }).click();
  await dialog.getByRole('option', { name: /Cases of the notebook/ }).click();
  await versions.click();
  await dialog.getByLabel('cases', { exact: true }).click();
  await dialog.getByRole('option', { name: /^v1/ }).click();
  await dialog.getByRole('button', { name: 'Several values of rate' }).click();
  const rate = dialog.getByLabel('rate', { exact: true });
  await rate.fill('0.1\n0.2\n0.3');
  await expect(start).toHaveText('Start 6 sessions');
  await dialog.getByLabel('Zip cases').check();
  await dialog.getByLabel('Zip rate').check();
  await start.click();
  await expect(
    dialog.getByText('3 here, 2 at cases: zipped lists have the same number.')
  ).toBeVisible();
  await rate.fill('0.1\n0.2');
  await expect(
    dialog.getByText('Starts 2 sessions: 2 of cases + rate.')
  ).toBeVisible();
  await hideNotifications(page);
  await look(page, 'run-notebook-several', '.jp-Dialog');
  await start.dblclick();
  await expect(dialog).toHaveCount(0);

  const toast = page.locator('.Toastify__toast', { hasText: '2 sessions' });
  await expect(toast).toContainText('ad-hoc specification');
  await expect(toast).toContainText('2 succeeded', { timeout: 120_000 });
  const { items } = await api.get(
    `/sessions?path=${encodeURIComponent(path)}&sort=number`
  );
  const took = await Promise.all(
    items.map((one: any) => api.get(`/sessions/${one.id}`))
  );
  expect(
    took.map(one => [
      one.inputs[0].version.number,
      one.parameters.map((each: any) => each.value),
      one.metrics.rows
    ])
  ).toEqual([
    [2, [0.1, false], 3],
    [1, [0.2, false], 2]
  ]);
});

test('a thousand sessions are shown as quickly as a few, and killed', async ({
  page
}) => {
  const api = new Api(page);
  const instance = await makeInstance(api, ROOT, {
    name: 'A thousand seeds',
    cells: ['import time\ntime.sleep(600)'],
    signature: {
      inputs: [],
      parameters: [{ alias: 'seed', type: 'integer', default: 0 }],
      outputs: []
    }
  });
  const first = await api.post(`/instances/${instance.id}/sessions`, {
    lists: { parameters: { seed: Array.from({ length: 1000 }, (_, i) => i) } }
  });
  const workflow = await open(page, 'workflow', first.workflow.id);
  await expect(workflow.locator('.jx-Table-foot')).toContainText(
    '1,000 sessions'
  );
  const rows = workflow.locator('.jx-Table-body .jx-Table-row');
  expect(await rows.count(), 'only what is on screen').toBeLessThan(80);
  await workflow.getByRole('grid').focus();
  await page.keyboard.press('End');
  await expect(rows.filter({ hasText: '#1000' })).toBeVisible();

  await workflow.getByRole('button', { name: 'Kill all…' }).click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('Kill all 1,000 sessions');
  await dialog.getByLabel('Reason (optional)').fill('only a test');
  await dialog.getByRole('button', { name: 'Kill', exact: true }).click();
  await expect(dialog).toHaveCount(0, { timeout: 60_000 });
  await expect(
    workflow.getByRole('button', { name: '1,000 cancelled' })
  ).toBeVisible({ timeout: 60_000 });
  await reach(api, first.id, 'CANCELLED');
});
