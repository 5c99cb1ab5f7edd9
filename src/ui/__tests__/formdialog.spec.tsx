import { fireEvent, screen, waitFor } from '@testing-library/react';
import * as React from 'react';

import { ApiError } from '../../api/request';
import { fakeJx } from './fake';
import { confirm } from '../dialogs';
import { TextField } from '../fields';
import { showForm } from '../formdialog';

describe('a form that is refused', () => {
  /** A dialog with two fields, refused by the server with `error`. */
  function open(error: ApiError, validate?: () => Record<string, string>) {
    const done = showForm(fakeJx(), {
      title: 'Edit it',
      accept: 'Save',
      initial: { name: 'a', tags: 'b' },
      validate,
      submit: () => Promise.reject(error),
      render: ({ value, set, error: wrong }) => (
        <>
          <TextField
            label="Name"
            value={value.name}
            error={wrong('name')}
            onChange={name => set({ name })}
          />
          <TextField
            label="Tags"
            value={value.tags}
            error={wrong('tags')}
            onChange={tags => set({ tags })}
          />
        </>
      )
    });
    return done;
  }
  const button = (name: string) =>
    Array.from(
      document.querySelectorAll<HTMLElement>('.jp-Dialog-footer button')
    ).find(one => one.textContent === name)!;
  const leave = async (done: Promise<unknown>) => {
    fireEvent.click(button('Cancel'));
    await done;
  };

  it('has the cursor in the field that the server names', async () => {
    const done = open(
      new ApiError(422, 'invalid', 'A tag is too long.', 'tags[1]')
    );
    const tags = await screen.findByLabelText('Tags');
    button('Save').focus();
    fireEvent.click(button('Save'));
    await screen.findByText('A tag is too long.');
    await waitFor(() => expect(document.activeElement).toBe(tags));

    // Who goes on elsewhere isn't called back.
    const name = screen.getByLabelText('Name');
    name.focus();
    fireEvent.change(tags, { target: { value: 'c' } });
    await waitFor(() =>
      expect(screen.queryByText('A tag is too long.')).toBeNull()
    );
    expect(document.activeElement).toBe(name);
    fireEvent.click(button('Save'));
    await waitFor(() => expect(document.activeElement).toBe(tags));
    await leave(done);
  });

  it('has it in the first of the fields that are wrong', async () => {
    const done = open(new ApiError(500, 'internal', 'It broke.'), () => ({
      tags: 'One tag is enough.',
      name: 'A name can’t be empty.'
    }));
    const name = await screen.findByLabelText('Name');
    fireEvent.click(button('Save'));
    await waitFor(() => expect(document.activeElement).toBe(name));
    await leave(done);
  });

  it('has it on the button again when no field is named', async () => {
    const done = open(new ApiError(500, 'internal', 'It broke.'));
    await screen.findByLabelText('Name');
    button('Save').focus();
    fireEvent.click(button('Save'));
    await screen.findByText('It broke.');
    await waitFor(() => expect(document.activeElement).toBe(button('Save')));
    await leave(done);
  });

  it('shows what is wrong with no field, however long the form is', async () => {
    const seen: string[] = [];
    Element.prototype.scrollIntoView = function (this: Element) {
      seen.push(this.textContent!);
    };
    const done = open(new ApiError(410, 'gone', 'This was deleted.'));
    await screen.findByLabelText('Name');
    fireEvent.click(button('Save'));
    await waitFor(() => expect(seen).toEqual(['This was deleted.']));
    await waitFor(() =>
      expect((button('Save') as HTMLButtonElement).disabled).toBe(false)
    );
    // Refused once more, after scrolling away.
    fireEvent.click(button('Save'));
    await waitFor(() => expect(seen).toHaveLength(2));
    await leave(done);
    delete (Element.prototype as Partial<Element>).scrollIntoView;
  });
});

it('wants the word before Enter does what is asked', async () => {
  const done = confirm(
    { title: 'Delete all?', body: 'All go.', accept: 'Delete', typed: 'risk' },
    fakeJx().trans
  );
  const field = await screen.findByLabelText('Type “risk” to confirm');
  field.focus();
  fireEvent.change(field, { target: { value: 'ris' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(document.querySelector('.jp-Dialog')).not.toBeNull();
  fireEvent.change(field, { target: { value: 'risk' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(await done).toBe(true);
});
