import { fireEvent, screen, waitFor } from '@testing-library/react';

import { fakeApp } from '../../sessions/__tests__/fake';
import { shareObject } from '../dialog';

const GRANT = {
  id: 'g1',
  user: 'ben',
  group: null,
  name: 'Ben',
  role: 'viewer'
};

/** What the server says of an instance that is shared with these. */
function sharing(grants: object[]) {
  return {
    owner: 'ada',
    owner_name: 'Ada',
    name: 'Scorecard',
    can_share: true,
    why_not: '',
    roles: ['viewer', 'runner', 'editor'],
    grants,
    with_it: [],
    not_with_it: []
  };
}

describe('sharing by keyboard', () => {
  function open() {
    const { jx, server } = fakeApp();
    server
      .on('GET /sharing/instance/i1', () => sharing([]))
      .on('PUT /sharing/instance/i1', () => sharing([GRANT]))
      .on('GET /people', () => ({
        users: [{ id: 'ben', name: 'Ben' }],
        groups: []
      }));
    return { server, done: shareObject(jx, 'instance', 'i1') };
  }
  const dialog = () => document.querySelector('.jp-Dialog');
  const field = () =>
    screen.findByRole<HTMLInputElement>('combobox', {
      name: 'User or group',
      hidden: true
    });
  const press = (key: string) =>
    fireEvent.keyDown(document.activeElement!, { key });
  const leave = async (done: Promise<void>) => {
    fireEvent.click(screen.getByRole('button', { name: 'Done', hidden: true }));
    await done;
  };

  it('chooses by Enter, which leaves the dialog open', async () => {
    const { server, done } = open();
    const who = await field();
    who.focus();
    fireEvent.change(who, { target: { value: 'be' } });
    await screen.findByRole('option', { name: /^Ben/, hidden: true });
    press('Enter');
    expect(who.value).toBe('Ben');
    press('Enter');
    expect(dialog()).not.toBeNull();
    fireEvent.click(
      screen.getByRole('button', { name: 'Share', hidden: true })
    );
    await screen.findByRole('combobox', { name: 'Role of Ben', hidden: true });
    expect(server.asked('PUT /sharing/instance/i1')[0].body).toEqual({
      user: 'ben',
      role: 'viewer'
    });
    await leave(done);
  });

  it('closes the list by Escape, and the dialog by the next one', async () => {
    const { done } = open();
    const who = await field();
    who.focus();
    fireEvent.change(who, { target: { value: 'be' } });
    await screen.findByRole('option', { name: /^Ben/, hidden: true });
    press('Escape');
    expect(screen.queryByRole('option', { name: /^Ben/, hidden: true })).toBe(
      null
    );
    expect(dialog()).not.toBeNull();
    press('Escape');
    await done;
    await waitFor(() => expect(dialog()).toBeNull());
  });
});
