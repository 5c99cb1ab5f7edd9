import { Frame } from '@playwright/test';

import { Page, expect, test } from './app';
import { HOOK, call } from './hostile';

/** What a view may do that the others may not. */
export interface IAllowed {
  /** Scripts that share their origin with nobody. */
  scripts?: boolean;
  /** Pictures and data from elsewhere, as in any notebook of JupyterLab. */
  loads?: boolean;
}

/** Where contents of any width are shown, and stay. */
const SHOWN = [
  '.jx-ObjectPage:not(.lm-mod-hidden)',
  '.jp-Dialog-content',
  '.jp-Dialog-body',
  '.jx-Panel',
  '#jupyter-ext-sidebar',
  '#jupyter-ext-signature',
  '.jx-ReviewBanner',
  '.jx-ReplayBanner'
].join(', ');

/** Sees whatever executes or leaves, in every frame and every tab. */
export class Watch {
  readonly hits: string[] = [];

  /** Before anything is opened: the page is loaded anew. */
  async start(page: Page): Promise<void> {
    const context = page.context();
    context.on('console', message => {
      const [, where] = message.text().match(/^JX-EXECUTED (.*)/) ?? [];
      if (where) {
        this.hits.push(`executed: ${where}`);
      }
    });
    context.on('dialog', dialog => {
      this.hits.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    // What a policy forbids doesn't get here.
    await context.route(`${HOOK}/**`, route => {
      const request = route.request();
      this.hits.push(`${request.resourceType()}: ${request.url()}`);
      return route.abort();
    });
    await context.addInitScript(() => {
      (window as any).hit = (where: string) => {
        console.log(`JX-EXECUTED ${where} at ${window.origin}`);
      };
    });
    await page.reload({ waitForIsReady: false } as any);
    await page.evaluate(() => (window as any).jupyterapp.restored);
  }

  /** Show that what is executed is seen. */
  async prove(page: Page): Promise<void> {
    await page.evaluate(
      html => (document.createElement('div').innerHTML = html),
      `<img src=x onerror=${call('proof')}><img src="${HOOK}/proof.png">`
    );
    const { origin } = new URL(page.url());
    await expect
      .poll(() => this.hits.sort())
      .toEqual([`executed: proof at ${origin}`, `image: ${HOOK}/proof.png`]);
    this.hits.length = 0;
  }

  /** All that is shown has had its chance; nothing took it. */
  check(page: Page, view: string, allowed: IAllowed = {}): Promise<void> {
    return test.step(view, () => this._check(page, view, allowed));
  }

  private async _check(
    page: Page,
    view: string,
    allowed: IAllowed
  ): Promise<void> {
    // A frame that is blocked inside of a caged one answers nothing.
    for (const frame of [page.mainFrame(), ...page.mainFrame().childFrames()]) {
      await pressScripted(frame);
    }
    // A picture that is missing is known to be by then; a caged page tells nothing.
    const missing = page.evaluate(
      () =>
        new Promise(done => {
          const picture = new Image();
          picture.onerror = done;
          picture.src = `/missing-${Math.random()}`;
        })
    );
    await Promise.race([
      missing.catch(() => undefined),
      page.waitForTimeout(500)
    ]);
    await expect(
      page.getByText('Something went wrong in this view')
    ).toHaveCount(0);
    const hits = this.hits.filter(
      hit =>
        !(allowed.scripts && /^executed: .* at null$/.test(hit)) &&
        !(allowed.loads && /^(image|media|fetch): /.test(hit))
    );
    expect.soft(hits, `executed in ${view}`).toEqual([]);
    expect.soft(await tooWide(page), `${view} keeps its width`).toEqual([]);
    this.hits.length = 0;
  }
}

/** What is wider than its place, or moved the page aside. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(
    shown =>
      [document.documentElement, ...document.querySelectorAll(shown)]
        .filter(node => node.scrollWidth > node.clientWidth + 1)
        .map(
          node =>
            `${node.id || node.className}: ${node.scrollWidth} in ${node.clientWidth}`
        ),
    SHOWN
  );
}

/** Press every link and button that would execute something. */
async function pressScripted(frame: Frame): Promise<void> {
  try {
    await frame.evaluate(() => {
      for (const node of document.querySelectorAll('a, area, form')) {
        const where = ['href', 'xlink:href', 'action']
          .map(name => node.getAttribute(name) ?? '')
          .join(' ');
        if (/javascript:/i.test(where)) {
          node.dispatchEvent(
            new MouseEvent('click', { bubbles: true, cancelable: true })
          );
        }
      }
    });
  } catch {
    // A frame that went while it was looked at shows nothing.
  }
}
