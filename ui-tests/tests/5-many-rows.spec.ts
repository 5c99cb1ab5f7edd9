import * as fs from 'fs';
import * as path from 'path';

import { beginRows } from '../rows';
import { Api, command, expect, look, open, test as base } from './app';
import { Server, until } from './servers';
import { ITask, watchTasks } from './tasks';

const server = new Server('rows');

/** On a server of its own, with 10,000 sessions made before it started. */
const test = base.extend({ baseURL: server.url });

test.beforeAll(async () => {
  test.setTimeout(900_000);
  const folder = beginRows();
  await until(
    '10,000 sessions',
    () => {
      const failed = path.join(folder, 'failed');
      if (fs.existsSync(failed)) {
        throw new Error(fs.readFileSync(failed, 'utf-8'));
      }
      return fs.existsSync(path.join(folder, 'ready'));
    },
    800
  );
  await server.start();
});

test.afterAll(() => server.kill('SIGTERM'));

/**
 * A machine that has other things to do makes tasks longer: the promise is
 * printed beside the figure, what fails is ten times as long.
 */
async function keepsItsPromise(tasks: () => Promise<ITask[]>): Promise<void> {
  const seen = await tasks();
  const longest = Math.max(...seen.map(({ duration }) => duration));
  console.log(`Longest task: ${longest} ms (promised: 200 ms)`);
  expect(
    seen.filter(({ duration }) => duration > 10 * 200),
    'tasks over 2 s'
  ).toEqual([]);
}

test('10,000 sessions stay smooth', async ({ page }) => {
  const tasks = await watchTasks(page);
  const list = await open(page, 'sessions');
  await expect(list.getByText('10,000 sessions')).toBeVisible();
  const grid = list.getByRole('grid');
  const rows = list.locator('.jx-Table-body .jx-Table-row');
  const loading = list.locator('.jx-Table-body .jx-Skeleton-line');
  await expect(rows.first()).toContainText('row 09999');

  let most = 0;
  const count = async () => {
    most = Math.max(most, await page.locator('.jx-Table-row').count());
  };
  // By the wheel, by dragging the bar, by keys, sorted anew, searched.
  await grid.hover();
  for (let i = 0; i < 20; i++) {
    const before = await grid.evaluate(node => node.scrollTop);
    await page.mouse.wheel(0, 600);
    await expect
      .poll(() => grid.evaluate(node => node.scrollTop), { intervals: [20] })
      .toBeGreaterThan(before);
    await count();
  }
  for (const share of [0.5, 1, 0.25, 0]) {
    await grid.evaluate((node, share) => {
      node.scrollTop = share * node.scrollHeight;
    }, share);
    await count();
    await expect(loading).toHaveCount(0);
    await count();
  }
  await grid.focus();
  await page.keyboard.press('End');
  await expect(list.getByText('row 00000')).toBeVisible();
  await count();
  for (const [column, first] of [
    ['Name', 'row 00000'],
    ['Name', 'row 09999'],
    ['State', 'row 09999'],
    ['Started', 'row 00000']
  ]) {
    await list.getByRole('button', { name: column, exact: true }).click();
    if (column !== 'State') {
      await expect(rows.first()).toContainText(first);
    }
    await expect(loading).toHaveCount(0);
    await count();
  }
  await list.getByLabel('Search sessions').fill('row 0777');
  await expect(list.getByText('10 sessions', { exact: true })).toBeVisible();
  await count();
  await list.getByLabel('Search sessions').fill('');
  await expect(list.getByText('10,000 sessions')).toBeVisible();
  await list.getByRole('button', { name: 'Failed' }).click();
  await expect(list.getByText('80 sessions')).toBeVisible();
  await count();
  await list.getByRole('button', { name: 'Failed' }).click();
  await expect(list.getByText('10,000 sessions')).toBeVisible();

  // The sidebar lists them all as well.
  await command(page, 'jupyter-ext:show');
  const section = page.locator('#jupyter-ext-sidebar-sessions');
  await expect(
    page.locator('#jupyter-ext-sidebar .lm-AccordionPanel-title', {
      hasText: 'Sessions'
    })
  ).toContainText('10k');
  const side = section.getByRole('grid');
  for (const share of [0.5, 1, 0]) {
    await side.evaluate((node, share) => {
      node.scrollTop = share * node.scrollHeight;
    }, share);
    await expect(section.locator('.jx-Skeleton-line')).toHaveCount(0);
    await count();
  }

  expect(most, 'row nodes in the document').toBeLessThanOrEqual(80);
  expect(most, 'rows that were counted').toBeGreaterThan(20);
  await keepsItsPromise(tasks);
  await look(page, 'many-sessions', '.jx-ObjectPage:not(.lm-mod-hidden)');
});

test('a graph of 500 objects stays smooth', async ({ page }) => {
  const api = new Api(page);
  const { items } = await api.get('/instances?q=Many%20rows');
  const tasks = await watchTasks(page);
  const widget = await open(page, 'instance', items[0].id, 'graph');
  const more = widget.locator('.jx-mod-root .jx-GraphNode-more.jx-mod-downstream');
  const count = widget.locator('.jx-Graph-count');
  // The instance, its specification, ten sessions; then fifty with each click.
  await expect(count).toHaveText('12 shown');
  for (let shown = 62; shown <= 512; shown += 50) {
    await more.click();
    await expect(count).toHaveText(`${shown} shown`);
  }
  await expect(more).toHaveAccessibleName(/: 9,490$/);

  const canvas = widget.locator('.jx-GraphCanvas');
  const view = canvas.locator('.react-flow__viewport');
  const box = (await canvas.boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  let place = '';
  const moved = async () => {
    await expect.poll(() => view.getAttribute('style')).not.toBe(place);
    place = (await view.getAttribute('style'))!;
  };
  await moved();
  // All of it, then nearer and farther by the wheel, and about by the mouse.
  await widget.getByRole('button', { name: 'Fit' }).click();
  await moved();
  await page.mouse.move(middle.x, middle.y);
  for (const by of [-300, -300, -300, 300, -300, 300]) {
    await page.mouse.wheel(0, by);
    await moved();
  }
  for (const [dx, dy] of [
    [0, -250],
    [120, 200],
    [-200, 150],
    [0, -250]
  ]) {
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x + dx, middle.y + dy, { steps: 12 });
    await page.mouse.up();
    await moved();
  }
  await canvas.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(widget.locator('.jx-GraphNode-main:focus')).toHaveAccessibleName(
    /^session row /
  );
  expect(await canvas.locator('.jx-GraphNode').count()).toBeLessThan(512);
  await keepsItsPromise(tasks);
});
