import { Api, expect, makeInstance, open, reach, run, test } from './app';
import { ROOT } from './servers';

test('the page of what was deleted says so, whoever did it, and takes it back', async ({
  page
}) => {
  const api = new Api(page);
  const instance = await makeInstance(api, ROOT, {
    name: 'Figures of the day before',
    cells: ['print("done")']
  });
  const { id, name } = await run(api, instance);
  await reach(api, id, 'SUCCEEDED');
  const said = (noun: string) => `This ${noun} was deleted.`;

  const view = await open(page, 'instance', instance.id);
  const start = view.getByRole('button', { name: 'Run instance…' });
  await expect(start).toBeVisible();
  await view.getByRole('button', { name: 'Delete…' }).click();
  await page
    .locator('.jp-Dialog')
    .getByRole('button', { name: 'Delete' })
    .click();
  await expect(view.getByText(said('instance'))).toBeVisible();
  await expect(view.getByRole('toolbar')).toHaveCount(0);
  await expect(start).toHaveCount(0);
  await view.getByRole('button', { name: 'Restore' }).click();
  await expect(start).toBeVisible();
  await expect(view.getByText(said('instance'))).toHaveCount(0);

  // By somebody else, as far as this page knows.
  for (const [noun, which] of [
    ['instance', instance.id],
    ['specification', instance.specification.id],
    ['session', id]
  ]) {
    const other = await open(page, noun, which);
    const tools = other.getByRole('toolbar', { name: /^Actions of/ });
    await expect(tools).toBeVisible();
    const route = `/jupyter-ext/api/${noun}s/${which}`;
    const gone = await page.request.delete(route);
    expect(gone.ok(), await gone.text()).toBe(true);
    await expect(other.getByText(said(noun))).toBeVisible();
    await expect(tools).toHaveCount(0);
    await other.getByRole('button', { name: 'Restore' }).click();
    await expect(tools).toBeVisible();
  }

  // Its head keeps the end by which it is told from the run before.
  const end = (await open(page, 'session', id)).locator('h1 .jx-TwoEnds-end');
  await expect(end).toHaveText(name.split(' ').pop());
  expect(
    await end.evaluate(node => node.scrollWidth <= node.clientWidth)
  ).toBe(true);
});
