import { execFileSync } from 'child_process';
import * as path from 'path';

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
import { ROOT, SCRATCH } from './servers';

const HOSTILE = '<img src=x onerror="document.title=1">';

test('who did what is read, filtered and looked into on each page', async ({
  page
}) => {
  await page.setViewportSize({ width: 1440, height: 810 });
  const api = new Api(page);
  const instance = await makeInstance(api, ROOT, {
    name: 'Audited scores',
    cells: ['md:# Scores', 'rate = 1\nrate'],
    signature: {
      parameters: [{ alias: 'rate', type: 'integer', default: 1 }]
    },
    parameters: { rate: 1 }
  });
  const session = await run(api, instance, { parameters: { rate: 2 } });
  await reach(api, session.id, 'SUCCEEDED');
  await api.post(`/sessions/${session.id}/reviews`);
  await api.patch(`/sessions/${session.id}`, {
    name: 'third quarter',
    note: HOSTILE
  });
  await hideNotifications(page);

  // Each object has the tab, with what was done last at the top.
  const widget = await open(page, 'session', session.id);
  const panel = await showTab(widget, 'audit');
  const grid = panel.getByRole('grid', { name: 'Audit trail' });
  const rows = grid.locator('.jx-Table-body > .jx-Table-slot');
  await expect(rows.first()).toContainText('Edited');
  await expect(rows.first()).toContainText('→ third quarter');
  await expect(rows.first()).toContainText('unproven');
  await expect(rows.first()).toContainText(HOSTILE);
  await expect(rows.last()).toContainText('Submitted');
  await expect(rows.first().locator('time')).toHaveAttribute(
    'title',
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$/
  );

  // A row unfolds to all that it says, with links to what it names.
  await rows.last().locator('.jx-Fold').click();
  const said = panel.getByRole('region', { name: 'What changed' });
  await expect(said.getByRole('row', { name: /Parameters › rate/ })).toHaveText(
    /2$/
  );
  await expect(
    said.getByRole('button', { name: 'Audited scores', exact: true })
  ).toBeVisible();
  await look(page, 'audit', '.jx-ObjectView');

  // The server filters.
  const foot = panel.locator('.jx-Table-foot');
  await panel.getByLabel('Action').selectOption({ label: 'Edited' });
  await expect(foot).toContainText('1 row');
  await panel.getByLabel('Search audit trail').fill('nothing has this');
  await expect(panel).toContainText('No row matches');
  await panel.getByRole('button', { name: 'Show all' }).click();
  await expect(rows.last()).toContainText('Submitted');
  await panel
    .getByRole('button', { name: 'With what was made from it' })
    .click();
  await expect(grid).toContainText('Review begun');

  // What is done elsewhere appears.
  await api.patch(`/sessions/${session.id}`, { name: 'fourth quarter' });
  await expect(grid).toContainText('third quarter → fourth quarter');

  // A runtime, which has few other traces, is reached from its instance.
  const page2 = await open(page, 'instance', instance.id);
  await showTab(page2, 'audit');
  await expect(page2.getByRole('grid')).toContainText('Created');
  await page2.getByRole('button', { name: instance.runtime.name }).click();
  const runtime = page.locator(
    `[id="jupyter-ext:runtime:${instance.runtime.id}"]`
  );
  await expect(runtime).toContainText('The one the notebook names');
  await showTab(runtime, 'audit');
  await expect(runtime.getByRole('grid')).toContainText('jupyter-ext');
  await expect(runtime.getByRole('grid')).not.toContainText('unproven');

  expect(await page.title()).not.toBe('1');
});

test('10,000 rows are scrolled through', async ({ page }) => {
  const api = new Api(page);
  const artifact = await api.post('/artifacts', { name: 'Often edited' });
  execFileSync('python', [
    path.join(__dirname, '..', 'make_trail.py'),
    path.join(SCRATCH, 'stories', 'data'),
    'artifact',
    artifact.id,
    '10000'
  ]);

  const widget = await open(page, 'artifact', artifact.id);
  const panel = await showTab(widget, 'audit');
  const grid = panel.getByRole('grid', { name: 'Audit trail' });
  await expect(panel.locator('.jx-Table-foot')).toContainText('10,001 rows');
  await expect(grid).toContainText('draft 9999 → draft 10000');

  await grid.focus();
  await grid.press('End');
  await expect(grid).toContainText('Created');
  await grid.press('Enter');
  await expect(
    panel.getByRole('region', { name: 'What changed' })
  ).toContainText('Often edited');
  expect(await grid.getByRole('row').count()).toBeLessThan(120);

  await panel.getByLabel('User').selectOption('ada');
  await expect(panel.locator('.jx-Table-foot')).toContainText('1,000 rows');
  await panel.getByLabel('Search audit trail').fill('DRAFT 9991');
  await expect(panel.locator('.jx-Table-foot')).toContainText('1 row');
});
