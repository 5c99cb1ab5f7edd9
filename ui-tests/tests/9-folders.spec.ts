import { execFileSync } from 'child_process';
import * as path from 'path';

import { Locator } from '@playwright/test';

import {
  Api,
  command,
  expect,
  faultsOf,
  hideNotifications,
  look,
  makeInstance,
  open,
  saveFile,
  test
} from './app';
import { ROOT, SCRATCH } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';
const NOTE = `Limits, <b>agreed</b> by the board in March.
Ask treasury before you use them for anything else.`;
const LONG = `Everything that was measured ${'and then some more '.repeat(8)}`;

const row = (list: Locator, name: string) =>
  list.locator('.jx-Table-body .jx-Table-row', { hasText: name });

test('artifacts are put into folders by mouse and by keyboard', async ({
  page
}) => {
  await page.setViewportSize({ width: 1440, height: 810 });
  const api = new Api(page);
  for (const name of ['Filed scores', 'Filed limits', 'Filed history']) {
    await api.post('/artifacts', { name });
  }
  await hideNotifications(page);
  const list = await open(page, 'artifacts');
  const dialog = page.locator('.jp-Dialog');
  const way = list.getByRole('navigation', { name: 'Folder' });
  const newFolder = async (name: string) => {
    await list.getByRole('button', { name: 'New folder' }).click();
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toHaveCount(0);
  };
  await newFolder('Credit risk');
  await expect(row(list, 'Credit risk')).toBeVisible();
  await newFolder('Sales');

  // The same name is refused in the dialog.
  await list.getByRole('button', { name: 'New folder' }).click();
  await dialog.getByLabel('Name').fill('Sales');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toContainText('Choose another name');
  await dialog
    .locator('.jp-Dialog-footer')
    .getByRole('button', { name: 'Cancel' })
    .click();

  // By dragging: one onto a folder, and back onto the line above.
  await row(list, 'Filed scores').dragTo(row(list, 'Credit risk'));
  await expect(row(list, 'Filed scores')).toHaveCount(0);
  await row(list, 'Credit risk').dblclick();
  await expect(way).toContainText('Credit risk');
  await expect(row(list, 'Filed scores')).toBeVisible();
  await row(list, 'Filed scores').dragTo(
    way.getByRole('button', { name: 'Artifacts' })
  );
  await expect(list).toContainText('This folder is empty');
  await newFolder(LONG);
  await newFolder('Q3');
  await way.getByRole('button', { name: 'Artifacts' }).click();

  // From the keyboard: two selected, moved by the dialog into a new folder.
  await list.getByLabel('Search artifacts').fill('Filed');
  await expect(list.locator('.jx-Table-foot')).toContainText('3 artifacts');
  await list.getByRole('button', { name: 'Name', exact: true }).click();
  const grid = list.getByRole('grid', { name: 'Artifacts' });
  await expect(row(list, 'Filed history')).toHaveAttribute(
    'aria-rowindex',
    '2'
  );
  await grid.focus();
  for (const key of ['Home', 'Space', 'ArrowDown', 'Space']) {
    await grid.press(key);
  }
  await expect(list).toContainText('2 selected');
  await list.getByRole('button', { name: 'Move…' }).click();
  const tree = dialog.getByRole('tree');
  await expect(tree).toBeFocused();
  await tree.press('ArrowDown');
  await expect(
    tree.getByRole('treeitem', { name: 'Credit risk' })
  ).toHaveAttribute('aria-selected', 'true');
  await tree.press('ArrowRight');
  await expect(tree.getByRole('treeitem', { name: 'Q3' })).toBeVisible();
  await dialog.getByLabel('New folder in Credit risk').fill('Q4');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(
    tree.getByRole('treeitem', { name: 'Q4' })
  ).toHaveAttribute('aria-selected', 'true');
  await look(page, 'move', '.jp-Dialog');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const folders = await api.get('/folders?kind=artifact');
  const id = (name: string) =>
    folders.find((one: any) => one.name === name.trim()).id;
  await expect
    .poll(
      async () => (await api.get(`/artifacts?folder=${id('Q4')}`)).total
    )
    .toBe(2);

  // Searched from the open folder down; the way there is kept over a reload.
  await list.getByLabel('Search artifacts').fill('');
  await api.post('/artifact-files', {
    path: saveFile(ROOT, 'limits.csv', 'limit\n1\n'),
    artifact_name: 'Limits of the board',
    folder_id: id('Credit risk')
  });
  await row(list, 'Credit risk').dblclick();
  await expect(row(list, 'Q4')).toBeVisible();
  await expect(row(list, 'Limits of the board')).toBeVisible();
  await look(page, 'folders', PAGE);

  // A star: the list at the top finds it in its folder, as it does the note.
  await row(list, 'Limits of the board').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Star', exact: true }).click();
  const limits = row(list, 'Limits of the board');
  await expect(limits.getByRole('img', { name: 'starred' })).toBeVisible();
  await way.getByRole('button', { name: 'Artifacts' }).click();
  await expect(limits).toHaveCount(0);
  await list.getByRole('button', { name: 'Starred' }).click();
  await expect(limits).toBeVisible();
  await expect(row(list, 'Filed')).toHaveCount(0);
  await look(page, 'starred', PAGE);
  await limits.dblclick();
  const artifact = page.locator('.jx-ObjectView:visible');
  await artifact.getByRole('button', { name: 'Edit…' }).click();
  await dialog.getByLabel('Note').fill(NOTE);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(artifact.locator('.jx-Note')).toHaveText(NOTE);
  await expect(
    artifact.getByRole('img', { name: 'starred' })
  ).toBeVisible();
  await look(page, 'note', PAGE);
  await artifact.getByRole('button', { name: 'Unstar' }).click();
  await expect(
    artifact.getByRole('img', { name: 'starred' })
  ).toHaveCount(0);
  await open(page, 'artifacts');
  await expect(limits).toHaveCount(0);
  await list.getByRole('button', { name: 'Starred' }).click();
  await list.getByLabel('Search artifacts').fill('<b>agreed</b> BY THE');
  await expect(limits).toBeVisible();
  await list.getByLabel('Search artifacts').fill('');
  await row(list, 'Credit risk').dblclick();
  await expect(limits).toBeVisible();

  await list.getByLabel('Search artifacts').fill('history');
  await expect(row(list, 'Filed history')).toBeVisible();
  await list.getByLabel('Search artifacts').fill('scores');
  await expect(list).toContainText('No artifact matches');
  await list.getByRole('button', { name: 'Show all' }).click();
  await list.getByRole('button', { name: 'As tiles' }).click();
  const tiles = list.getByRole('listbox', { name: 'Artifacts' });
  await expect(tiles.getByRole('option', { name: 'Q4' })).toBeVisible();
  await look(page, 'folders-tiles', PAGE);
  await page.reload();
  await hideNotifications(page);
  await expect(tiles.getByRole('option', { name: 'Q4' })).toBeVisible();
  await tiles.focus();
  for (const key of ['End', 'ArrowLeft', 'Enter']) {
    await tiles.press(key);
  }
  await expect(
    tiles.getByRole('option', { name: 'Filed history' })
  ).toBeVisible();
  await list.getByRole('button', { name: 'As a list' }).click();

  // A folder that holds something stays; an empty one goes.
  await way.getByRole('button', { name: 'Credit risk' }).click();
  const remove = async (name: string) => {
    await row(list, name).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
  };
  await remove('Q3');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(row(list, 'Q3')).toHaveCount(0);
  await remove('Q4');
  await expect(
    page.locator('.Toastify__toast', { hasText: 'it holds 2 artifacts' })
  ).toHaveCount(1);
  await expect(dialog).toHaveCount(0); // nothing was asked
  await expect(row(list, 'Q4')).toBeVisible();

  // The sidebar has the same, also where it is narrow.
  await command(page, 'jupyter-ext:show');
  const section = page
    .locator('.jp-AccordionPanel-title', { hasText: 'Artifacts' })
    .first();
  if ((await section.getAttribute('aria-expanded')) !== 'true') {
    await section.click();
  }
  const shelf = page.getByRole('grid', { name: 'Artifacts' }).last();
  const sidebar = page.locator('#jupyter-ext-sidebar');
  await expect(sidebar.getByText('Credit risk')).toBeVisible();
  await sidebar.getByText('Credit risk').click();
  await expect(
    sidebar.getByRole('navigation', { name: 'Folder' })
  ).toContainText('Credit risk');
  await expect(shelf).toBeVisible();
  await look(page, 'folders-sidebar', '#jupyter-ext-sidebar');
  await page.setViewportSize({ width: 600, height: 600 });
  await expect(row(list, 'Q4')).toBeVisible();
  await expect(list.getByRole('button', { name: 'New folder' })).toBeVisible();
  expect(await faultsOf(page, PAGE)).toEqual([]);
});

test('10,000 artifacts in a folder are scrolled through, as rows and as tiles', async ({
  page
}) => {
  const api = new Api(page);
  const folder = await api.post('/folders', { kind: 'artifact', name: 'Many' });
  execFileSync('python', [
    path.join(__dirname, '..', 'make_artifacts.py'),
    path.join(SCRATCH, 'stories', 'data'),
    folder.id,
    '10000'
  ]);
  const list = await open(page, 'artifacts', '', folder.id);
  await expect(list.locator('.jx-Table-foot')).toContainText(
    '10,000 artifacts'
  );
  await list.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(row(list, 'measurement 00000')).toBeVisible();
  await list.getByRole('grid').focus();
  await list.getByRole('grid').press('End');
  await expect(row(list, 'measurement 09999')).toBeVisible();
  await list.getByRole('button', { name: 'As tiles' }).click();
  const tiles = list.getByRole('listbox');
  await expect(
    tiles.getByRole('option', { name: 'measurement 00000' })
  ).toBeVisible();
  await tiles.focus();
  await tiles.press('End');
  await expect(
    tiles.getByRole('option', { name: 'measurement 09999' })
  ).toBeVisible();
  expect(await tiles.getByRole('option').count()).toBeLessThan(200);
});

test('an instance is copied, its outputs are filed, a deletion is taken back', async ({
  page
}) => {
  const api = new Api(page);
  const file = saveFile(ROOT, 'rates.csv', 'rate\n1\n');
  const rates = await api.post('/artifact-files', {
    path: file,
    artifact_name: 'Rates to copy'
  });
  const instance = await makeInstance(api, ROOT, {
    name: 'Copied scorecard',
    cells: ['import jx', 'jx.input("rates"), jx.parameter("level")'],
    signature: {
      inputs: [{ alias: 'rates' }],
      parameters: [{ alias: 'level', type: 'integer', default: 3 }],
      outputs: [{ alias: 'scores' }, { alias: 'plot', optional: true }]
    },
    inputs: { rates: rates.artifact.id },
    parameters: { level: 7 }
  });
  await api.patch(`/artifacts/${rates.artifact.id}`, {
    note: 'As of Friday.',
    starred: true
  });
  await api.patch(`/instances/${instance.id}`, {
    note: 'Only for Q3.',
    starred: true
  });
  const q3 = await api.post('/folders', { kind: 'artifact', name: 'Q3 filed' });
  const mine = await api.post('/folders', { kind: 'instance', name: 'Mine' });
  await hideNotifications(page);

  // Copied in the folder that is open: the wizard has what the original has.
  const list = await open(page, 'instances', '', mine.id);
  await expect(list).toContainText('This folder is empty');
  await list.getByRole('button', { name: 'Starred' }).click();
  await expect(list).toContainText('No instance matches');
  await list.getByRole('button', { name: 'Show all' }).click();
  await command(page, 'jupyter-ext:copy-instance', { id: instance.id });
  const wizard = page.locator('.jx-Wizard:visible');
  await expect(wizard.locator('[data-alias="rates"]')).toContainText('rates');
  await expect(wizard.getByRole('combobox').first()).toHaveValue(
    'Rates to copy'
  );
  await expect(wizard.getByRole('textbox', { name: 'level' })).toHaveValue('7');
  await wizard.getByRole('button', { name: 'Next' }).click();
  await wizard.getByRole('button', { name: 'Next' }).click();
  await expect(wizard.getByRole('textbox', { name: /^Name/ })).toHaveValue(
    'Copied scorecard (copy)'
  );
  await expect(wizard.getByRole('textbox', { name: 'Note' })).toHaveValue(
    'Only for Q3.'
  );
  const folder = wizard.getByRole('combobox', { name: 'Folder' });
  await folder.click();
  await wizard.getByRole('option', { name: 'Mine' }).click();
  await wizard.getByRole('button', { name: 'Save' }).click();

  // Step 5: no way back; one choice for all outputs.
  await expect(wizard).toContainText('Organise outputs');
  await expect(wizard.getByRole('button', { name: 'Back' })).toHaveCount(0);
  await wizard.getByRole('combobox', { name: 'All of them in' }).click();
  await wizard.getByRole('option', { name: 'Q3 filed' }).click();
  await expect(wizard).toContainText('2 artifacts will be moved.');
  await look(page, 'organise', PAGE);
  await wizard.getByRole('button', { name: 'Move' }).click();
  await expect(page.locator('.jx-ObjectView:visible h1')).toHaveText(
    'Copied scorecard (copy)'
  );
  const shown = page.locator('.jx-ObjectView:visible');
  await expect(shown.locator('.jx-Note')).toHaveText('Only for Q3.');
  await expect(shown.getByRole('button', { name: 'Star' })).toBeVisible();
  expect((await api.get(`/artifacts?folder=${q3.id}`)).total).toBe(2);
  const [copy] = (await api.get(`/instances?folder=${mine.id}`)).items;
  expect(copy.specification.id).toBe(instance.specification.id);

  // The same screen from its menu; leaving it changes nothing.
  await command(page, 'jupyter-ext:organise-outputs', { id: copy.id });
  const outputs = page.locator(`[id="jupyter-ext:instance-outputs:${copy.id}"]`);
  await expect(
    outputs.getByRole('combobox', { name: 'Folder of scores' })
  ).toHaveValue('Q3 filed');
  await outputs.getByRole('button', { name: 'Close' }).click();

  // An artifact's copy; deleting asks with what depends on it, Undo brings it back.
  await command(page, 'jupyter-ext:copy-artifact', { id: rates.artifact.id });
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog.getByLabel('Name')).toHaveValue('Rates to copy (copy)');
  await expect(dialog.getByLabel('Note')).toHaveValue('As of Friday.');
  await look(page, 'copy', '.jp-Dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.jx-ObjectView:visible h1')).toHaveText(
    'Rates to copy (copy)'
  );
  await command(page, 'jupyter-ext:delete-artifact', { id: rates.artifact.id });
  await expect(dialog).toContainText('Copied scorecard (copy)');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect
    .poll(async () => (await api.get(`/artifacts/${rates.artifact.id}`)).deleted_at)
    .not.toBeNull();
  await page
    .locator('.Toastify__toast', { hasText: 'was deleted' })
    .locator('button', { hasText: 'Undo' })
    .dispatchEvent('click');
  await expect
    .poll(async () => (await api.get(`/artifacts/${rates.artifact.id}`)).deleted_at)
    .toBeNull();
  const version = await api.get(`/artifacts/${rates.artifact.id}/versions`);
  expect(version.items[0].deleted_at).toBeNull();
});
