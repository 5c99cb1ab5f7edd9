import { Locator } from '@playwright/test';
import * as path from 'path';

import { Api, Page, command, expect, look, open, showTab, test } from './app';
import { HOLD } from './hostile';
import { IHostile, makeHostile } from './hostileobjects';
import { Pipe } from './servers';
import { Watch } from './watch';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';
/** Shown as it was written, not taken for HTML. */
const LITERAL = 'onerror=hit(';

const TABS: [keyof IHostile, string, string[]][] = [
  [
    'specification',
    'specification',
    ['versions', 'signature', 'instances', 'sessions', 'graph']
  ],
  ['draft', 'specification', ['signature']],
  ['instance', 'instance', ['sessions', 'io', 'parameters', 'graph']],
  [
    'succeeded',
    'session',
    [
      'overview',
      'report',
      'output',
      'io',
      'parameters',
      'logs',
      'executions',
      'reviews',
      'graph'
    ]
  ],
  ['failed', 'session', ['overview', 'report', 'logs']],
  ['approved', 'review', ['text', 'diff', 'comments', 'history']],
  ['review', 'review', ['text', 'diff']]
];

/** What is asked or shown before something is done. */
const DIALOGS: [string, (made: IHostile) => object][] = [
  ['edit-specification', made => ({ id: made.specification.id })],
  ['delete-specification', made => ({ id: made.specification.id })],
  ['edit-artifact', made => ({ id: made.artifacts[0].id })],
  ['delete-artifact', made => ({ id: made.artifacts[0].id })],
  ['delete-artifact-version', made => ({ id: made.artifacts[0].newest.id })],
  ['upload-artifact', made => ({ artifact: made.artifacts[0].id })],
  ['edit-instance', made => ({ id: made.instance.id })],
  ['edit-instance-parameters', made => ({ id: made.instance.id })],
  ['delete-instance', made => ({ id: made.instance.id })],
  ['delete-all-sessions', made => ({ id: made.instance.id })],
  ['run-instance', made => ({ id: made.instance.id })],
  ['rerun-session', made => ({ id: made.succeeded.id })],
  ['edit-session', made => ({ id: made.succeeded.id })],
  ['delete-session', made => ({ id: made.succeeded.id })],
  ['submit-review', made => ({ id: made.review.id })],
  ['approve-review', made => ({ id: made.review.id })],
  ['request-changes', made => ({ id: made.review.id })],
  ['run-notebook', made => ({ path: made.path, ask: true })],
  ['open-with-data', made => ({ path: made.path })],
  ['commit-version', made => ({ path: made.path })]
];

/** Nothing is left to load. */
async function loaded(within: Locator): Promise<void> {
  // Results are asked for when they are scrolled to.
  for (const result of await within.locator('.jx-Result').all()) {
    await result.scrollIntoViewIfNeeded();
    await expect(result.locator('.jx-Skeleton-line')).toHaveCount(0);
  }
  await expect(within.locator('[aria-busy=true]')).toHaveCount(0);
}

/** Charts answer to the mouse. */
async function touchCharts(within: Locator): Promise<void> {
  for (const chart of await within.locator('.vega-embed canvas').all()) {
    await chart.scrollIntoViewIfNeeded();
    await chart.hover();
    await chart.click();
  }
}

/** A report as it comes, without code, and with its own scripts. */
async function readReport(
  page: Page,
  panel: Locator,
  watch: Watch,
  whose: string
): Promise<void> {
  const text = panel.frameLocator('iframe').locator('body');
  await expect(text).toContainText('cell-md');
  await watch.check(page, `${whose}: report`);
  await panel.getByLabel('Code').uncheck();
  await expect(text).toContainText('cell-md');
  await watch.check(page, `${whose}: report without code`);
  await panel.getByLabel('Interactive').check();
  // Its scripts do run, as nobody; the last of them tries to leave.
  const ran = (where: string) =>
    expect.poll(() => watch.hits.join('\n')).toContain(where);
  await ran('executed: out-html at null');
  await ran('executed: leaving at null');
  await watch.check(page, `${whose}: interactive report`, { scripts: true });
  await panel.getByLabel('Interactive').uncheck();
}

/** Out of a dialog; on a busy machine a key can come before it listens. */
async function leave(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(page.locator('.jp-Dialog')).toHaveCount(0, { timeout: 5000 });
  }).toPass();
}

let made: IHostile | null = null;

/** Everything is made once, while the sidebar looks on. */
async function begin(page: Page): Promise<[IHostile, Watch]> {
  const watch = new Watch();
  await watch.start(page);
  await watch.prove(page);
  await command(page, 'jupyter-ext:show');
  if (!made) {
    made = await makeHostile(page, new Api(page));
    await watch.check(page, 'the sidebar while it runs');
  }
  return [made, watch];
}

test('hostile names and outputs are shown and never executed', async ({
  page
}) => {
  const [made, watch] = await begin(page);

  await test.step('the sidebar', async () => {
    const sidebar = page.locator('#jupyter-ext-sidebar');
    for (const name of ['Instances', 'Artifacts']) {
      await sidebar.getByRole('heading', { name }).click();
    }
    for (const id of ['specifications', 'instances', 'sessions', 'artifacts']) {
      const section = page.locator(`#jupyter-ext-sidebar-${id}`);
      await expect(section).toContainText(LITERAL);
      const row = section.locator('.jx-Table-row').first();
      await row.hover();
      await row.click({ button: 'right' });
      await expect(page.locator('.lm-Menu')).toBeVisible();
      await page.keyboard.press('Escape');
    }
    await watch.check(page, 'the sidebar');
  });

  await test.step('lists', async () => {
    for (const kind of [
      'specifications',
      'instances',
      'sessions',
      'artifacts'
    ]) {
      const list = await open(page, kind);
      await expect(list.locator('.jx-Table-body')).toContainText(LITERAL);
      if (kind === 'instances') {
        await list
          .getByRole('button', { name: /^Unfold <img/ })
          .first()
          .click();
        await expect(list.locator('.jx-Table-unfolded')).toContainText(LITERAL);
        await look(page, 'hostile-names', PAGE);
      }
      await watch.check(page, `the list of ${kind}`);
    }
  });

  await test.step('pages and their tabs', async () => {
    for (const [key, kind, tabs] of TABS) {
      const widget = await open(page, kind, (made[key] as any).id);
      await expect(widget.getByRole('heading', { level: 1 })).toContainText(
        LITERAL
      );
      if (kind !== 'review') {
        await expect(widget.locator('.jx-Note')).toContainText('<script>hit(');
      }
      for (const tab of tabs) {
        const panel = await showTab(widget, tab);
        await loaded(panel);
        if (tab === 'report') {
          await readReport(page, panel, watch, key);
        } else if (tab === 'text') {
          await expect(
            panel.frameLocator('iframe').locator('body')
          ).toContainText(`${key === 'review' ? 'draft-' : ''}review-edited`);
        } else if (tab === 'output') {
          await touchCharts(panel);
        } else if (tab === 'logs') {
          await panel.getByLabel('Search in').fill('hit');
        }
        await watch.check(page, `${key}: ${tab}`);
      }
    }
    await open(page, 'session', made.failed.id, 'overview');
    await look(page, 'hostile-failure', PAGE);

    const widget = await open(
      page,
      'specification',
      made.specification.id,
      'versions'
    );
    await widget
      .getByRole('checkbox', { name: 'Select all loaded rows' })
      .check();
    await widget.getByRole('button', { name: 'Compare' }).click();
    await expect(widget.locator('.jx-Diff')).toContainText(LITERAL);
    await watch.check(page, 'two versions compared');
  });
});

test('hostile files and notebooks are shown and never executed', async ({
  page
}) => {
  const [made, watch] = await begin(page);

  await test.step('artifacts and their previews', async () => {
    for (const { id, name } of made.artifacts) {
      const widget = await open(page, 'artifact', id, 'versions');
      await expect(widget.getByRole('tabpanel')).toContainText(LITERAL);
      await expect(widget.locator('.jx-Note')).toContainText('<script>hit(');
      const panel = await showTab(widget, 'preview');
      await loaded(panel);
      await touchCharts(panel);
      await watch.check(page, `the preview of ${name}`);
      await page.keyboard.press('Alt+w');
    }
  });

  await test.step('the editor of a review, and a replay', async () => {
    for (const [name, id, panel, says] of [
      ['edit-review', made.review.id, '.jx-Review', 'only text can change'],
      ['replay-session', made.succeeded.id, '.jx-Replay', 'Replay: not saved']
    ]) {
      await command(page, `jupyter-ext:${name}`, { id });
      await expect(page.locator(`${panel}Banner`)).toContainText(says, {
        timeout: 60_000
      });
      const notebook = page.locator(`${panel}Notebook:not(.lm-mod-hidden)`);
      await expect(
        notebook.locator('.jp-OutputArea-output').first()
      ).toBeVisible();
      for (const cell of await notebook.locator('.jp-Cell').all()) {
        await cell.scrollIntoViewIfNeeded();
      }
      const tab = page.locator('#jp-main-dock-panel .lm-mod-current').last();
      await expect(tab).toContainText('hit');
      await tab.hover();
      await watch.check(page, name, { loads: true });
      await page.evaluate(() => {
        const { currentWidget } = (window as any).jupyterapp.shell;
        // JupyterLab has put pictures of the charts into it.
        currentWidget.context.model.dirty = false;
        currentWidget.close();
      });
      await expect(notebook).toHaveCount(0);
    }
  });

  await test.step('the notebook with its signature', async () => {
    await command(page, 'docmanager:open', {
      path: made.path,
      factory: 'Notebook'
    });
    await page.locator('.jp-NotebookPanel .jp-Cell').first().waitFor();
    await page.getByRole('button', { name: 'Signature', exact: true }).click();
    const panel = page.locator('#jupyter-ext-signature');
    await expect(panel.locator('[data-alias=cases]')).toBeVisible();
    for (const fold of await panel.locator('.jx-Entry-fold').all()) {
      if ((await fold.getAttribute('aria-expanded')) === 'false') {
        await fold.click();
      }
    }
    await expect(
      panel.locator('[data-alias=cases] textarea').first()
    ).toHaveValue(/onerror/);
    await watch.check(page, 'the signature');
  });

  await test.step('dialogs', async () => {
    const dialog = page.locator('.jp-Dialog');
    for (const [name, args] of DIALOGS) {
      if (name === 'approve-review') {
        await new Api(page).post(`/reviews/${made.review.id}/submit`, {
          revision: 1
        });
      }
      await command(page, `jupyter-ext:${name}`, args(made));
      await expect(dialog, name).toBeVisible();
      await loaded(dialog);
      for (const choice of await dialog.getByRole('combobox').all()) {
        if ((await choice.getAttribute('aria-autocomplete')) === 'list') {
          await choice.click();
          await expect(dialog.locator('[role=option]').first()).toBeVisible();
          await choice.press('Escape');
        }
      }
      await watch.check(page, `the dialog ${name}`);
      await leave(page);
    }
  });
});

test('hostile names stay text in notifications, forms and at addresses', async ({
  page
}) => {
  const [made, watch] = await begin(page);
  const api = new Api(page);

  await test.step('a run begun by hand, with its notifications', async () => {
    const pipe = new Pipe(path.basename(HOLD));
    await command(page, 'jupyter-ext:run-instance', { id: made.instance.id });
    const dialog = page.locator('.jp-Dialog');
    await dialog.getByRole('button', { name: 'Run instance' }).click();
    const toast = page.locator('.Toastify__toast', {
      hasText: "hit('instance')"
    });
    await toast.getByRole('button', { name: 'Open' }).click();
    const shown = page.locator(PAGE);
    await expect(shown.locator('.jx-Live-cell')).toContainText(
      "hit('cell-head')",
      {
        timeout: 90_000
      }
    );
    await expect(shown.locator('.jx-Live-newest')).toContainText(
      "hit('newest')"
    );
    await watch.check(page, 'a live session');
    for (const tab of ['logs', 'output']) {
      await loaded(await showTab(shown, tab));
      await watch.check(page, `a live session: ${tab}`);
    }
    for (const [id, name, panel] of [
      [
        'apputils:activate-command-palette',
        'the palette',
        '.lm-CommandPalette'
      ],
      ['launcher:create', 'the launcher', '.jp-Launcher'],
      ['running:show-panel', 'the running panel', '#jp-running-sessions'],
      ['jupyter-ext:show-running', 'what runs', '#jupyter-ext-sidebar-running']
    ]) {
      await command(page, id);
      await expect(
        page.locator(panel).filter({ visible: true }).first()
      ).toBeVisible();
      if (/run/.test(id)) {
        await expect(page.locator(panel)).toContainText(LITERAL);
      }
      await watch.check(page, name);
      await page.keyboard.press('Escape');
    }
    await pipe.release();
    await expect(toast).toContainText('succeeded.', { timeout: 90_000 });
    await watch.check(page, 'notifications');
    // A failure is told as well.
    await command(page, 'jupyter-ext:register-specification', {
      id: made.draft.id
    });
    await expect(
      page.locator('.jp-Dialog, .Toastify__toast').first()
    ).toBeVisible();
    await watch.check(page, 'a refusal');
    await leave(page);
  });

  await test.step('the wizard', async () => {
    await command(page, 'jupyter-ext:new-instance');
    const wizard = page.locator(`${PAGE} .jx-Wizard`);
    await wizard
      .getByRole('row', { name: /hit\('spec'\)/ })
      .first()
      .getByRole('button', { name: 'Use' })
      .click();
    await wizard.locator('[data-alias=cases] [role=combobox]').click();
    await watch.check(page, 'the choice of an artifact');
    await wizard
      .getByRole('option', { name: /csv-file/ })
      .first()
      .click();
    const next = wizard.getByRole('button', { name: 'Next' });
    await next.click();
    await expect(wizard.getByRole('textbox', { name: 'scores' })).toHaveValue(
      /onerror/
    );
    await watch.check(page, 'the outputs of the wizard');
    await next.click();
    await expect(wizard.getByRole('textbox', { name: 'Name' })).toHaveValue(
      /onerror/
    );
    const runtime = wizard.locator('.jx-RuntimeField select');
    const option = runtime.locator('option', { hasText: LITERAL });
    await runtime.selectOption(await option.first().getAttribute('value'));
    await watch.check(page, 'the name in the wizard');
    await wizard.getByRole('button', { name: 'Edit…' }).click();
    await expect(page.locator('.jp-Dialog')).toContainText(LITERAL);
    await watch.check(page, 'the form of a runtime');
    await page.keyboard.press('Escape');
  });

  await test.step('opened directly at their addresses', async () => {
    const { id, results } = await api.get(`/sessions/${made.succeeded.id}`);
    const versions = made.artifacts.map(
      one => `/artifact-versions/${one.newest.id}`
    );
    const routes = [
      `/sessions/${id}/report`,
      `/sessions/${id}/report?code=false`,
      `/sessions/${id}/report?interactive=true`,
      `/sessions/${id}/report?review=${made.approved.id}`,
      `/sessions/${made.failed.id}/report`,
      `/sessions/${id}/notebook`,
      ...results.map((one: any) => `/sessions/${id}/results/${one.id}`),
      ...versions.map(one => `${one}/page`),
      ...versions.map(one => `${one}/content`),
      ...versions.map(one => `${one}/preview`)
    ];
    const tab = await page.context().newPage();
    for (const route of routes) {
      // What is only handed out as a download opens no page.
      await tab.goto(`/jupyter-ext/api${route}`).catch(() => null);
      await watch.check(tab as Page, route, {
        scripts: route.includes('interactive')
      });
      await tab.goto('about:blank');
    }
    await tab.close();
  });
});
