import {
  act,
  fireEvent,
  screen,
  waitFor,
  within
} from '@testing-library/react';
import { Widget } from '@lumino/widgets';

import { IJupyterExt } from '../../tokens';
import { fakeJx, fakeLayout } from '../../ui/__tests__/fake';
import { Sidebar } from '../panel';
import { countsText, progressShare, shortCount } from '../words';

interface IQuery extends Record<string, unknown> {
  q?: string;
}

/** A REST client that answers every list and remembers what was asked. */
function fakeApi(
  items: Record<string, object[]> = {},
  folders: object[] = [],
  proven = false
) {
  const asked: [string, IQuery][] = [];
  return {
    asked,
    get: async (path: string, options: { query: IQuery }) => {
      if (path === '/folders') {
        return folders;
      }
      if (path === '/status') {
        return { user: { id: 'ada', name: 'Ada', proven } };
      }
      asked.push([path, options.query]);
      const rows = items[path] ?? [];
      return { items: rows, total: rows.length, offset: 0 };
    }
  };
}

const SESSION = {
  id: 's1',
  name: 'today 14:02',
  state: 'FAILED',
  instance: { id: 'i1', name: 'scorecard on Q3 data' },
  created_at: '2026-01-01T00:00:00Z',
  started_at: null
};

/** Wait until every section has its count. */
async function drawn(): Promise<void> {
  await waitFor(
    () => {
      const counts = document.querySelectorAll('.jx-Sidebar-count');
      expect(counts).toHaveLength(5);
      counts.forEach(count => expect(count.textContent).not.toBe(''));
    },
    { timeout: 10_000 }
  );
}

async function settle(): Promise<void> {
  await act(async () => {
    await new Promise(resolve => setTimeout(resolve, 300));
  });
}

describe('the sidebar', () => {
  let jx: IJupyterExt & { opened: [string, string, string?][] };
  let sidebar: Sidebar;
  let api: ReturnType<typeof fakeApi>;

  async function show(
    items: Record<string, object[]> = {},
    folders: object[] = [],
    proven = false
  ): Promise<void> {
    api = fakeApi(items, folders, proven);
    jx = fakeJx({ api: api as any });
    sidebar = new Sidebar(jx);
    sidebar.fill();
    Widget.attach(sidebar, document.body);
    await drawn();
  }

  beforeEach(() => {
    // Lumino draws when it likes, not inside act().
    (globalThis as any).IS_REACT_ACT_ENVIRONMENT = false;
    fakeLayout(260, 200);
    window.localStorage.clear();
  });

  afterEach(() => {
    sidebar.dispose();
    jx.queries.clear();
  });

  it('has a section for each kind that is built, with its count', async () => {
    await show({ '/sessions': [SESSION] });
    const titles = Array.from(
      document.querySelectorAll('.jp-AccordionPanel-title')
    ).map(node => node.textContent);
    expect(titles.map(text => text!.replace(/\d+/g, ''))).toEqual([
      'Running',
      'Specifications',
      'Instances',
      'Sessions',
      'Artifacts'
    ]);
    expect(titles[3]).toBe('Sessions1');
  });

  it('asks the server with the chips, the order and the search', async () => {
    await show({ '/sessions': [SESSION] });
    api.asked.length = 0;
    fireEvent.click(screen.getByRole('button', { name: 'failed' }));
    await waitFor(() => expect(api.asked).not.toEqual([]));
    expect(api.asked.map(([path]) => path)).toEqual(['/sessions']);
    expect(api.asked[0][1]).toMatchObject({
      state: ['FAILED', 'CRASHED', 'TIMED_OUT'],
      sort: '-created_at'
    });
    api.asked.length = 0;
    fireEvent.change(screen.getByLabelText('Sort Sessions'), {
      target: { value: 'name' }
    });
    await waitFor(() => expect(api.asked).not.toEqual([]));
    expect(api.asked[0][1]).toMatchObject({ sort: 'name' });
    api.asked.length = 0;
    fireEvent.change(screen.getByLabelText('Search everything'), {
      target: { value: 'score' }
    });
    await waitFor(() =>
      expect(api.asked.map(([path]) => path)).toContain('/specifications')
    );
    expect(api.asked.every(([, query]) => query.q === 'score')).toBe(true);
  });

  it('narrows to one’s own where users are told apart', async () => {
    await show({ '/sessions': [SESSION], '/artifacts': [SESSION] }, [], true);
    const chips = await screen.findAllByRole('button', { name: 'mine' });
    expect(chips).toHaveLength(2); // of nothing there is nothing to filter
    api.asked.length = 0;
    fireEvent.click(chips[0]);
    await waitFor(() => expect(api.asked).not.toEqual([]));
    expect(
      api.asked.every(
        ([path, query]) => path === '/sessions' && query.whose === 'mine'
      )
    ).toBe(true);
    sidebar.dispose();
    window.localStorage.clear();
    await show({ '/sessions': [SESSION] });
    await settle();
    expect(screen.queryByRole('button', { name: 'mine' })).toBeNull();
  });

  it('keeps chips and order for the next time', async () => {
    await show({ '/sessions': [SESSION] });
    fireEvent.click(screen.getByRole('button', { name: 'starred' }));
    await settle();
    sidebar.dispose();
    await show({ '/sessions': [SESSION] });
    const chip = screen.getByRole('button', { name: 'starred' });
    expect(chip.getAttribute('aria-pressed')).toBe('true');
    const query = api.asked.find(
      ([path, q]) => path === '/sessions' && !q.active
    );
    expect(query![1]).toMatchObject({ starred: true });
  });

  it('opens the page of a row', async () => {
    await show({ '/sessions': [SESSION] });
    fireEvent.click(screen.getByText('today 14:02'));
    expect(jx.opened).toEqual([['session', 's1']]);
  });

  it('shows folders first, opens them in place and counts what is in all', async () => {
    const spec = {
      id: 'p1',
      name: 'scorecard',
      body_kind: 'notebook',
      newest_version: 1
    };
    await show({ '/specifications': [spec] }, [
      { id: 'f1', name: 'credit risk', parent_id: null, kind: 'specification' }
    ]);
    const query = () =>
      api.asked.filter(([path]) => path === '/specifications').pop()![1];
    const asked = api.asked.filter(([path]) => path === '/specifications');
    expect(asked.map(([, one]) => one.folder).sort()).toEqual([
      'top',
      undefined
    ]);
    fireEvent.click(screen.getAllByText('credit risk')[0]);
    await screen.findByRole('navigation', { name: 'Folder' });
    await waitFor(() => expect(query()).toMatchObject({ folder: 'f1' }));
    expect(query().starred).toBeUndefined();
    // What is starred is looked for below the folder too.
    const filters = screen.getByRole('group', {
      name: 'Filter and sort Specifications'
    });
    fireEvent.click(within(filters).getByRole('button', { name: 'starred' }));
    await waitFor(() =>
      expect(query()).toMatchObject({ starred: true, below: true })
    );
    expect(screen.queryAllByText('No specifications yet')).toEqual([]);
  });

  it('finds folders wherever they lie, and opens what is found', async () => {
    const folder = (id: string, name: string, parent_id: string | null) => ({
      id,
      name,
      parent_id,
      kind: 'artifact'
    });
    await show({}, [
      folder('f1', 'credit risk', null),
      folder('f2', 'sales', null),
      folder('f3', 'Q3 of sales', 'f2')
    ]);
    const section = document.querySelector<HTMLElement>(
      '#jupyter-ext-sidebar-artifacts'
    )!;
    const inside = within(section);
    const search = screen.getByLabelText<HTMLInputElement>('Search everything');
    sidebar.reveal('artifacts');
    fireEvent.click(await inside.findByText('credit risk'));
    await inside.findByText('This folder is empty');
    // The second click of a double one, on what the first one opened.
    const up = inside.getByRole('button', { name: 'Artifacts' });
    fireEvent.click(up, { detail: 2 });
    await settle();
    expect(inside.queryByText('This folder is empty')).not.toBeNull();
    fireEvent.click(up, { detail: 1 });
    await inside.findByText('sales');
    fireEvent.click(inside.getByText('credit risk'));
    await inside.findByText('This folder is empty');
    fireEvent.change(search, { target: { value: 'q3' } });
    fireEvent.click(await inside.findByText('Q3 of sales'));
    const way = await inside.findByRole('navigation', { name: 'Folder' });
    expect(way.textContent).toBe('ArtifactssalesQ3 of sales');
    await waitFor(() => expect(search.value).toBe(''));
    const asked = api.asked.filter(([path]) => path === '/artifacts');
    expect(asked.pop()![1]).toMatchObject({ folder: 'f3', q: '' });
  });

  it('lets a space be typed before the next word', async () => {
    await show();
    const search = screen.getByLabelText<HTMLInputElement>('Search everything');
    fireEvent.change(search, { target: { value: 'credit ' } });
    await settle();
    expect(search.value).toBe('credit ');
    expect(api.asked.pop()![1].q).toBe('credit');
  });

  it('says what to do first, with the action where a room offers it', async () => {
    await show();
    expect(screen.getByText('No specifications yet')).toBeTruthy();
    expect(
      screen.queryByRole('button', { name: 'New specification' })
    ).toBeNull();
    sidebar.dispose();
    api = fakeApi();
    jx = fakeJx({ api: api as any });
    const made = jest.fn();
    jx.commands.addCommand('test:make', { execute: made });
    jx.actions.add('new', { command: 'test:make', creates: 'specification' });
    sidebar = new Sidebar(jx);
    sidebar.fill();
    Widget.attach(sidebar, document.body);
    await drawn();
    fireEvent.click(screen.getByRole('button', { name: 'New specification' }));
    expect(made).toHaveBeenCalled();
  });

  it('offers to show all where the search finds nothing', async () => {
    await show();
    fireEvent.change(screen.getByLabelText('Search everything'), {
      target: { value: 'zzz' }
    });
    const [all] = await screen.findAllByRole('button', { name: 'Show all' });
    fireEvent.click(all);
    await settle();
    expect(
      (screen.getByLabelText('Search everything') as HTMLInputElement).value
    ).toBe('');
  });
});

describe('words of the sidebar', () => {
  it('are short', () => {
    expect(shortCount(12)).toBe('12');
    expect(shortCount(1234)).toBe('1.2k');
    expect(shortCount(10_000)).toBe('10k');
    expect(progressShare({ cells_total: 38, cells_done: 19 } as any)).toBe(0.5);
    expect(progressShare({ cells_total: null } as any)).toBeNull();
    const { trans } = fakeJx();
    expect(countsText({ running: 2, failed: 1 } as any, trans)).toBe(
      '2 running, 1 failed'
    );
  });
});
