import { JupyterFrontEnd } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import {
  copyIcon,
  deleteIcon,
  editIcon,
  notebookIcon,
  saveIcon
} from '@jupyterlab/ui-components';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { runIcon, signatureIcon, specificationIcon } from '../ui/icons';
import { addStar } from '../ui/starring';
import { addBundles } from './bundlecommands';
import { beginningId } from '../ui/beginning';
import { CommandIDs } from './commandids';
import { NotSaved } from './notebook';
import { ownFile } from './ownfile';
import { NotebookSignatures } from './signatures';

type Specification = components['schemas']['SpecificationRecord'];
type Args = ReadonlyPartialJSONObject | undefined;

export interface ISpecificationCommands {
  app: JupyterFrontEnd;
  jx: IJupyterExt;
  tracker: INotebookTracker;
  docs: IDocumentManager;
  signatures: NotebookSignatures;
  /** The folder that is open in the file browser. */
  folder: () => string;
  /** The file that is selected in the file browser, if it is just one. */
  selected: () => string | null;
  showPanel: () => void;
}

const PATH = {
  args: {
    type: 'object',
    properties: {
      path: {
        type: 'string',
        description: 'The file; by default the current notebook'
      },
      selected: {
        type: 'boolean',
        description: 'The file selected in the file browser instead'
      }
    }
  }
} as const;

const ID = {
  args: {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string', description: 'The id of the specification' }
    }
  }
} as const;

/** Everything that can be done with notebooks and specifications. */
export function addCommands(options: ISpecificationCommands): void {
  const { jx, tracker, docs, signatures } = options;
  const { commands, trans } = jx;

  /** Run it; what goes wrong is shown. */
  const attempt = async <T>(title: string, act: () => Promise<T>) => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof NotSaved)) {
        jx.reportError(title, error);
      }
      return null;
    }
  };
  const pathOf = (args: Args): string | null => {
    if (args?.path) {
      return String(args.path);
    }
    return args?.selected
      ? options.selected()
      : ownFile(tracker.currentWidget?.context.path);
  };
  /** The notebook of a path, opened where it isn't. */
  const notebookAt = async (path: string): Promise<NotebookPanel | null> => {
    const current = tracker.currentWidget;
    const widget =
      current?.context.path === path ? current : docs.openOrReveal(path);
    const panel = tracker.find(one => one === widget) ?? null;
    await panel?.context.ready;
    return panel;
  };
  const hasPath = (args: Args) => pathOf(args) !== null;

  commands.addCommand(CommandIDs.showSignature, {
    label: args =>
      args.isPalette ? trans.__('Show Signature') : trans.__('Signature'),
    caption: trans.__(
      'Show the inputs, parameters and outputs of this notebook'
    ),
    icon: args => (args.isPalette || args.toolbar ? undefined : signatureIcon),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => options.showPanel()
  });

  commands.addCommand(CommandIDs.commit, {
    label: args =>
      args.toolbar ? trans.__('Commit version') : trans.__('Commit Version…'),
    caption: trans.__('Save, and commit as the newest version'),
    icon: args => (args.isPalette || args.toolbar ? undefined : saveIcon),
    describedBy: PATH,
    isEnabled: hasPath,
    execute: args =>
      attempt(trans.__('The version was not committed'), async () => {
        const { commitVersion } = await import('./commit');
        const { notebookSource, scriptSource } = await import('./sources');
        const path = pathOf(args)!;
        if (path.endsWith('.ipynb')) {
          const panel = await notebookAt(path);
          return (
            panel &&
            commitVersion(jx, notebookSource(panel, signatures.of(panel)))
          );
        }
        const open = docs.findWidget(path);
        return commitVersion(jx, scriptSource(path, open?.context ?? null));
      })
  });

  commands.addCommand(CommandIDs.runSelected, {
    label: trans.__('Run as Session'),
    caption: trans.__('Run the saved state of the file beside JupyterLab'),
    icon: runIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => options.selected() !== null,
    execute: () =>
      commands.execute(CommandIDs.runFile, { path: options.selected() })
  });

  commands.addCommand(CommandIDs.createFrom, {
    label: trans.__('New Specification from File…'),
    caption: trans.__(
      'Declare what goes in and out, and commit its first version'
    ),
    icon: specificationIcon,
    describedBy: PATH,
    isEnabled: hasPath,
    execute: async args => {
      const path = pathOf(args)!;
      if (path.endsWith('.ipynb')) {
        const panel = await notebookAt(path);
        if (panel) {
          options.showPanel();
        }
      }
      return commands.execute(CommandIDs.commit, { path });
    }
  });

  commands.addCommand(CommandIDs.openWithData, {
    label: trans.__('Open with Data…'),
    caption: trans.__('Give the notebook a kernel that has chosen data'),
    describedBy: PATH,
    isEnabled: hasPath,
    execute: args =>
      attempt(trans.__('The data could not be opened'), async () => {
        const { openWithData } = await import('./opendata');
        const panel = await notebookAt(pathOf(args)!);
        if (!panel) {
          return null;
        }
        const signature = signatures.of(panel);
        await signature.save();
        return openWithData(jx, panel, signature.signature);
      })
  });

  commands.addCommand(CommandIDs.create, {
    label: args =>
      args.isPalette
        ? trans.__('New Specification…')
        : trans.__('Specification'),
    caption: trans.__('A specification from nothing: its signature first'),
    icon: args => (args.isPalette ? undefined : specificationIcon),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          cwd: { type: 'string', description: 'Where the notebook is made' },
          folder: {
            type: 'string',
            description: 'The folder of specifications it goes into'
          }
        }
      }
    },
    execute: args =>
      jx.open(
        'specification-new',
        beginningId({
          cwd: String(args.cwd ?? options.folder()),
          folder: args.folder && String(args.folder)
        })
      )
  });

  commands.addCommand(CommandIDs.openBody, {
    label: args =>
      String(args.path ?? '.ipynb').endsWith('.ipynb')
        ? trans.__('Open Notebook')
        : trans.__('Open Script'),
    caption: args => String(args.path ?? ''),
    icon: notebookIcon,
    describedBy: PATH,
    isEnabled: args => !!args.path,
    execute: args => docs.openOrReveal(String(args.path))
  });

  commands.addCommand(CommandIDs.register, {
    label: trans.__('Register…'),
    describedBy: ID,
    isEnabled: args => args.versions !== 0,
    caption: args =>
      args.versions === 0
        ? trans.__('Commit a version first: only that can be registered.')
        : trans.__('Freeze the signature, so that instances can be made'),
    execute: args =>
      attempt(trans.__('It was not registered'), async () => {
        const { registerSpecification } = await import('./actions');
        return registerSpecification(jx, String(args.id));
      })
  });

  commands.addCommand(CommandIDs.edit, {
    label: trans.__('Edit…'),
    caption: trans.__('Its name, description, note and tags'),
    icon: editIcon,
    describedBy: ID,
    execute: args =>
      attempt(trans.__('It was not changed'), async () => {
        const { editSpecification } = await import('./actions');
        return editSpecification(jx, String(args.id));
      })
  });

  commands.addCommand(CommandIDs.promote, {
    label: trans.__('Keep as a Specification'),
    describedBy: ID,
    execute: args =>
      attempt(trans.__('It was not changed'), async () => {
        const { promoteSpecification } = await import('./actions');
        return promoteSpecification(jx, String(args.id));
      })
  });

  commands.addCommand(CommandIDs.copy, {
    label: trans.__('Copy…'),
    caption: trans.__('Make a draft with the newest version’s code'),
    icon: copyIcon,
    describedBy: ID,
    execute: args =>
      attempt(trans.__('It was not copied'), async () => {
        const { copySpecification } = await import('./actions');
        return copySpecification(jx, String(args.id));
      })
  });

  commands.addCommand(CommandIDs.remove, {
    label: trans.__('Delete…'),
    icon: deleteIcon,
    describedBy: ID,
    execute: args =>
      attempt(trans.__('It was not deleted'), async () => {
        const { deleteSpecification } = await import('./actions');
        return deleteSpecification(jx, String(args.id));
      })
  });

  commands.addCommand(CommandIDs.downloadBody, {
    label: trans.__('Download'),
    describedBy: {
      args: {
        type: 'object',
        required: ['specification', 'number'],
        properties: {
          specification: { type: 'string', description: 'Its id' },
          number: { type: 'integer', description: 'The version' }
        }
      }
    },
    execute: args => {
      const link = document.createElement('a');
      link.href = jx.api.url(
        '/specifications/{specification_id}/versions/{number}/body',
        {
          specification_id: String(args.specification),
          number: String(args.number)
        }
      );
      link.download = '';
      link.click();
    }
  });

  addStar(jx, {
    kind: 'specification',
    command: CommandIDs.star,
    get: id =>
      jx.api.get('/specifications/{specification_id}', {
        path: { specification_id: id }
      }),
    update: (id, body) =>
      jx.api.patch('/specifications/{specification_id}', {
        path: { specification_id: id },
        body
      })
  });

  addMenus(jx);
  addBundles(jx);
}

function addMenus(jx: IJupyterExt): void {
  const add = jx.actions.add.bind(jx.actions);
  const open = (row: Specification) => ({ kind: 'specification', id: row.id });
  add('specification', { command: 'jupyter-ext:open', args: open, rank: 0 });
  add('specification', {
    command: CommandIDs.openBody,
    args: (row: Specification) => ({ path: row.path }),
    isVisible: (row: Specification) => !!row.path,
    rank: 10,
    button: 5
  });
  add('specification', {
    command: CommandIDs.newInstance,
    needs: 'runner',
    args: (row: Specification) => ({
      specification: row.id,
      draft: !row.registered_at
    }),
    rank: 100
  });
  add('specification', {
    command: CommandIDs.commit,
    needs: 'editor',
    args: (row: Specification) => ({ path: row.path }),
    isVisible: (row: Specification) => !!row.path,
    rank: 110
  });
  add('specification', {
    command: CommandIDs.register,
    needs: 'editor',
    args: (row: Specification) => ({
      id: row.id,
      versions: row.newest_version
    }),
    isVisible: (row: Specification) => !row.registered_at,
    rank: 120
  });
  add('specification', {
    command: CommandIDs.promote,
    needs: 'editor',
    isVisible: (row: Specification) => row.ad_hoc,
    rank: 130
  });
  add('specification', {
    command: CommandIDs.edit,
    needs: 'editor',
    rank: 205,
    button: 80
  });
  add('specification', { command: CommandIDs.copy, rank: 210, button: 30 });
  add('specification', {
    command: CommandIDs.remove,
    needs: 'owner',
    rank: 300,
    button: 90
  });
  add('specification-version', {
    command: CommandIDs.downloadBody,
    args: (row: components['schemas']['SpecificationVersionRecord']) => ({
      specification: row.specification_id,
      number: row.number
    })
  });
  add('new', {
    command: CommandIDs.create,
    args: () => ({}),
    creates: 'specification',
    rank: 10
  });
}
