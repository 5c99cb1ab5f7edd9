import { screen } from '@testing-library/react';
import * as React from 'react';

import { fakeApp, fakeSession } from '../../sessions/__tests__/fake';
import { LastSessions } from '../../specifications/lastsessions';
import { fakeLayout, renderWith } from '../../ui/__tests__/fake';
import { InstanceSessions } from '../sessions';

const instance = {
  id: 'i1',
  name: 'On Q3',
  role: 'owner',
  sessions: { queued: 0, running: 0, succeeded: 1, failed: 0, other: 0 }
} as any;

describe('short lists of sessions', () => {
  it.each([
    ['of an instance', () => <InstanceSessions instance={instance} />],
    ['of a notebook', () => <LastSessions path="score.ipynb" />]
  ])('%s have the menu of each', async (_, list) => {
    fakeLayout();
    const { jx, server } = fakeApp();
    jx.actions.add('session', { command: 'replay' });
    server.on('GET /sessions', () => ({
      items: [fakeSession({ id: 's1', name: 'Yesterday' })],
      total: 1,
      offset: 0
    }));
    renderWith(jx, list());
    const button = await screen.findByRole('button', {
      name: 'Actions of Yesterday'
    });
    expect(button.getAttribute('aria-haspopup')).toBe('menu');
  });
});
