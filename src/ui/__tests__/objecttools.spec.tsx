import { LabIcon, editIcon } from '@jupyterlab/ui-components';
import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';

import { IObjectAction } from '../../tokens';
import { ActionBar } from '../actionbar';
import { ObjectTools } from '../objecttools';
import { fakeJx, renderWith } from './fake';

const ROW = { id: 't1', name: 'My thing', role: 'viewer', owner: 'ada' };

describe('the icons of an object’s page', () => {
  function setUp() {
    const jx = fakeJx();
    const done = jest.fn();
    const add = (
      command: string,
      label: string,
      action: Partial<IObjectAction>,
      options: object = {}
    ) => {
      jx.commands.addCommand(command, {
        label,
        icon: editIcon as LabIcon,
        execute: args => done(command, args),
        ...options
      });
      jx.actions.add('thing', { command, ...action });
    };
    add('edit', 'Edit…', { button: 20, needs: 'editor' });
    add('graph', 'Show Graph', { button: 10 }, { caption: 'What it is from' });
    add('rename', 'Rename…', { rank: 5 });
    add(
      'export',
      'Export',
      { button: 30 },
      { isEnabled: () => false, caption: 'Commit a version first.' }
    );
    return { jx, done };
  }
  function show(row: object = ROW) {
    const { jx, done } = setUp();
    renderWith(
      jx,
      <ObjectTools kind="thing" row={row as any} name="My thing" />
    );
    return done;
  }
  const names = () =>
    screen
      .getAllByRole('button')
      .map(button => button.getAttribute('aria-label'));

  it('have what the user may do, in order, with words on hover', () => {
    const done = show();
    expect(names()).toEqual(['Show Graph', 'Export', 'Actions of My thing']);
    const graph = screen.getByRole('button', { name: 'Show Graph' });
    expect(graph.title).toBe('Show Graph\nWhat it is from');
    fireEvent.click(graph);
    expect(done).toHaveBeenCalledWith('graph', { id: 't1' });
  });

  it('have more for who may do more', () => {
    show({ ...ROW, role: 'editor' });
    expect(names()).toContain('Edit…');
  });

  it('are one tab stop with the other actions, and gone through by arrows', () => {
    const { jx } = setUp();
    renderWith(
      jx,
      <ActionBar label="Actions" actions={[{ label: 'Run', onClick: () => 0 }]}>
        <ObjectTools kind="thing" row={ROW} name="My thing" />
      </ActionBar>
    );
    const stops = () =>
      screen
        .getAllByRole('button')
        .filter(button => button.tabIndex === 0)
        .map(button => button.textContent || button.title);
    expect(stops()).toEqual(['Run']);
    const run = screen.getByRole('button', { name: 'Run' });
    run.focus();
    fireEvent.keyDown(run, { key: 'ArrowLeft' });
    expect(document.activeElement).toBe(
      screen.getByRole('button', { name: 'Actions of My thing' })
    );
    expect(stops()).toEqual(['Actions']);
  });

  it('say why something can’t be done now', () => {
    const done = show();
    const button = screen.getByRole('button', { name: 'Export' });
    expect(button.title).toBe('Commit a version first.');
    fireEvent.click(button);
    expect(done).not.toHaveBeenCalled();
  });
});
