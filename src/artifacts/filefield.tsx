import * as React from 'react';

import { Bytes, Field, useTrans } from '../ui';

/** A file of the user's own machine, to be sent. */
export function FileField(props: {
  file: File | null;
  onChange: (file: File | null) => void;
  error: string | null;
  disabled: boolean;
  /** The files that are offered first, such as `.zip`. */
  accept?: string;
}): JSX.Element {
  const trans = useTrans();
  return (
    <Field
      label={trans.__('File')}
      required
      error={props.error}
      description={props.file && <Bytes size={props.file.size} />}
    >
      {control => (
        <input
          {...control}
          type="file"
          accept={props.accept}
          disabled={props.disabled}
          onChange={event => props.onChange(event.target.files?.[0] ?? null)}
        />
      )}
    </Field>
  );
}
