import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import * as React from 'react';

import { useList } from '../../api/hooks';
import { NetworkFailure } from '../../api/request';
import type { IPageProps } from '../../tokens';
import { ListBar } from '../../ui/listbar';
import { SHARED, Whose } from '../../ui/whose';
import { fakeJx, fakeLayout, renderWith } from '../../ui/__tests__/fake';
import { foldersPlugin } from '../plugin';
import { usePlace } from '../place';
import { FolderTable } from '../table';

interface IArtifact {
  id: string;
  name: string;
  starred?: boolean;
  folder_id: string | null;
}

const FOLDERS = [
  { id: 'f1', name: 'Credit risk', parent_id: null, kind: 'artifact' },
  { id: 'f2', name: 'Q3', parent_id: 'f1', kind: 'artifact' },
  { id: 'f3', name: 'Sales', parent_id: null, kind: 'artifact' }
];

/** A server with a few folders and artifacts; `asked` says what it was asked. */
function fakeServer(role = 'owner') {
  const asked: [string, any][] = [];
  const folders: object[] = [...FOLDERS];
  const artifacts = [
    { id: 'a1', name: 'scores', folder_id: null, role },
    { id: 'a2', name: 'Q3 data', folder_id: 'f1', starred: true },
    { id: 'a3', name: 'deep', folder_id: 'f2' }
  ];
  return {
    asked,
    down: false,
    async get(path: string, { query }: any) {
      if (path === '/folders') {
        if (this.down) {
          throw new NetworkFailure();
        }
        return [...folders];
      }
      asked.push([path, query]);
      const wanted = query.folder === 'top' ? null : query.folder;
      const items = artifacts.filter(
        one =>
          (query.below || one.folder_id === wanted) &&
          (!query.starred || one.starred)
      );
      return { items, total: items.length, offset: 0 };
    },
    post: async (path: string, { body }: any) => {
      asked.push([path, body]);
      if (path === '/folders') {
        const made = { ...body, id: 'f4' };
        folders.push(made);
        return made;
      }
      return { count: body.objects.length + body.folders.length };
    }
  };
}

interface IListProps {
  page: IPageProps;
  narrowed?: { whose?: Whose; starred?: boolean };
}

function List(props: IListProps): JSX.Element {
  const { narrowed } = props;
  const place = usePlace('artifact', props.page, {
    key: 'updated_at',
    descending: true
  });
  const jx = (globalThis as any).jx;
  const query = { ...place.query(narrowed), ...narrowed };
  const list = useList<IArtifact>(
    'artifact',
    query,
    (page, signal) =>
      jx.api.get('/artifacts', { query: { ...query, ...page }, signal }),
    { enabled: place.tree !== null }
  );
  return (
    <>
      <ListBar
        label="artifacts"
        search={place.search}
        onSearch={place.setSearch}
      />
      <FolderTable<IArtifact>
        place={place}
        everywhere={narrowed?.whose === SHARED}
        below={!!narrowed?.starred}
        filtered={!!narrowed}
        id="artifacts"
        label="Artifacts"
        columns={[
          { id: 'name', header: 'Name', width: 100, cell: row => row.name },
          { id: 'id', header: 'Id', width: 50, cell: row => row.id }
        ]}
        list={list}
        icon={() => null}
        note={() => 'a note'}
        countLabel={(_, written) => `${written} artifacts`}
        empty={{ title: 'Nothing yet' }}
      />
    </>
  );
}

describe('a list with folders', () => {
  let jx: ReturnType<typeof fakeJx>;
  let api: ReturnType<typeof fakeServer>;
  let page: IPageProps;

  /** The page, drawn again with the tab that it sets. */
  async function show(
    tab: string | null = null,
    how: {
      down?: boolean;
      narrowed?: IListProps['narrowed'];
      role?: string;
    } = {}
  ) {
    const { down = false, narrowed, role } = how;
    api = Object.assign(fakeServer(role), { down });
    jx = fakeJx({ api: api as any });
    (globalThis as any).jx = jx;
    void foldersPlugin.activate({ commands: jx.commands } as any, jx);
    page = { id: '', tab, page: {} } as unknown as IPageProps;
    const view = renderWith(jx, <List {...{ page, narrowed }} />);
    page.setTab = to => {
      Object.assign(page, { tab: to });
      view.rerender(<List page={{ ...page }} narrowed={narrowed} />);
    };
    await screen.findByText(/artifacts$|is empty|Nothing yet/);
    return view;
  }

  const names = () =>
    Array.from(document.querySelectorAll('.jx-Table-body [role="row"]')).map(
      row => row.textContent
    );

  const field = () =>
    screen.getByLabelText<HTMLInputElement>('Search artifacts');
  const newest = () => api.asked[api.asked.length - 1][1];
  const search = async (text: string) => {
    fireEvent.change(field(), { target: { value: text } });
    await waitFor(() => expect(newest()).toMatchObject({ q: text }));
  };

  // The events of fireEvent don't rise to where they are listened for.
  const drag = (type: string, name: string) =>
    fireEvent(
      screen.getByText(name),
      Object.assign(new Event(type, { bubbles: true, cancelable: true }), {
        dataTransfer: { setData: () => undefined }
      })
    );

  beforeEach(() => {
    fakeLayout();
    window.localStorage.clear();
  });
  afterEach(() => jx.queries.clear());

  it('begins with the folders, which open by double click and Enter', async () => {
    await show();
    expect(names()).toEqual(['Folder Credit risk', 'Folder Sales', 'scoresa1']);
    expect(screen.getByText('2 folders, 1 artifacts')).toBeTruthy();
    fireEvent.doubleClick(screen.getByText('Credit risk'));
    await screen.findByText('Q3 data');
    expect(names()).toEqual(['Folder Q3', 'Q3 dataa2']);
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'Enter' });
    await screen.findByText('deep');
    const way = screen.getByRole('navigation', { name: 'Folder' });
    expect(way.textContent).toBe('ArtifactsCredit riskQ3');
    fireEvent.click(screen.getByRole('button', { name: 'Credit risk' }));
    await screen.findByText('Q3 data');
  });

  it('keeps the folder, the order and the view', async () => {
    const view = await show();
    fireEvent.click(screen.getByRole('button', { name: 'As tiles' }));
    fireEvent.doubleClick(screen.getByText('Credit risk'));
    await screen.findByText('Q3 data');
    view.unmount();
    await show();
    await screen.findByText('Q3 data');
    expect(screen.getByRole('listbox', { name: 'Artifacts' })).toBeTruthy();
  });

  it('falls back to the top when its folder is gone', async () => {
    await show('f9');
    expect(names()).toContain('scoresa1');
  });

  it('searches from the open folder down, folders too', async () => {
    await show('f1');
    await search('q3');
    expect(api.asked.pop()![1]).toMatchObject({ folder: 'f1', below: true });
    expect(names()).toContain('Folder Q3');
    expect(names()).not.toContain('Folder Sales');
  });

  it('opens a folder that was found with all that is in it', async () => {
    await show();
    await search('q3');
    fireEvent.doubleClick(await screen.findByText('Q3'));
    await screen.findByText('deep');
    expect(api.asked.pop()![1]).toMatchObject({
      q: '',
      folder: 'f2',
      below: false
    });
    expect(names()).toEqual(['deepa3']);
  });

  it('ends the search when another folder is opened from anywhere', async () => {
    await show('f1');
    await search('deep');
    act(() => page.setTab('f3'));
    await screen.findByText('This folder is empty');
    expect(field().value).toBe('');
    expect(newest()).toMatchObject({ q: '', folder: 'f3' });
    await search('deep');
    fireEvent.click(screen.getByRole('button', { name: 'Artifacts' }));
    await waitFor(() => expect(field().value).toBe(''));
    await screen.findByText('scores');
    expect(newest()).toMatchObject({ q: '', folder: 'top' });
  });

  it('keeps the focus of whoever enters a folder by keyboard', async () => {
    await show();
    const grid = screen.getByRole('grid');
    grid.focus();
    fireEvent.keyDown(grid, { key: 'Enter' });
    await screen.findByText('Q3 data');
    expect(document.activeElement).toBe(screen.getByRole('grid'));
    act(() => page.setTab('top'));
    await screen.findByText('scores');
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    await screen.findByText('This folder is empty');
    expect(document.activeElement).toBe(
      screen.getByRole('button', { name: 'Sales' })
    );
  });

  it('selects in one folder alone', async () => {
    await show();
    const grid = screen.getByRole('grid');
    fireEvent.keyDown(grid, { key: 'End' });
    fireEvent.keyDown(grid, { key: ' ' });
    expect(screen.getByText('1 selected')).toBeTruthy();
    fireEvent.doubleClick(screen.getByText('Credit risk'));
    await screen.findByText('Q3 data');
    expect(screen.queryByText('1 selected')).toBeNull();
  });

  it('selects no more what was dragged into a folder', async () => {
    await show();
    const grid = screen.getByRole('grid');
    fireEvent.keyDown(grid, { key: 'End' });
    fireEvent.keyDown(grid, { key: ' ' });
    expect(screen.getByText('1 selected')).toBeTruthy();
    drag('dragstart', 'scores');
    drag('drop', 'Sales');
    await waitFor(() => expect(screen.queryByText('1 selected')).toBeNull());
    expect(api.asked).toContainEqual([
      '/moves',
      { kind: 'artifact', objects: ['a1'], folders: [], folder_id: 'f3' }
    ]);
  });

  it('says that there are folders which could not be had', async () => {
    window.localStorage.setItem(
      'jupyter-ext:list:artifact',
      JSON.stringify({ folder: 'f1' })
    );
    await show(null, { down: true });
    expect(screen.getByText(/folders could not be loaded/)).toBeTruthy();
    expect(names()).toEqual(['scoresa1']);
    api.down = false;
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await screen.findByText('Q3 data');
    expect(screen.queryByText(/folders could not be loaded/)).toBeNull();
  });

  it('has no folders among what others share', async () => {
    await show('f1', { narrowed: { whose: 'shared' } });
    expect(api.asked[0][1]).toMatchObject({ folder: 'top', below: true });
    expect(names()).toEqual(['scoresa1', 'Q3 dataa2', 'deepa3']);
    expect(screen.getByRole('navigation').textContent).toBe('Artifacts');
  });

  it('moves nothing that others share', async () => {
    await show(null, { role: 'editor' });
    const grid = screen.getByRole('grid');
    fireEvent.keyDown(grid, { key: 'End' });
    fireEvent.keyDown(grid, { key: ' ' });
    const move = screen.getByRole('button', { name: 'Move…' });
    fireEvent.click(move);
    expect(drag('dragstart', 'scores')).toBe(false);
    expect(move.getAttribute('aria-disabled')).toBe('true');
    expect(screen.queryByRole('tree', { hidden: true })).toBeNull();
  });

  it('finds what is starred below the open folder, as rows and as tiles', async () => {
    await show(null, { narrowed: { starred: true } });
    await screen.findByText('Q3 data');
    expect(api.asked[0][1]).toMatchObject({ below: true, starred: true });
    // They are of all folders: none is gone through.
    expect(names()).toEqual(['Q3 dataa2']);
    fireEvent.click(screen.getByRole('button', { name: 'As tiles' }));
    const tile = await screen.findByRole('option', { name: /Q3 data/ });
    expect(tile.textContent).toBe('Q3 data★ a note');
  });

  it('moves with the keyboard in a tree', async () => {
    await show();
    const grid = screen.getByRole('grid');
    fireEvent.keyDown(grid, { key: 'End' });
    fireEvent.keyDown(grid, { key: ' ' });
    fireEvent.click(screen.getByRole('button', { name: 'Move…' }));
    const tree = await screen.findByRole('tree', { hidden: true });
    const node = () =>
      document.getElementById(tree.getAttribute('aria-activedescendant')!)!
        .textContent;
    expect(node()).toBe('Artifacts');
    fireEvent.keyDown(tree, { key: 'ArrowDown' });
    await waitFor(() => expect(node()).toBe('Credit risk'));
    fireEvent.click(screen.getByRole('button', { name: 'Move', hidden: true }));
    await waitFor(() =>
      expect(api.asked).toContainEqual([
        '/moves',
        { kind: 'artifact', objects: ['a1'], folders: [], folder_id: 'f1' }
      ])
    );
  });
});
