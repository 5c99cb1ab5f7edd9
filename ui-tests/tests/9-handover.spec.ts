import { execFileSync } from 'child_process';
import * as path from 'path';

import {
  Api,
  expect,
  hideNotifications,
  look,
  makeInstance,
  open,
  reach,
  run,
  saveFile,
  test
} from './app';
import { ROOT } from './servers';

test('a session is handed over, with and without its data', async ({
  page
}, info) => {
  const api = new Api(page);
  await hideNotifications(page);
  const version = await api.post('/artifact-files', {
    path: saveFile(ROOT, 'rainfall.csv', 'day,mm\n1,3\n2,8\n'),
    artifact_name: `Rainfall ${info.retry}`
  });
  const instance = await makeInstance(api, ROOT, {
    name: `Mean rainfall ${info.retry}`,
    cells: ["import jx\nprint(jx.input('rain').path.name)"],
    signature: { inputs: [{ alias: 'rain', required: true }] },
    inputs: { rain: version.artifact.id }
  });
  const { id } = await run(api, instance, { name: 'October' });
  await reach(api, id, 'SUCCEEDED');

  const view = await open(page, 'session', id);
  const dialog = page.locator('.jp-Dialog');
  const handOver = async (data: boolean) => {
    await view.getByRole('button', { name: 'Actions of October' }).click();
    await page.getByRole('menuitem', { name: 'Hand over…' }).click();
    if (data) {
      await look(page, 'hand-over', '.jp-Dialog-content');
    } else {
      await dialog.getByLabel('With the input data').uncheck();
    }
    const waits = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save archive' }).click();
    const file = await waits;
    expect(file.suggestedFilename()).toBe('October.zip');
    const folder = info.outputPath(String(data));
    const archive = path.join(folder, 'October.zip');
    await file.saveAs(archive);
    await expect(
      page.locator('.Toastify__toast', { hasText: 'Making the archive' })
    ).toHaveCount(0);
    execFileSync('python', ['-m', 'zipfile', '-e', archive, folder]);
    return folder;
  };

  // With its data it is whole; without, the script says what is missing.
  const whole = await handOver(true);
  const said = execFileSync('python', [path.join(whole, 'run.py'), '--check']);
  expect(String(said)).toContain('All files are those that the session had.');
  const bare = await handOver(false);
  expect(() =>
    execFileSync('python', [path.join(bare, 'run.py'), '--check'], {
      stdio: 'pipe'
    })
  ).toThrow('work/inputs/rain/rainfall.csv is missing');
});
