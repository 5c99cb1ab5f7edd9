import { Api, expect, look, makeInstance, open, reach, run, test } from './app';
import { ROOT } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';

test('sessions are sorted, filtered, starred, archived and deleted in their list', async ({
  page
}) => {
  const api = new Api(page);
  const instance = await makeInstance(api, ROOT, {
    name: 'Threshold of the alarm',
    cells: [
      'import jx\nlevel = jx.parameter("level")\njx.metric("alarms", 10 - level)\nassert level < 9, "far too high"'
    ],
    signature: {
      parameters: [{ alias: 'level', type: 'integer', default: 3 }]
    }
  });
  const started = [];
  for (const [name, level] of [
    ['b: as usual', 3],
    ['a: a little lower', 2],
    ['c: as high as it gets, with a name that is too long for any column', 9]
  ]) {
    const body = { name, parameters: { level } };
    started.push(await run(api, instance, body));
  }
  for (const { id } of started) {
    await reach(api, id, 'SUCCEEDED', 'FAILED');
  }

  const list = await open(page, 'sessions');
  const search = list.getByLabel('Search sessions');
  await search.fill('threshold of the ALARM'); // the name of their instance
  const names = list.locator('.jx-Table-body [data-column="name"]');
  await expect.poll(() => names.count()).toBeGreaterThanOrEqual(3);
  await search.fill('nothing is called so');
  await expect(list.getByText('No session matches')).toBeVisible();
  await list.getByRole('button', { name: 'Show all' }).click();
  await list.getByRole('button', { name: 'Name', exact: true }).click();
  // Among whatever other stories left in the list.
  await expect
    .poll(async () => {
      const shown = (await names.allTextContents()).join('\n');
      const at = ['a: a', 'b: as', 'c: as'].map(name => shown.indexOf(name));
      return 0 <= at[0] && at[0] < at[1] && at[1] < at[2];
    })
    .toBe(true);
  const row = (name: string) =>
    list.locator('.jx-Table-row', { hasText: name });
  await expect(row('a: a little lower')).toContainText('level 2');
  await expect(row('a: a little lower')).toContainText('alarms 8');
  await look(page, 'sessions', PAGE);

  await list.getByRole('button', { name: 'Failed' }).click();
  await expect(row('c: as high')).toBeVisible();
  await expect(row('b: as usual')).toHaveCount(0);
  await list.getByRole('button', { name: 'Failed' }).click();

  // By right click: the same menu as by ⋮.
  await row('b: as usual').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Star' }).click();
  await list.getByRole('button', { name: 'Starred' }).click();
  await expect(row('a: a little lower')).toHaveCount(0);
  await expect(row('b: as usual')).toBeVisible();
  await list.getByRole('button', { name: 'Starred' }).click();

  await row('a: a little lower').getByRole('checkbox').check();
  await row('c: as high').getByRole('checkbox').check();
  await expect(list.getByText('2 selected')).toBeVisible();
  const bar = list.getByRole('toolbar', { name: 'With the selected rows' });
  await bar.getByRole('button', { name: 'Archive' }).click();
  await expect(row('a: a little lower')).toHaveCount(0);
  await list.getByRole('button', { name: 'Archived' }).click();
  await expect(row('a: a little lower')).toBeVisible();
  await expect(row('b: as usual')).toHaveCount(0);
  const remove = async () => {
    await bar.getByRole('button', { name: 'Delete' }).click();
    await page
      .locator('.jp-Dialog')
      .getByRole('button', { name: 'Delete' })
      .click();
  };

  // Two are deleted, and come back together.
  await row('a: a little lower').getByRole('checkbox').check();
  await row('c: as high').getByRole('checkbox').check();
  await remove();
  await expect(row('c: as high')).toHaveCount(0);
  await expect(row('a: a little lower')).toHaveCount(0);
  await page
    .locator('.Toastify__toast', { hasText: '2 sessions were deleted' })
    .locator('button', { hasText: 'Undo' })
    .click();
  await expect(row('a: a little lower')).toBeVisible();
  await row('c: as high').getByRole('checkbox').check();
  await remove();
  await expect(row('c: as high')).toHaveCount(0);
  await expect(row('a: a little lower')).toBeVisible();

  // From the keyboard: down, open.
  await list.getByRole('button', { name: 'Archived' }).click();
  await expect(row('b: as usual')).toBeVisible();
  await list.getByRole('grid').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.locator('.jx-ObjectView:visible')).toHaveCount(1);
});

test('an instance unfolds to its sessions', async ({ page }) => {
  const api = new Api(page);
  const instance = await makeInstance(api, ROOT, {
    name: 'Monthly figures',
    cells: ['print("done")']
  });
  const { id } = await run(api, instance, { name: 'the first one' });
  await reach(api, id, 'SUCCEEDED');
  const list = await open(page, 'instances');
  await list.getByRole('button', { name: 'Unfold Monthly figures' }).click();
  const unfolded = list.locator('.jx-Table-unfolded');
  await expect(unfolded).toContainText('the first one');
  await look(page, 'instances', PAGE);
  await unfolded.getByRole('button', { name: 'Run' }).click();
  const dialog = page.locator('.jp-Dialog');
  await dialog.getByRole('button', { name: 'Run instance' }).click();
  await expect(unfolded.getByRole('row')).toHaveCount(3);
  const [newest] = (
    await api.get(`/sessions?instance_id=${instance.id}&sort=-created_at`)
  ).items;
  await reach(api, newest.id, 'SUCCEEDED');

  await unfolded.getByRole('button', { name: 'Delete all' }).click();
  const accept = dialog.getByRole('button', { name: 'Delete all' });
  await dialog.getByRole('textbox').fill('Monthly');
  await expect(accept).toBeDisabled();
  await dialog.getByRole('textbox').fill('Monthly figures');
  await accept.click();
  await expect(unfolded).toContainText('It was never run.');
  await page
    .locator('.Toastify__toast', { hasText: '2 sessions of “Monthly figures”' })
    .locator('button', { hasText: 'Undo' })
    .click();
  await expect(unfolded).toContainText('the first one');
});
