import { Notification } from '@jupyterlab/apputils';
import * as React from 'react';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { confirm } from './dialogs';
import { TextField } from './fields';
import { showForm } from './formdialog';
import { kindWord } from './kindword';
import { shortName } from './values';

type Dependents = Pick<
  components['schemas']['Page_Dependent'],
  'items' | 'total'
>;

/** What every object has. */
export interface INamed {
  name: string;
  description: string;
  tags: string[];
}

/** `risk, q3` → its tags, each once. */
export function parseTags(text: string): string[] {
  const tags = text
    .split(',')
    .map(tag => tag.trim())
    .filter(tag => tag);
  return [...new Set(tags)];
}

/** Edit an object's name, description and tags; null: given up. */
export function editNamed<T>(
  jx: IJupyterExt,
  options: {
    title: string;
    object: INamed;
    save: (named: INamed) => Promise<T>;
  }
): Promise<T | null> {
  const { trans } = jx;
  const { name, description, tags } = options.object;
  return showForm(jx, {
    title: options.title,
    accept: trans.__('Save'),
    initial: { name, description, tags: tags.join(', ') },
    validate: form =>
      form.name.trim()
        ? ({} as Record<string, string>)
        : { name: trans.__('A name can’t be empty.') },
    submit: form =>
      options.save({
        name: form.name.trim(),
        description: form.description,
        tags: parseTags(form.tags)
      }),
    render: ({ value, set, error }) => (
      <>
        <TextField
          label={trans.__('Name')}
          required
          value={value.name}
          error={error('name')}
          onChange={text => set({ name: text })}
        />
        <TextField
          label={trans.__('Description')}
          multiline
          value={value.description}
          error={error('description')}
          onChange={text => set({ description: text })}
        />
        <TextField
          label={trans.__('Tags')}
          description={trans.__('Separated by commas.')}
          value={value.tags}
          error={error('tags')}
          onChange={text => set({ tags: text })}
        />
      </>
    )
  });
}

const LISTED = 8;

/** Ask before deleting, with what depends on it; true: go on. */
export function confirmDelete(
  jx: IJupyterExt,
  options: {
    title: string;
    /** What stays and what is lost. */
    text: string;
    dependents: Dependents;
    /** The verb on the button, if it does more. */
    accept?: string;
  }
): Promise<boolean> {
  const { trans } = jx;
  const { items, total } = options.dependents;
  const more = total - LISTED;
  return confirm(
    {
      title: options.title,
      warn: true,
      accept: options.accept ?? trans.__('Delete'),
      body: (
        <>
          <p className="jx-Dialog-text">{options.text}</p>
          {total > 0 && (
            <>
              <p className="jx-Dialog-text">
                {trans._n(
                  '%1 object uses it. It stays, and says that this is gone:',
                  '%1 objects use it. They stay, and say that this is gone:',
                  total
                )}
              </p>
              <ul className="jx-Dependents">
                {items.slice(0, LISTED).map(one => (
                  <li key={one.id} className="jx-ellipsis" title={one.name}>
                    <span className="jx-quiet">
                      {kindWord(one.kind, trans)}
                    </span>{' '}
                    {one.name}
                  </li>
                ))}
                {more > 0 && (
                  <li className="jx-quiet">
                    {trans._n('and %1 more', 'and %1 more', more)}
                  </li>
                )}
              </ul>
            </>
          )}
        </>
      )
    },
    trans
  );
}

/** Say that something was deleted, and offer to take that back for a while. */
export function offerUndo(
  jx: IJupyterExt,
  name: string,
  restore: () => Promise<unknown>
): void {
  const { trans } = jx;
  offerUndoOf(jx, {
    deleted: trans.__('%1 was deleted', shortName(name)),
    restore: async () => {
      await restore();
      return trans.__('%1 is there again', shortName(name));
    }
  });
}

/** As `offerUndo`, in words of one's own: for several at once. */
export function offerUndoOf(
  jx: IJupyterExt,
  options: {
    deleted: string;
    /** Gives what to say then; null: nothing. */
    restore: () => Promise<string | null>;
  }
): void {
  const { trans } = jx;
  Notification.info(options.deleted, {
    autoClose: 20_000,
    actions: [
      {
        label: trans.__('Undo'),
        callback: () =>
          void options.restore().then(
            back => back && Notification.success(back, { autoClose: 4000 }),
            error =>
              jx.reportError(trans.__('The deletion was not taken back'), error)
          )
      }
    ]
  });
}
