import { ChildProcess, execFileSync, spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/** The folder of this test run; removed at its end. */
export const SCRATCH = process.env.JX_UI_SCRATCH!;

/** The root folder of the server that most stories share. */
export const ROOT = path.join(SCRATCH, 'stories', 'root');

/** Waits until something is so; looks four times a second. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  seconds: number
): Promise<void> {
  for (let i = 0; i < seconds * 4; i++) {
    if (await isSo()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error(`Waited ${seconds} s for ${what}`);
}

/** A JupyterLab of its own, which a test may kill and start again. */
export class Server {
  constructor(
    readonly name: string,
    readonly port = freePort(),
    /** Further variables of its environment. */
    private _env: NodeJS.ProcessEnv = {}
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get folder(): string {
    return path.join(SCRATCH, this.name);
  }

  async start(): Promise<void> {
    this._process = spawn(
      'jupyter',
      ['lab', '--config', 'jupyter_server_test_config.py'],
      {
        cwd: path.join(__dirname, '..'),
        env: {
          ...process.env,
          ...this._env,
          JX_UI_FOLDER: this.folder,
          JLAB_TEST_PORT: this.port
        },
        stdio: 'ignore'
      }
    );
    await until(
      `the server ${this.name}`,
      () =>
        fetch(`${this.url}/api`).then(
          answer => answer.ok,
          () => false
        ),
      120
    );
  }

  /** End it as a power cut would. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const ended = this._process;
    this._process = null;
    if (ended && ended.exitCode === null) {
      const gone = new Promise(resolve => ended.once('exit', resolve));
      ended.kill(signal);
      await gone;
    }
  }

  private _process: ChildProcess | null = null;
}

function freePort(): string {
  return execFileSync(process.execPath, [
    '-e',
    `const server = require('net').createServer();
     server.listen(0, '127.0.0.1', () => {
       process.stdout.write(String(server.address().port));
       server.close();
     });`
  ]).toString();
}

/** A named pipe: what reads it waits until the test writes. */
export class Pipe {
  readonly path: string;

  constructor(name: string) {
    this.path = path.join(SCRATCH, name);
    fs.rmSync(this.path, { force: true }); // of an earlier try
    execFileSync('mkfifo', [this.path]);
  }

  async release(text = 'go'): Promise<void> {
    await fs.promises.writeFile(this.path, text);
  }
}
