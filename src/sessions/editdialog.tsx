import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { parseTags, showForm, TextField } from '../ui';
import { SessionClient } from './client';
import { Session, SessionDetail } from './records';

/** Edit a session's name, description, note and tags; null: given up. */
export function editSession(
  jx: IJupyterExt,
  sessions: SessionClient,
  session: Session
): Promise<SessionDetail | null> {
  const { trans } = jx;
  const { name, description, note, tags } = session;
  return showForm(jx, {
    title: trans.__('Edit session'),
    accept: trans.__('Save'),
    initial: { name, description, note, tags: tags.join(', ') },
    validate: form =>
      form.name.trim()
        ? ({} as Record<string, string>)
        : { name: trans.__('A name can’t be empty.') },
    submit: form =>
      sessions.update(session.id, {
        name: form.name.trim(),
        description: form.description,
        note: form.note,
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
          description={trans.__('What it is, below its name.')}
          multiline
          value={value.description}
          error={error('description')}
          onChange={text => set({ description: text })}
        />
        <TextField
          label={trans.__('Note')}
          description={trans.__('What is to be known of it, above its tabs.')}
          multiline
          value={value.note}
          error={error('note')}
          onChange={text => set({ note: text })}
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
