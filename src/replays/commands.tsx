import { PathExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Contents, ServerConnection } from '@jupyterlab/services';
import * as React from 'react';

import { ApiError } from '../api/request';
import { attempt, takesId } from '../sessions/commands';
import type { IJupyterExt } from '../tokens';
import { isActive } from '../ui/badge';
import { TextField } from '../ui/fields';
import { showForm } from '../ui/formdialog';
import { replayIcon } from '../ui/icons';
import { CommandIDs } from './commandids';
import { replayAt, replayPath } from './drive';

export interface IReplayCommands {
  jx: IJupyterExt;
  docs: IDocumentManager;
  tracker: INotebookTracker;
  contents: Contents.IManager;
  /** The folder that is open in the file browser. */
  folder: () => string;
}

/** What can be done with replays. */
export function addCommands(options: IReplayCommands): void {
  const { jx, docs, tracker } = options;
  const { api, commands, trans } = jx;
  const panelAt = (path: string) =>
    tracker.find(one => one.context.path === path) ?? null;
  const replayOf = (path: unknown) => {
    const panel = path ? panelAt(String(path)) : tracker.currentWidget;
    return panel && replayAt(panel.context.path) ? panel : null;
  };

  commands.addCommand(CommandIDs.replay, {
    label: trans.__('Replay'),
    caption: trans.__(
      'Open its notebook live, with the data and values that it had; nothing is saved'
    ),
    icon: args => (args.isPalette ? undefined : replayIcon),
    describedBy: {
      args: {
        ...takesId(trans.__('The id of the session')).args,
        properties: {
          ...takesId(trans.__('The id of the session')).args.properties,
          cell: {
            type: 'string',
            description: trans.__('The id of a cell to show')
          }
        }
      }
    },
    execute: args =>
      attempt(jx, trans.__('The session could not be replayed'), async () => {
        const replay = await api.post('/sessions/{session_id}/replays', {
          path: { session_id: String(args.id) }
        });
        const panel = docs.openOrReveal(replayPath(replay), 'Notebook', {
          id: replay.kernel_id
        }) as NotebookPanel | undefined;
        if (panel && args.cell) {
          await showCell(panel, String(args.cell));
        }
        return panel;
      })
  });

  commands.addCommand(CommandIDs.saveAsNew, {
    label: trans.__('Save as a new notebook…'),
    caption: trans.__('Keep what the replay shows in a notebook of your own'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: {
            type: 'string',
            description: trans.__('The replay; default: the current notebook')
          }
        }
      }
    },
    isEnabled: args => replayOf(args.path) !== null,
    execute: args =>
      attempt(jx, trans.__('The notebook could not be saved'), async () => {
        const panel = replayOf(args.path);
        const path = panel && (await saveAsNew(options, panel));
        return path ? docs.openOrReveal(path) : null;
      })
  });

  jx.actions.add('session', {
    command: CommandIDs.replay,
    needs: 'runner',
    isVisible: (session: { state: string }) => !isActive(session.state),
    rank: 40
  });
}

/** Show a cell once the notebook is there; one that isn't in it stays unseen. */
async function showCell(panel: NotebookPanel, id: string): Promise<void> {
  await panel.context.ready;
  await panel.revealed;
  const cells = Array.from(panel.model?.cells ?? []);
  const index = cells.findIndex(one => one.id === id);
  if (index >= 0) {
    panel.content.activeCellIndex = index;
    await panel.content.scrollToItem(index, 'center');
  }
}

/** Ask for a place in the user's files and write there; its path, or null. */
export async function saveAsNew(
  options: Pick<IReplayCommands, 'jx' | 'contents' | 'folder'>,
  panel: NotebookPanel
): Promise<string | null> {
  const { jx, contents, folder } = options;
  const { trans } = jx;
  const name = PathExt.basename(panel.context.path);
  return showForm(jx, {
    title: trans.__('Save as a new notebook'),
    accept: trans.__('Save'),
    initial: { path: PathExt.join(folder(), name) },
    validate: ({ path }) => problem(path, trans),
    submit: async ({ path }) => {
      const place = path.trim();
      if (await exists(contents, place)) {
        throw refused(
          409,
          trans.__('There is already a file “%1”. Choose another name.', place)
        );
      }
      try {
        await contents.save(place, {
          type: 'notebook',
          format: 'json',
          content: panel.context.model.toJSON()
        });
      } catch (error) {
        // The contents API has errors of its own; the field shows what it says.
        throw error instanceof ServerConnection.ResponseError
          ? refused(error.response.status, error.message)
          : error;
      }
      return place;
    },
    render: ({ value, set, error }) => (
      <TextField
        label={trans.__('Path')}
        description={trans.__(
          'Below the folder that the file browser shows. The replay goes on.'
        )}
        required
        value={value.path}
        error={error('path')}
        onChange={path => set({ path })}
      />
    )
  });
}

function refused(status: number, message: string): ApiError {
  return new ApiError(status, 'refused', message, 'path');
}

function problem(
  path: string,
  trans: IJupyterExt['trans']
): Record<string, string> {
  const place = path.trim();
  if (!place.endsWith('.ipynb') || !PathExt.basename(place, '.ipynb')) {
    return { path: trans.__('Give a name that ends in .ipynb.') };
  }
  return place.includes(':')
    ? { path: trans.__('A path in your files has no colon.') }
    : {};
}

async function exists(
  contents: Contents.IManager,
  path: string
): Promise<boolean> {
  try {
    await contents.get(path, { content: false });
    return true;
  } catch (error) {
    if (
      error instanceof ServerConnection.ResponseError &&
      error.response.status === 404
    ) {
      return false;
    }
    throw error;
  }
}
