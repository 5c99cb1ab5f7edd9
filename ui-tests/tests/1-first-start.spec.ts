import { command, expect, look, open, test } from './app';

test('at the first start every list is empty and says what to do next', async ({
  page
}) => {
  await command(page, 'jupyter-ext:show');
  const sidebar = page.locator('#jupyter-ext-sidebar');
  await expect(sidebar).toBeVisible();
  await expect(sidebar.getByText('No specifications yet')).toBeVisible();
  await expect(sidebar.getByText('No sessions yet')).toBeVisible();
  await look(page, 'first-start', '#jupyter-ext-sidebar');
  await sidebar.getByRole('heading', { name: 'Instances' }).click();
  await sidebar.getByRole('heading', { name: 'Artifacts' }).click();
  await expect(sidebar.getByText('No instances yet')).toBeVisible();
  await expect(sidebar.getByText('No artifacts yet')).toBeVisible();

  for (const [kind, text] of [
    ['specifications', 'No specifications yet'],
    ['instances', 'No instances yet'],
    ['artifacts', 'No artifacts yet'],
    ['sessions', 'No sessions yet']
  ]) {
    const list = await open(page, kind);
    await expect(list.getByText(text)).toBeVisible();
  }
  await look(page, 'sessions-empty', '.jx-ObjectPage:not(.lm-mod-hidden)');

  // The one next step leads on.
  const sessions = page.locator('[id="jupyter-ext:sessions:"]');
  await sessions.getByRole('button', { name: 'Show instances' }).click();
  await expect(page.locator('[id="jupyter-ext:instances:"]')).toBeVisible();
});
