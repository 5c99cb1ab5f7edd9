import * as React from 'react';

import type { IJupyterExt } from '../tokens';
import { useTrans } from './context';
import { TextField } from './fields';
import type { FieldErrors, IForm } from './formbody';
import { showForm } from './formdialog';

/** What every object has. */
export interface INamed {
  name: string;
  description: string;
  note: string;
  tags: string[];
}

/** What is said of an object besides its name, as it is typed. */
export interface ISaid {
  description: string;
  note: string;
  /** Separated by commas. */
  tags: string;
}

/** `risk, q3` → its tags, each once. */
export function parseTags(text: string): string[] {
  const tags = text
    .split(',')
    .map(tag => tag.trim())
    .filter(tag => tag);
  return [...new Set(tags)];
}

/** Fields for what is said of an object. */
export function SaidFields(props: {
  value: ISaid;
  error: (field: string) => string | null;
  set: (patch: Partial<ISaid>) => void;
}): JSX.Element {
  const { value, error, set } = props;
  const trans = useTrans();
  return (
    <>
      <TextField
        label={trans.__('Description')}
        description={trans.__('What it is, below its name.')}
        multiline
        value={value.description}
        error={error('description')}
        onChange={description => set({ description })}
      />
      <TextField
        label={trans.__('Note')}
        description={trans.__('What is to be known of it, above its tabs.')}
        multiline
        value={value.note}
        error={error('note')}
        onChange={note => set({ note })}
      />
      <TextField
        label={trans.__('Tags')}
        description={trans.__('Separated by commas.')}
        value={value.tags}
        error={error('tags')}
        onChange={tags => set({ tags })}
      />
    </>
  );
}

/** Ask for a name, what is said of an object, and more; null: given up. */
export function askNamed<T, More extends object>(
  jx: IJupyterExt,
  options: {
    title: string;
    /** What the fields begin with. */
    object: INamed;
    /** Above the fields. */
    text?: string;
    /** What else is asked for, and the fields below for it. */
    more: More;
    render: (form: IForm<More>) => React.ReactNode;
    save: (asked: INamed & More) => Promise<T>;
  }
): Promise<T | null> {
  const { trans } = jx;
  const { name, description, note, tags } = options.object;
  return showForm<ISaid & { name: string } & More, T>(jx, {
    title: options.title,
    accept: trans.__('Save'),
    initial: {
      ...options.more,
      name,
      description,
      note,
      tags: tags.join(', ')
    },
    validate: (form): FieldErrors =>
      form.name.trim() ? {} : { name: trans.__('A name can’t be empty.') },
    submit: form =>
      options.save({
        ...form,
        name: form.name.trim(),
        tags: parseTags(form.tags)
      }),
    render: form => {
      const set = form.set as (
        patch: Partial<ISaid & { name: string }>
      ) => void;
      return (
        <>
          {options.text && <p className="jx-Dialog-text">{options.text}</p>}
          <TextField
            label={trans.__('Name')}
            required
            value={form.value.name}
            error={form.error('name')}
            onChange={text => set({ name: text })}
          />
          <SaidFields value={form.value} error={form.error} set={set} />
          {options.render({ ...form, set: form.set as IForm<More>['set'] })}
        </>
      );
    }
  });
}

/** Edit an object's name, description, note and tags; null: given up. */
export function editNamed<T>(
  jx: IJupyterExt,
  options: {
    title: string;
    object: INamed;
    save: (named: INamed) => Promise<T>;
  }
): Promise<T | null> {
  return askNamed(jx, { ...options, more: {}, render: () => null });
}
