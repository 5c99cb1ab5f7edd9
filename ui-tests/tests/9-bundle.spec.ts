import * as fs from 'fs';

import {
  Api,
  command,
  expect,
  hideNotifications,
  look,
  makeInstance,
  open,
  saveFile,
  test
} from './app';
import { ROOT } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';

test('a specification leaves as a file and comes back as another', async ({
  page
}, info) => {
  const api = new Api(page);
  await hideNotifications(page);
  // Of a try of its own: what an earlier one made is still there.
  const name = ['Rates by region', 'Rates by region, again'][info.retry];
  const count = async () => (await api.get(`/specifications?q=${name}`)).total;
  const made = await makeInstance(api, ROOT, {
    name,
    cells: ['import jx', "rates = jx.input('rates').read()"],
    signature: { inputs: [{ alias: 'rates' }] }
  });
  const { id } = made.specification;
  saveFile(ROOT, 'regions.csv', 'region,rate\n1,0.2\n');
  const file = (await api.get(`/specifications/${id}`)).path;
  await api.post(`/specifications/${id}/versions`, {
    path: file,
    comment: 'with the list of regions',
    files: ['regions.csv']
  });

  // Export: from the page, and one version from its menu.
  const view = await open(page, 'specification', id);
  const waits = page.waitForEvent('download');
  await view.getByRole('button', { name: 'Export', exact: true }).click();
  const whole = await waits;
  expect(whole.suggestedFilename()).toBe(`${name}.zip`);
  const bundle = info.outputPath('rates.zip');
  await whole.saveAs(bundle);

  const row = view.getByRole('row', { name: /with the list of regions/ });
  await row.click({ button: 'right' });
  const one = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export' }).click();
  const newest = info.outputPath('newest.zip');
  await (await one).saveAs(newest);
  expect(fs.statSync(newest).size).toBeLessThan(fs.statSync(bundle).size);

  // A file that was changed on its way is refused, and the reason shown.
  const data = fs.readFileSync(bundle);
  const at = data.indexOf('region,rate');
  expect(at).toBeGreaterThan(0);
  const changed = info.outputPath('changed.zip');
  fs.writeFileSync(
    changed,
    Buffer.concat([
      data.subarray(0, at),
      Buffer.from('R'),
      data.subarray(at + 1)
    ])
  );
  const before = await count();
  await command(page, 'jupyter-ext:import-specification');
  const dialog = page.locator('.jp-Dialog');
  const accept = dialog.locator('.jp-Dialog-footer .jp-mod-accept');
  await dialog.getByLabel(/^File/).setInputFiles(changed);
  await accept.click();
  await expect(dialog).toContainText(
    "changed.zip isn't an exported specification"
  );
  expect(await count()).toBe(before);
  await look(page, 'import-refused', '.jp-Dialog-content');

  // The file as it was exported becomes a specification of its own.
  const copyName = `Copy of ${name}`;
  await dialog.getByLabel(/^File/).setInputFiles(bundle);
  await dialog.getByLabel('Name', { exact: true }).fill(copyName);
  await accept.click();
  await expect(dialog).toHaveCount(0);
  const copy = page.locator(PAGE).filter({ hasText: copyName });
  await expect(copy.getByText('draft')).toBeVisible();
  await expect(copy.getByText(/^v2 by /)).toBeVisible();
  await look(page, 'specification-imported', PAGE);
  const [found] = (await api.get(`/specifications?q=${copyName}`)).items;
  const hashes = async (of: string) =>
    (await api.get(`/specifications/${of}/versions`)).items.map((one: any) => [
      one.body_sha256,
      one.files,
      one.signature
    ]);
  expect(await hashes(found.id)).toEqual(await hashes(id));
});
