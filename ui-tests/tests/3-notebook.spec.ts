import { Locator } from '@playwright/test';
import * as path from 'path';

import {
  Api,
  Page,
  command,
  expect,
  hideNotifications,
  look,
  notebook,
  open,
  saveFile,
  showTab,
  test
} from './app';
import { ROOT, SCRATCH } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';

const CODE = [
  'md:# Rates by grade',
  'threshold = 0.4  # from which a case counts',
  'import jx\ncases = jx.input("cases").read()',
  'if jx.has("second_opinion"):\n    print(jx.input("second_opinion").path)',
  'jx.output("scores", suffix=".csv").write("case,score\\n")'
];

/** A notebook whose second cell is tagged as that of its parameters. */
function tagged(cells: string[]): string {
  const made: any = notebook(cells);
  made.cells[1].metadata.tags = ['parameters'];
  return JSON.stringify(made);
}

async function openNotebook(page: Page, file: string): Promise<Locator> {
  await command(page, 'docmanager:open', { path: file, factory: 'Notebook' });
  await page.locator('.jp-NotebookPanel .jp-Cell').first().waitFor();
  await page.getByRole('button', { name: 'Signature', exact: true }).click();
  const panel = page.locator('#jupyter-ext-signature');
  await expect(panel).toBeVisible();
  return panel;
}

const dialog = (page: Page) => page.locator('.jp-Dialog');

const accept = (page: Page) =>
  dialog(page).locator('.jp-Dialog-footer .jp-mod-accept').click();

test('a notebook is declared, committed and registered', async ({ page }) => {
  const api = new Api(page);
  await hideNotifications(page);
  const file = saveFile(ROOT, 'rates by grade.ipynb', tagged(CODE));
  const panel = await openNotebook(page, file);

  // What the code says is proposed and taken over; it is kept in the file.
  await expect(panel.getByText('Found in the code')).toBeVisible();
  await panel.getByRole('button', { name: 'Accept all' }).click();
  await expect(panel.locator('.jx-Entry')).toHaveCount(4);
  await expect(panel.getByText('Found in the code')).toHaveCount(0);
  await expect(
    panel.locator('[data-alias=cases] .jx-Entry-hint')
  ).toContainText('used in cell');

  // A wrong default is marked at its field; undo brings the right one back.
  await panel.locator('[data-alias=threshold] .jx-Entry-fold').click();
  const value = panel
    .locator('[data-alias=threshold]')
    .getByLabel('Default', { exact: true });
  await value.fill('much');
  await expect(
    panel.locator('[data-alias=threshold] .jx-Field-error:not(:empty)').first()
  ).toBeVisible();
  await look(page, 'signature', '#jupyter-ext-signature');
  await value.fill('0.4');
  await expect(
    panel.locator('[data-alias=threshold] .jx-Entry-mark')
  ).toHaveCount(0);

  await panel.getByRole('button', { name: 'Commit version…' }).click();
  await dialog(page).getByLabel('Comment').fill('the first');
  await look(page, 'commit', '.jp-Dialog');
  await accept(page);
  await expect(dialog(page)).toHaveCount(0);
  await expect(panel.getByText('draft')).toBeVisible();
  const [specification] = (await api.get('/specifications?q=rates')).items;
  expect(specification.newest_version).toBe(1);
  expect(
    specification.signature.inputs.map((one: any) => one.alias).sort()
  ).toEqual(['cases', 'second_opinion']);

  const view = await open(page, 'specification', specification.id);
  await view.getByRole('button', { name: 'Register…' }).click();
  await expect(dialog(page)).toContainText('freeze');
  await accept(page);
  await expect(
    view.getByRole('button', { name: 'New instance…' })
  ).toBeEnabled();
  await expect(view.locator('.jx-Registered')).toHaveText('registered');
  await look(page, 'specification', PAGE);

  // An input more is no change of what is registered: the commit asks.
  await command(page, 'docmanager:open', { path: file, factory: 'Notebook' });
  await panel.getByRole('button', { name: 'Add an input' }).click();
  await panel.getByRole('button', { name: 'Commit version…' }).click();
  await accept(page);
  await dialog(page).getByLabel('Take the registered signature').check();
  await accept(page);
  await expect(dialog(page)).toHaveCount(0);
  await expect(panel.locator('.jx-Entry')).toHaveCount(4);
});

test('an instance is made by the wizard, an optional input left empty', async ({
  page
}) => {
  const api = new Api(page);
  await hideNotifications(page);
  const csv = saveFile(ROOT, 'cases-q3.csv', 'case,grade\n1,low\n');
  await api.post('/artifact-files', { path: csv, artifact_name: 'Q3 cases' });
  const signature = {
    inputs: [
      { alias: 'cases', description: 'One case a row', required: true },
      { alias: 'second_opinion' }
    ],
    parameters: [{ alias: 'threshold', type: 'float', default: 0.4 }],
    outputs: [{ alias: 'scores' }]
  };
  const file = saveFile(ROOT, 'wizard.ipynb', tagged(CODE));
  const specification = await api.post('/specifications', {
    name: 'Grades',
    path: file,
    signature
  });
  await api.post(`/specifications/${specification.id}/versions`, {
    path: file,
    signature
  });
  await api.post(`/specifications/${specification.id}/register`);
  await api.post('/specifications', { name: 'Only a draft', signature });

  await command(page, 'jupyter-ext:new-instance');
  const wizard = page.locator(`${PAGE} .jx-Wizard`);
  const next = wizard.getByRole('button', { name: 'Next' });
  await expect(wizard.getByText(/drafts? (is|are) hidden/)).toBeVisible();
  await look(page, 'wizard-specification', PAGE);
  await wizard
    .getByRole('row', { name: /Grades/ })
    .getByRole('button', { name: 'Use' })
    .click();

  await expect(next).toHaveAttribute('aria-disabled', 'true');
  await wizard.locator('[data-alias=cases] [role=combobox]').click();
  await page.getByRole('option', { name: /Q3 cases/ }).click();
  const threshold = wizard.getByRole('textbox', { name: 'threshold' });
  await threshold.fill('half');
  await expect(next).toHaveAttribute('aria-disabled', 'true');
  await threshold.fill('0.5');
  await expect(wizard.locator('[data-alias=second_opinion]')).toContainText(
    'Not configured'
  );
  await look(page, 'wizard-inputs', PAGE);
  await next.click();
  await expect(wizard.getByRole('textbox', { name: 'scores' })).toHaveValue(
    'Grades on Q3 cases · scores'
  );
  await next.click();
  await wizard
    .getByRole('textbox', { name: 'Name' })
    .fill('Grades of the third quarter');
  await look(page, 'wizard-name', PAGE);
  await wizard.getByRole('button', { name: 'Save' }).click();
  await wizard.getByRole('button', { name: 'Maybe later' }).click();

  await expect(
    page.getByRole('heading', { name: 'Grades of the third quarter' })
  ).toBeVisible();
  const view = page.locator(PAGE);
  const io = await showTab(view, 'io');
  await expect(io.getByRole('row', { name: /second_opinion/ })).toContainText(
    'Not configured'
  );
  await look(page, 'instance-io', PAGE);
  const parameters = await showTab(view, 'parameters');
  await expect(parameters.locator('.jx-Changed').first()).toContainText('0.5');
});

test('a file is uploaded, its newest version shown', async ({ page }) => {
  const api = new Api(page);
  await hideNotifications(page);
  await command(page, 'jupyter-ext:upload-artifact');
  const local = path.join(SCRATCH, 'from this computer');
  saveFile(local, 'grades.csv', 'grade,cases\nlow,212\nhigh,57\n');
  await dialog(page)
    .getByLabel('File')
    .setInputFiles(path.join(local, 'grades.csv'));
  await dialog(page).getByLabel('Name of the artifact').fill('Cases by grade');
  await accept(page);
  await expect(dialog(page)).toHaveCount(0);
  const [artifact] = (await api.get('/artifacts?q=Cases%20by%20grade')).items;
  expect(artifact.version_count).toBe(1);

  const view = await open(page, 'artifact', artifact.id);
  await view.getByRole('button', { name: 'Upload version…' }).click();
  saveFile(local, 'grades.csv', 'grade,cases\nlow,212\nhigh,60\n');
  await dialog(page)
    .getByLabel('File')
    .setInputFiles(path.join(local, 'grades.csv'));
  await accept(page);
  await expect(dialog(page)).toHaveCount(0);
  await expect(view.getByText('newest: v2')).toBeVisible();
  const preview = await showTab(view, 'preview');
  await expect(preview.getByRole('row', { name: /high/ })).toContainText('60');
  await look(page, 'artifact', PAGE);
});
