import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import { notebookIcon } from '@jupyterlab/ui-components';

import type { components } from '../api/schema';
import { reviewWord, shapeOf } from '../reviews/records';
import {
  artifactIcon,
  formatBytes,
  instanceIcon,
  sessionIcon,
  specificationIcon,
  stateWord
} from '../ui';

type Schemas = components['schemas'];

export type Lineage = Schemas['Lineage'];
export type LineageNode = Schemas['LineageNode'];
export type LineageLink = Schemas['LineageLink'];
export type Side = 'upstream' | 'downstream';

export const SIDES: Side[] = ['upstream', 'downstream'];

/** The kind of the page that shows a node. */
export function pageKind(kind: string): string {
  return kind.replace(/_version$/, '');
}

export function kindIcon(kind: string): LabIcon {
  switch (pageKind(kind)) {
    case 'specification':
      return specificationIcon;
    case 'artifact':
      return artifactIcon;
    case 'instance':
      return instanceIcon;
    case 'review':
      return notebookIcon;
    default:
      return sessionIcon;
  }
}

export function nodeWord(kind: string, trans: TranslationBundle): string {
  switch (kind) {
    case 'specification':
      return trans.__('specification');
    case 'specification_version':
      return trans.__('specification version');
    case 'artifact':
      return trans.__('artifact');
    case 'artifact_version':
      return trans.__('artifact version');
    case 'instance':
      return trans.__('instance');
    case 'session':
      return trans.__('session');
    case 'review':
      return trans.__('review');
    default:
      // A newer server may know more.
      return kind.replace(/_/g, ' ');
  }
}

/** What a node is called. */
export function nodeTitle(node: LineageNode, trans: TranslationBundle): string {
  if (node.kind === 'review') {
    return trans.__('Review %1 of %2', node.number ?? '', node.name);
  }
  return node.number === null || node.number === undefined
    ? node.name
    : trans.__('%1 v%2', node.name, node.number);
}

/** The state of a session or a review as a shape's name; else null. */
export function nodeShape(node: LineageNode): string | null {
  if (!node.state || node.kind === 'specification') {
    return null;
  }
  return node.kind === 'review'
    ? shapeOf(node.state)
    : node.cached
      ? 'cached'
      : node.state;
}

/** The state in words; null where there is none. */
export function nodeState(
  node: LineageNode,
  trans: TranslationBundle
): string | null {
  switch (node.state && node.kind) {
    case 'review':
      return reviewWord(node.state!, trans);
    case 'session':
      return stateWord(node.cached ? 'cached' : node.state!, trans);
    case 'specification':
      return node.state === 'REGISTERED'
        ? trans.__('registered')
        : trans.__('draft');
    default:
      return null;
  }
}

/** What stands below a node's name. */
export function nodeNote(node: LineageNode, trans: TranslationBundle): string {
  const size = node.size;
  return [
    node.deleted && trans.__('deleted'),
    node.kind === 'session' ? null : nodeWord(node.kind, trans),
    nodeState(node, trans),
    node.kind === 'artifact_version' && typeof size === 'number'
      ? formatBytes(size)
      : null,
    node.kind === 'session' || node.kind === 'specification_version'
      ? node.detail
      : null
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What a link says: `input data`, `code`. */
export function linkWord(link: LineageLink, trans: TranslationBundle): string {
  const aliases = link.aliases.join(', ');
  switch (link.kind) {
    case 'instance':
      return trans.__('instance');
    case 'code':
      return trans.__('code');
    case 'input':
      return trans.__('input %1', aliases);
    case 'output':
      return trans.__('output %1', aliases);
    case 'run':
      return trans.__('run');
    case 'rerun':
      return trans.__('run again');
    case 'reused':
      return trans.__('result reused');
    case 'review':
      return trans.__('review');
    case 'version':
      return trans.__('version');
    default:
      return link.kind;
  }
}
