const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const base = require('@jupyterlab/galata/lib/playwright-config');

// This file is read again by every worker: what is chosen here is handed down.
const { env } = process;
env.JX_UI_SCRATCH ??= fs.mkdtempSync(path.join(os.tmpdir(), 'jx-ui-'));
env.JLAB_TEST_PORT ??= freePort();
// a Debian chromium if there is one, else Playwright's own browser
const chromium = env.CHROMIUM ?? '/usr/bin/chromium';
const url = `http://127.0.0.1:${env.JLAB_TEST_PORT}`;

/** A port that nobody listens on; chosen by the system. */
function freePort() {
  return execFileSync(process.execPath, [
    '-e',
    `const server = require('net').createServer();
     server.listen(0, '127.0.0.1', () => {
       process.stdout.write(String(server.address().port));
       server.close();
     });`
  ]).toString();
}

module.exports = {
  ...base,
  testDir: 'tests',
  workers: 1,
  // a browser that starved is given a second chance, which the list calls flaky
  retries: env.CI ? 1 : 0,
  timeout: 300 * 1000,
  expect: { timeout: 30 * 1000 },
  reporter: [
    ['list'],
    [require.resolve('./rows.ts')],
    [require.resolve('./failures.ts')]
  ],
  globalTeardown: require.resolve('./teardown.js'),
  use: {
    ...base.use,
    baseURL: url,
    // what isn't there by then isn't coming
    actionTimeout: 30 * 1000,
    viewport: { width: 1280, height: 800 },
    // video needs Playwright's own ffmpeg, which is not installed
    video: 'off',
    // recording costs a third of a story's time: only where one is told again
    trace: 'on-first-retry',
    launchOptions: {
      ...(fs.existsSync(chromium) ? { executablePath: chromium } : {}),
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu']
    }
  },
  webServer: {
    command: 'jupyter lab --config jupyter_server_test_config.py',
    env: { ...env, JX_UI_FOLDER: path.join(env.JX_UI_SCRATCH, 'stories') },
    url: `${url}/lab`,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
    timeout: 240 * 1000,
    reuseExistingServer: false
  }
};
