import { act, fireEvent, screen } from '@testing-library/react';
import * as React from 'react';

import { fakeJx, renderWith } from '../../ui/__tests__/fake';
import { FolderTreeView } from '../picker';
import { Folder, FolderTree } from '../tree';

const folder = (name: string, parent_id: string | null = null): Folder =>
  ({ id: name, name, parent_id, kind: 'artifact' }) as Folder;

const tree = new FolderTree([
  folder('Risk'),
  folder('Q3', 'Risk'),
  folder('Models', 'Q3'),
  folder('Sales'),
  folder('Surveys')
]);

function Chooser(props: { start: string | null }): JSX.Element {
  const [value, choose] = React.useState(props.start);
  return (
    <FolderTreeView
      kind="artifact"
      tree={tree}
      value={value}
      onChange={choose}
    />
  );
}

describe('the tree of the move dialog', () => {
  function show(start: string | null = null) {
    renderWith(fakeJx(), <Chooser start={start} />);
  }
  const press = (...keys: string[]) =>
    keys.forEach(key => fireEvent.keyDown(screen.getByRole('tree'), { key }));
  const names = () =>
    screen.getAllByRole('treeitem').map(node => node.textContent);
  /** The chosen one, which is the one that assistive technology is told. */
  const chosen = () => {
    const [node, ...more] = screen.getAllByRole('treeitem', { selected: true });
    expect(more).toEqual([]);
    expect(screen.getByRole('tree').getAttribute('aria-activedescendant')).toBe(
      node.id
    );
    return node.textContent;
  };
  const expanded = (name: string) =>
    screen.getByRole('treeitem', { name }).getAttribute('aria-expanded');

  it('has one tab stop, and says what is unfolded and how deep', () => {
    show('Q3');
    const all = screen.getByRole('tree');
    expect(all.tabIndex).toBe(0);
    expect(names()).toEqual([
      'Artifacts',
      'Risk',
      'Q3',
      'Models',
      'Sales',
      'Surveys'
    ]);
    expect(expanded('Risk')).toBe('true');
    expect(expanded('Sales')).toBeNull();
    expect(
      screen
        .getByRole('treeitem', { name: 'Models' })
        .getAttribute('aria-level')
    ).toBe('4');
  });

  it('unfolds and goes in to the right', () => {
    show();
    press('ArrowRight');
    expect(chosen()).toBe('Risk');
    expect(expanded('Risk')).toBe('false');
    press('ArrowRight');
    expect(chosen()).toBe('Risk');
    expect(expanded('Risk')).toBe('true');
    press('ArrowRight');
    expect(chosen()).toBe('Q3');
    press('ArrowRight', 'ArrowRight');
    expect(chosen()).toBe('Models');
    press('ArrowRight');
    expect(chosen()).toBe('Models');
  });

  it('folds and goes out to the left, up to the top', () => {
    show('Models');
    press('ArrowLeft');
    expect(chosen()).toBe('Q3');
    press('ArrowLeft');
    expect(chosen()).toBe('Q3');
    expect(expanded('Q3')).toBe('false');
    press('ArrowLeft', 'ArrowLeft');
    expect(expanded('Risk')).toBe('false');
    press('ArrowLeft');
    expect(chosen()).toBe('Artifacts');
    press('ArrowLeft');
    expect(chosen()).toBe('Artifacts');
  });

  it('goes to the first and the last that shows', () => {
    show('Risk');
    press('End');
    expect(chosen()).toBe('Surveys');
    press('ArrowDown');
    expect(chosen()).toBe('Surveys');
    press('Home');
    expect(chosen()).toBe('Artifacts');
    press('ArrowUp');
    expect(chosen()).toBe('Artifacts');
  });

  it('goes to what begins with the letters that are typed', () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(10_000);
    show();
    press('s');
    expect(chosen()).toBe('Sales');
    press('u');
    expect(chosen()).toBe('Surveys');
    now.mockReturnValue(20_000);
    press('s');
    expect(chosen()).toBe('Sales');
    now.mockRestore();
  });

  it('keeps the chosen one in sight when what it lies in is folded', () => {
    show('Models');
    const risk = screen.getByRole('treeitem', { name: 'Risk' });
    act(() => {
      fireEvent.doubleClick(risk);
    });
    expect(names()).toEqual(['Artifacts', 'Risk', 'Sales', 'Surveys']);
    expect(chosen()).toBe('Risk');
  });
});
