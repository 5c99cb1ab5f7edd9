import { MessageLoop } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import * as React from 'react';

import { useOne } from '../../api/hooks';
import { ChangeSync, keys } from '../../api/queries';
import { ApiError } from '../../api/request';
import { IPageProps, IPageType } from '../../tokens';
import { useJx } from '../context';
import { sessionIcon } from '../icons';
import { ObjectPage, ObjectView } from '../objectpage';
import { fakeJx } from './fake';

interface IThing {
  id: string;
  name: string;
  deleted_at?: string;
  role?: string;
}

let answer: () => Promise<IThing>;
const restore = jest.fn(() => Promise.resolve());

function ThingPage(props: IPageProps): JSX.Element {
  useJx();
  const query = useOne<IThing>('thing', props.id, () => answer());
  return (
    <ObjectView
      query={query}
      page={props.page}
      noun="thing"
      title={thing => thing.name}
      restore={restore}
      actions={() => [{ label: 'Run', onClick: () => undefined }]}
      tab={props.tab}
      tabs={() => [
        { id: 'one', label: 'One', render: () => <p>first</p> },
        { id: 'two', label: 'Two', render: () => <p>second</p> }
      ]}
    />
  );
}

const TYPE: IPageType = {
  kind: 'thing',
  icon: sessionIcon,
  label: 'Thing',
  render: props => <ThingPage {...props} />
};

describe('ObjectPage', () => {
  let page: ObjectPage;
  let jx: ReturnType<typeof fakeJx>;

  function open(tab: string | null = null, title?: string): void {
    jx = fakeJx();
    page = new ObjectPage(jx, TYPE, 't1', tab, title);
    Widget.attach(page, document.body);
  }

  beforeEach(() => {
    // Lumino draws when it likes, not inside act().
    (globalThis as any).IS_REACT_ACT_ENVIRONMENT = false;
    answer = async () => ({ id: 't1', name: 'My thing' });
  });

  afterEach(() => {
    page.dispose();
    jx.queries.clear();
    document.body.textContent = '';
  });

  it('takes its title from the object and remembers its tab', async () => {
    open('two');
    await screen.findByText('second');
    expect(page.title.label).toBe('My thing');
    const told = jest.fn();
    page.stateChanged.connect(told);
    fireEvent.click(screen.getByRole('tab', { name: 'One' }));
    await screen.findByText('first');
    expect(page.tab).toBe('one');
    expect(told).toHaveBeenCalledTimes(1);
  });

  it("says that it doesn't exist, and closes", async () => {
    answer = async () => {
      throw new ApiError(404, 'not_found', 'No such thing.');
    };
    open();
    await screen.findByText("This thing doesn't exist");
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(page.isDisposed).toBe(true);
  });

  it('keeps the last state of a deleted one, without actions', async () => {
    open();
    await screen.findByText('first');
    expect(screen.getByRole('button', { name: 'Run' })).toBeTruthy();
    answer = async () => {
      throw new ApiError(404, 'not_found', 'No such thing.');
    };
    await act(async () => {
      await jx.queries.invalidateQueries({ queryKey: keys.one('thing', 't1') });
    });
    await screen.findByText(/This thing was deleted/);
    expect(screen.getByText('My thing')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Run' })).toBeNull();
  });

  it('says so at once when somebody deletes it, and takes it back', async () => {
    open();
    await screen.findByText('first');
    const sync = new ChangeSync(jx.queries, jx.changes, 0);
    const tell = (action: 'deleted' | 'updated') =>
      (jx.changes.changed as Signal<unknown, unknown>).emit({
        ...{ seq: 1, kind: 'thing', id: 't1', at: '', data: null },
        action
      });
    const works = answer;
    answer = async () => ({
      id: 't1',
      name: 'My thing',
      deleted_at: new Date().toISOString()
    });
    tell('deleted');
    await screen.findByText(/This thing was deleted/);
    expect(screen.queryByRole('button', { name: 'Run' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Restore' }));
    await waitFor(() => expect(restore).toHaveBeenCalledTimes(1));
    answer = works;
    tell('updated');
    await screen.findByRole('button', { name: 'Run' });
    expect(screen.queryByText(/was deleted/)).toBeNull();
    sync.dispose();
  });

  it.each([
    ['long ago', { deleted_at: '2020-01-01T00:00:00Z' }],
    [
      'by its owner, who isn’t the user',
      { deleted_at: new Date().toISOString(), role: 'editor' }
    ]
  ])('offers no way back of what was deleted %s', async (_, more) => {
    answer = async () => ({ id: 't1', name: 'My thing', ...more });
    open();
    await screen.findByText(/This thing was deleted/);
    expect(screen.queryByRole('button', { name: 'Restore' })).toBeNull();
  });

  it('bears the name that it had until it is loaded', async () => {
    let load: (thing: IThing) => void;
    answer = () => new Promise(resolve => (load = resolve));
    open(null, 'As it was');
    const told = jest.fn();
    page.stateChanged.connect(told);
    expect(page.title.label).toBe('As it was');
    await waitFor(() => expect(load).toBeDefined());
    load!({ id: 't1', name: 'As it is' });
    await screen.findByText('first');
    expect(page.title.label).toBe('As it is');
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('offers Retry when it could not be loaded', async () => {
    const works = answer;
    answer = async () => {
      throw new ApiError(500, 'internal', 'It broke.');
    };
    open();
    await screen.findByText('It broke.');
    answer = works;
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await screen.findByText('first');
  });

  it('asks before it closes with something unsaved', async () => {
    open();
    await screen.findByText('first');
    page.setLeaveGuard({
      title: 'Leave the wizard?',
      body: 'What you chose is lost.',
      accept: 'Leave'
    });
    page.close();
    await screen.findByText('Leave the wizard?');
    expect(page.isDisposed).toBe(false);
    fireEvent.click(screen.getByText('Cancel'));
    await waitFor(() =>
      expect(screen.queryByText('Leave the wizard?')).toBeNull()
    );
    expect(page.isDisposed).toBe(false);
    page.close();
    await screen.findByText('Leave the wizard?');
    fireEvent.click(screen.getByText('Leave'));
    await waitFor(() => expect(page.isDisposed).toBe(true));
  });

  it('asks the server for nothing while it is out of sight', async () => {
    const asked = jest.fn();
    answer = async () => {
      asked();
      return { id: 't1', name: 'My thing' };
    };
    open();
    await screen.findByText('first');
    page.hide();
    MessageLoop.flush();
    await new Promise(resolve => setTimeout(resolve, 100));
    await jx.queries.invalidateQueries({ queryKey: keys.one('thing', 't1') });
    expect(asked).toHaveBeenCalledTimes(1);
    page.show();
    await waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
  });
});
