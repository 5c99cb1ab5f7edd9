import {
  IJupyterLabPageFixture,
  expect,
  galata,
  test as base
} from '@jupyterlab/galata';
import AxeBuilder from '@axe-core/playwright';
import { Locator } from '@playwright/test';
import * as fs from 'fs';
import * as path from 'path';

export { expect, galata };
export type Page = IJupyterLabPageFixture;

const SHOTS = path.join(__dirname, '..', '..', 'docs', 'screenshots');

export const THEMES = {
  light: 'JupyterLab Light',
  dark: 'JupyterLab Dark',
  contrast: 'JupyterLab Dark High Contrast'
};

/**
 * Galata hides kernels and sessions that it did not start itself. What the
 * page says on its console in red fails the test.
 */
export const test = base.extend<{ consoleErrors: string[] }>({
  kernels: null as any,
  sessions: null as any,
  // A folder that every server has: a picture shows no name of a test.
  tmpPath: 'work',
  // Started when its layout is restored; a busy machine takes its time.
  waitForApplication: async ({ baseURL: _ }, use) => {
    await use(async page => {
      await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
      await page.evaluate(() => (window as any).jupyterapp.restored);
    });
  },
  consoleErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', error => errors.push(String(error)));
      await use(errors);
      expect(errors, 'errors thrown in the page').toEqual([]);
    },
    { auto: true }
  ]
});

/** Run a command of JupyterLab; what it opens is not waited for. */
export async function command(
  page: Page,
  id: string,
  args: object = {}
): Promise<void> {
  await page.evaluate(
    ([id, args]) => {
      void (window as any).jupyterapp.commands.execute(id, args);
    },
    [id, args] as const
  );
}

/** Open the page of an object, or a list; give its element. */
export async function open(
  page: Page,
  kind: string,
  id = '',
  tab?: string
): Promise<Locator> {
  await command(page, 'jupyter-ext:open', { kind, id, tab: tab ?? null });
  const widget = page.locator(`[id="jupyter-ext:${kind}:${id}"]`);
  await expect(widget).toBeVisible();
  return widget;
}

/** Show a tab of an object's page; give its panel. */
export async function showTab(widget: Locator, tab: string): Promise<Locator> {
  await widget.locator(`[data-tab="${tab}"]`).click();
  return widget.getByRole('tabpanel');
}

/** The ids of the kernels that the server has, those of other stories too. */
export async function kernels(page: Page): Promise<string[]> {
  const found = await (await page.request.get('/api/kernels')).json();
  return found.map((one: any) => one.id).sort();
}

/**
 * Stories on a server of their own. Galata's stand-ins ask the server that
 * most stories share, and would fail with another.
 */
export const testOn = (server: { url: string }) =>
  test.extend({
    baseURL: server.url,
    mockConfig: false,
    mockSettings: false,
    mockState: false,
    mockUser: false,
    terminals: null as any
  });

/** The REST interface, as a script would use it. */
export class Api {
  constructor(
    private _page: Page,
    private _base = ''
  ) {}

  get(route: string): Promise<any> {
    return this._ask('get', route);
  }

  post(route: string, data: object = {}): Promise<any> {
    return this._ask('post', route, data);
  }

  patch(route: string, data: object): Promise<any> {
    return this._ask('patch', route, data);
  }

  put(route: string, data: object): Promise<any> {
    return this._ask('put', route, data);
  }

  private async _ask(
    verb: 'get' | 'post' | 'patch' | 'put',
    route: string,
    data?: object
  ): Promise<any> {
    const answer = await this._page.request[verb](
      `${this._base}/jupyter-ext/api${route}`,
      { data }
    );
    expect(answer.ok(), `${verb} ${route}: ${await answer.text()}`).toBe(true);
    return answer.json();
  }
}

export interface ICode {
  name: string;
  /** Cells; those that begin with `md:` are text. */
  cells: string[];
  signature?: object;
  /** Alias to artifact id. */
  inputs?: Record<string, string | null>;
  parameters?: Record<string, unknown>;
}

/** A notebook file as it is saved. */
export function notebook(cells: string[]): object {
  return {
    cells: cells.map((source, i) =>
      source.startsWith('md:')
        ? {
            cell_type: 'markdown',
            id: `cell-${i}`,
            metadata: {},
            source: source.slice(3)
          }
        : {
            cell_type: 'code',
            id: `cell-${i}`,
            metadata: {},
            source,
            outputs: [],
            execution_count: null
          }
    ),
    metadata: {
      kernelspec: {
        name: 'python3',
        display_name: 'Python 3',
        language: 'python'
      },
      language_info: { name: 'python' }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
}

/** Save a file where a server finds it; give its path below the root. */
export function saveFile(root: string, name: string, content: string): string {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), content);
  return name;
}

/** Commit a notebook, register it, make an instance; give the instance. */
export async function makeInstance(
  api: Api,
  root: string,
  code: ICode
): Promise<any> {
  const file = saveFile(
    root,
    `${code.name.replace(/\W+/g, '-').toLowerCase()}.ipynb`,
    JSON.stringify(notebook(code.cells))
  );
  const signature = code.signature ?? {};
  const specification = await api.post('/specifications', {
    name: code.name,
    path: file,
    signature
  });
  await api.post(`/specifications/${specification.id}/versions`, {
    path: file,
    comment: 'first',
    signature
  });
  await api.post(`/specifications/${specification.id}/register`);
  return api.post('/instances', {
    specification_id: specification.id,
    name: code.name,
    inputs: code.inputs ?? {},
    parameters: code.parameters ?? {}
  });
}

/** Start a session of an instance; give the session. */
export function run(
  api: Api,
  instance: { id: string },
  body: object = {}
): Promise<any> {
  return api.post(`/instances/${instance.id}/sessions`, body);
}

/** Wait until a session is in one of these states; give the session. */
export async function reach(
  api: Api,
  id: string,
  ...states: string[]
): Promise<any> {
  let session: any = null;
  await expect
    .poll(
      async () => {
        session = await api.get(`/sessions/${id}`);
        return states.includes(session.state) ? states[0] : session.state;
      },
      { timeout: 90_000, intervals: [500] }
    )
    .toBe(states[0]);
  return session;
}

export async function setTheme(page: Page, theme: string): Promise<void> {
  await page.evaluate(async theme => {
    const { jupyterapp } = window as any;
    await jupyterapp.commands.execute('apputils:change-theme', { theme });
  }, theme);
  await expect(page.locator('body')).toHaveAttribute(
    'data-jp-theme-name',
    theme
  );
  // A theme's style sheet comes with its transitions.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(one => one instanceof CSSTransition)
        .map(one => one.finished)
    )
  );
}

/** The serious faults for those who can't see well or have no mouse. */
export async function faultsOf(
  page: Page,
  within: string,
  rules?: string[]
): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .include(within)
    // What a run wrote is its own; the frame around it is ours.
    .exclude('iframe')
    // In the page itself, not in a new one for each look.
    .setLegacyMode();
  const found = await (rules ? axe.withRules(rules) : axe).analyze();
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(one =>
      one.nodes.map(
        node =>
          `${one.id} at ${node.target.join(' ')}: ${
            node.any[0]?.message ?? one.help
          }`
      )
    );
}

/**
 * Look at what is shown in each theme: pictures in light and dark are kept
 * among the docs, and no view may have a serious fault.
 */
export async function look(
  page: Page,
  name: string,
  within: string
): Promise<void> {
  const faults: string[] = [];
  for (const [shade, theme] of Object.entries(THEMES)) {
    await setTheme(page, theme);
    if (shade !== 'contrast') {
      await page.screenshot({
        path: path.join(SHOTS, `${name}-${shade}.png`),
        animations: 'disabled'
      });
    }
    const found = await faultsOf(page, within);
    faults.push(...found.map(fault => `${shade}: ${fault}`));
  }
  await setTheme(page, THEMES.light);
  expect.soft(faults, `accessibility of ${name}`).toEqual([]);
}

/** Hide notifications, so that pictures show what they are about. */
export async function hideNotifications(page: Page): Promise<void> {
  await page.addStyleTag({
    content: '.Toastify { visibility: hidden !important; }'
  });
}
