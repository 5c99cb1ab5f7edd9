import { Signal } from '@lumino/signaling';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import * as React from 'react';

import { useList } from '../../api/hooks';
import { keys } from '../../api/queries';
import { ApiError } from '../../api/request';
import { IJupyterExt } from '../../tokens';
import { DataTable, IDataTableProps, ISort } from '../datatable';
import { fitColumns } from '../tablestate';
import { fakeJx, fakeLayout, renderWith } from './fake';

interface IRow {
  id: string;
  name: string;
}

/** A list route over rows that a test may change. */
class Route {
  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, i) => row(i));
  }

  asked: number[] = [];
  rows: IRow[];
  failure: Error | null = null;

  fetch = async (page: { offset: number; limit: number }) => {
    this.asked.push(page.offset);
    if (this.failure) {
      throw this.failure;
    }
    return {
      items: this.rows.slice(page.offset, page.offset + page.limit),
      total: this.rows.length,
      offset: page.offset
    };
  };
}

function row(i: number): IRow {
  return { id: `r${i}`, name: `row ${i}` };
}

const COLUMNS = [
  {
    id: 'name',
    header: 'Name',
    width: 120,
    grow: 1,
    sort: 'name',
    required: true,
    cell: (row: IRow) => row.name
  },
  { id: 'size', header: 'Size', width: 80, cell: () => 'x' }
];

function Table(
  props: { route: Route; filters?: object } & Partial<IDataTableProps<IRow>>
) {
  const { route, filters, ...rest } = props;
  const list = useList<IRow>('thing', filters ?? {}, route.fetch);
  return (
    <DataTable<IRow>
      id="test"
      label="Things"
      columns={COLUMNS}
      list={list}
      rowName={row => row.name}
      empty={{ title: 'No things yet' }}
      {...rest}
    />
  );
}

function rowNodes(): Element[] {
  return Array.from(document.querySelectorAll('.jx-Table-body [role=row]'));
}

async function settle(): Promise<void> {
  await act(async () => {
    await new Promise(resolve => setTimeout(resolve, 120));
  });
}

async function scrollTo(top: number): Promise<void> {
  const grid = screen.getByRole('grid');
  act(() => {
    grid.scrollTop = top;
    fireEvent.scroll(grid);
  });
  await settle();
}

describe('DataTable', () => {
  let jx: IJupyterExt;

  beforeEach(() => {
    fakeLayout(800, 600);
    window.localStorage.clear();
    jx = fakeJx();
  });

  afterEach(() => jx.queries.clear());

  it('keeps at most 80 rows in the DOM at 10,000 and asks only for what is seen', async () => {
    const route = new Route(10_000);
    renderWith(jx, <Table route={route} />);
    await screen.findByText('row 0');
    await settle();
    expect(rowNodes().length).toBeGreaterThan(20);
    expect(rowNodes().length).toBeLessThanOrEqual(80);
    expect(screen.getByText('10,000 rows')).toBeTruthy();
    expect(route.asked).toEqual([0]);
    await scrollTo(24 * 10);
    await scrollTo(24 * 7_250);
    expect(screen.getByRole('grid').scrollTop).toBe(24 * 7_250);
    await screen.findByText('row 7250');
    expect(rowNodes().length).toBeLessThanOrEqual(80);
    expect(route.asked).toEqual([0, 7200]);
  });

  it('shows a change in the rows on screen, asking for those pages only', async () => {
    const route = new Route(1_000);
    renderWith(jx, <Table route={route} />);
    await screen.findByText('row 0');
    await scrollTo(24 * 350);
    await screen.findByText('row 350');
    route.asked = [];
    route.rows[352] = { id: 'r352', name: 'renamed' };
    await act(async () => {
      await jx.queries.invalidateQueries({ queryKey: ['thing', 'list'] });
    });
    await screen.findByText('renamed');
    expect(route.asked.sort()).toEqual([0, 300]);
  });

  it('stays on the row that is read when others come in above', async () => {
    const route = new Route(1_000);
    renderWith(jx, <Table route={route} />);
    await screen.findByText('row 0');
    await scrollTo(24 * 310);
    await screen.findByText('row 310');
    route.rows = [{ id: 'new', name: 'the new one' }, ...route.rows];
    await act(async () => {
      await jx.queries.invalidateQueries({ queryKey: ['thing', 'list'] });
    });
    await settle();
    expect(screen.getByRole('grid').scrollTop).toBe(24 * 311);
    fireEvent.click(screen.getByRole('button', { name: '↑ 1 new' }));
    await settle();
    expect(screen.getByText('the new one')).toBeTruthy();
  });

  it('sorts by the header and says how', async () => {
    const sorts: ISort[] = [];
    const view = renderWith(
      jx,
      <Table route={new Route(3)} sort={null} onSort={s => sorts.push(s)} />
    );
    await screen.findByText('row 0');
    const header = screen.getByRole('columnheader', { name: 'Name' });
    expect(header.getAttribute('aria-sort')).toBe('none');
    fireEvent.click(screen.getByRole('button', { name: 'Name' }));
    expect(sorts).toEqual([{ key: 'name', descending: false }]);
    view.unmount();
    renderWith(
      jx,
      <Table
        route={new Route(3)}
        sort={{ key: 'name', descending: true }}
        onSort={() => undefined}
      />
    );
    expect(
      (await screen.findByRole('columnheader', { name: 'Name' })).getAttribute(
        'aria-sort'
      )
    ).toBe('descending');
  });

  it('works from the keyboard: move, open, select, unfold', async () => {
    const opened: string[] = [];
    renderWith(
      jx,
      <Table
        route={new Route(5)}
        onOpen={row => opened.push(row.id)}
        selectionActions={rows => [
          { label: `Delete ${rows.length}`, onClick: () => undefined }
        ]}
        expand={row => <div>inside {row.id}</div>}
      />
    );
    await screen.findByText('row 0');
    const grid = screen.getByRole('grid');
    grid.focus();
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    expect(opened).toEqual(['r2']);
    expect(grid.getAttribute('aria-activedescendant')).toBe(
      document.querySelector('[data-id=r2]')!.id
    );
    fireEvent.keyDown(grid, { key: ' ' });
    expect(
      document.querySelector('[data-id=r2]')!.getAttribute('aria-selected')
    ).toBe('true');
    expect(screen.getByRole('button', { name: 'Delete 1' })).toBeTruthy();
    fireEvent.keyDown(grid, { key: 'ArrowRight' });
    expect(screen.getByText('inside r2')).toBeTruthy();
    fireEvent.keyDown(grid, { key: 'ArrowLeft' });
    expect(screen.queryByText('inside r2')).toBeNull();
  });

  it('selects no more what was deleted elsewhere', async () => {
    const changed = new Signal<object, object>({});
    jx = fakeJx({ changes: { changed } as any });
    renderWith(jx, <Table route={new Route(3)} selectionActions={() => []} />);
    for (const name of ['row 0', 'row 2']) {
      fireEvent.click(
        await screen.findByRole('checkbox', { name: `Select ${name}` })
      );
    }
    expect(screen.getByText('2 selected')).toBeTruthy();
    act(() => changed.emit({ action: 'updated', kind: 'thing', id: 'r0' }));
    expect(screen.getByText('2 selected')).toBeTruthy();
    act(() => changed.emit({ action: 'deleted', kind: 'thing', id: 'r2' }));
    expect(screen.getByText('1 selected')).toBeTruthy();
  });

  it('opens by a double click, but not by two clicks on its buttons', async () => {
    const opened: string[] = [];
    renderWith(
      jx,
      <Table
        route={new Route(3)}
        onOpen={row => opened.push(row.id)}
        selectionActions={() => []}
        expand={row => <div>inside {row.id}</div>}
      />
    );
    fireEvent.doubleClick(await screen.findByText('row 1'));
    fireEvent.doubleClick(screen.getByRole('button', { name: 'Unfold row 2' }));
    fireEvent.doubleClick(
      screen.getByRole('checkbox', { name: 'Select row 2' })
    );
    expect(opened).toEqual(['r1']);
  });

  it('without a head opens by one click, and takes two for one', async () => {
    const opened: string[] = [];
    renderWith(
      jx,
      <Table bare route={new Route(3)} onOpen={row => opened.push(row.id)} />
    );
    const cell = await screen.findByText('row 1');
    fireEvent.click(cell, { detail: 1 });
    fireEvent.click(cell, { detail: 2 });
    fireEvent.doubleClick(cell, { detail: 2 });
    expect(opened).toEqual(['r1']);
  });

  it('offers the one next step when there is nothing', async () => {
    const clicked = jest.fn();
    renderWith(
      jx,
      <Table
        route={new Route(0)}
        empty={{
          title: 'No things yet',
          action: { label: 'Make a thing', onClick: clicked }
        }}
      />
    );
    fireEvent.click(
      await screen.findByRole('button', { name: 'Make a thing' })
    );
    expect(clicked).toHaveBeenCalled();
  });

  it('keeps the last rows, marked old, when asking again fails', async () => {
    const route = new Route(5);
    renderWith(jx, <Table route={route} />);
    await screen.findByText('row 0');
    route.failure = new ApiError(
      500,
      'internal',
      'It broke.',
      null,
      null,
      'e7'
    );
    await act(async () => {
      await jx.queries.invalidateQueries({ queryKey: ['thing', 'list'] });
    });
    expect((await screen.findByRole('alert')).textContent).toContain(
      'It broke.'
    );
    expect(screen.getByText('row 0')).toBeTruthy();
    expect(document.querySelector('.jx-Table.jx-mod-old')).not.toBeNull();
    route.failure = null;
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('shows the error with Retry when there are no rows', async () => {
    const route = new Route(5);
    route.failure = new ApiError(503, 'store', 'The store is off.');
    renderWith(jx, <Table route={route} />);
    await screen.findByText('The store is off.');
    route.failure = null;
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await screen.findByText('row 0');
  });

  it('patches a row in place on progress', async () => {
    const route = new Route(5);
    renderWith(jx, <Table route={route} />);
    await screen.findByText('row 1');
    act(() => {
      jx.queries.setQueryData([...keys.list('thing'), 0], (page: any) => ({
        ...page,
        items: page.items.map((one: IRow) =>
          one.id === 'r1' ? { ...one, name: 'half done' } : one
        )
      }));
    });
    await screen.findByText('half done');
    expect(route.asked).toEqual([0]);
  });
});

describe('fitColumns', () => {
  it('drops columns from the right, never name or state', () => {
    const columns = [
      { id: 'state', width: 40, required: true },
      { id: 'name', width: 120, required: true },
      { id: 'took', width: 60 },
      { id: 'tags', width: 100 }
    ];
    const ids = (width: number) => fitColumns(columns, width).map(c => c.id);
    expect(ids(400)).toEqual(['state', 'name', 'took', 'tags']);
    expect(ids(300)).toEqual(['state', 'name', 'took']);
    expect(ids(200)).toEqual(['state', 'name']);
    expect(ids(50)).toEqual(['state', 'name']);
  });
});
