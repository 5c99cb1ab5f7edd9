const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');

/** Ends the runs that outlive their server, and removes what was written. */
module.exports = () => {
  const scratch = process.env.JX_UI_SCRATCH;
  execFileSync('python', [path.join(__dirname, 'end_runs.py'), scratch], {
    stdio: 'inherit'
  });
  fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
};
