import * as fs from 'fs';
import * as path from 'path';

import { expect, look, open, test as base } from './app';
import { Server, until } from './servers';

const server = new Server('rows');

/** On a server of its own, with 10,000 sessions made before it started. */
const test = base.extend({ baseURL: server.url });

test.beforeAll(async () => {
  test.setTimeout(900_000);
  await until(
    '10,000 sessions',
    () => fs.existsSync(path.join(server.folder, 'ready')),
    800
  );
  await server.start();
});

test.afterAll(() => server.kill('SIGTERM'));

test('10,000 sessions stay smooth', async ({ page }) => {
  const list = await open(page, 'sessions');
  await expect(list.getByText('10,000 sessions')).toBeVisible();
  const grid = list.getByRole('grid');
  const rows = list.locator('.jx-Table-body .jx-Table-row');
  await expect(rows.first()).toContainText('row 09999');

  await page.evaluate(() => {
    const long: number[] = ((window as any).longTasks = []);
    new PerformanceObserver(tasks => {
      for (const task of tasks.getEntries()) {
        long.push(Math.round(task.duration));
      }
    }).observe({ entryTypes: ['longtask'] });
  });
  let most = 0;
  const count = async () => {
    most = Math.max(most, await page.locator('.jx-Table-row').count());
  };
  // By the wheel, by dragging the bar, by keys, sorted anew, searched.
  await grid.hover();
  for (let i = 0; i < 20; i++) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(30);
    await count();
  }
  for (const share of [0.5, 1, 0.25, 0]) {
    await grid.evaluate((node, share) => {
      node.scrollTop = share * node.scrollHeight;
    }, share);
    await expect(list.locator('.jx-Table-body .jx-Skeleton-line')).toHaveCount(
      0
    );
    await count();
  }
  await grid.focus();
  await page.keyboard.press('End');
  await expect(list.getByText('row 00000')).toBeVisible();
  await count();
  await list.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(rows.first()).toContainText('row 00000');
  await list.getByLabel('Search sessions').fill('row 0777');
  await expect(list.getByText('10 sessions', { exact: true })).toBeVisible();
  await list.getByLabel('Search sessions').fill('');
  await expect(list.getByText('10,000 sessions')).toBeVisible();
  await list.getByRole('button', { name: 'Failed' }).click();
  await expect(list.getByText('80 sessions')).toBeVisible();
  await count();
  await list.getByRole('button', { name: 'Failed' }).click();
  await expect(list.getByText('10,000 sessions')).toBeVisible();

  expect(most, 'row nodes in the document').toBeLessThanOrEqual(80);
  const tasks: number[] = await page.evaluate(() => (window as any).longTasks);
  expect(
    tasks.filter(duration => duration > 200),
    'tasks over 200 ms'
  ).toEqual([]);
  await look(page, 'many-sessions', '.jx-ObjectPage:not(.lm-mod-hidden)');
});
