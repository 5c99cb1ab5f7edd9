import {
  Api,
  command,
  expect,
  hideNotifications,
  look,
  notebook,
  saveFile,
  test
} from './app';
import { ROOT } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';

test('a specification is begun from nothing', async ({ page }) => {
  const api = new Api(page);
  await hideNotifications(page);
  await command(page, 'jupyter-ext:show');
  await page
    .locator('#jupyter-ext-sidebar')
    .getByRole('button', { name: 'New…' })
    .click();
  await page
    .getByRole('menuitem', { name: 'Specification', exact: true })
    .click();

  const form = page.locator(PAGE);
  const create = form.getByRole('button', { name: 'Create specification' });
  await create.click();
  await expect(form.getByText('Give the specification a name.')).toBeVisible();
  await form.getByRole('textbox', { name: /^Name/ }).fill('Churn by region');
  await form.getByRole('button', { name: 'Add an input' }).click();
  const input = form.locator('.jx-Entry').last();
  await input.getByLabel('Alias', { exact: true }).fill('not a name');
  await expect(input.locator('.jx-Field-error:not(:empty)')).toBeVisible();
  await expect(create).toHaveAttribute('aria-disabled', 'true');
  await input.getByLabel('Alias', { exact: true }).fill('customers');
  await form.getByRole('button', { name: 'Add a parameter' }).click();
  const parameter = form.locator('.jx-Entry').last();
  await parameter.getByLabel('Alias', { exact: true }).fill('region');
  await form.getByRole('button', { name: 'Add an output' }).click();
  const output = form.locator('.jx-Entry').last();
  await output.getByLabel('Alias', { exact: true }).fill('churn');
  await expect(create).not.toHaveAttribute('aria-disabled', 'true');
  await form.getByRole('textbox', { name: /^Name/ }).focus();
  await look(page, 'specification-new', PAGE);
  await create.click();

  // The notebook made for it opens, with its signature beside it.
  const cells = page.locator('.jp-NotebookPanel .jp-Cell');
  await expect(cells.first()).toContainText('Churn by region');
  await expect(cells.filter({ hasText: "jx.input('customers')" })).toHaveCount(
    1
  );
  const panel = page.locator('#jupyter-ext-signature');
  await expect(panel.locator('.jx-Entry')).toHaveCount(3);
  await panel.getByRole('button', { name: 'Commit version…' }).click();
  const dialog = page.locator('.jp-Dialog');
  await dialog.locator('.jp-Dialog-footer .jp-mod-accept').click();
  await expect(dialog).toHaveCount(0);
  const [made] = (await api.get('/specifications?q=Churn')).items;
  expect(made.newest_version).toBe(1);
  expect(made.signature.outputs[0].alias).toBe('churn');
});

test('a notebook is opened with a version of its data', async ({ page }) => {
  const api = new Api(page);
  const save = (text: string) => saveFile(ROOT, 'measured.csv', text);
  const first = await api.post('/artifact-files', {
    path: save('the first measurement\n'),
    artifact_name: 'Measurements'
  });
  await api.post('/artifact-files', {
    path: save('the second measurement\n'),
    artifact_id: first.artifact.id
  });
  const content: any = notebook([
    'import jx\nprint(jx.input("cases").bytes().decode())',
    'print(jx.has("extra"), jx.parameter("level") + 1)'
  ]);
  content.metadata['jupyter-ext'] = {
    specification: null,
    signature: {
      inputs: [{ alias: 'cases', required: true }, { alias: 'extra' }],
      parameters: [{ alias: 'level', type: 'integer', default: 3 }],
      outputs: []
    }
  };
  const path = saveFile(ROOT, 'work/with data.ipynb', JSON.stringify(content));
  await command(page, 'docmanager:open', { path, factory: 'Notebook' });
  const cells = page.locator('.jp-NotebookPanel .jp-Cell');
  await expect(cells).toHaveCount(2);
  // Where there is no kernel yet, JupyterLab would ask which.
  await page.waitForFunction(
    () =>
      (window as any).jupyterapp.shell.currentWidget?.sessionContext?.session
        ?.kernel?.status === 'idle',
    null,
    { timeout: 60_000 }
  );

  // Without data the code says what to press.
  await expect(async () => {
    // A kernel that has just begun may not hear the first one.
    await command(page, 'notebook:run-all-cells');
    await expect(cells.first()).toContainText('Open with data', {
      timeout: 10_000
    });
  }).toPass({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Signature', exact: true }).click();
  const panel = page.locator('#jupyter-ext-signature');
  await panel.getByRole('button', { name: /^Open with data/ }).click();
  const dialog = page.locator('.jp-Dialog');
  await dialog.getByRole('combobox', { name: /^cases/ }).click();
  await dialog
    .getByRole('option', { name: /Measurements/ })
    .first()
    .click();
  const version = dialog.getByLabel('Version for cases');
  await expect(version).toHaveValue(/^v2/);
  await version.click();
  await dialog.getByRole('option', { name: /^v1/ }).click();
  await dialog.getByRole('textbox', { name: 'level' }).fill('41');
  await look(page, 'open-with-data', '.jp-Dialog');
  await dialog.getByRole('button', { name: 'Open with data' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(
    page.locator('.Toastify__toast', { hasText: 'now has the chosen data' })
  ).toBeVisible();

  await command(page, 'notebook:run-all-cells');
  await expect(cells.first()).toContainText('the first measurement');
  await expect(cells.nth(1)).toContainText('False 42');
});
