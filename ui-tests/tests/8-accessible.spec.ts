import { Locator } from '@playwright/test';

import {
  Api,
  Page,
  THEMES,
  command,
  expect,
  faultsOf,
  hideNotifications,
  makeInstance,
  notebook,
  open,
  reach,
  run,
  saveFile,
  setTheme,
  test
} from './app';
import { Pipe, ROOT } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';

const TABS: Record<string, string[]> = {
  specification: ['versions', 'signature', 'instances', 'sessions', 'graph'],
  instance: ['sessions', 'io', 'parameters', 'graph'],
  session: [
    'overview',
    'report',
    'output',
    'io',
    'parameters',
    'logs',
    'executions',
    'reviews',
    'graph'
  ],
  artifact: ['versions', 'preview', 'graph'],
  review: ['text', 'diff', 'comments', 'history']
};

/** Objects of each kind, with something in all of their tabs. */
async function make(api: Api, retry: number): Promise<Record<string, string>> {
  // What an earlier try made is still there: its names are taken.
  const ages = retry ? 'Ages once more' : 'Ages';
  const file = saveFile(ROOT, 'ages.csv', 'case,age\n1,30\n2,41\n');
  const version = await api.post('/artifact-files', {
    path: file,
    artifact_name: ages
  });
  const instance = await makeInstance(api, ROOT, {
    name: 'Mean of ages',
    cells: [
      'md:# Ages',
      'import jx\njx.metric("mean", 35.5)\njx.table("Ages", [{"case": 1, "age": 30}])\njx.markdown("Remark", "**All** are in.")\njx.output("means", suffix=".csv").write("a\\n1\\n")',
      'if jx.parameter("limit") > 5:\n    raise ValueError("too high")'
    ],
    signature: {
      inputs: [{ alias: 'cases', required: true }, { alias: 'extra' }],
      parameters: [{ alias: 'limit', type: 'integer', default: 3 }],
      outputs: [{ alias: 'means' }]
    },
    inputs: { cases: version.artifact.id }
  });
  const done = await run(api, instance);
  const failed = await run(api, instance, { parameters: { limit: 9 } });
  await reach(api, done.id, 'SUCCEEDED');
  await reach(api, failed.id, 'FAILED');
  const review = await api.post(`/sessions/${done.id}/reviews`);
  await api.post(`/reviews/${review.id}/comments`, { text: 'Why two?' });
  const content: any = notebook(['import jx\njx.parameter("limit")']);
  content.metadata['jupyter-ext'] = {
    specification: null,
    signature: {
      inputs: [{ alias: 'cases' }],
      parameters: [{ alias: 'limit', type: 'integer', default: 3 }],
      outputs: []
    }
  };
  return {
    ages,
    artifact: version.artifact.id,
    version: version.id,
    specification: instance.specification.id,
    instance: instance.id,
    session: done.id,
    failed: failed.id,
    review: review.id,
    path: saveFile(ROOT, 'work/ages.ipynb', JSON.stringify(content))
  };
}

async function settled(page: Page, within: string): Promise<void> {
  await expect(page.locator(within).first()).toBeVisible();
  // What lies further down is asked for when it is scrolled to.
  await expect(
    page.locator(`${within} [aria-busy=true]:not(.jx-Result *)`)
  ).toHaveCount(0);
}

/** Looks at views in all themes: colours differ between them, nothing else. */
class Looks {
  readonly faults: string[] = [];

  constructor(private _page: Page) {}

  async at(view: string, within: string): Promise<void> {
    await settled(this._page, within);
    for (const [shade, theme] of Object.entries(THEMES)) {
      await setTheme(this._page, theme);
      const found = await faultsOf(
        this._page,
        within,
        shade === 'light' ? undefined : ['color-contrast']
      );
      this.faults.push(...found.map(fault => `${shade}, ${view}: ${fault}`));
    }
  }

  /** Of a command that asks. */
  async ask(name: string, args: object): Promise<void> {
    await command(this._page, `jupyter-ext:${name}`, args);
    await this.at(name, '.jp-Dialog');
    await this._page.keyboard.press('Escape');
    const dialogs = this._page.locator('.jp-Dialog');
    await expect(dialogs, `${name} is left by Escape`).toHaveCount(0);
  }
}

let made: Record<string, string> | null = null;

async function begin(
  page: Page,
  retry: number
): Promise<[Record<string, string>, Looks]> {
  made ??= await make(new Api(page), retry);
  await hideNotifications(page);
  return [made, new Looks(page)];
}

test('lists and pages can be read and used by all', async ({ page }, { retry }) => {
  test.slow();
  const [ids, looks] = await begin(page, retry);
  await command(page, 'jupyter-ext:show');
  const sidebar = page.locator('#jupyter-ext-sidebar');
  for (const name of ['Running', 'Instances', 'Artifacts']) {
    await sidebar.getByRole('heading', { name }).click();
  }
  await looks.at('sidebar', '#jupyter-ext-sidebar');
  for (const kind of Object.keys(TABS).filter(kind => kind !== 'review')) {
    await open(page, `${kind}s`);
    await looks.at(`list of ${kind}s`, PAGE);
  }
  for (const [kind, tabs] of Object.entries(TABS)) {
    for (const tab of tabs) {
      await open(page, kind, ids[kind], tab);
      await looks.at(`${kind}: ${tab}`, PAGE);
    }
  }
  await open(page, 'session', ids.failed, 'overview');
  await looks.at('failed session', PAGE);
  await open(page, 'session', 'gone');
  await looks.at('what is not there', PAGE);
  await command(page, 'jupyter-ext:new-specification');
  await looks.at('new specification', PAGE);

  expect(looks.faults).toEqual([]);
});

test('forms and dialogs can be read and used by all', async ({ page }, { retry }) => {
  test.slow();
  const [ids, looks] = await begin(page, retry);
  await command(page, 'jupyter-ext:new-instance', {
    specification: ids.specification
  });
  const wizard = page.locator(PAGE);
  const next = wizard.getByRole('button', { name: 'Next' });
  await looks.at('wizard: inputs', PAGE);
  await wizard.locator('[data-alias=cases] [role=combobox]').click();
  await looks.at('wizard: choices', PAGE);
  await wizard.getByRole('option', { name: ids.ages }).first().click();
  await next.click();
  await looks.at('wizard: outputs', PAGE);
  await next.click();
  await looks.at('wizard: name', PAGE);
  await wizard.getByRole('button', { name: 'New runtime…' }).click();
  await looks.at('new runtime', '.jp-Dialog');
  await page.keyboard.press('Escape');

  for (const [name, id] of [
    ['edit-specification', ids.specification],
    ['delete-specification', ids.specification],
    ['edit-artifact', ids.artifact],
    ['delete-artifact', ids.artifact],
    ['delete-artifact-version', ids.version],
    ['edit-instance', ids.instance],
    ['edit-instance-parameters', ids.instance],
    ['delete-instance', ids.instance],
    ['delete-all-sessions', ids.instance],
    ['run-instance', ids.instance],
    ['rerun-session', ids.session],
    ['edit-session', ids.session],
    ['delete-session', ids.session],
    ['submit-review', ids.review]
  ]) {
    await looks.ask(name, { id });
  }
  await looks.ask('upload-artifact', {});
  await command(page, 'jupyter-ext:edit-review', { id: ids.review });
  await looks.at('review in the editor', '.jx-ReviewBanner');
  const { path } = ids;
  await command(page, 'docmanager:open', { path, factory: 'Notebook' });
  const notebooks = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  await notebooks.locator('.jp-Cell').first().waitFor();
  await notebooks
    .getByRole('button', { name: 'Signature', exact: true })
    .click();
  await looks.at('signature', '#jupyter-ext-signature');
  await looks.ask('run-notebook', { path, ask: true });
  await looks.ask('open-with-data', { path });
  await looks.ask('commit-version', { path });
  expect(looks.faults).toEqual([]);
});

/** Go there by Tab alone, as far as anybody would. */
async function tabTo(page: Page, goal: Locator): Promise<void> {
  await expect(goal).toBeVisible();
  for (let i = 0; i < 60; i++) {
    if (await goal.evaluate(node => node === document.activeElement)) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`60 times Tab did not reach ${goal}`);
}

test('an instance is found, run and killed by keyboard alone', async ({
  page
}, { retry }) => {
  const api = new Api(page);
  const pipe = new Pipe('keyboard.pipe');
  const instances = [];
  const word = `Keyboard${retry}`;
  for (const name of [`${word} first`, `${word} second`]) {
    instances.push(
      await makeInstance(api, ROOT, {
        name,
        cells: [`open(${JSON.stringify(pipe.path)}).read()`]
      })
    );
  }
  const { keyboard } = page;

  // The sidebar's search, by the palette.
  await expect(async () => {
    await keyboard.press('Control+Shift+C');
    await expect(page.locator('.lm-CommandPalette-input')).toBeFocused({
      timeout: 3000
    });
  }).toPass({ timeout: 60_000 });
  await keyboard.type('Search specifications, sessions');
  await expect(
    page.locator('.lm-CommandPalette-item.lm-mod-active')
  ).toContainText('Search specifications, sessions');
  await keyboard.press('Enter');
  const sidebar = page.locator('#jupyter-ext-sidebar');
  await expect(sidebar.getByRole('searchbox')).toBeFocused();
  await keyboard.type(word);
  await tabTo(page, sidebar.getByRole('heading', { name: 'Instances' }));
  await keyboard.press('Enter');
  const section = page.locator('#jupyter-ext-sidebar-instances');
  const rows = section.locator('.jx-Table-row');
  await expect(rows).toHaveCount(2);
  await tabTo(page, section.getByRole('grid'));
  const names = (await rows.allInnerTexts()).map(
    text => /Keyboard\d \w+/.exec(text)![0]
  );
  for (const [key, row] of [
    ['Home', 0],
    ['ArrowDown', 1],
    ['ArrowUp', 0],
    ['End', 1]
  ] as const) {
    await keyboard.press(key);
    await expect(section.locator('.jx-mod-active')).toContainText(names[row]);
  }
  await keyboard.press('Enter');

  // Its page: run it.
  const shown = page.locator(PAGE);
  await expect(shown.getByRole('heading', { level: 1 })).toHaveText(
    names[1]
  );
  await tabTo(page, shown.getByRole('button', { name: 'Run instance…' }).first());
  await keyboard.press('Enter');
  const dialog = page.locator('.jp-Dialog');
  await tabTo(page, dialog.getByRole('button', { name: 'Run instance' }));
  await keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);

  // Its session: kill it.
  const grid = shown.getByRole('tabpanel').getByRole('grid');
  await tabTo(page, grid);
  await expect(grid.locator('.jx-Table-body .jx-Table-row')).toHaveCount(1);
  await keyboard.press('Home');
  await keyboard.press('Enter');
  await expect(shown.getByRole('progressbar').first()).toBeVisible();
  await tabTo(page, shown.getByRole('button', { name: 'Kill' }));
  await keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Kill' }));
  await keyboard.press('Enter');
  const { id } = instances.find(one => one.name === names[1]);
  const { items } = await api.get(`/sessions?instance_id=${id}`);
  expect(items).toHaveLength(1);
  await reach(api, items[0].id, 'CANCELLED');
  await expect(shown.getByText('cancelled').first()).toBeVisible();
});
