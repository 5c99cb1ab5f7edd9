import { Download, Locator } from '@playwright/test';
import * as fs from 'fs';

import {
  Api,
  Page,
  command,
  expect,
  hideNotifications,
  look,
  makeInstance,
  open,
  reach,
  run,
  saveFile,
  showTab,
  test
} from './app';
import { ROOT } from './servers';

const HOSTILE = '<img src=x onerror="document.title=1">';
const LONG = `${'Remarkably long name of a session '.repeat(4)}${HOSTILE}`;

/** Cases, a session that scored them, and one that reports on its scores. */
async function makeChain(api: Api, word: string) {
  const keep = (content: string, more: object) =>
    api.post('/artifact-files', {
      path: saveFile(ROOT, 'cases.csv', content),
      ...more
    });
  const first = await keep('a\n1\n', { artifact_name: `Cases ${word}` });
  const scoring = await makeInstance(api, ROOT, {
    name: `Scoring ${word}`,
    cells: [
      'import jx',
      'rows = open(jx.input("cases")).read()',
      'jx.output("scores", suffix=".csv").write(rows)'
    ],
    signature: {
      inputs: [{ alias: 'cases', required: true }],
      outputs: [{ alias: 'scores' }]
    },
    inputs: { cases: first.artifact.id }
  });
  const old = await run(api, scoring, { name: LONG.slice(0, 200) });
  await reach(api, old.id, 'SUCCEEDED');
  const second = await keep('a\n2\n', { artifact_id: first.artifact.id });
  const scored = await run(api, scoring, { name: `third quarter ${word}` });
  const { outputs } = await reach(api, scored.id, 'SUCCEEDED');
  const scores = outputs[0].version;
  const report = await makeInstance(api, ROOT, {
    name: `Report on scores ${word}`,
    cells: ['import jx', 'open(jx.input("scores")).read()'],
    signature: { inputs: [{ alias: 'scores', required: true }] },
    inputs: { scores: scores.artifact.id }
  });
  const reported = await run(api, report);
  await reach(api, reported.id, 'SUCCEEDED');
  return { first, second, scoring, old, scored, scores, report, reported };
}

const node = (panel: Locator, name: string | RegExp) =>
  panel.locator('.jx-GraphNode-main').and(
    panel.page().getByRole('button', { name })
  );

async function saved(page: Page, press: Locator): Promise<[Download, Buffer]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    press.click()
  ]);
  return [download, fs.readFileSync(await download.path())];
}

test('what was made from what is seen, walked through and exported', async ({
  page
}, { retry }) => {
  await page.setViewportSize({ width: 1440, height: 810 });
  const api = new Api(page);
  const word = retry ? 'again' : 'of Q3';
  const made = await makeChain(api, word);
  await hideNotifications(page);

  // From a session: its code, its data, and what it wrote.
  const widget = await open(page, 'session', made.scored.id);
  const panel = await showTab(widget, 'graph');
  const details = panel.getByRole('complementary');
  await expect(node(panel, /^session third quarter/)).toBeVisible();
  await expect(node(panel, /^specification version Scoring/)).toBeVisible();
  await expect(node(panel, /^artifact version Cases .* v2/)).toBeVisible();
  await expect(node(panel, /^artifact version Scoring .* scores v2/)).toBeVisible();
  await expect(panel.getByText('input cases')).toBeVisible();

  // On to what used the scores, by a click on how many there are.
  await panel
    .getByRole('button', { name: /^Show more of what was made from Scoring .* scores v2/ })
    .click();
  const user = node(panel, new RegExp(`, .*Report on scores ${word}`));
  await expect(user).toBeVisible();
  await user.click();
  await expect(details).toContainText(made.reported.name);
  await expect(details).toContainText('succeeded');

  // Another session of the same instance; the version it read is deleted.
  const deletion = await page.request.delete(
    `/jupyter-ext/api/artifact-versions/${made.first.id}`
  );
  expect(deletion.ok(), await deletion.text()).toBe(true);
  await panel.getByRole('button', { name: 'Fit' }).click();
  await panel
    .getByRole('button', { name: `made from Scoring ${word} v1: 1` })
    .click();
  const long = node(panel, /^session Remarkably long name/);
  await long.click();
  await expect(details.getByRole('heading')).toContainText('Remarkably long');
  await details
    .getByRole('button', { name: /^Made from: \d+ more/ })
    .click();
  const tombstone = node(panel, /^artifact version Cases .* v1, deleted/);
  await expect(tombstone).toBeVisible();
  await command(page, 'application:toggle-left-area');
  await panel.getByRole('button', { name: 'Fit' }).click();
  await node(panel, /^session third quarter/).click();
  await look(page, 'graph', '.jx-ObjectView');

  // A picture of it: real text, and dots.
  const [file, svg] = await saved(
    page,
    panel.getByRole('button', { name: 'Export SVG' })
  );
  expect(file.suggestedFilename()).toMatch(/^graph-third-quarter-.*\.svg$/);
  const text = svg.toString('utf-8');
  expect(text).toContain(`>third quarter ${word}<`);
  expect(text).toContain('&lt;img src=x');
  expect(text).not.toMatch(/<img|<script|foreignObject|var\(/);
  const [picture, png] = await saved(
    page,
    panel.getByRole('button', { name: 'Export PNG' })
  );
  expect(picture.suggestedFilename()).toMatch(/\.png$/);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(1000);

  // As words, and as it was at first.
  await panel.getByRole('button', { name: 'As a list' }).click();
  await expect(
    panel.getByRole('row', { name: /Cases .*input cases.*third quarter/ })
  ).toBeVisible();
  await panel.getByRole('button', { name: 'As a list' }).click();
  await panel.getByRole('button', { name: 'Reset' }).click();
  await expect(tombstone).toHaveCount(0);
  await expect(user).toHaveCount(0);
  await node(panel, /^artifact version Scoring .* scores v2/).click();
  await details.getByRole('button', { name: 'Open' }).click();
  const artifact = page.locator(
    `[id="jupyter-ext:artifact:${made.scores.artifact.id}"]`
  );
  await expect(artifact).toBeVisible();

  // A version has a graph too; by keyboard alone.
  await command(page, 'jupyter-ext:show-graph', {
    kind: 'artifact_version',
    id: made.scores.id
  });
  const alone = page.locator(
    `[id="jupyter-ext:graph:artifact_version:${made.scores.id}"]`
  );
  await expect(alone.getByRole('heading', { level: 1 })).toContainText(
    /^Graph of Scoring .* scores v2/
  );
  await node(alone, /^artifact version Scoring .* scores v2/).focus();
  await page.keyboard.press('ArrowRight');
  await expect(node(alone, /^session .*Report on scores/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(node(alone, /^instance Report on scores/)).toBeVisible();

  // What happens elsewhere appears.
  await api.patch(`/sessions/${made.reported.id}`, { name: 'fourth quarter' });
  await expect(node(alone, /^session fourth quarter/)).toBeVisible();
  expect(await page.title()).not.toBe('1');
});

test('an object that nothing is linked to stands alone', async ({ page }) => {
  const api = new Api(page);
  const artifact = await api.post('/artifacts', { name: 'Alone' });

  const widget = await open(page, 'artifact', artifact.id, 'graph');

  await expect(node(widget, /^artifact Alone/)).toBeVisible();
  await expect(widget).toContainText('Nothing is linked to it yet');
});
