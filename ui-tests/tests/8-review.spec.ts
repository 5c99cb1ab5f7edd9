import {
  Api,
  command,
  expect,
  hideNotifications,
  kernels,
  look,
  open,
  showTab,
  test
} from './app';
import { exportedAt } from './exporting';
import { cells, ran, review, save, select } from './reviews';

test('text is edited, put in and struck out; page, decision, report', async ({
  page
}) => {
  const api = new Api(page);
  const session = await ran(api, 'Reviewed scores');
  const widget = await open(page, 'session', session.id);
  await widget.getByRole('button', { name: 'Review', exact: true }).click();
  const panel = page.locator('.jx-ReviewNotebook');
  const banner = panel.locator('.jx-ReviewBanner');
  await expect(banner).toContainText('only text can change');
  // No kernel, no button that would run something, outputs are there.
  await expect(panel.locator('[data-jp-item-name="run"]')).toBeHidden();
  await expect(panel.locator('[data-jp-item-name="kernelName"]')).toBeHidden();
  await expect(panel.locator('.jp-OutputArea').first()).toContainText(
    'forty-two'
  );
  await expect(page.locator('.jp-mod-dirty')).toHaveCount(0);
  await expect(panel.locator('.jx-mod-locked')).toHaveCount(2);
  await hideNotifications(page);
  await look(page, 'review-editor', '.jx-ReviewBanner');

  // Text is edited …
  const text = panel.locator('.jp-MarkdownCell').nth(1);
  await text.click();
  await page.keyboard.press('Enter');
  await expect(text.locator('.cm-content')).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' It was checked by hand.');
  await page.keyboard.press('Escape');
  // … a cell put in below the first code, which is one of text …
  await select(page, 1);
  await command(page, 'notebook:insert-cell-below');
  await expect(panel.locator('.jx-mod-inserted')).toHaveCount(1);
  await page.evaluate(() => {
    const { content } = (window as any).jupyterapp.shell.currentWidget;
    content.model.sharedModel.getCell(2).setSource('Mine: **plausible**.');
  });
  // … and the end struck out.
  await select(page, 5);
  await banner.getByRole('button', { name: 'Strike out' }).click();
  await expect(panel.locator('.jx-mod-struck')).toHaveCount(1);
  await save(page);
  await expect(page.locator('.jp-mod-dirty')).toHaveCount(0);
  const [found] = await api.get(`/sessions/${session.id}/reviews`);
  expect(found.revision).toBe(1);
  const revision = await api.get(`/reviews/${found.id}/revisions/1`);
  expect(Object.values(revision.overlay.edited)).toEqual([
    'The score is as expected. It was checked by hand.'
  ]);
  expect(revision.overlay.inserted).toMatchObject([
    { source: 'Mine: **plausible**.' }
  ]);
  expect(revision.overlay.struck).toHaveLength(1);

  // Another save without a change is no revision; a reload opens it as it was.
  await save(page);
  await expect(banner).toContainText('Revision 1, saved');
  await page.evaluate(async () => {
    await (window as any).jupyterapp.shell.currentWidget.context.revert();
  });
  await expect(panel.locator('.jx-mod-struck')).toHaveCount(1);
  await expect(panel.locator('.jx-mod-inserted')).toContainText('plausible');

  // Exporting gives the text as it was saved, around the outputs of the session.
  const exported = await page.request.get(await exportedAt(page, 'html', 'Ok'));
  expect(exported.status()).toBe(200);
  const html = await exported.text();
  for (const text of ['checked by hand', 'plausible', 'forty-two']) {
    expect(html).toContain(text);
  }
  expect(html).toContain('Struck out by the reviewer');

  // The page: diff, comments, submit, approve.
  await banner.getByRole('button', { name: 'Diff' }).click();
  const of = page.locator(`[id="jupyter-ext:review:${found.id}"]`);
  await expect(of.getByRole('tabpanel')).toContainText('checked by hand');
  await expect(of.getByRole('tabpanel')).toContainText('1 cell added');
  await look(page, 'review-diff', `[id="jupyter-ext:review:${found.id}"]`);
  const comments = await showTab(of, 'comments');
  await comments.getByLabel('About').selectOption({ index: 2 });
  await comments.getByLabel('Comment', { exact: true }).fill('Why 7?');
  await comments.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(comments.getByRole('article')).toContainText('Why 7?');
  await look(page, 'review-comments', `[id="jupyter-ext:review:${found.id}"]`);
  await comments.getByRole('button', { name: 'Resolve' }).click();
  await expect(comments.getByRole('article')).toContainText('Resolved by');
  await of.getByRole('button', { name: 'Submit…' }).click();
  const dialog = page.locator('.jp-Dialog');
  await dialog.getByRole('button', { name: 'Submit' }).click();
  await of.getByRole('button', { name: 'Approve…' }).click();
  await expect(dialog).toContainText('acknowledged by');
  await dialog.getByLabel('Name').fill('Ada Lovelace');
  await dialog.getByLabel('Meaning').selectOption('responsible');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await expect(of).toContainText('Acknowledged by Ada Lovelace (responsible)');
  const history = await showTab(of, 'history');
  await expect(history).toContainText('Revision 1 approved by Ada Lovelace');
  const shown = await showTab(of, 'text');
  const written = shown.frameLocator('iframe');
  await expect(written.getByText('Written by the reviewer')).toBeVisible();
  await expect(written.locator('.jx-source')).not.toHaveCount(0);
  await look(page, 'review', `[id="jupyter-ext:review:${found.id}"]`);
  await shown.getByLabel('Code').uncheck();
  await expect(written.getByText('Written by the reviewer')).toBeVisible();
  await expect(written.getByText('forty-two')).toBeVisible();
  await expect(written.locator('.jx-source')).toHaveCount(0);

  // The session knows its reviews, and its report can be shown with one.
  await command(page, 'jupyter-ext:open-session', { id: session.id });
  await expect(await showTab(widget, 'reviews')).toContainText('approved');
  const report = await showTab(widget, 'report');
  await report.getByLabel('With review').selectOption({ index: 1 });
  await expect(
    report.frameLocator('iframe').getByText('Edited by the reviewer')
  ).toBeVisible();

  // An edit voids the decision.
  void command(page, 'jupyter-ext:edit-review', { id: found.id });
  await expect(dialog).toContainText(
    'Acknowledged by Ada Lovelace (responsible). The first change that is saved voids this'
  );
  await dialog.getByRole('button', { name: 'Edit' }).click();
  await expect(banner).toContainText('voids the approval');
  await select(page, 5);
  await banner.getByRole('button', { name: 'Take strike back' }).click();
  await save(page);
  await expect(banner).toContainText('draft');
  const voided = await api.get(`/reviews/${found.id}`);
  expect(voided.signatures[0].voided_why).toBe('edited in revision 2');
});

test('what else is changed is named, not saved, and put back', async ({
  page
}) => {
  const api = new Api(page);
  const session = await ran(api, 'Tampered scores');
  const [panel, found] = await review(page, api, session);
  await page.evaluate(() => {
    const { sharedModel } = (window as any).jupyterapp.shell.currentWidget
      .content.model;
    sharedModel.getCell(0).setSource('# Checked');
    sharedModel.getCell(3).setMetadata('tags', ['parameters']);
    sharedModel.getCell(2).setAttachments({ a: { 'image/png': 'AAAA' } });
  });

  await save(page);
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('Only text can change in a review');
  await expect(dialog).toContainText('Cell 3 was changed.');
  await expect(dialog).toContainText('Cell 4 was changed.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  expect((await api.get(`/reviews/${found.id}`)).revision).toBe(0);

  await save(page);
  await dialog.getByRole('button', { name: 'Restore and save' }).click();
  await expect
    .poll(async () => (await api.get(`/reviews/${found.id}`)).revision)
    .toBe(1);
  const saved = await cells(page);
  expect(saved[3].metadata.tags).toBeUndefined();
  expect(saved[0].source).toBe('# Checked');

  // Somebody else saves in between: both texts are shown, and either is taken.
  const base = { base_sha256: found.base_sha256 };
  const theirs = (text: string, revision: number) =>
    page.request.put(`/jupyter-ext/api/reviews/${found.id}/overlay`, {
      data: { ...base, revision, edited: { [saved[0].id]: text } }
    });
  expect((await theirs('# Theirs', 1)).ok()).toBe(true);
  await page.evaluate(() => {
    const { sharedModel } = (window as any).jupyterapp.shell.currentWidget
      .content.model;
    sharedModel.getCell(0).setSource('# Mine');
  });
  await save(page);
  await expect(dialog).toContainText('saved elsewhere');
  await expect(dialog).toContainText('# Theirs');
  await expect(dialog).toContainText('# Mine');
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  await expect(panel.locator('.jp-MarkdownCell').first()).toContainText(
    'Theirs'
  );
  expect((await theirs('# Theirs again', 2)).ok()).toBe(true);
  await page.evaluate(() => {
    const { sharedModel } = (window as any).jupyterapp.shell.currentWidget
      .content.model;
    sharedModel.getCell(0).setSource('# Mine again');
  });
  // JupyterLab passes a save over while another goes on.
  const keep = dialog.getByRole('button', { name: 'Keep mine' });
  await expect(async () => {
    await save(page);
    await expect(keep).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await keep.click();
  await expect
    .poll(async () => {
      const { revision } = await api.get(`/reviews/${found.id}`);
      return revision;
    })
    .toBe(4);
  const last = await api.get(`/reviews/${found.id}/revisions/4`);
  expect(last.overlay.edited).toEqual({ [saved[0].id]: '# Mine again' });
});

test('a reload restores a review, without a kernel', async ({ page }) => {
  const api = new Api(page);
  const session = await ran(api, 'Restored scores');
  const others = await kernels(page);
  const [panel] = await review(page, api, session);
  await page.waitForTimeout(1500); // the layout is kept after a while
  await page.reload({ waitForIsReady: false } as any);
  await expect(panel.locator('.jx-ReviewBanner')).toContainText(
    'only text can change'
  );
  await expect(panel.locator('.jx-mod-locked')).toHaveCount(2);
  expect(await kernels(page)).toEqual(others);
});
