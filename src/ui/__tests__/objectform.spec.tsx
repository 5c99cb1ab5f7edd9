import { fireEvent, screen, waitFor } from '@testing-library/react';

import { ApiError } from '../../api/request';
import { INamed, editNamed, parseTags } from '../objectform';
import { fakeJx } from './fake';

const OBJECT = {
  name: 'Scores',
  description: 'Of Q3',
  note: 'Agreed\nwith <b>Ada</b>',
  tags: ['risk', 'q3']
};

describe('the form of what is said of an object', () => {
  const field = (name: string) =>
    screen.getByLabelText<HTMLInputElement>(name, { exact: false });
  const type = (name: string, value: string) =>
    fireEvent.change(field(name), { target: { value } });
  const press = (name: string) =>
    fireEvent.click(
      Array.from(
        document.querySelectorAll<HTMLElement>('.jp-Dialog-footer button')
      ).find(one => one.textContent === name)!
    );
  const open = async (save: (named: INamed) => Promise<unknown>) => {
    const options = { title: 'Edit it', object: OBJECT, save };
    const done = editNamed(fakeJx(), options);
    await screen.findByLabelText('Note');
    return { done };
  };

  it('begins with what there is, and gives back all of it', async () => {
    const saved = jest.fn(async named => named);
    const { done } = await open(saved);
    expect(field('Note').value).toBe(OBJECT.note);
    expect(field('Tags').value).toBe('risk, q3');
    type('Name', ' Scores of Q3 ');
    type('Note', 'Not final.');
    type('Tags', 'risk,,final');
    press('Save');
    expect(await done).toEqual({
      name: 'Scores of Q3',
      description: 'Of Q3',
      note: 'Not final.',
      tags: ['risk', 'final']
    });
    expect(saved).toHaveBeenCalledTimes(1);
  });

  it('says at the field what the server refuses, and wants a name', async () => {
    const saved = jest.fn(() =>
      Promise.reject(
        new ApiError(422, 'invalid', 'At most 20000 characters.', 'note')
      )
    );
    const { done } = await open(saved);
    type('Name', ' ');
    press('Save');
    await screen.findByText('A name can’t be empty.');
    expect(saved).not.toHaveBeenCalled();
    type('Name', 'Scores');
    press('Save');
    await screen.findByText('At most 20000 characters.');
    await waitFor(() => expect(document.activeElement).toBe(field('Note')));
    press('Cancel');
    expect(await done).toBeNull();
  });

  it('reads tags, each once', () => {
    expect(parseTags(' risk, Q3 ,risk,, ')).toEqual(['risk', 'Q3']);
  });
});
