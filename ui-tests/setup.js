const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

/**
 * Begins to make 10,000 sessions while the first stories run; the story that
 * needs them waits for them and starts a server of its own on them.
 */
module.exports = () => {
  const folder = path.join(process.env.JX_UI_SCRATCH, 'rows');
  fs.mkdirSync(folder, { recursive: true });
  const log = fs.openSync(path.join(folder, 'make.log'), 'w');
  spawn(
    'nice',
    ['-n', '5', 'python', path.join(__dirname, 'make_rows.py'), folder],
    {
      stdio: ['ignore', log, log]
    }
  ).unref();
};
