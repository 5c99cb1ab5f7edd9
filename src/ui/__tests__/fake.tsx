import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { RenderResult, configure, render } from '@testing-library/react';
import * as React from 'react';

import { ChangeStream } from '../../api/changes';
import { ApiClient } from '../../api/client';
import { createQueryClient } from '../../api/queries';
import { ObjectActions } from '../../core/registry';
import { IJupyterExt } from '../../tokens';
import { JxProvider } from '../context';

// A busy machine takes its time; what never comes still fails.
configure({ asyncUtilTimeout: 10_000 });

/** The services of the app without an app; `opened` tells what was opened. */
export function fakeJx(
  parts: Partial<IJupyterExt> = {}
): IJupyterExt & { opened: [string, string, string?][] } {
  const serverSettings = ServerConnection.makeSettings();
  const opened: [string, string, string?][] = [];
  const queries = createQueryClient();
  queries.setDefaultOptions({
    queries: { ...queries.getDefaultOptions().queries, retry: false }
  });
  return {
    api: new ApiClient(serverSettings),
    changes: new ChangeStream({ serverSettings }),
    queries,
    commands: new CommandRegistry(),
    translator: nullTranslator,
    trans: nullTranslator.load('jupyter_ext'),
    actions: new ObjectActions(),
    addPage: () => ({ isDisposed: false, dispose: () => undefined }),
    hasPage: () => true,
    open: async (kind, id, tab) => {
      opened.push(tab ? [kind, id, tab] : [kind, id]);
    },
    reportError: () => undefined,
    opened,
    ...parts
  };
}

/** Render a piece inside the provider that all pieces need. */
export function renderWith(
  jx: IJupyterExt,
  element: React.ReactElement
): RenderResult {
  return render(element, {
    wrapper: ({ children }) => <JxProvider jx={jx}>{children}</JxProvider>
  });
}

/**
 * Give elements a size, which jsdom has none of, and a ResizeObserver that
 * reports it.
 */
export function fakeLayout(width = 800, height = 600): void {
  for (const [name, value] of [
    ['clientWidth', width],
    ['clientHeight', height],
    ['offsetWidth', width],
    ['offsetHeight', height]
  ] as const) {
    Object.defineProperty(HTMLElement.prototype, name, {
      configurable: true,
      get: () => value
    });
  }
  Element.prototype.getBoundingClientRect = () =>
    ({ x: 0, y: 0, top: 0, left: 0, width, height }) as DOMRect;
  Element.prototype.scrollTo = function (this: Element, to: any) {
    this.scrollTop = to?.top ?? 0;
    // A browser tells later, never while laying out.
    window.setTimeout(() => this.dispatchEvent(new Event('scroll')), 0);
  } as any;
  (globalThis as any).ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
}
