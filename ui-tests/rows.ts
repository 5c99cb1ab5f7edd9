import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';
import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/** Begin to make 10,000 sessions, unless that was begun; give their folder. */
export function beginRows(): string {
  const folder = path.join(process.env.JX_UI_SCRATCH!, 'rows');
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(folder, { recursive: true });
    const log = fs.openSync(path.join(folder, 'make.log'), 'w');
    const script = path.join(__dirname, 'make_rows.py');
    spawn('nice', ['-n', '5', 'python', script, folder], {
      stdio: ['ignore', log, log]
    }).unref();
  }
  return folder;
}

/** Makes them while the first stories run, if a later one needs them. */
export default class Rows implements Reporter {
  onBegin(_: FullConfig, suite: Suite): void {
    this._needed = suite
      .allTests()
      .some(one => one.location.file.includes('many-rows'));
  }

  onTestBegin(): void {
    if (this._needed) {
      beginRows();
    }
  }

  private _needed = false;
}
