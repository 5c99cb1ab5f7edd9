import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { PromiseDelegate } from '@lumino/coreutils';

/** What a session's outputs are made of; texts and charts are drawn at once. */
const OUTPUTS =
  /^(image\/|text\/(html|plain)$|application\/vnd\.jupyter\.(stdout|stderr|error)$)/;

const deferring = new WeakSet<IRenderMimeRegistry>();

/**
 * Let outputs be drawn when the browser has time, those in sight first.
 *
 * JupyterLab draws all outputs of a notebook in one go before it shows any
 * cell. A review is read from the top, and has nothing that runs meanwhile.
 */
export function drawOutputsLater(rendermime: IRenderMimeRegistry): void {
  if (deferring.has(rendermime)) {
    return; // another view of the same notebook
  }
  deferring.add(rendermime);
  const queue = new Queue();
  const create = rendermime.createRenderer.bind(rendermime);
  rendermime.createRenderer = mimeType => {
    const renderer = create(mimeType);
    if (OUTPUTS.test(mimeType)) {
      const render = renderer.renderModel.bind(renderer);
      renderer.renderModel = model => queue.add(renderer, () => render(model));
    }
    return renderer;
  };
}

interface IWaiting {
  draw: () => Promise<void>;
  done: PromiseDelegate<void>;
}

class Queue {
  /** Draw it some time; only the last one that was asked of a renderer. */
  add(
    renderer: IRenderMime.IRenderer,
    draw: () => Promise<void>
  ): Promise<void> {
    const done =
      this._waiting.get(renderer)?.done ?? new PromiseDelegate<void>();
    this._waiting.set(renderer, { draw, done });
    this._renderers.set(renderer.node, renderer);
    this._sight.observe(renderer.node);
    this._plan();
    return done.promise;
  }

  private _plan(): void {
    if (!this._planned && this._waiting.size) {
      this._planned = true;
      requestIdleCallback(deadline => this._work(deadline), { timeout: 500 });
    }
  }

  private _work(deadline: IdleDeadline): void {
    do {
      const [next] = this._inSight.size ? this._inSight : this._waiting.keys();
      if (!next) {
        break;
      }
      this._draw(next);
    } while (deadline.timeRemaining() > 0);
    this._planned = false;
    this._plan();
  }

  private _draw(renderer: IRenderMime.IRenderer): void {
    const { draw, done } = this._waiting.get(renderer)!;
    this._waiting.delete(renderer);
    this._inSight.delete(renderer);
    this._sight.unobserve(renderer.node);
    if (renderer.isDisposed) {
      done.resolve();
    } else {
      // One that fails at once leaves the others standing too.
      void new Promise<void>(resolve => resolve(draw())).then(
        () => done.resolve(),
        reason => done.reject(reason)
      );
    }
  }

  private _inSight = new Set<IRenderMime.IRenderer>();
  private _planned = false;
  private _renderers = new WeakMap<Element, IRenderMime.IRenderer>();
  private _sight = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      const renderer = this._renderers.get(target)!;
      if (isIntersecting && this._waiting.has(renderer)) {
        this._inSight.add(renderer);
      } else {
        this._inSight.delete(renderer);
      }
    }
  });
  private _waiting = new Map<IRenderMime.IRenderer, IWaiting>();
}
