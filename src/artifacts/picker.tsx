import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { ApiClient } from '../api/client';
import type { components } from '../api/schema';
import {
  IChoice,
  IControlProps,
  SearchSelect,
  exactTime,
  formatBytes,
  relativeTime,
  useJx,
  useTrans
} from '../ui';

export type Artifact = components['schemas']['ArtifactRecord'];
export type ArtifactVersion = components['schemas']['ArtifactVersionRecord'];

const FOUND_AT_MOST = 30;

/** An artifact as a choice, with what tells it from its namesakes. */
export function artifactChoice(
  artifact: Artifact,
  trans: TranslationBundle
): IChoice<Artifact> {
  const count = artifact.version_count;
  return {
    id: artifact.id,
    label: artifact.name,
    note: count
      ? trans._n('%1 version', '%1 versions', count)
      : trans.__('no versions yet'),
    value: artifact
  };
}

/** A version as a choice: number and name, when and by which session made. */
export function versionChoice(
  version: ArtifactVersion,
  trans: TranslationBundle
): IChoice<ArtifactVersion> {
  const made = new Date(version.created_at);
  const facts = [
    version.session?.name,
    relativeTime(made, Date.now(), trans),
    formatBytes(version.size)
  ].filter(Boolean);
  return {
    id: version.id,
    label: trans.__('%1 · %2', `v${version.number}`, version.name),
    note: <span title={exactTime(made)}>{facts.join(' · ')}</span>,
    value: version
  };
}

/** The artifacts that match a text: those of that name, then those changed last. */
export async function findArtifacts(
  api: ApiClient,
  text: string,
  signal?: AbortSignal
): Promise<Artifact[]> {
  const page = await api.get('/artifacts', {
    query: { q: text, sort: '-updated_at', limit: FOUND_AT_MOST },
    signal
  });
  const name = text.trim().toLowerCase();
  const isNamed = (one: Artifact) => one.name.toLowerCase() === name;
  return [
    ...page.items.filter(isNamed),
    ...page.items.filter(one => !isNamed(one))
  ];
}

/** The versions of an artifact that can be picked, the newest first. */
export async function findVersions(
  api: ApiClient,
  artifact: string,
  text: string,
  signal?: AbortSignal
): Promise<ArtifactVersion[]> {
  const page = await api.get('/artifacts/{artifact_id}/versions', {
    path: { artifact_id: artifact },
    query: { q: text, limit: FOUND_AT_MOST },
    signal
  });
  return page.items.filter(one => !one.deleted_at);
}

/** A choice among the artifacts that there are. */
export function ArtifactSelect(
  props: IControlProps & {
    value: Artifact | null;
    onChange: (artifact: Artifact | null) => void;
    /** Offers to choose none, in these words. */
    emptyLabel?: string;
    disabled?: boolean;
  }
): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const { value, onChange, ...rest } = props;
  return (
    <SearchSelect<Artifact>
      {...rest}
      placeholder={
        rest.emptyLabel ?? trans.__('Search by name, text, tag or id…')
      }
      value={value && artifactChoice(value, trans)}
      onChange={choice => onChange(choice?.value ?? null)}
      search={async (text, signal) =>
        (await findArtifacts(jx.api, text, signal)).map(one =>
          artifactChoice(one, trans)
        )
      }
    />
  );
}

/** A choice among the versions of an artifact. */
export function VersionSelect(
  props: IControlProps & {
    artifact: string;
    value: ArtifactVersion | null;
    onChange: (version: ArtifactVersion | null) => void;
    placeholder?: string;
    disabled?: boolean;
  }
): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const { artifact, value, onChange, ...rest } = props;
  return (
    <SearchSelect<ArtifactVersion>
      {...rest}
      placeholder={
        rest.placeholder ?? trans.__('Search by name, id, time or session…')
      }
      value={value && versionChoice(value, trans)}
      onChange={choice => onChange(choice?.value ?? null)}
      search={async (text, signal) =>
        (await findVersions(jx.api, artifact, text, signal)).map(one =>
          versionChoice(one, trans)
        )
      }
    />
  );
}
