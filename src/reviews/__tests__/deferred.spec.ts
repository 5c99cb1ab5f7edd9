import {
  RenderMimeRegistry,
  standardRendererFactories
} from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';

import { drawOutputsLater } from '../deferred';

/** The browser's idle time and the reader's view, both given by the test. */
class Browser {
  constructor() {
    (window as any).requestIdleCallback = (work: any) => this._idle.push(work);
    (window as any).IntersectionObserver = jest.fn(tell => {
      this.see = nodes =>
        tell(nodes.map(target => ({ isIntersecting: true, target })));
      return { observe: () => undefined, unobserve: () => undefined };
    });
  }

  see: (nodes: Element[]) => void = () => undefined;

  /** As much time as drawing so many takes. */
  async rest(count: number): Promise<void> {
    let left = count;
    const timeRemaining = () => (--left > 0 ? 10 : 0);
    this._idle.splice(0).forEach(work => work({ timeRemaining }));
    await new Promise(resolve => setTimeout(resolve, 50));
  }

  private _idle: any[] = [];
}

describe('outputs that are drawn later', () => {
  let browser: Browser;
  let rendermime: RenderMimeRegistry;

  beforeEach(() => {
    browser = new Browser();
    rendermime = new RenderMimeRegistry({
      initialFactories: standardRendererFactories
    });
    drawOutputsLater(rendermime);
  });

  const draw = (text: string, mimeType = 'text/html') => {
    const renderer = rendermime.createRenderer(mimeType);
    const model = rendermime.createModel({ data: { [mimeType]: text } });
    return { renderer, done: renderer.renderModel(model), node: renderer.node };
  };

  it('come when there is time, those in sight first', async () => {
    const [first, second, third] = ['one', 'two', 'three'].map(one =>
      draw(one)
    );
    const shown = () =>
      [first, second, third].map(({ node }) => node.textContent);
    expect(shown()).toEqual(['', '', '']);
    browser.see([third.node]);
    await browser.rest(1);
    expect(shown()).toEqual(['', '', 'three']);
    await browser.rest(2);
    expect(shown()).toEqual(['one', 'two', 'three']);
    await Promise.all([first.done, second.done, third.done]);
  });

  it('leave nothing out when they come late', async () => {
    const one = draw('first');
    await browser.rest(5);
    const other = draw('second');
    await browser.rest(5);
    expect([one, other].map(({ node }) => node.textContent)).toEqual([
      'first',
      'second'
    ]);
  });

  it('show the last of what they were asked to', async () => {
    const { renderer, node } = draw('old');
    const again = renderer.renderModel(
      rendermime.createModel({ data: { 'text/html': 'new' } })
    );
    await browser.rest(5);
    await again;
    expect(node.textContent).toBe('new');
  });

  it('are not drawn when they are gone', async () => {
    const { renderer, done, node } = draw('gone');
    renderer.dispose();
    await browser.rest(5);
    await done;
    expect(node.textContent).toBe('');
  });

  it('wait once only, in however many views', async () => {
    drawOutputsLater(rendermime);
    const { node } = draw('one');
    await browser.rest(1);
    expect(node.textContent).toBe('one');
  });

  it('leave nothing else out when one fails at once', async () => {
    const factory = {
      safe: true,
      mimeTypes: ['image/broken'],
      createRenderer: () => {
        const widget: any = new Widget();
        widget.renderModel = () => {
          throw new Error('No such picture.');
        };
        return widget;
      }
    };
    rendermime.addFactory(factory);
    const broken = draw('', 'image/broken');
    const failed = expect(broken.done).rejects.toThrow('No such picture.');
    const other = draw('whole');
    await browser.rest(1);
    await failed;
    await browser.rest(1);
    expect(other.node.textContent).toBe('whole');
  });

  it('leave the text of a review as it is: at once', async () => {
    const { done, node } = draw('# A title', 'text/latex');
    await done;
    expect(node.textContent).toBe('# A title');
  });
});
