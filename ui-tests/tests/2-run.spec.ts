import {
  Api,
  command,
  expect,
  hideNotifications,
  look,
  makeInstance,
  reach,
  saveFile,
  showTab,
  test
} from './app';
import { Pipe, ROOT } from './servers';

const PAGE = '.jx-ObjectPage:not(.lm-mod-hidden)';

/** Text, a formula, a cell that waits for the test, and all kinds of results. */
function cells(pipe: string): string[] {
  return [
    'md:# Scores of the third quarter\n\nThe loss is $L = \\frac{1}{n}\\sum_i (y_i - p_i)^2$.',
    'import jx\nrate = jx.parameter("rate")\nprint("rate is", rate)',
    `# Wait for the rest of the data\nprint("the pipe is open")\nwith open(${JSON.stringify(pipe)}) as stream:\n    print("the pipe said", stream.read())`,
    [
      'from IPython.display import SVG',
      "drawing = \"<svg xmlns='http://www.w3.org/2000/svg' width='300' height='120'><rect width='300' height='120' fill='#eef'/><polyline points='10,110 80,60 150,80 290,10' fill='none' stroke='#1976d2' stroke-width='3'/></svg>\"",
      'for step in range(8):',
      '    jx.metric("loss", 1 / (step + 1), step=step)',
      'jx.metric("auc", 0.8125)',
      'jx.table("Cases by grade", [{"grade": "low", "cases": 212}, {"grade": "high", "cases": 57}])',
      'jx.image("Course of the loss", drawing)',
      'jx.markdown("Remark", "All **269** cases are in.")',
      'jx.html("Weights", "<table><tr><th>age</th><td>0.4</td></tr><tr><th>size</th><td>1.2</td></tr></table>")',
      'jx.vega("Cases", {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": 200, "height": 80, "data": {"values": [{"a": "low", "b": 212}, {"a": "high", "b": 57}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b", "type": "quantitative"}}})',
      'with open(jx.output("scores", suffix=".csv"), "w") as out:',
      '    out.write("case,score\\n1,0.7\\n")',
      'print("extra is there:", jx.has("extra"))',
      'SVG(drawing)'
    ].join('\n')
  ];
}

test('a run is set up, watched over a reload, and read', async ({ page }) => {
  const api = new Api(page);
  const pipe = new Pipe('run.pipe');
  const file = saveFile(ROOT, 'cases.csv', 'case,grade\n1,low\n');
  const old = await api.post('/artifact-files', {
    path: file,
    artifact_name: 'Cases'
  });
  saveFile(ROOT, 'cases.csv', 'case,grade\n1,low\n2,high\n');
  await api.post('/artifact-files', {
    path: file,
    artifact_id: old.artifact.id
  });
  const instance = await makeInstance(api, ROOT, {
    name: 'Scorecard on Q3 data',
    cells: cells(pipe.path),
    signature: {
      inputs: [
        { alias: 'cases', description: 'One case a row', required: true },
        { alias: 'extra', description: 'A second opinion' }
      ],
      parameters: [
        { alias: 'rate', type: 'float', default: 0.5, minimum: 0, maximum: 1 },
        {
          alias: 'grade',
          type: 'choice',
          default: 'all',
          choices: ['all', 'high']
        }
      ],
      outputs: [{ alias: 'scores', description: 'A score for each case' }]
    },
    inputs: { cases: old.artifact.id }
  });

  await command(page, 'jupyter-ext:show');
  // The dialog: newest preselected, empty inputs left out, errors at fields.
  await command(page, 'jupyter-ext:run-instance', { id: instance.id });
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('Scorecard on Q3 data');
  await expect(dialog.getByText('newest', { exact: true })).toBeVisible();
  await expect(dialog.getByLabel('cases', { exact: true })).toHaveValue(/^v2/);
  await expect(dialog.getByText('extra')).toHaveCount(0);
  await look(page, 'run-dialog', '.jp-Dialog');
  const rate = dialog.getByLabel('rate', { exact: true });
  const start = dialog.getByRole('button', { name: 'Run instance' });
  await rate.fill('much');
  await start.click();
  await expect(dialog.getByText('Type a number, such as 0.5.')).toBeVisible();
  await rate.fill('0.7');
  await start.dblclick();
  await expect(dialog).toHaveCount(0);
  const sessions = await api.get(`/sessions?instance_id=${instance.id}`);
  expect(sessions.total, 'a double click starts one session').toBe(1);
  const [{ id }] = sessions.items;

  // A notification tells and leads to the page, which is live.
  const toast = page.locator('.Toastify__toast', {
    hasText: 'Scorecard on Q3 data'
  });
  await expect(toast).toContainText('is running.', { timeout: 60_000 });
  await toast.getByRole('button', { name: 'Open' }).click();
  const session = page.locator(`[id="jupyter-ext:session:${id}"]`);
  await expect(session).toContainText('now: cell 3');
  await expect(session).toContainText('Wait for the rest of the data');
  await expect(session.getByText('the pipe is open').first()).toBeVisible();
  await expect(session).toContainText('1/3 cells');
  await look(page, 'session-running', PAGE);

  // All of it is there again after a reload, still at the same cell.
  await page.reload({ waitForIsReady: false } as any);
  await expect(session).toContainText('now: cell 3', { timeout: 60_000 });
  await expect(session.getByText('the pipe is open').first()).toBeVisible();

  await pipe.release('everything');
  // How long the run takes is the machine's; that the page follows is ours.
  await reach(api, id, 'SUCCEEDED');
  await expect(session.getByText(/^succeeded in/)).toBeVisible({
    timeout: 60_000
  });
  await expect(toast).toContainText('succeeded.');
  await hideNotifications(page);
  await expect(session).toContainText('3/3 cells');
  await expect(session.locator('.jx-Metrics')).toContainText('0.8125');
  await expect(session.locator('.jx-Plots img')).toHaveCount(1);
  await look(page, 'session', PAGE);

  // The report, with its code and without; caged in either case.
  let panel = await showTab(session, 'report');
  const frame = panel.locator('iframe');
  await expect(frame).toHaveAttribute('sandbox', '');
  const report = panel.frameLocator('iframe');
  await expect(
    report.getByRole('heading', { name: 'Scores of the third quarter' })
  ).toBeVisible();
  await expect(report.locator('math').first()).toBeAttached();
  await expect(report.getByText('rate = jx.parameter').first()).toBeVisible();
  await look(page, 'report', PAGE);
  await panel.getByLabel('Code').uncheck();
  await expect(report.getByText('rate is 0.7')).toBeVisible();
  await expect(report.getByText('rate = jx.parameter')).toHaveCount(0);
  await look(page, 'report-without-code', PAGE);
  await panel.getByLabel('Interactive').check();
  await expect(frame).toHaveAttribute('sandbox', 'allow-scripts');
  const html = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Download HTML' }).click();
  expect((await html).suggestedFilename()).toMatch(/\.html$/);
  const ipynb = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Download notebook' }).click();
  expect((await ipynb).suggestedFilename()).toMatch(/\.ipynb$/);

  // What it logged and wrote.
  panel = await showTab(session, 'output');
  await expect(panel.getByRole('cell', { name: '0.8125' })).toBeVisible();
  await expect(panel.getByText('212')).toBeVisible();
  await expect(
    panel.frameLocator('iframe[title="Weights"]').getByText('age')
  ).toBeVisible();
  await expect(panel.locator('strong', { hasText: '269' })).toBeVisible();
  await panel
    .getByRole('heading', { name: 'Cases', exact: true })
    .scrollIntoViewIfNeeded();
  await expect(panel.locator('.vega-embed')).toBeVisible();
  const zip = page.waitForEvent('download');
  await panel.getByText('Download everything').click();
  expect((await zip).suggestedFilename()).toMatch(/\.zip$/);
  await look(page, 'session-output', PAGE);

  panel = await showTab(session, 'io');
  await expect(panel.getByText('Not configured')).toBeVisible();
  await expect(panel.getByText('scores.csv')).toBeVisible();
  await look(page, 'session-io', PAGE);

  panel = await showTab(session, 'parameters');
  await expect(panel.getByRole('row', { name: /rate/ })).toContainText('0.7');
  await look(page, 'session-parameters', PAGE);

  panel = await showTab(session, 'logs');
  await expect(panel.getByText('the pipe said everything')).toBeVisible();
  await panel.getByLabel('Search in').fill('extra');
  await expect(panel.getByText('1 of 1 lines')).toBeVisible();
  await look(page, 'session-logs', PAGE);
  await panel.getByRole('button', { name: 'Run', exact: true }).click();

  panel = await showTab(session, 'executions');
  await panel.getByLabel('Search packages').fill('ipykernel');
  await expect(panel.getByRole('row', { name: /ipykernel/ })).toBeVisible();
  await look(page, 'session-executions', PAGE);

  // Star and edit.
  await session.getByRole('button', { name: 'Star' }).click();
  await expect(session.getByRole('button', { name: 'Unstar' })).toBeVisible();
  await session.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Name').fill('The good one');
  await dialog.getByLabel('Note').fill('Agreed on with the client.');
  await dialog.getByLabel('Tags').fill('q3, final');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(session.getByRole('heading', { level: 1 })).toHaveText(
    'The good one'
  );
  await expect(session).toContainText('Agreed on with the client.');
  await expect(session.getByText('final', { exact: true })).toBeVisible();

  // The same in a narrow window.
  await page.setViewportSize({ width: 800, height: 900 });
  await showTab(session, 'overview');
  await page.waitForTimeout(300);
  const wide = await session.evaluate(
    node => node.scrollWidth - node.clientWidth
  );
  expect(wide, 'nothing sticks out at the right').toBeLessThanOrEqual(0);
});

test('a saved notebook runs as a session, and asks for what is missing', async ({
  page
}) => {
  const api = new Api(page);
  const signature = {
    inputs: [{ alias: 'cases', description: '', required: true }],
    parameters: [],
    outputs: []
  };
  const content: any = {
    cells: [
      {
        cell_type: 'code',
        id: 'a',
        metadata: {},
        source: 'import jx\nprint("size", len(jx.input("cases").bytes()))',
        outputs: [],
        execution_count: null
      }
    ],
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3' },
      language_info: { name: 'python' },
      'jupyter-ext': { specification: null, signature }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
  saveFile(ROOT, 'ad hoc.ipynb', JSON.stringify(content));
  saveFile(ROOT, 'few.csv', 'a\n1\n');
  await api.post('/artifact-files', { path: 'few.csv', artifact_name: 'Few' });
  await command(page, 'docmanager:open', { path: 'ad hoc.ipynb' });
  await page.getByRole('button', { name: 'Run as session' }).click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('Run “ad hoc.ipynb” as session');
  await dialog.getByRole('button', { name: 'Run as session' }).click();
  await expect(dialog.getByText('This input is required.')).toBeVisible();
  await look(page, 'run-notebook', '.jp-Dialog');
  await dialog.getByRole('combobox', { name: 'cases' }).first().click();
  await dialog.getByRole('option', { name: /Few/ }).click();
  await dialog.getByRole('button', { name: 'Run as session' }).click();
  await expect(dialog).toHaveCount(0);
  const toast = page.locator('.Toastify__toast', { hasText: 'ad hoc' });
  await expect(toast).toContainText('ad-hoc specification');
  await expect(toast).toContainText('succeeded.', { timeout: 60_000 });
});
