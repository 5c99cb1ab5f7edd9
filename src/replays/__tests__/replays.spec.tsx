import { NotebookPanel } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';

import { fakeApp, Refusal, settle } from '../../sessions/__tests__/fake';
import { renderWith } from '../../ui/__tests__/fake';
import { ReplayWords } from '../banner';
import { saveAsNew } from '../commands';
import { ReplayDrive, replayAt, replayPath } from '../drive';
import { ReplayNotebooks } from '../notebooks';
import { ownFile } from '../../specifications/ownfile';

const RECORD = {
  id: 'r1',
  session: { id: 's1', name: 'today 14:02', deleted: false },
  path: 's1/r1/today.ipynb',
  kernel_id: 'k1',
  missing: [] as string[],
  notes: [] as string[],
  created_at: '2026-11-20T14:02:00Z'
};

function show(kernelId: string | null, answer: () => unknown) {
  const app = fakeApp();
  app.server
    .on('GET /replays/r1', answer)
    .on('GET /sessions/s1/environment', () => ({
      known: true,
      reason: null,
      changes: [{ name: 'pandas', before: '2.2', after: '3.1' }]
    }));
  const again = jest.fn(async () => undefined);
  renderWith(
    app.jx,
    <ReplayWords
      session="s1"
      replay="r1"
      kernelId={kernelId}
      path="Replay:s1/r1/today.ipynb"
      onAgain={again}
    />
  );
  return { ...app, again };
}

describe('the drive', () => {
  it('knows its own paths and no others', () => {
    expect(replayAt(replayPath(RECORD))).toEqual({
      session: 's1',
      replay: 'r1'
    });
    for (const path of ['a/b/c.ipynb', 'Review:s1/r1/a.ipynb', 'Replay:s1']) {
      expect(replayAt(path)).toBeNull();
    }
  });

  it('refuses whatever would write, with the way out', async () => {
    const { jx } = fakeApp();
    const fetch = jest.fn();
    const drive = new ReplayDrive(
      jx.trans,
      ServerConnection.makeSettings({ fetch })
    );
    for (const write of [
      drive.save(),
      drive.rename(),
      drive.copy(),
      drive.delete(),
      drive.newUntitled(),
      drive.createCheckpoint(),
      drive.restoreCheckpoint(),
      drive.deleteCheckpoint()
    ]) {
      await expect(write).rejects.toThrow('Save as a new notebook…');
    }
    expect(await drive.listCheckpoints()).toEqual([]);
    expect(fetch).not.toHaveBeenCalled();
  });

  it("is no place of the user's own files", () => {
    expect(ownFile('work/a.ipynb')).toBe('work/a.ipynb');
    expect(ownFile('Replay:s1/r1/a.ipynb')).toBeNull();
    expect(ownFile(undefined)).toBeNull();
  });
});

describe('the banner', () => {
  it('says that nothing is saved, what is missing and what differs', async () => {
    const missing = ['Input rows: version 2 of Cases was deleted.'];
    show('k1', () => ({ ...RECORD, missing }));
    expect(await screen.findByText(missing[0])).toBeTruthy();
    expect(screen.getByText('Replay: not saved')).toBeTruthy();
    expect(screen.getByText('Save as a new notebook…')).toBeTruthy();
    expect(screen.queryByText('Replay again')).toBeNull();
    expect(await screen.findByText('pandas 2.2 → 3.1')).toBeTruthy();
  });

  it('offers another one when it has ended', async () => {
    const { again } = show(null, () => new Refusal(404, 'ended'));
    fireEvent.click(await screen.findByText('Replay again'));
    await settle();
    expect(again).toHaveBeenCalled();
    expect(screen.getByText('Save as a new notebook…')).toBeTruthy();
  });

  it('tells a kernel that has no data from its own', async () => {
    show('another', () => RECORD);
    expect(await screen.findByText(/This kernel is another one/)).toBeTruthy();
  });
});

describe('a replay in several tabs', () => {
  it('ends with the last of them', async () => {
    // given: one notebook, two views of it
    const { jx, server } = fakeApp();
    server.on('DELETE /replays/r1', () => undefined);
    const signal = () => new Signal<any, any>({});
    const context = {
      path: 'Replay:s1/r1/today.ipynb',
      disposed: signal(),
      model: { dirty: false, stateChanged: signal(), contentChanged: signal() },
      sessionContext: {
        kernelPreference: {},
        kernelChanged: signal(),
        statusChanged: signal()
      }
    } as any;
    const notebooks = new ReplayNotebooks(jx);
    const views = [0, 1].map(() => {
      const panel: any = new Widget();
      panel.context = context;
      panel.contentHeader = { addWidget: () => undefined };
      return notebooks.createNew(panel, context)!;
    });
    const ended = () => server.asked('DELETE /replays/r1').length;

    // when, then
    views[1].dispose();
    await settle();
    expect(ended()).toBe(0);
    views[0].dispose();
    context.disposed.emit();
    await settle();
    expect(ended()).toBe(1);
  });
});

describe('save as a new notebook', () => {
  const panel = {
    context: {
      path: 'Replay:s1/r1/today.ipynb',
      model: { toJSON: () => ({ cells: [] }) }
    }
  } as unknown as NotebookPanel;
  const button = (name: string) =>
    Array.from(document.querySelectorAll<HTMLElement>('button')).find(
      one => one.textContent === name
    )!;

  it('never writes over a file, nor to another drive', async () => {
    const { jx } = fakeApp();
    const there = new Set(['work/today.ipynb']);
    const contents = {
      get: async (path: string) => {
        if (!there.has(path)) {
          throw new ServerConnection.ResponseError(
            new Response(null, { status: 404 })
          );
        }
      },
      save: jest.fn(async () => undefined)
    } as any;
    const done = saveAsNew({ jx, contents, folder: () => 'work' }, panel);
    const path = await screen.findByLabelText<HTMLInputElement>(/Path/);
    expect(path.value).toBe('work/today.ipynb');

    fireEvent.click(button('Save'));
    expect(await screen.findByText(/There is already a file/)).toBeTruthy();
    expect(contents.save).not.toHaveBeenCalled();

    there.clear();
    fireEvent.click(button('Save'));
    expect(await done).toBe('work/today.ipynb');
    expect(contents.save).toHaveBeenCalledWith(
      'work/today.ipynb',
      expect.objectContaining({ type: 'notebook', content: { cells: [] } })
    );
  });
});
