import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';

import { IPageProps } from '../../tokens';
import { renderWith } from '../../ui/__tests__/fake';
import { SessionPage } from '../page';
import { fakeApp, fakeSession } from './fake';

const cached = fakeSession({
  cached_from: { id: 's0', name: 'yesterday 9:00', deleted: false }
});

describe('a session that took the result of an earlier one', () => {
  it('says so, with a link to the one that did the work', async () => {
    const { jx, server } = fakeApp();
    server
      .on('GET /sessions/{id}', () => cached)
      .on('GET /status', () => ({ user: { id: 'me' } }));
    const props = {
      id: 's1',
      tab: 'parameters',
      setTab: () => undefined,
      page: { setTitle: () => undefined, setIcon: () => undefined }
    } as unknown as IPageProps;
    renderWith(jx, <SessionPage {...props} />);
    expect(await screen.findByText('cached')).toBeTruthy();
    expect(screen.queryByText('succeeded')).toBeNull();
    fireEvent.click(screen.getByText('yesterday 9:00'));
    expect(jx.opened).toContainEqual(['session', 's0']);
  });
});
