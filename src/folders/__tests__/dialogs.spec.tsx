import { fireEvent, screen, waitFor } from '@testing-library/react';

import { ApiError } from '../../api/request';
import { fakeJx } from '../../ui/__tests__/fake';
import { deleteFolder } from '../dialogs';
import { askAndMove } from '../movedialog';

const FOLDER = { id: 'f1', name: 'Q3', parent_id: null, kind: 'artifact' };

/** A server with one folder; `calls` says what was asked of it. */
function fakeServer(inside: { folders: object[]; total: number }) {
  const calls: [string, string, any?][] = [];
  return {
    calls,
    get: async (path: string) => {
      calls.push(['get', path]);
      return path === '/folders'
        ? [FOLDER, ...inside.folders]
        : path === '/folders/{folder_id}'
          ? FOLDER
          : { items: [], total: inside.total, offset: 0 };
    },
    post: async (path: string, { body }: any) => {
      calls.push(['post', path, body]);
      return path === '/folders' ? { ...body, id: 'new' } : { count: 1 };
    },
    delete: async (path: string) => {
      calls.push(['delete', path]);
    }
  };
}

function start(inside = { folders: [] as object[], total: 0 }) {
  const server = fakeServer(inside);
  const jx = fakeJx({ api: server as any });
  const sent = () => server.calls.filter(([verb]) => verb !== 'get');
  return { jx, sent };
}

const button = (name: string) =>
  waitFor(() => {
    const found = Array.from(
      document.querySelectorAll<HTMLElement>('.jp-Dialog-footer button')
    ).find(one => one.textContent === name);
    expect(found).toBeTruthy();
    return found!;
  });

describe('moving', () => {
  const begin = (jx: ReturnType<typeof fakeJx>, from?: string | null) =>
    askAndMove(jx, {
      kind: 'artifact',
      objects: ['a1'],
      folders: [],
      what: 'scores',
      from
    });
  const name = () => screen.findByLabelText(/^New folder in/);

  it('goes nowhere while the folder is the one where it is', async () => {
    const { jx, sent } = start();
    const done = begin(jx, null);
    fireEvent.click(await button('Move'));
    await screen.findByText('It is there now. Choose another folder.');
    expect(sent()).toEqual([]);
    fireEvent.click(await button('Cancel'));
    expect(await done).toBe(false);
  });

  it('goes to the top of what lies here and there', async () => {
    const { jx, sent } = start();
    const done = begin(jx);
    fireEvent.click(await button('Move'));
    expect(await done).toBe(true);
    expect(sent()).toEqual([
      [
        'post',
        '/moves',
        { kind: 'artifact', objects: ['a1'], folders: [], folder_id: null }
      ]
    ]);
  });

  it('makes the folder whose name was typed, and moves into it', async () => {
    const { jx, sent } = start();
    const done = begin(jx, null);
    fireEvent.change(await name(), { target: { value: ' Q4 ' } });
    fireEvent.click(await button('Create and move'));
    expect(await done).toBe(true);
    expect(sent().map(([, path, body]) => [path, body])).toEqual([
      ['/folders', { kind: 'artifact', name: 'Q4', parent_id: null }],
      [
        '/moves',
        { kind: 'artifact', objects: ['a1'], folders: [], folder_id: 'new' }
      ]
    ]);
  });

  it('makes it once where the move has to be tried again', async () => {
    const { jx, sent } = start();
    const { post } = jx.api as any;
    let refusals = 1;
    (jx.api as any).post = async (path: string, sending: any) => {
      const answer = await post(path, sending);
      if (path === '/moves' && refusals-- > 0) {
        throw new ApiError(503, 'busy', 'The database is busy.');
      }
      return answer;
    };
    const done = begin(jx, null);
    fireEvent.change(await name(), { target: { value: 'Q4' } });
    fireEvent.click(await button('Create and move'));
    await screen.findByText(/The database is busy/);
    fireEvent.click(await button('Move'));
    expect(await done).toBe(true);
    expect(sent().map(([, path]) => path)).toEqual([
      '/folders',
      '/moves',
      '/moves'
    ]);
  });
});

describe('deleting a folder', () => {
  it('asks nothing about one that holds something', async () => {
    const { jx, sent } = start({
      folders: [{ ...FOLDER, id: 'f2', parent_id: 'f1' }],
      total: 12
    });
    await expect(deleteFolder(jx, 'f1')).rejects.toThrow(
      'Q3 isn’t empty: it holds 1 folder and 12 artifacts. ' +
        'Move or delete what it holds first.'
    );
    expect(document.querySelector('.jp-Dialog')).toBeNull();
    expect(sent()).toEqual([]);
  });

  it('asks about an empty one, and deletes it', async () => {
    const { jx, sent } = start();
    const done = deleteFolder(jx, 'f1');
    fireEvent.click(await button('Delete'));
    await waitFor(() =>
      expect(sent()).toEqual([['delete', '/folders/{folder_id}']])
    );
    expect(await done).toBe(true);
  });
});
