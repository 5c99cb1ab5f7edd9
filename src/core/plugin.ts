import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { DisposableDelegate } from '@lumino/disposable';

import { ChangeStream } from '../api/changes';
import { ApiClient } from '../api/client';
import { ChangeSync, createQueryClient } from '../api/queries';
import { IJupyterExt, IPageType } from '../tokens';
import { describeError } from '../ui/describe';
import type { ObjectPage } from '../ui/objectpage';
import { ObjectActions } from './registry';

export namespace CommandIDs {
  /** Args: kind, id, tab, title. Opens the page of an object, or a list. */
  export const open = 'jupyter-ext:open';
}

/** What all rooms share: REST client, change stream, pages, object menus. */
export const corePlugin: JupyterFrontEndPlugin<IJupyterExt> = {
  id: 'jupyter-ext:core',
  description: 'The REST client, change stream and pages of jupyter-ext.',
  autoStart: true,
  provides: IJupyterExt,
  optional: [ITranslator, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    translator_: ITranslator | null,
    restorer: ILayoutRestorer | null
  ): IJupyterExt => {
    const translator = translator_ ?? nullTranslator;
    const trans = translator.load('jupyter_ext');
    const { commands, serviceManager, shell } = app;
    const { serverSettings } = serviceManager;
    const changes = new ChangeStream({ serverSettings });
    const queries = createQueryClient();
    const pages = new Map<string, IPageType>();
    const tracker = new WidgetTracker<ObjectPage>({
      namespace: 'jupyter-ext'
    });

    const jx: IJupyterExt = {
      api: new ApiClient(serverSettings),
      changes,
      queries,
      commands,
      translator,
      trans,
      actions: new ObjectActions(),
      addPage: page => {
        pages.set(page.kind, page);
        return new DisposableDelegate(() => pages.delete(page.kind));
      },
      hasPage: kind => pages.has(kind),
      open: async (kind, id, tab) => {
        await commands.execute(CommandIDs.open, { kind, id, tab: tab ?? null });
      },
      reportError: (title, error) => {
        const { message } = describeError(error, trans);
        // It stays in the list of notifications, but doesn't cover what it lies on.
        Notification.error(`${title}\n${message}`, { autoClose: 20_000 });
      }
    };

    commands.addCommand(CommandIDs.open, {
      label: trans.__('Open'),
      describedBy: {
        args: {
          type: 'object',
          required: ['kind'],
          properties: {
            kind: { type: 'string', description: 'The kind of page' },
            id: { type: 'string', description: 'The object; none for a list' },
            tab: { type: ['string', 'null'], description: 'The tab to show' },
            title: {
              type: ['string', 'null'],
              description: 'Its name, until the object is loaded'
            }
          }
        }
      },
      execute: async args => {
        const kind = String(args.kind);
        const id = String(args.id ?? '');
        const tab = args.tab ? String(args.tab) : null;
        const title = args.title ? String(args.title) : null;
        const type = pages.get(kind);
        if (!type) {
          // A layout saved by a newer version, or a room that is switched off.
          console.warn(`jupyter-ext has no page for ${kind}`);
          return;
        }
        const { ObjectPage } = await import('../ui/objectpage');
        const pageId = ObjectPage.idOf(kind, id);
        let page = tracker.find(one => one.id === pageId);
        if (!page) {
          page = new ObjectPage(jx, type, id, tab, title);
          const created = page;
          created.stateChanged.connect(() => void tracker.save(created));
          void tracker.add(created);
        } else if (tab) {
          page.setTab(tab);
        }
        if (!page.isAttached) {
          shell.add(page, 'main', { type: 'jupyter-ext' });
        }
        shell.activateById(page.id);
        return page;
      }
    });

    if (restorer) {
      void restorer.restore(tracker, {
        command: CommandIDs.open,
        name: page => `${page.type.kind}:${page.objectId}`,
        args: page => ({
          kind: page.type.kind,
          id: page.objectId,
          tab: page.tab,
          // Out of sight it isn't asked for, but bears its name.
          title: page.title.label
        })
      });
    }

    new ChangeSync(queries, changes);
    changes.connect();
    return jx;
  }
};
