import { fireEvent, screen, waitFor } from '@testing-library/react';
import * as React from 'react';

import { addCommands } from '../../specifications/commands';
import { objectMenu } from '../../ui/menu';
import { renderWith } from '../../ui/__tests__/fake';
import { CommandIDs } from '../commandids';
import { InstancesPage } from '../listpage';
import { WizardPage } from '../wizardpage';
import {
  appWithInstances,
  fakeInstance,
  fakeSpecification,
  listed
} from './fake';

const press = (name: string) =>
  fireEvent.click(screen.getByRole('button', { name }));

describe('a new instance in the menu of a specification', () => {
  /** Its entry in the menu. */
  function entry(registered_at: string | null) {
    const { jx } = appWithInstances();
    addCommands({ jx, tracker: { currentWidget: null } } as any);
    const row = fakeSpecification({ registered_at });
    const found = objectMenu(jx, 'specification', row).items.find(
      one => one.command === CommandIDs.create
    )!;
    return { jx, found };
  }

  it('of a draft can’t be chosen, and says what to do first', () => {
    const { found } = entry(null);
    expect(found.label).toBe('New Instance… (Register It First)');
    expect(found.caption).toBe(
      'Only registered specifications can have instances.'
    );
    expect(found.isEnabled).toBe(false);
  });

  it('of a registered one begins the wizard with it', async () => {
    const { jx, found } = entry('2026-11-20T14:02:00Z');
    expect(found.label).toBe('New Instance…');
    expect(found.isEnabled).toBe(true);
    await jx.commands.execute(found.command, found.args);
    expect((jx as any).opened).toEqual([
      ['instance-wizard', 'specification=p1']
    ]);
  });
});

describe('a new instance from the list', () => {
  /** The list with a folder open; what its button opens. */
  async function beginIn(tab: string) {
    window.localStorage.clear();
    const app = appWithInstances();
    const { jx, server } = app;
    server.on('GET /instances', () => listed(fakeInstance()));
    const page = { setTitle: () => undefined } as any;
    const list = renderWith(
      jx,
      <InstancesPage id="" tab={tab} setTab={() => undefined} page={page} />
    );
    await screen.findByText('scorecard on Q3');
    press('New instance…');
    await waitFor(() => expect((jx as any).opened).toHaveLength(1));
    list.unmount();
    const [[kind, id]] = (jx as any).opened.splice(0);
    expect(kind).toBe('instance-wizard');
    return { ...app, id };
  }

  /** Go through the wizard that begins so; give what is sent. */
  async function finish(app: Awaited<ReturnType<typeof beginIn>>) {
    const { jx, server, id } = app;
    server
      .on('GET /specifications', ({ query }) =>
        query.get('status') === 'draft' ? listed() : listed(fakeSpecification())
      )
      .on('POST /instances', () => fakeInstance({ id: 'i2' }));
    const page = {
      setTitle: () => undefined,
      setLeaveGuard: () => undefined,
      dispose: jest.fn()
    } as any;
    renderWith(
      jx,
      <WizardPage id={id} tab={null} setTab={() => undefined} page={page} />
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Use' }));
    press('Next');
    press('Next');
    const folder = screen.getByRole<HTMLInputElement>('combobox', {
      name: 'Folder'
    });
    await waitFor(() => expect(folder.disabled).toBe(false));
    const shown = folder.value;
    press('Save');
    await waitFor(() => expect(page.dispose).toHaveBeenCalled());
    expect((jx as any).opened).toEqual([['instance', 'i2']]);
    return { shown, body: server.asked('POST /instances')[0].body };
  }

  it('goes into the folder that is open', async () => {
    const { shown, body } = await finish(await beginIn('f1'));
    expect(shown).toBe('Scorecards');
    expect(body.folder_id).toBe('f1');
  });

  it('goes to the top where none is', async () => {
    const { shown, body } = await finish(await beginIn('top'));
    expect(shown).toBe('Instances');
    expect(body.folder_id).toBeNull();
  });
});
