import type { TranslationBundle } from '@jupyterlab/translation';

/** An action in words; `said` gives what its row says of a field. */
export function describeAction(
  kind: string,
  action: string,
  said: (field: string) => unknown,
  trans: TranslationBundle
): string {
  return (
    (kind === 'review' ? describeReview(action, said, trans) : null) ??
    (kind === 'session' ? describeSession(action, trans) : null) ??
    describeAny(action, said, trans)
  );
}

/** An action without its details, for a choice. */
export function actionWord(
  kind: string,
  action: string,
  trans: TranslationBundle
): string {
  switch (action) {
    case 'approved':
      return trans.__('Approved');
    case 'changes_requested':
      return trans.__('Changes requested');
    default:
      return describeAction(kind, action, () => '', trans).replace(/ +/g, ' ');
  }
}

function describeAny(
  action: string,
  said: (field: string) => unknown,
  trans: TranslationBundle
): string {
  switch (action) {
    case 'created':
      return trans.__('Created');
    case 'updated':
      return trans.__('Edited');
    case 'deleted':
      return trans.__('Deleted');
    case 'restored':
      return trans.__('Deletion taken back');
    case 'moved':
      return trans.__('Moved');
    case 'shared':
      return trans.__('Shared');
    case 'unshared':
      return trans.__('Unshared');
    case 'reserved':
      return trans.__('Reserved');
    case 'unreserved':
      return trans.__('Unreserved');
    case 'registered':
      return trans.__('Registered');
    case 'imported':
      return trans.__('Imported');
    case 'exported':
      return trans.__('Exported');
    case 'version_committed':
      return trans.__('Version %1 committed', said('version'));
    case 'version_added':
      return trans.__('Version %1 added', said('number'));
    case 'version_deleted':
      return trans.__('Version %1 deleted', said('number'));
    case 'parameters_changed':
      return trans.__('Parameters changed');
    default:
      // A newer server may know more.
      return sentence(action);
  }
}

function describeSession(
  action: string,
  trans: TranslationBundle
): string | null {
  switch (action) {
    case 'submitted':
      return trans.__('Submitted');
    case 'starting':
      return trans.__('Starting');
    case 'running':
      return trans.__('Running');
    case 'succeeded':
      return trans.__('Succeeded');
    case 'failed':
      return trans.__('Failed');
    case 'crashed':
      return trans.__('Crashed');
    case 'timed_out':
      return trans.__('Timed out');
    case 'cancelling':
      return trans.__('Told to end');
    case 'cancelled':
      return trans.__('Cancelled');
    case 'retried':
      return trans.__('Tried again');
    case 'rerun':
      return trans.__('Run again');
    case 'replayed':
      return trans.__('Replayed');
    case 'became_stale':
      return trans.__('Became stale: an input version was deleted');
    case 'became_robust':
      return trans.__('Robust again: its input versions are back');
    default:
      return null;
  }
}

function describeReview(
  action: string,
  said: (field: string) => unknown,
  trans: TranslationBundle
): string | null {
  const revision = said('revision');
  switch (action) {
    case 'created':
      return trans.__('Review begun');
    case 'saved':
      return said('voided_signatures')
        ? trans.__('Revision %1 saved; decisions voided', revision)
        : trans.__('Revision %1 saved', revision);
    case 'submitted':
      return trans.__('Revision %1 submitted', revision);
    case 'approved':
      return trans.__('Revision %1 approved by %2', revision, said('name'));
    case 'changes_requested':
      return trans.__(
        'Changes to revision %1 requested by %2',
        revision,
        said('name')
      );
    case 'superseded':
      return trans.__('Superseded by a later review');
    case 'commented':
      return trans.__('Commented');
    case 'resolved':
      return trans.__('Comment resolved');
    case 'reopened':
      return trans.__('Comment opened again');
    default:
      return null;
  }
}

/** The path of a field in words: `Signature › inputs › data › required`. */
export function fieldName(path: string[], trans: TranslationBundle): string {
  const [first, ...rest] = path;
  return [fieldWord(first ?? '', trans), ...rest].join(' › ');
}

function fieldWord(field: string, trans: TranslationBundle): string {
  switch (field) {
    case 'name':
      return trans.__('Name');
    case 'description':
      return trans.__('Description');
    case 'tags':
      return trans.__('Tags');
    case 'note':
      return trans.__('Note');
    case 'starred':
      return trans.__('Starred');
    case 'folder':
      return trans.__('Folder');
    case 'copied_from':
      return trans.__('Copied from');
    case 'with':
      return trans.__('With');
    case 'role':
      return trans.__('Role');
    case 'for':
      return trans.__('For');
    case 'label':
      return trans.__('Label');
    case 'by':
      return trans.__('By');
    case 'path':
      return trans.__('File');
    case 'files':
      return trans.__('Files');
    case 'ad_hoc':
      return trans.__('Ad hoc');
    case 'body_sha256':
      return trans.__('sha256 of the code');
    case 'base_sha256':
      return trans.__('sha256 of the notebook');
    case 'protected_sha256':
      return trans.__('sha256 of the locked content');
    case 'overlay_sha256':
      return trans.__('sha256 of the review’s text');
    case 'voided_signatures':
      return trans.__('Voided decisions');
    case 'version_id':
      return trans.__('Version');
    case 'number':
      return trans.__('Number');
    case 'session_id':
      return trans.__('Session');
    case 'specification_version':
      return trans.__('Specification version');
    case 'env':
      return trans.__('Environment variables');
    case 'kernelspec':
      return trans.__('Kernel');
    case 'working_folder':
      return trans.__('Working folder');
    case 'start_timeout':
      return trans.__('Kernel start at most (s)');
    case 'cell_timeout':
      return trans.__('Each cell at most (s)');
    case 'run_timeout':
      return trans.__('Whole run at most (s)');
    case 'memory':
      return trans.__('Memory (bytes)');
    case 'cpus':
      return trans.__('CPUs');
    case 'use_cache':
      return trans.__('Reuse results');
    default:
      return sentence(field);
  }
}

/** `some_name` as `Some name`. */
function sentence(name: string): string {
  const words = name.replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
