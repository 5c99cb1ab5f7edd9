import { Api, Page, expect, kernels, test } from './app';
import {
  CELLS,
  attack,
  cells,
  locked,
  ran,
  review,
  save,
  select
} from './reviews';

/** Commands that make or leave something else, and change no cell. */
const ELSEWHERE = new Set([
  'notebook:close-and-shutdown',
  'notebook:create-console',
  'notebook:create-new',
  'notebook:create-output-view',
  'notebook:create-subshell-console',
  'notebook:export-to-format'
]);

/** What was said of the cells of the session: their order, what is locked, what was saved. */
class Unchanged {
  constructor(
    private _page: Page,
    private _api: Api,
    private _found: any
  ) {}

  order: string[] = [];

  async begin(): Promise<this> {
    this._before = await locked(this._page);
    this.order = (await cells(this._page)).map(one => one.id);
    return this;
  }

  /** It still is, or was put back at once. */
  async look(what: string): Promise<void> {
    await expect
      .poll(() => locked(this._page), { message: what })
      .toBe(this._before);
    const now = (await cells(this._page)).map(one => one.id);
    expect(
      now.filter(one => this.order.includes(one)),
      what
    ).toEqual(this.order);
  }

  /** Nothing of it is in what was saved. */
  async proven(): Promise<void> {
    const read = () => this._api.get(`/reviews/${this._found.id}`);
    await expect.poll(async () => (await read()).proof.whole).toBe(true);
    const { proof } = await read();
    expect(proof.found_base_sha256).toBe(this._found.base_sha256);
    expect(proof.found_protected_sha256).toBe(this._found.protected_sha256);
  }

  private _before = '';
}

test('no command changes what is locked', async ({ page, consoleErrors }) => {
  const api = new Api(page);
  const session = await ran(api, 'Attacked scores');
  const [panel, found] = await review(page, api, session);
  const others = await kernels(page);
  const unchanged = await new Unchanged(page, api, found).begin();
  const { order } = unchanged;

  const first = [
    'notebook:run-cell',
    'notebook:run-cell-and-select-next',
    'notebook:run-cell-and-insert-below',
    'notebook:run-in-console',
    'notebook:run-all-cells',
    'notebook:run-all-above',
    'notebook:run-all-below',
    'notebook:restart-run-all',
    'notebook:change-kernel',
    'notebook:clear-cell-output',
    'notebook:clear-all-cell-outputs',
    'notebook:delete-cell',
    'notebook:cut-cell',
    'notebook:paste-cell-above',
    'notebook:paste-cell-below',
    'notebook:copy-cell',
    'notebook:paste-cell-below',
    'notebook:paste-and-replace-cell',
    'notebook:duplicate-below',
    'notebook:move-cell-up',
    'notebook:move-cell-down',
    'notebook:merge-cells',
    'notebook:merge-cell-above',
    'notebook:merge-cell-below',
    'notebook:split-cell-at-cursor',
    'notebook:change-cell-to-markdown',
    'notebook:change-cell-to-raw',
    'notebook:change-cell-to-heading-1',
    'notebook:insert-cell-above',
    'notebook:insert-cell-below',
    'notebook:undo-cell-action',
    'notebook:redo-cell-action',
    'notebook:trust'
  ];
  // Then all the others that this JupyterLab has, and the ways of its menus to them.
  const all = await page.evaluate(() =>
    (window as any).jupyterapp.commands
      .listCommands()
      .filter((id: string) => /^(notebook|runmenu|editmenu|toc):/.test(id))
  );
  expect(all.length).toBeGreaterThan(90);
  const rest = all.filter(
    (id: string) => !first.includes(id) && !ELSEWHERE.has(id)
  );
  for (const id of [...first, ...rest]) {
    const at = (await cells(page)).findIndex(one => one.cell_type === 'code');
    await select(page, at);
    await attack(page, id);
    await unchanged.look(id);
  }
  // Text of the session: not removed, split or made code of either.
  for (const id of [
    'notebook:delete-cell',
    'notebook:cut-cell',
    'notebook:change-cell-to-code',
    'notebook:change-cell-to-raw',
    'notebook:merge-cell-below',
    'notebook:move-cell-down',
    'notebook:split-cell-at-cursor'
  ]) {
    const at = (await cells(page)).findIndex(one => one.id === order[2]);
    await select(page, at);
    await attack(page, id);
    await expect
      .poll(
        async () =>
          (await cells(page))
            .filter(one => order.includes(one.id))
            .map(one => `${one.id} ${one.cell_type}`),
        { message: id }
      )
      .toEqual(
        order.map(
          (id, i) => `${id} ${CELLS[i].startsWith('md:') ? 'markdown' : 'code'}`
        )
      );
    await unchanged.look(id);
  }
  // Nothing runs, nothing of it reached the server, and what is text is saved.
  expect(await kernels(page)).toEqual(others);
  await save(page);
  await expect(panel.locator('.jp-mod-dirty')).toHaveCount(0);
  await unchanged.proven();
  // JupyterLab measures the toolbar of a cell that a command took away.
  const measured = /Cannot read properties of undefined \(reading 'node'\)/;
  const thrown = consoleErrors.filter(one => !measured.test(one));
  consoleErrors.splice(0, consoleErrors.length, ...thrown);
});

test('neither dragging nor dropping changes what is locked', async ({
  page
}) => {
  const api = new Api(page);
  const session = await ran(api, 'Dragged scores');
  const [panel, found] = await review(page, api, session);
  const unchanged = await new Unchanged(page, api, found).begin();

  // A cell of code by its prompt, below the last and above the first.
  const prompt = panel.locator('.jp-CodeCell .jp-InputArea-prompt').first();
  for (const target of [
    panel.locator('.jp-Cell').last(),
    panel.locator('.jp-Cell').first()
  ]) {
    const from = (await prompt.boundingBox())!;
    const to = (await target.boundingBox())!;
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 60, to.y + to.height - 4, { steps: 12 });
    await page.mouse.up();
    await expect
      .poll(async () => (await cells(page)).map(one => one.id))
      .toEqual(unchanged.order);
    await unchanged.look('a cell that was dragged');
  }

  // A picture dropped, and pasted, onto text that is being edited.
  const text = panel.locator('.jp-MarkdownCell').nth(1);
  await text.click();
  await page.keyboard.press('Enter');
  await expect(text.locator('.cm-content')).toBeFocused();
  for (const type of ['drop', 'paste']) {
    await text.locator('.cm-content').evaluate((node, type) => {
      const data = new DataTransfer();
      data.items.add(
        new File([new Uint8Array([137, 80, 78, 71])], 'a.png', {
          type: 'image/png'
        })
      );
      const options = { bubbles: true, cancelable: true };
      node.dispatchEvent(
        type === 'drop'
          ? new DragEvent(type, { ...options, dataTransfer: data })
          : new ClipboardEvent(type, { ...options, clipboardData: data })
      );
    }, type);
  }
  await page.keyboard.press('Escape');
  await save(page);
  const dialog = page.locator('.jp-Dialog');
  const restore = dialog.getByRole('button', { name: 'Restore and save' });
  // Either nothing was attached, or the save names the cell and puts it back.
  await expect
    .poll(async () => {
      if (await restore.count()) {
        await restore.click();
      }
      return (await cells(page)).some(one => one.attachments);
    })
    .toBe(false);
  await unchanged.proven();
  await unchanged.look('a picture that was dropped or pasted');
});

test('the metadata editor changes nothing that is saved', async ({
  page
}) => {
  const api = new Api(page);
  const session = await ran(api, 'Described scores');
  const [panel, found] = await review(page, api, session);
  const unchanged = await new Unchanged(page, api, found).begin();

  // The metadata of a cell of code, typed in.
  await select(page, 1);
  await page.evaluate(() =>
    (window as any).jupyterapp.shell.activateById('jp-property-inspector')
  );
  const tools = page.locator('#jp-property-inspector');
  await tools.getByText('Advanced Tools').click();
  const editor = tools
    .locator('.jp-CellMetadataEditor, .jp-MetadataEditorTool')
    .first();
  await editor.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('{"editable": true, "tags": ["parameters"]}');
  await editor.getByTitle('Commit changes to data').click();
  await expect
    .poll(async () => (await cells(page))[1].metadata.tags)
    .toEqual(['parameters']);
  await save(page);
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('Cell 2 was changed.');
  await dialog.getByRole('button', { name: 'Restore and save' }).click();
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(async () => (await cells(page))[1].metadata.tags)
    .toBeUndefined();
  await expect(panel.locator('.jp-mod-dirty')).toHaveCount(0);
  await unchanged.proven();
});
