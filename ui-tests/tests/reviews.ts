import { Locator } from '@playwright/test';

import { Api, Page, command, expect, makeInstance, reach, run } from './app';
import { ROOT } from './servers';

export const CELLS = [
  'md:# Scores of the third quarter',
  'print("forty", end="-")\nprint("two")\n6 * 7',
  'md:The score is as expected.',
  'total = 42\ntotal',
  'md:The end'
];

/** A session with text, code and outputs; give its id. */
export async function ran(api: Api, name: string, cells = CELLS): Promise<any> {
  const instance = await makeInstance(api, ROOT, { name, cells });
  const session = await run(api, instance);
  return reach(api, session.id, 'SUCCEEDED');
}

/** Open a session's review in the editor; give its panel and the review. */
export async function review(
  page: Page,
  api: Api,
  session: any
): Promise<[Locator, any]> {
  await command(page, 'jupyter-ext:review-session', { id: session.id });
  const panel = page.locator('.jx-ReviewNotebook:not(.lm-mod-hidden)');
  await expect(panel.locator('.jx-ReviewBanner')).toContainText(
    'only text can change'
  );
  await expect(panel.locator('.jp-CodeCell.jx-mod-locked')).not.toHaveCount(0);
  const [found] = await api.get(`/sessions/${session.id}/reviews`);
  return [panel, found];
}

/** The cells of the notebook in front, as they would be saved. */
export function cells(page: Page): Promise<any[]> {
  return page.evaluate(() =>
    (
      window as any
    ).jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map(
      (cell: any) => cell.toJSON()
    )
  );
}

/** Locked cells without what depends on how they are looked at. */
export async function locked(page: Page): Promise<string> {
  const code = (await cells(page)).filter(one => one.cell_type !== 'markdown');
  return JSON.stringify(
    code.map(({ id, cell_type, source, outputs, execution_count }) => [
      id,
      cell_type,
      source,
      outputs,
      execution_count
    ]),
    // The order of keys is no content.
    (_, value) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort())
        : value
  );
}

/** Choose a cell of the notebook in front, once that is one. */
export async function select(page: Page, at: number): Promise<void> {
  await page.waitForFunction(
    () => (window as any).jupyterapp.shell.currentWidget?.content?.deselectAll
  );
  await page.evaluate(at => {
    const { content } = (window as any).jupyterapp.shell.currentWidget;
    content.deselectAll();
    content.activeCellIndex = at;
    content.mode = 'command';
  }, at);
}

/** Run a command as a menu would; questions are agreed to. */
export async function attack(page: Page, id: string): Promise<void> {
  await page.evaluate(id => {
    const { commands } = (window as any).jupyterapp;
    if (commands.hasCommand(id) && commands.isEnabled(id)) {
      commands.execute(id).catch(() => undefined);
    }
  }, id);
  const dialog = page.locator('.jp-Dialog');
  // A question comes at once or not at all.
  await page.waitForTimeout(250);
  while (await dialog.count()) {
    await dialog.first().locator('button').last().click();
    await page.waitForTimeout(100);
  }
}

export async function save(page: Page): Promise<void> {
  await command(page, 'docmanager:save');
  await expect(
    page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)')
  ).toBeVisible();
}
