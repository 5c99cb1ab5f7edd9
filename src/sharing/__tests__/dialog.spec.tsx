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

async function leave(done: Promise<void>): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: 'Done', hidden: true }));
  await done;
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

describe('what a shared object needs', () => {
  const needed = (kind: string, name: string, owner_name: string) => ({
    id: name,
    name,
    deleted: false,
    kind,
    owner: owner_name.toLowerCase(),
    owner_name
  });
  const list = (label: string) =>
    screen.queryByText(new RegExp(`^${label}`))?.closest('details') ?? null;
  const items = (label: string) =>
    Array.from(list(label)!.querySelectorAll('li')).map(one => one.textContent);
  const WITH_IT = 'Can be looked at with it';
  const NOT_WITH_IT = 'Not shared with it: only its owner can share it';

  /** Look at the dialog of an instance of which the server says more. */
  async function opened(more: object, look: () => void) {
    const { jx, server } = fakeApp();
    server.on('GET /sharing/instance/i1', () => ({ ...sharing([]), ...more }));
    const done = shareObject(jx, 'instance', 'i1');
    await screen.findByText(/^A viewer looks and downloads/);
    look();
    await leave(done);
  }

  it('is listed: what goes with it, and in sight what does not', async () => {
    const given = {
      with_it: [
        needed('specification', 'scorecard', 'Ada'),
        needed('artifact', 'Rules', 'Ada')
      ],
      not_with_it: [needed('artifact', 'Cases', 'Cy')]
    };
    await opened(given, () => {
      expect(list(WITH_IT)!.querySelector('summary')!.textContent).toBe(
        `${WITH_IT} (2)`
      );
      expect(items(WITH_IT)).toEqual([
        'specification scorecard',
        'artifact Rules'
      ]);
      expect(list(WITH_IT)!.open).toBe(false);
      expect(list(NOT_WITH_IT)!.querySelector('summary')!.textContent).toBe(
        `${NOT_WITH_IT} (1)`
      );
      expect(items(NOT_WITH_IT)).toEqual(['artifact Cases of Cy']);
      expect(list(NOT_WITH_IT)!.open).toBe(true);
    });
  });

  it('is not spoken of where there is none', async () => {
    await opened({}, () => {
      expect(list(WITH_IT)).toBeNull();
      expect(list(NOT_WITH_IT)).toBeNull();
    });
  });
});
