import * as fs from 'fs';
import * as path from 'path';

import {
  Api,
  expect,
  hideNotifications,
  look,
  makeInstance,
  notebook,
  open,
  reach,
  run,
  saveFile,
  showTab,
  test
} from './app';
import { ROOT, SCRATCH } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';

/** A model that logs its way, a confusion matrix and a ROC curve. */
function cells(go: string, seed = 1): string[] {
  return [
    'md:# Fit',
    'import jx, math, os, time\nrate = jx.parameter("rate")\nwaits = jx.parameter("waits")',
    `SEED = ${seed}\nfor step in range(20):\n    jx.metric("loss", round(1 / (1 + rate * step) + SEED / 50, 4), step=step)`,
    `while waits and not os.path.exists(${JSON.stringify(go)}):\n    time.sleep(0.1)`,
    'hits = round(40 + rate * 10)\njx.metric("auc", round(0.7 + rate / 5, 3))\njx.metric("cases", 120)',
    'jx.table("Confusion matrix", [{"": "is good", "said good": hits, "said bad": 60 - hits}, {"": "is bad", "said good": 9, "said bad": 51}])',
    'points = [{"false": x / 10, "true": round((x / 10) ** (1 - 0.7 * rate), 3)} for x in range(11)]\njx.vega("ROC", {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": 200, "height": 160, "data": {"values": points}, "mark": "line", "encoding": {"x": {"field": "false", "type": "quantitative"}, "y": {"field": "true", "type": "quantitative"}}})',
    'jx.output("scores", suffix=".csv").write("case,score\\n1,%s\\n2,0.4\\n" % rate)'
  ];
}

const SIGNATURE = {
  inputs: [{ alias: 'cases', required: true }],
  parameters: [
    { alias: 'rate', type: 'float', default: 0.5 },
    { alias: 'method', type: 'string', default: 'forest' },
    { alias: 'waits', type: 'boolean', default: false }
  ],
  outputs: [{ alias: 'scores' }]
};

test('sessions are compared side by side', async ({ page }, { retry }) => {
  test.slow();
  const api = new Api(page);
  const word = retry ? ` (try ${retry + 1})` : '';
  const go = path.join(SCRATCH, `compare-${retry}.go`);
  fs.rmSync(go, { force: true });
  const data = await api.post('/artifact-files', {
    path: saveFile(ROOT, 'compared.csv', 'case\n1\n2\n'),
    artifact_name: `Cases to compare${word}`
  });
  const instance = await makeInstance(api, ROOT, {
    name: `Scorecard compared${word}`,
    cells: cells(go),
    signature: SIGNATURE,
    inputs: { cases: data.artifact.id }
  });
  const started = async (name: string, parameters: object) =>
    run(api, instance, { name, parameters });
  const low = await started('low rate', { rate: 0.3 });
  const high = await started('high rate', { rate: 0.9 });
  await reach(api, low.id, 'SUCCEEDED');
  await reach(api, high.id, 'SUCCEEDED');
  // The code goes on, and one still runs.
  const file = saveFile(
    ROOT,
    `${`Scorecard compared${word}`.replace(/\W+/g, '-').toLowerCase()}.ipynb`,
    JSON.stringify(notebook(cells(go, 4)))
  );
  await api.post(`/specifications/${instance.specification.id}/versions`, {
    path: file,
    signature: SIGNATURE
  });
  const running = await started('newer code', { rate: 0.6, waits: true });
  await reach(api, running.id, 'RUNNING');

  // From a session's page, with another of its instance.
  await hideNotifications(page);
  const session = await open(page, 'session', low.id);
  await session.getByRole('button', { name: 'Compare', exact: true }).click();
  const dialog = page.locator('.jp-Dialog');
  await dialog.getByRole('combobox').click();
  await expect(dialog.getByRole('option').nth(1)).toBeVisible();
  await expect(dialog.getByRole('listbox')).toBeInViewport({ ratio: 1 });
  await dialog.getByRole('option', { name: /high rate/ }).click();
  await dialog.getByRole('combobox').click();
  await dialog.getByRole('option', { name: /newer code/ }).click();
  await look(page, 'compare-with', '.jp-Dialog');
  await dialog.getByRole('button', { name: 'Compare 3 sessions' }).click();
  const compared = page.locator(PAGE, { hasText: 'Comparison of 3 sessions' });
  await expect(compared.getByRole('columnheader')).toHaveCount(3);

  // What one that runs hasn't yet comes when it ends.
  const auc = compared.getByRole('row', { name: /^auc/ });
  await expect(auc.getByRole('cell')).toHaveText([
    /0\.76.*lowest/,
    /0\.88.*highest.*\+0\.12/,
    'not yet'
  ]);
  fs.writeFileSync(go, '');
  await expect(auc.getByRole('cell').nth(2)).toContainText('0.82', {
    timeout: 90_000
  });
  const rate = compared.getByRole('row', { name: /^rate/ });
  await expect(rate.locator('.jx-mod-other')).toHaveCount(2);
  await look(page, 'comparison', PAGE);

  // Another base, by keyboard; only what differs.
  const base = compared.getByRole('button', {
    name: 'Compare the others with high rate'
  });
  await base.focus();
  await page.keyboard.press('Enter');
  await expect(compared.getByRole('columnheader').first()).toContainText(
    'high rate'
  );
  await expect(
    compared.getByRole('row', { name: /^method/ })
  ).toBeVisible();
  await compared.getByRole('button', { name: 'Only what differs' }).click();
  await expect(compared.getByRole('row', { name: /^method/ })).toHaveCount(0);

  // Charts, outputs next to each other, code, environment.
  await showTab(compared, 'charts');
  await expect(
    compared.getByRole('img', { name: /^loss over its steps/ })
  ).toBeVisible();
  await look(page, 'comparison-charts', PAGE);
  const outputs = await showTab(compared, 'outputs');
  await expect(outputs.getByText('said good').nth(2)).toBeVisible();
  await expect(outputs.locator('.vega-embed')).toHaveCount(3);
  await look(page, 'comparison-outputs', PAGE);
  const code = await showTab(compared, 'code');
  await expect(code.getByText('1 cell changed')).toBeVisible();
  await expect(code).toContainText('SEED = 4');
  const kept = page.waitForRequest(
    request =>
      request.method() === 'PUT' &&
      request.url().includes('/workspaces/') &&
      !!request.postData()?.includes('environment:')
  );
  const environment = await showTab(compared, 'environment');
  await expect(environment).toContainText('packages are the same in all');

  // It is there again after a reload, as it was left.
  await kept;
  await page.reload();
  await hideNotifications(page);
  await expect(compared.getByRole('columnheader').first()).toContainText(
    'high rate'
  );
  await expect(
    compared.getByRole('tab', { name: 'Environment' })
  ).toHaveAttribute('aria-selected', 'true');

  // Narrow: the names of the rows stay in sight.
  await showTab(compared, 'overview');
  await page.setViewportSize({ width: 640, height: 720 });
  const scroll = compared.locator('.jx-Comparison-scroll');
  const header = compared.getByRole('rowheader', { name: 'rate' });
  await scroll.focus();
  const before = (await header.boundingBox())!.x;
  await scroll.evaluate(node => (node.scrollLeft = 1_000));
  await expect
    .poll(() => scroll.evaluate(node => node.scrollLeft))
    .toBeGreaterThan(0);
  expect((await header.boundingBox())!.x).toBeCloseTo(before, 0);
  await page.setViewportSize({ width: 1280, height: 800 });

  // One that is deleted is said to be.
  await page.request.delete(`/jupyter-ext/api/sessions/${low.id}`);
  await expect(
    compared.getByRole('columnheader').filter({ hasText: 'low rate' })
  ).toContainText('deleted');
});

test('an eleventh session is refused over a list', async ({ page }) => {
  const api = new Api(page);
  const instance = await makeInstance(api, ROOT, {
    name: 'Eleven seeds',
    cells: ['1'],
    signature: {
      inputs: [],
      parameters: [{ alias: 'seed', type: 'integer', default: 0 }],
      outputs: []
    }
  });
  const first = await api.post(`/instances/${instance.id}/sessions`, {
    lists: { parameters: { seed: Array.from({ length: 11 }, (_, i) => i) } }
  });
  await hideNotifications(page);
  const widget = await open(page, 'instance', instance.id, 'sessions');
  const rows = widget.locator('.jx-Table-body .jx-Table-row');
  await expect(rows).toHaveCount(11);
  for (let at = 0; at < 11; at++) {
    await rows.nth(at).getByRole('checkbox').check();
  }
  const compare = widget.getByRole('button', { name: 'Compare', exact: true });
  await expect(compare).toHaveAttribute('aria-disabled', 'true');
  await expect(compare).toHaveAttribute('title', /At most 10/);
  await rows.nth(10).getByRole('checkbox').uncheck();
  await compare.click();
  await expect(
    page.locator(PAGE, { hasText: 'Comparison of 10 sessions' })
  ).toBeVisible();

  // None of them goes on without the server.
  await api.post(`/workflows/${first.workflow.id}/cancel`);
  await expect
    .poll(
      async () => (await api.get(`/workflows/${first.workflow.id}`)).ended_at,
      { timeout: 90_000 }
    )
    .not.toBeNull();
});
