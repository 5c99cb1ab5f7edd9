import {
  Api,
  expect,
  look,
  makeInstance,
  open,
  reach,
  run,
  showTab,
  test as base
} from './app';
import { CELLS } from './reviews';
import { ROOT } from './servers';
import { become, server, test } from './team';

test.beforeAll(() => server.start());
test.afterAll(() => server.kill('SIGTERM'));

test('an instance is shared, run by another, reserved and freed', async ({
  page
}, info) => {
  const name = ['Scorecard', 'Scorecard again'][info.retry];
  await become(page, 'ben');
  const ada = await become(page, 'ada');
  const instance = await makeInstance(ada, `${server.folder}/root`, {
    name,
    cells: ['print("scored")']
  });

  // Ada shares it with Ben, who may run it, and with a group, which may look.
  let view = await open(page, 'instance', instance.id);
  await view.getByRole('button', { name: 'Share…' }).click();
  const dialog = page.locator('.jp-Dialog');
  const share = async (who: string, role: string) => {
    await dialog.getByRole('combobox', { name: 'User or group' }).fill(who);
    await dialog.getByRole('option', { name: who }).first().click();
    await dialog
      .getByRole('combobox', { name: 'Role of the new one' })
      .selectOption(role);
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await expect(
      dialog.getByRole('combobox', { name: new RegExp(`Role of ${who}`, 'i') })
    ).toHaveValue(role);
  };
  await share('Ben', 'runner');
  await share('validators', 'viewer');
  // What it runs on can be looked at with it.
  await dialog.getByText('Can be looked at with it (1)').click();
  await expect(
    dialog.getByRole('listitem').filter({ hasText: 'specification' })
  ).toContainText(name);
  await look(page, 'sharing', '.jp-Dialog-content');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(view.getByText('shared', { exact: true })).toBeVisible();

  // Ben finds it among what is shared with him, runs it, and can't delete it.
  await become(page, 'ben');
  const list = await open(page, 'instances');
  const cell = list.getByRole('gridcell', { name, exact: true });
  await list.getByRole('button', { name: 'Mine', exact: true }).click();
  await expect(cell).toHaveCount(0);
  await list.getByRole('button', { name: 'Mine', exact: true }).click();
  await list.getByRole('button', { name: 'Shared with me' }).click();
  await expect(cell).toBeVisible();
  view = await open(page, 'instance', instance.id);
  await expect(view.getByText('shared with you as runner')).toBeVisible();
  await expect(view.getByRole('button', { name: 'Show Graph' })).toBeVisible();
  for (const action of ['Edit…', 'Move…', 'Reserve…', 'Delete…']) {
    await expect(view.getByRole('button', { name: action })).toHaveCount(0);
  }
  await view.getByRole('button', { name: 'Run instance…' }).first().click();
  await dialog.getByRole('button', { name: 'Run instance' }).click();
  await expect(view.getByText('1 session')).toBeVisible({ timeout: 60_000 });

  // Ada sees his run at once, and reserves the instance.
  await become(page, 'ada');
  view = await open(page, 'instance', instance.id);
  await expect(view.getByText('1 session')).toBeVisible();
  await view.getByRole('button', { name: 'Reserve…' }).click();
  await dialog.getByLabel('Label').fill('until the audit is over');
  await dialog.getByRole('button', { name: 'Reserve' }).click();
  await expect(view.getByText(/reserved by .+ \(you\)/)).toBeVisible();

  await become(page, 'ben');
  view = await open(page, 'instance', instance.id);
  await expect(
    view.getByText('reserved by Ada (until the audit is over)')
  ).toBeVisible();
  await expect(
    view.getByRole('button', { name: 'Run instance…' }).first()
  ).toHaveAttribute('aria-disabled', 'true');
  await look(page, 'reserved', `[id="jupyter-ext:instance:${instance.id}"]`);

  await become(page, 'ada');
  view = await open(page, 'instance', instance.id);
  await view.getByRole('button', { name: 'Unreserve' }).click();
  await expect(view.getByText(/reserved by .+ \(you\)/)).toHaveCount(0);
});

test('who ran a session has its review signed by another', async ({
  page
}, info) => {
  const name = ['Two pairs of eyes', 'Two pairs again'][info.retry];
  await become(page, 'ben');
  const ada = await become(page, 'ada');
  const instance = await makeInstance(ada, `${server.folder}/root`, {
    name,
    cells: CELLS
  });
  const { id } = await run(ada, instance);
  await reach(ada, id, 'SUCCEEDED');
  const review = await ada.post(`/sessions/${id}/reviews`, { name });
  await ada.put(`/sharing/session/${id}`, { user: 'ben', role: 'editor' });

  // Ada submits what she ran, and can't approve it.
  let view = await open(page, 'review', review.id);
  await view.getByRole('button', { name: 'Submit…' }).click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('who ran the session can’t approve');
  await dialog.getByRole('button', { name: 'Submit' }).click();
  const approve = view.getByRole('button', { name: 'Approve…' });
  await expect(approve).toHaveAttribute('aria-disabled', 'true');
  await expect(approve).toHaveAttribute('title', /Four eyes is on/);
  await approve.click({ force: true });
  await expect(dialog).toHaveCount(0);

  // Ben, whom this server can tell from her, signs it.
  await become(page, 'ben');
  view = await open(page, 'review', review.id);
  await approve.click();
  await expect(dialog).toContainText('signed by');
  await dialog.getByLabel('Meaning').selectOption('reviewed');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await expect(view).toContainText('Signed by Ben (reviewed)');
  await showTab(view, 'history');
  await look(page, 'review-signed', `[id="jupyter-ext:review:${review.id}"]`);
});

base('without users it says what sharing needs', async ({ page }) => {
  const instance = await makeInstance(new Api(page), ROOT, {
    name: 'Shared by nobody',
    cells: ['1']
  });
  const view = await open(page, 'instance', instance.id);
  await view.getByRole('button', { name: 'Actions of Shared by' }).click();
  await page.getByRole('menuitem', { name: 'Share…' }).click();
  await expect(page.locator('.jp-Dialog')).toContainText('identity provider');
});
